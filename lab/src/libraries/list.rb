# Prints the requests that each method of the gem keycloak-admin sends: calls the method, and the gem's transport sends nothing.

# The gems behind the transport are not needed.
%w[faraday http-cookie].each { |name| $LOADED_FEATURES << "#{name}.rb" }
module Kernel
  alias_method :require_of_ruby, :require
  def require(name)
    %w[faraday http-cookie].include?(name) || require_of_ruby(name)
  end
end
module Faraday
  class TimeoutError < StandardError; end
  class ClientError < StandardError; end
  class ServerError < StandardError; end
end
module HTTP
  class Cookie; end
end

$LOAD_PATH.unshift(File.join(ARGV.fetch(0), "lib"))
require "uri"
# Ruby 3.1 lacks the function.
URI.define_singleton_method(:encode_uri_component) { |text| text.to_s } unless URI.respond_to?(:encode_uri_component)
require "keycloak-admin"

VALUE = "why403"
SENT = []

# A value that is text, and has every member and entry.
class Value < String
  # Some methods change what has an ID and create what has none.
  def id = $with_id ? VALUE : nil
  def method_missing(_name, *_arguments) = Value.new(VALUE)
  def respond_to_missing?(*_arguments) = false
  def [](_key) = Value.new(VALUE)
  def any? = false
  def map = []
end

class Sent < String
  def status = 201
  def headers = { location: "/#{VALUE}" }
  def body = to_s
end

module KeycloakAdmin
  class Client
    def current_token = Struct.new(:access_token).new(VALUE)
  end

  class Resource
    def request(method, _payload, _headers)
      SENT << "#{method.to_s.upcase} #{@url.sub(%r{\Ahttps?://[^/]+}, "").sub(/\?.*/, "")}"
      Sent.new("[]")
    end
  end
end

KeycloakAdmin.configure do |config|
  config.server_url = "http://localhost"
  config.logger = nil
end

# A list is enough for some methods, and others need an object.
module JSON
  def self.parse(_text, *_options)
    Hash.new(Value.new(VALUE)).tap { |answer| def answer.map = [] }
  end
end

# The types of permissions and of policies, which the gem checks.
TYPES = { authz_permissions: "scope", authz_policies: "role" }.freeze

def arguments(method)
  required = method.parameters.select { |kind, _| kind == :req }
  required.map { |_, name| Value.new(name == :type ? TYPES.fetch(method.name, VALUE) : VALUE) }
end

# The result of a method, and its requests. Without a chain, an error is expected.
def call(chain, method)
  SENT.clear
  result = method.call(*arguments(method))
  [result, SENT.dup]
rescue StandardError => error
  warn "#{chain}.#{method.name}: #{error.class}: #{error.message.lines.first}" if chain
  [nil, SENT.dup]
end

def list(chain, receiver)
  own = receiver.class.ancestors.take_while { |type| type != KeycloakAdmin::Client && type != Object }
  own.flat_map { |type| type.public_instance_methods(false) }.uniq.sort.each do |name|
    method = receiver.method(name)
    $with_id = true
    result, sent = call(chain, method)
    $with_id = false
    _, without_id = call(nil, method)
    verbs = sent.map { |request| request[/\A\w+/] }
    sent += without_id.reject { |request| verbs.include?(request[/\A\w+/]) }
    is_resource = result.is_a?(KeycloakAdmin::Client) || result.is_a?(KeycloakAdmin::BaseRoleContainingResource)
    if is_resource && sent.empty?
      list("#{chain}.#{name}#{method.parameters.any? ? "()" : ""}", result)
    else
      # A method that may have no argument is called without one.
      call = method.parameters.first&.first == :opt ? "#{name}()" : name
      puts ["#{chain}.#{call}", *sent.uniq].join("\t")
    end
  end
end

list("realm()", KeycloakAdmin.realm(VALUE))
