uri = URI("#{base}/admin/realms/#{realm}/groups")
req = Net::HTTP::Post.new(uri)
Net::HTTP.start(uri.host) { |h| h.request(req) }
res = RestClient.get "#{base}/admin/realms/#{realm}/users", { Authorization: "Bearer #{t}" }
HTTParty.put("#{base}/admin/realms/#{realm}/users/#{id}", body: {})
