require 'keycloak-admin'
KeycloakAdmin.realm("acme").users.search("john")
KeycloakAdmin.realm("acme").users.create!("john","j@x","pw",true,"en")
KeycloakAdmin.realm("acme").groups.list
KeycloakAdmin.realm("acme").user("id").role_mapper
