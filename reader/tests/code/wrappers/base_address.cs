using System.Net.Http.Json;

namespace Acme.Identity;

public static class Registration
{
    public static IServiceCollection AddKeycloakAdmin(this IServiceCollection services, KeycloakOptions options)
    {
        services.AddHttpClient<KeycloakAdminClient>(http =>
        {
            http.BaseAddress = new Uri($"{options.Url}/admin/realms/{options.Realm}/");
        }).AddHttpMessageHandler<TokenHandler>();
        return services;
    }
}

public sealed class KeycloakAdminClient(HttpClient http)
{
    public Task<List<User>?> FindAsync(string email, CancellationToken ct) =>
        http.GetFromJsonAsync<List<User>>($"users?email={Uri.EscapeDataString(email)}", ct);

    public async Task<string> CreateAsync(User user, CancellationToken ct)
    {
        var response = await http.PostAsJsonAsync("users", user, ct);
        response.EnsureSuccessStatusCode();
        return response.Headers.Location!.Segments[^1];
    }

    public async Task UpdateAsync(string id, User user, CancellationToken ct)
    {
        using var response = await http.PutAsJsonAsync($"users/{id}", user, ct);
        response.EnsureSuccessStatusCode();
    }

    public Task JoinAsync(string id, string group, CancellationToken ct) => SendAsync(HttpMethod.Put, $"users/{id}/groups/{group}", ct);

    private async Task SendAsync(HttpMethod method, string path, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(method, path);
        using var response = await http.SendAsync(request, ct);
        response.EnsureSuccessStatusCode();
    }
}
