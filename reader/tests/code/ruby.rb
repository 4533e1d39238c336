class Kc
  def initialize(url, realm)
    @base = "#{url}/admin/realms/#{realm}"
  end
  def users
    RestClient.get("#{@base}/users", headers)
  end
  def reset(id)
    RestClient.put("#{@base}/users/#{id}/reset-password", body, headers)
  end
  # RestClient.delete("#{@base}/users/1")
end
