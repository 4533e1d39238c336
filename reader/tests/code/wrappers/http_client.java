package com.acme;

public class KeycloakHttp {
    private final HttpClient http = HttpClient.newHttpClient();
    private final String server;
    private final String realm;

    private HttpResponse<String> send(String method, String path, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server + "/admin/realms/" + realm + path))
            .header("Authorization", "Bearer " + token())
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .build();
        return http.send(request, BodyHandlers.ofString());
    }

    public String users() throws Exception {
        return send("GET", "/users", null).body();
    }

    public void create(String json) throws Exception {
        send("POST", "/users", json);
    }

    public void delete(String id) throws Exception {
        send("DELETE", "/users/" + id, null);
    }
}
