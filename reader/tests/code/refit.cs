public interface IKeycloak {
    [Get("/admin/realms/{realm}/users/{id}")]
    Task<User> GetUser(string realm, string id);
    [Delete("/admin/realms/{realm}/groups/{id}")]
    Task Remove(string realm, string id);
}
