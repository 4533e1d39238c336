class Kc {
  private static final String USERS = "/admin/realms/{realm}/users";
  User one(String id) { return rest.getForObject(url + USERS + "/{id}", User.class, realm, id); }
  void del(String id) { rest.exchange(url + USERS + "/" + id, HttpMethod.DELETE, entity, Void.class); }
}
