local http = require("resty.http")
local cjson = require("cjson.safe")

local _M = {}

local function call(self, method, path, body)
  local httpc = http.new()
  local res, err = httpc:request_uri(self.base .. "/admin/realms/" .. self.realm .. path, {
    method = method,
    body = body and cjson.encode(body),
    headers = { ["Authorization"] = "Bearer " .. self.token, ["Content-Type"] = "application/json" },
  })
  if not res then return nil, err end
  return cjson.decode(res.body), res.status
end

function _M.find(self, email)
  return call(self, "GET", "/users?email=" .. email)
end

function _M.create(self, user)
  return call(self, "POST", "/users", user)
end

return _M
