public class KeycloakApi {
    private readonly HttpClient _http;
    public KeycloakApi(HttpClient http, string url, string realm) {
        _http = http;
        _http.BaseAddress = new Uri($"{url}/admin/realms/{realm}/");
    }
    public Task<HttpResponseMessage> GetUser(string id) => _http.GetAsync($"users/{id}");
    public Task<HttpResponseMessage> Create(User user) => _http.PostAsJsonAsync("users", user);
    // _http.DeleteAsync("users/1")
}
