var client = new RestClient(new RestClientOptions($"{url}/admin/realms/{realm}"));
var user = await client.GetAsync<User>(new RestRequest("users/{id}").AddUrlSegment("id", id));
await client.ExecuteAsync(new RestRequest($"users/{id}", Method.Put).AddJsonBody(user));
