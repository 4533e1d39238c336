package com.acme;

@Component
class KeycloakGateway {
    private final WebClient client;

    KeycloakGateway(WebClient.Builder builder, @Value("${keycloak.admin-url}") String adminUrl, @Value("${keycloak.realm}") String realm) {
        this.client = builder.baseUrl(adminUrl + "/admin/realms/" + realm).build();
    }

    Mono<String> clientUuid(String clientId) {
        return get("/clients?clientId=" + clientId, ClientDto[].class).map(found -> found[0].id());
    }

    Mono<RoleDto[]> roles(String uuid) {
        return get("/clients/" + uuid + "/roles", RoleDto[].class);
    }

    Mono<Void> addRole(String uuid, RoleDto role) {
        return client.post().uri("/clients/{uuid}/roles", uuid).bodyValue(role).retrieve().bodyToMono(Void.class);
    }

    Mono<Void> removeRole(String uuid, String name) {
        return send(HttpMethod.DELETE, "/clients/" + uuid + "/roles/" + name);
    }

    private <T> Mono<T> get(String path, Class<T> type) {
        return client.get().uri(path).retrieve().bodyToMono(type);
    }

    private Mono<Void> send(HttpMethod method, String path) {
        return client.method(method).uri(path).retrieve().bodyToMono(Void.class);
    }
}
