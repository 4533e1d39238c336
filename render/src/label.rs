//! Names the fields of the check form.

use diagnosis::attempt::Field;

/// The label of a field, the same in the form, in its errors, and in a printed report.
pub fn label(field: Field) -> &'static str {
    match field {
        Field::Url => "Keycloak base URL",
        Field::Realm => "Realm",
        Field::AuthRealm => "Token realm",
        Field::Grant => "How your app gets its token",
        Field::ClientId => "Client ID",
        Field::ClientSecret => "Client secret",
        Field::Username => "User name",
        Field::Password => "Password",
        Field::Token => "Access token",
        Field::Scope => "Scope",
        Field::UserId => "User ID",
        Field::Operation => "Operation",
        Field::Params => "Path parameters",
        Field::CaCertificate => "CA certificate (PEM)",
        Field::Keycloak => "Keycloak version",
    }
}
