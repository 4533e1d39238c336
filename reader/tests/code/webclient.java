class A { 
  WebClient c = WebClient.builder().baseUrl(url + "/admin/realms/" + realm).build();
  Mono<User> u(String id) { return c.get().uri("/users/{id}", id).retrieve().bodyToMono(User.class); }
  Mono<Void> d(String id) { return c.delete().uri(b -> b.path("/users/{id}").build(id)).retrieve().bodyToMono(Void.class); }
}
