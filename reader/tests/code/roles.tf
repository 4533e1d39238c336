resource "keycloak_user_roles" "jane" {
  realm_id = "acme"
  user_id  = "1"
  role_ids = [keycloak_role.editor.id]
}

resource "keycloak_oidc_github_identity_provider" "github" {
  realm = "acme"
}

data "keycloak_openid_client_service_account_user" "backend" {
  realm_id  = "acme"
  client_id = "2"
}
