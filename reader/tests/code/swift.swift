var req = URLRequest(url: URL(string: "\(base)/admin/realms/\(realm)/users/\(id)")!)
req.httpMethod = "DELETE"
