package com.acme.identity;

@Service
public class KeycloakUserService {

    private final RestTemplate rest;

    public KeycloakUserService(RestTemplateBuilder builder, KeycloakProperties properties, TokenInterceptor interceptor) {
        this.rest = builder
            .rootUri(properties.getUrl() + "/admin/realms/" + properties.getRealm())
            .interceptors(interceptor)
            .build();
    }

    public List<UserDto> findByEmail(String email) {
        return Arrays.asList(rest.getForObject("/users?email={email}", UserDto[].class, email));
    }

    public URI create(UserDto user) {
        return rest.postForLocation("/users", user);
    }

    public void delete(String id) {
        rest.delete("/users/{id}", id);
    }

    public List<RoleDto> roles(String id) {
        ResponseEntity<List<RoleDto>> response = rest.exchange("/users/{id}/role-mappings/realm", HttpMethod.GET, null,
            new ParameterizedTypeReference<>() { }, id);
        return response.getBody();
    }
}
