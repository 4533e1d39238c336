from keycloak import KeycloakAdmin
admin = KeycloakAdmin(server_url="x", realm_name="a")
admin.get_users({})
admin.delete_user("1")
