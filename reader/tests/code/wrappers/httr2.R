library(httr2)

keycloak <- function(path) {
  request(Sys.getenv("KEYCLOAK_URL")) |>
    req_url_path_append("admin", "realms", Sys.getenv("KEYCLOAK_REALM"), path) |>
    req_auth_bearer_token(Sys.getenv("KEYCLOAK_TOKEN"))
}

users <- keycloak("users") |>
  req_url_query(max = 1000) |>
  req_perform() |>
  resp_body_json()

roles_of <- function(id) {
  keycloak(paste0("users/", id, "/role-mappings/realm")) |>
    req_perform() |>
    resp_body_json()
}

table <- lapply(users, function(user) roles_of(user$id))
