//! Tests requests through client libraries.

use crate::code::read;
use crate::code::tests::{PASSWORD, USER, assert_found, found, permissions};

#[test]
fn methods_of_clients_as_values_and_blocks_with_a_receiver() {
    assert_found(&[
        (
            "kc = KeycloakAdmin(server_url=u)\nasyncio.to_thread(kc.get_clients, {})\nfetch = kc.get_users\npool.map(kc.delete_user, ids)",
            &["GET clients", "GET users", "DELETE users/{user-id}"],
        ),
        (
            "kc = KeycloakAdmin(server_url=u)\nkc.get_users = Mock()\nkc.get_clients.return_value = []",
            &[],
        ),
        (
            "RolesResource roles = realmResource.roles();\nnames.forEach(roles::deleteRole);\nnames.map(realmResource.users()::searchByUsername);",
            &["DELETE roles/{role-name}", "GET users"],
        ),
        (
            "val users: UsersResource = realm.users()\nusers.run {\n    search(\"a\")\n    get(id).apply { logout() }\n}",
            &["GET users", "POST users/{user-id}/logout"],
        ),
        (
            "with(keycloak.realm(\"a\").users().get(id)) { resetPassword(c) }\nkeycloak.realm(\"a\").groups().let { it.add(g) }",
            &[PASSWORD, "POST groups"],
        ),
        (
            "import KcAdminClient from '@keycloak/keycloak-admin-client';\nwithAuth(({ users }) => users.find({ email }));\nconst f = ({ groups }) => groups.find((g) => g.id === id);",
            &["GET users"],
        ),
    ]);
}

#[test]
fn admin_clients() {
    assert_found(&[
        (
            "UserRepresentation u = keycloak.realm(\"x\").users().get(id).toRepresentation();",
            &[USER],
        ),
        (
            "keycloak.realm(realm)\n    .users()\n    .search(\"a\", true);",
            &["GET users"],
        ),
        (
            "realmResource.users().get(userId).roles().clientLevel(uuid).add(List.of(role));",
            &["POST users/{user-id}/role-mappings/clients/{client-id}"],
        ),
        (
            "UsersResource usersResource = realm.users();\nusersResource.create(user);\nuserResource.resetPassword(cred);",
            &["POST users", PASSWORD],
        ),
        (
            "keycloak.realms().realm(\"x\").clients().get(id).roles().list()",
            &["GET clients/{client-uuid}/roles"],
        ),
        (
            "keycloak.realm(\"x\").clients().findByClientId(\"a\").get(0).getId()",
            &["GET clients"],
        ),
        (
            "await kcAdminClient.users.findOne({ id });\nawait this.keycloak.users.resetPassword({ id, realm, credential })",
            &[USER, PASSWORD],
        ),
        (
            "await kcAdmin.clients.listRoles({ id: c.id })",
            &["GET clients/{client-uuid}/roles"],
        ),
        (
            "keycloak_admin.get_user(user_id)\nkeycloak_admin.set_user_password(user_id=u, password=p)",
            &[USER, PASSWORD],
        ),
        (
            "await keycloak_admin.a_get_groups()",
            &["GET groups", "GET groups/{group-id}/children"],
        ),
        // Other software has users as well.
        (
            "prisma.users.create({})\ndb.users.find()\nuser.roles().list2()\nrepo.get_user(1)",
            &[],
        ),
    ]);
}

#[test]
fn java_follows_variables() {
    assert_found(&[
        (
            "UsersResource users = realm.users(); users.create(rep); users.get(id).resetPassword(c); users.delete(id);",
            &["POST users", PASSWORD, "DELETE users/{user-id}"],
        ),
        (
            "UserResource user = keycloak.realm(\"x\").users().get(id);\nUserRepresentation u = user.toRepresentation();\nuser.update(u);\nuser.remove();",
            &[USER, "PUT users/{user-id}", "DELETE users/{user-id}"],
        ),
        // The chain is more specific than the type.
        (
            "RoleScopeResource level = realm.users().get(id).roles().realmLevel();\nlevel.add(List.of(role));",
            &["POST users/{user-id}/role-mappings/realm"],
        ),
        (
            "var roles = realm.clients().get(uuid).roles();\nroles.create(role);",
            &["POST clients/{client-uuid}/roles"],
        ),
        (
            "RealmResource acme = keycloak.realm(\"acme\");\nacme.toRepresentation();\nacme.groups().add(g);",
            &["GET /admin/realms/{realm}", "POST groups"],
        ),
        // A parameter, a field that is declared later, a method that returns a resource, and Kotlin.
        (
            "void lock(UserResource target) { target.update(u); }",
            &["PUT users/{user-id}"],
        ),
        (
            "void a() { this.people.create(u); }\nprivate final UsersResource people;",
            &["POST users"],
        ),
        (
            "void a() { people().get(id).logout(); }\nprivate UsersResource people() { return kc.realm(r).users(); }",
            &["POST users/{user-id}/logout"],
        ),
        (
            "void a() { people().list().forEach(one -> people().delete(one.getId())); }\nprivate UsersResource people() { return kc.realm(r).users(); }",
            &["GET users", "DELETE users/{user-id}"],
        ),
        (
            "val people: UsersResource = realm.users()\npeople?.create(u)\nval one = people.get(id)\none.remove()",
            &["POST users", "DELETE users/{user-id}"],
        ),
        // A request among the arguments of another one.
        (
            "realm.users().get(realm.users().search(\"a\").get(0).getId()).remove();",
            &["GET users", "DELETE users/{user-id}"],
        ),
        // Another object with the same name.
        (
            "class A { UsersResource users; }\nclass B { void b(UserRepository users) { users.create(u); } }",
            &[],
        ),
    ]);
}

#[test]
fn javascript_follows_variables_and_any_client_that_is_imported() {
    assert_found(&[
        ("await kcAdminClient.realms.find()", &["GET /admin/realms"]),
        (
            "const {users} = kcAdminClient; await users.create({})",
            &["POST users"],
        ),
        (
            "const { users: people, groups } = this.kcAdmin;\npeople.del({ id });\ngroups.find();",
            &["DELETE users/{user-id}", "GET groups"],
        ),
        (
            "const people = kcAdminClient.users;\npeople.findOne({ id });",
            &[USER],
        ),
        (
            "import KcAdminClient from '@keycloak/keycloak-admin-client';\nclient.users.listGroups({ id });\nclient.users.listSessions({ id });\n(await connected()).identityProviders.find();",
            &[
                "GET users/{user-id}/groups",
                "GET users/{user-id}/sessions",
                "GET identity-provider/instances",
            ],
        ),
        // Another client, and the fields of a body.
        (
            "client.users.listGroups({ id });\nconst { users } = db;\nusers.create({})",
            &[],
        ),
        (
            "import KcAdminClient from '@keycloak/keycloak-admin-client';\nconst { users } = await load();\nusers.create({})",
            &[],
        ),
    ]);
}

#[test]
fn python_and_go() {
    assert_found(&[
        (
            "keycloak_admin.create_group({'name': 'a'})\nkeycloak_admin.create_group({'name': 'a'}, parent=g)\nkeycloak_admin.create_realm(payload={})",
            &[
                "POST groups",
                "POST groups/{group-id}/children",
                "POST /admin/realms",
            ],
        ),
        (
            "client = KeycloakAdmin(connection=c)\nclient.get_user(u)\nother.get_user(u)",
            &[USER],
        ),
        (
            "import \"github.com/Nerzal/gocloak/v13\"\nclient := gocloak.NewClient(url)\nuser, err := client.GetUserByID(ctx, token.AccessToken, realm, id)\nerr = client.SetPassword(ctx, t, id, realm, p, false)\nclient.AddClientRolesToUser(ctx, t, realm, c, u, roles)",
            &[
                USER,
                PASSWORD,
                "POST users/{user-id}/role-mappings/clients/{client-id}",
            ],
        ),
        ("s.gocloak.CreateUser(ctx, t, realm, u)", &["POST users"]),
        // Signing in is not a request to the Admin API, and other objects have methods with such names.
        (
            "token, err := gocloakClient.LoginClient(ctx, id, secret, realm)\nrepo.GetUsers(ctx)",
            &[],
        ),
    ]);
}

/// Checks a method and its request in a file that uses the library.
fn assert_methods(before: &str, methods: &[(&str, &str)]) {
    for (method, expected) in methods {
        let text = format!("{before}{method}(a, b);");
        assert!(
            found(&text).iter().any(|call| call == expected),
            "{text}: {:?}",
            found(&text)
        );
        assert_eq!(
            found(&format!("store.{method}(a, b);")),
            [""; 0],
            "{method}"
        );
    }
}

#[test]
fn methods_of_keycloak_net() {
    assert_methods(
        "using Keycloak.Net;\nvar kc = new KeycloakClient(url, secret);\nkc.",
        &[
            ("GetUserAsync", "GET users/{user-id}"),
            ("CreateUserAsync", "POST users"),
            ("DeleteUserAsync", "DELETE users/{user-id}"),
            ("GetUsersCountAsync", "GET users/count"),
            ("GetClientsAsync", "GET clients"),
            ("GetRolesAsync", "GET clients/{client-uuid}/roles"),
            ("GetGroupHierarchyAsync", "GET groups"),
            ("GetRealmAsync", "GET /admin/realms/{realm}"),
            ("UpdateUserAsync", "PUT users/{user-id}"),
            (
                "GetIdentityProviderInstancesAsync",
                "GET identity-provider/instances",
            ),
        ],
    );
}

#[test]
fn methods_of_keycloak_auth_services() {
    assert_methods(
        "using Keycloak.AuthServices.Sdk.Admin;\nvoid A(IKeycloakClient c) { c.",
        &[
            ("GetUsersAsync", "GET users"),
            ("CreateUserWithResponseAsync", "POST users"),
            ("UpdateUserAsync", "PUT users/{user-id}"),
            ("DeleteUserAsync", "DELETE users/{user-id}"),
            ("ResetPasswordAsync", "PUT users/{user-id}/reset-password"),
            ("GetCredentialsAsync", "GET users/{user-id}/credentials"),
            ("GetUserCountAsync", "GET users/count"),
            ("CreateGroupAsync", "POST groups"),
            ("CreateChildGroupAsync", "POST groups/{group-id}/children"),
            ("GetRealmAsync", "GET /admin/realms/{realm}"),
        ],
    );
}

#[test]
fn methods_of_fschmtt_keycloak() {
    assert_methods(
        "use Fschmtt\\Keycloak\\Keycloak;\n$keycloak->",
        &[
            ("groups()->members", "GET groups/{group-id}/members"),
            ("users()->credentials", "GET users/{user-id}/credentials"),
            ("roles()->create", "POST roles"),
            ("roles()->delete", "DELETE roles/{role-name}"),
            ("organizations()->all", "GET organizations"),
            (
                "clients()->getClientSecret",
                "GET clients/{client-uuid}/client-secret",
            ),
            (
                "users()->leaveGroup",
                "DELETE users/{user-id}/groups/{groupId}",
            ),
            ("realms()->keys", "GET keys"),
            ("realms()->delete", "DELETE /admin/realms/{realm}"),
            ("groups()->byPath", "GET group-by-path/{path}"),
        ],
    );
}

#[test]
fn methods_of_the_keycloak_crate() {
    assert_methods(
        "use keycloak::KeycloakAdmin;\nlet acme = admin.realm(\"acme\");\n",
        &[
            ("admin.realm_users_get", "GET users"),
            ("admin.realm_users_with_user_id_get", "GET users/{user-id}"),
            (
                "admin.realm_users_with_user_id_delete",
                "DELETE users/{user-id}",
            ),
            ("admin.realm_clients_get", "GET clients"),
            ("admin.realm_roles_get", "GET roles"),
            ("admin.realm_groups_post", "POST groups"),
            ("admin.realm_get", "GET /admin/realms/{realm}"),
            (
                "admin.realm_users_with_user_id_reset_password_put",
                "PUT users/{user-id}/reset-password",
            ),
            ("acme.users_count_get", "GET users/count"),
            ("acme.organizations_get", "GET organizations"),
            ("acme.users_post", "POST users"),
        ],
    );
}

#[test]
fn other_calls_of_these_libraries_are_reported() {
    let permissions = permissions().expect("the data file is read");
    for (text, expected) in [
        (
            "using Keycloak.Net;\nvar kc = new KeycloakClient(u, s);\nawait kc.FlyAsync();",
            "kc.FlyAsync",
        ),
        (
            "use Fschmtt\\Keycloak\\Keycloak;\n$keycloak->users()->fly($realm);",
            "users->fly",
        ),
        (
            "use keycloak::KeycloakAdmin;\nlet sso = KeycloakAdmin::new(u, t, c);\nsso.realm_wings_get(r);",
            "sso.realm_wings_get",
        ),
    ] {
        let pasted = read(&permissions, text);
        assert_eq!(pasted.not_followed, [expected], "{text}");
    }
}

#[test]
fn calls_that_are_not_followed_are_reported() {
    let permissions = permissions().expect("the data file is read");
    for (text, expected) in [
        (
            "import org.keycloak.admin.client.Keycloak;\nUsersResource users = realm.users(); users.migrate(); users.create(u);",
            &["users.migrate"][..],
        ),
        (
            "import org.keycloak.admin.client.resource.*;\nvoid a(RoleMappingResource roles, HologramsResource parts) { roles.realmLevel().add(r); parts.add(c); parts.toString(); }",
            &["roles.realmLevel", "parts.add"],
        ),
        (
            "import org.keycloak.admin.client.Keycloak;\nkc.realm(r).holograms().query();",
            &["realm().holograms"],
        ),
        (
            "import KcAdminClient from '@keycloak/keycloak-admin-client';\nconst client = new KcAdminClient();\nclient.users.fly();\nprisma.users.findMany();",
            &["users.fly"],
        ),
        (
            "admin = KeycloakAdmin()\nadmin.get_everything()\nadmin.get_current_realm()",
            &["admin.get_everything"],
        ),
        (
            "import \"github.com/Nerzal/gocloak/v13\"\nc := gocloak.NewClient(url)\nc.GetEverything(ctx, t, realm)\nc.LoginClient(ctx, id, secret, realm)\nc.Do(request)",
            &["c.GetEverything"],
        ),
        // The file uses no library for the Admin API.
        ("ItemResource items; items.sell(); client.users.fly();", &[]),
    ] {
        let pasted = read(&permissions, text);
        assert_eq!(pasted.not_followed, expected, "{text}");
        assert_eq!(pasted.is_complete(), expected.is_empty());
    }
}

#[test]
fn every_interface_of_the_java_client_is_followed() {
    assert_found(&[
        (
            "import org.keycloak.admin.client.Keycloak;\nrealm.components().component(id).update(c);\nrealm.flows().createFlow(f);\nrealm.clientScopes().get(id).getProtocolMappers().createMapper(m);\nrealm.clients().get(id).authorization().resources().create(r);\nrealm.identityProviders().get(alias).addMapper(m);\nrealm.organizations().get(id).members().addMember(u);\n",
            &[
                "PUT components/{id}",
                "POST authentication/flows",
                "POST client-scopes/{client-scope-id}/protocol-mappers/models",
                "POST clients/{client-uuid}/authz/resource-server/resource",
                "POST identity-provider/instances/{alias}/mappers",
                "POST organizations/{org-id}/members",
            ],
        ),
        (
            "import org.keycloak.admin.client.resource.AuthenticationManagementResource;\nAuthenticationManagementResource flows = flows();\nflows.removeRequiredAction(alias);\n",
            &["DELETE authentication/required-actions/{alias}"],
        ),
    ]);
}

#[test]
fn overloads_are_distinguished_by_their_arguments() {
    for (call, expected) in [
        ("GetRolesAsync(realm)", "GET roles"),
        (
            "AddCompositesToRoleAsync(realm, name, new Dictionary<string, List<Role>>().Values)",
            "POST roles/{role-name}/composites",
        ),
        ("GetRolesAsync(realm, first: 0, max: 10)", "GET roles"),
        (
            "GetRolesAsync(realm, clientId, max: 10)",
            "GET clients/{client-uuid}/roles",
        ),
        (
            "CreateRoleAsync(realm, new Role { Name = \"a\", Description = \"b\" })",
            "POST roles",
        ),
        (
            "CreateRoleAsync(realm, id, role, cancellationToken)",
            "POST clients/{client-uuid}/roles",
        ),
        (
            "DeleteRoleByNameAsync(\"a, b\", name)",
            "DELETE roles/{role-name}",
        ),
        ("RemoveUserSessionsAsync(realm)", "POST logout-all"),
        (
            "RemoveUserSessionsAsync(realm, user.Id)",
            "POST users/{user-id}/logout",
        ),
    ] {
        let text = format!(
            "using Keycloak.Net;\nvar kc = new KeycloakClient(url, secret);\nawait kc.{call};"
        );
        assert_eq!(found(&text), [expected], "{call}");
    }
    for (call, expected) in [
        (
            "identityProviders().get(a).update(provider)",
            "PUT identity-provider/instances/{alias}",
        ),
        (
            "identityProviders().get(a).update(id, mapper)",
            "PUT identity-provider/instances/{alias}/mappers/{id}",
        ),
        (
            "flows().addExecution(alias, data)",
            "POST authentication/flows/{flowAlias}/executions/execution",
        ),
        (
            "flows().addExecution(execution)",
            "POST authentication/executions",
        ),
        (
            "clients().get(id).getProtocolMappers().createMapper(mapper)",
            "POST clients/{client-uuid}/protocol-mappers/models",
        ),
        (
            "clients().get(id).getProtocolMappers().createMapper(List.of(a, b))",
            "POST clients/{client-uuid}/protocol-mappers/add-models",
        ),
    ] {
        let text = format!(
            "import org.keycloak.admin.client.Keycloak;\nvoid run() {{ kc.realm(r).{call}; }}"
        );
        assert_eq!(found(&text), [expected], "{call}");
    }
}

#[test]
fn frames_of_overloads() {
    let permissions = permissions().expect("the data");
    for (frame, expected) in [
        (
            "CreateRoleAsync(String realm, Role role, CancellationToken cancellationToken)",
            "POST roles",
        ),
        (
            "CreateRoleAsync(String realm, String clientId, Role role, CancellationToken cancellationToken)",
            "POST clients/{client-uuid}/roles",
        ),
        (
            "GetRolesAsync(String realm, Nullable`1 first, Nullable`1 max, String search)",
            "GET roles",
        ),
        ("GetUserAsync(String realm, String userId)", USER),
    ] {
        let trace =
            format!("   at Keycloak.Net.KeycloakClient.{frame} in KeycloakClient.cs:line 19\n");
        let (_, operation) = crate::code::of_frame(&permissions, &trace).expect(frame);
        let operation = operation.to_string().replace("/admin/realms/{realm}/", "");
        assert_eq!(operation, expected, "{frame}");
    }
    // Without parameters, the frame does not tell which overload it is.
    let trace = "   at Keycloak.Net.KeycloakClient.CreateRoleAsync()\n";
    assert_eq!(crate::code::of_frame(&permissions, trace), None);
}

#[test]
fn groups_of_an_organization_in_javascript() {
    let import = "import KcAdminClient from '@keycloak/keycloak-admin-client';\nconst kc = new KcAdminClient();\n";
    for (call, expected) in [
        (
            "kc.organizations.groups(id).find()",
            &["GET organizations/{org-id}/groups"][..],
        ),
        (
            "kc.organizations.groups(id).addMemberToOrgGroup({ groupId, userId })",
            &["PUT organizations/{org-id}/groups/{group-id}/members/{userId}"],
        ),
        (
            "const groups = kc.organizations.groups(id);\ngroups.create({ name })",
            &["POST organizations/{org-id}/groups"],
        ),
        ("kc.groups.create({ name })", &["POST groups"]),
        ("kc.organizations.groups(id).isOrgGroups()", &[]),
    ] {
        assert_eq!(
            found(&format!("{import}await {call};\n")),
            expected,
            "{call}"
        );
    }
}

#[test]
fn the_priority_of_an_execution_is_raised_or_lowered() {
    let client = "from keycloak import KeycloakAdmin\nkc = KeycloakAdmin()\n";
    for (call, expected) in [
        ("kc.change_execution_priority(id, 1)", "raise"),
        ("kc.change_execution_priority(id, -2)", "lower"),
        (
            "kc.change_execution_priority(execution_id=id, diff=-1)",
            "lower",
        ),
    ] {
        let found = found(&format!("{client}{call}\n"));
        assert_eq!(found.len(), 1, "{call}: {found:?}");
        assert!(
            found[0].ends_with(&format!("{expected}-priority")),
            "{call}: {found:?}"
        );
    }
}
