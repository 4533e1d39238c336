@RegisterRestClient(configKey = "kc") @Path("/admin/realms/{realm}/users")
public interface UsersApi {
  @GET List<UserRep> list(@PathParam("realm") String realm);
  @PUT @Path("/{id}") void update(@PathParam("realm") String realm, @PathParam("id") String id, UserRep u);
  @DELETE @Path("{id}/groups/{gid}") void leave(@PathParam("realm") String realm, @PathParam("id") String id, @PathParam("gid") String gid);
}
