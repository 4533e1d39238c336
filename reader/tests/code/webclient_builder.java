WebClient client = WebClient.builder().baseUrl(url).build();
Mono<Void> m = client.method(HttpMethod.PUT).uri("/admin/realms/{realm}/users/{id}/reset-password", realm, id).bodyValue(b).retrieve().bodyToMono(Void.class);
Flux<User> f = client.get().uri(b -> b.path("/admin/realms/{realm}/users").queryParam("max", 10).build(realm)).retrieve().bodyToFlux(User.class);
