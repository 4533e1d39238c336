//! Writes a small program that calls one method of a library.

/// The language of a program, and how the program gets the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// `kcAdminClient.users.find(…)`
    JavaScript,
    /// `keycloak_admin.get_users(…)`
    Python,
    /// `keycloak.realm(…).users().list(…)`
    Java,
    /// `client.GetUsers(…)`
    Go,
    /// `admin.realm_users_get(…)` and `realm.users_get(…)`
    Rust,
    /// `KeycloakAdmin.realm(…).users.list(…)`
    Ruby,
    /// `client.GetUsersAsync(…)` of Keycloak.Net and Keycloak.Net.Core, which share a namespace
    KeycloakNet,
    /// `client.GetUsersAsync(…)` of Keycloak.AuthServices.Sdk
    AuthServices,
    /// `$keycloak->users()->all(…)`
    Php,
}

impl Form {
    /// The name of the language.
    pub fn language(self) -> &'static str {
        match self {
            Self::JavaScript => "JavaScript",
            Self::Python => "Python",
            Self::Java => "Java",
            Self::Go => "Go",
            Self::Rust => "Rust",
            Self::Ruby => "Ruby",
            Self::KeycloakNet | Self::AuthServices => ".NET",
            Self::Php => "PHP",
        }
    }

    /// A program that calls the method of the library with this name.
    pub fn program(self, library: &str, method: &str) -> String {
        // Overloads are listed with their arguments.
        let (method, given) = match method
            .strip_suffix(')')
            .and_then(|rest| rest.rsplit_once('('))
        {
            Some((method, arguments)) => (method, Some(arguments)),
            None => (method, None),
        };
        let arguments = |usual: &str| {
            given
                .unwrap_or(usual)
                .replace(',', ", ")
                .replace(",  ", ", ")
        };
        match self {
            Self::JavaScript => {
                let method = method.replace("()", "(id)");
                format!(
                    "import KcAdminClient from \"@keycloak/keycloak-admin-client\";\n\n\
                     const kcAdminClient = new KcAdminClient({{ realmName: \"acme\" }});\n\
                     await kcAdminClient.{method}({{ id }});\n"
                )
            }
            Self::Python => {
                let wait = if method.starts_with("a_") {
                    "await "
                } else {
                    ""
                };
                format!(
                    "from keycloak import KeycloakAdmin\n\n\
                     keycloak_admin = KeycloakAdmin(server_url=url, realm_name=\"acme\")\n\
                     {wait}keycloak_admin.{method}(value)\n"
                )
            }
            Self::Java => {
                let arguments = arguments("value");
                let method = method
                    .replace("realm()", "realm(\"acme\")")
                    .replace("get()", "get(id)");
                format!(
                    "import org.keycloak.admin.client.Keycloak;\n\n\
                     class Program {{\n    void run(Keycloak keycloak) {{\n        \
                     keycloak.{method}({arguments});\n    }}\n}}\n"
                )
            }
            Self::Go => format!(
                "package main\n\nimport \"{library}\"\n\n\
                 func run() {{\n\tclient := gocloak.NewClient(url)\n\t\
                 client.{method}(ctx, token, \"acme\", value)\n}}\n"
            ),
            Self::Rust => {
                let call = match method.strip_prefix("realm().") {
                    Some(method) => {
                        format!("let realm = admin.realm(\"acme\");\n    realm.{method}(value)")
                    }
                    None => format!("admin.{method}(\"acme\", value)"),
                };
                format!(
                    "use keycloak::{{KeycloakAdmin, KeycloakError}};\n\n\
                     async fn run() -> Result<(), KeycloakError> {{\n    \
                     let admin = KeycloakAdmin::new(url, token, client);\n    \
                     {call}.await?;\n    Ok(())\n}}\n"
                )
            }
            Self::Ruby => {
                let (realm, method) = method.split_once('.').unwrap_or(("realm()", method));
                let realm = realm.replace("()", "(\"acme\")");
                let method = method.replace("()", "(id)");
                let arguments = arguments("value");
                format!(
                    "require \"keycloak-admin\"\n\nKeycloakAdmin.{realm}.{method}({arguments})\n"
                )
            }
            Self::KeycloakNet => format!(
                "using Keycloak.Net;\n\n\
                 var client = new KeycloakClient(url, user, password);\n\
                 await client.{method}({});\n",
                arguments("\"acme\", value")
            ),
            Self::AuthServices => format!(
                "using Keycloak.AuthServices.Sdk.Admin;\n\n\
                 class Program(IKeycloakClient client)\n{{\n    \
                 public async Task Run() => await client.{method}(\"acme\", value);\n}}\n"
            ),
            Self::Php => format!(
                "<?php\n\nuse Fschmtt\\Keycloak\\Keycloak;\n\n\
                 $keycloak = new Keycloak($url);\n$keycloak->{method}($realm, $value);\n"
            ),
        }
    }
}
