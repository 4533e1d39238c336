require "net/http"
require "json"

class KcClient
  def initialize(base, realm, token)
    @base = base
    @realm = realm
    @token = token
  end

  def clients = call(Net::HTTP::Get, "/clients")

  def service_account(id)
    call(Net::HTTP::Get, "/clients/#{id}/service-account-user")
  end

  def update(id, attributes)
    call(Net::HTTP::Put, "/clients/#{id}", attributes)
  end

  private

  def call(type, path, body = nil)
    uri = URI(@base + "/admin/realms/" + @realm + path)
    request = type.new(uri, "Authorization" => "Bearer #{@token}", "Content-Type" => "application/json")
    request.body = JSON.dump(body) if body
    response = Net::HTTP.start(uri.host, uri.port, use_ssl: uri.scheme == "https") { |http| http.request(request) }
    raise "#{response.code} #{response.body}" unless response.is_a?(Net::HTTPSuccess)

    response.body.to_s.empty? ? nil : JSON.parse(response.body)
  end
end
