//! Lists the methods of client libraries and tools that send an operation's request. Uses the tables that find requests in code.

use super::{ansible, clients, clients::Sender, path::below_realm, terraform};
use permissions::{Operation, shape};
use std::collections::HashMap;
use std::sync::LazyLock;

/// A library or a tool, and what in it sends a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownTool {
    /// Its name, with the release that was read.
    pub name: &'static str,
    /// The methods, modules, or types.
    pub methods: Vec<ToolMethod>,
}

/// A method of a library, a module of Ansible, or a type of Terraform.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToolMethod {
    /// The name, such as `UserResource.resetPassword`.
    pub name: String,
    /// The other requests that the method sends, such as `GET /admin/realms/{realm}/users`. Parameters below the realm have no name.
    pub also: Vec<String>,
}

/// The methods by their requests, such as `GET /admin/realms/{}/users`.
static KNOWN: LazyLock<HashMap<String, Vec<KnownTool>>> = LazyLock::new(known);

/// The libraries and tools that send this operation's request, and the methods that do.
pub fn known_tools(operation: &Operation) -> &'static [KnownTool] {
    let request = request(&operation.method, &operation.template);
    KNOWN.get(&request).map_or(&[], Vec::as_slice)
}

/// A request without the names of parameters, which differ between libraries and versions.
fn request(method: &str, path: &str) -> String {
    format!("{method} {}", shape(path))
}

fn known() -> HashMap<String, Vec<KnownTool>> {
    let tools = [
        (
            "Terraform: keycloak provider, commit 05accfd8",
            terraform::senders(),
        ),
        (
            "Ansible: community.general, commit ade4f3ecc1",
            ansible::senders(),
        ),
    ];
    let mut known: HashMap<_, Vec<KnownTool>> = HashMap::new();
    for (name, senders) in clients::libraries().into_iter().chain(tools) {
        for sender in senders {
            for (request, method) in methods(sender) {
                let tools = known.entry(request).or_default();
                match tools.last_mut() {
                    Some(last) if last.name == name => {
                        if !last.methods.contains(&method) {
                            last.methods.push(method);
                        }
                    }
                    _ => tools.push(KnownTool {
                        name,
                        methods: vec![method],
                    }),
                }
            }
        }
    }
    known
}

/// Each request of a sender, and the sender with its other requests.
fn methods(sender: Sender) -> Vec<(String, ToolMethod)> {
    let mut requests: Vec<(&'static str, String)> = Vec::new();
    for (method, path) in sender.requests {
        let sent = (method, below_realm(&path));
        if !requests.contains(&sent) {
            requests.push(sent);
        }
    }
    let method = |sent: &(&'static str, String)| {
        let others = requests.iter().filter(|other| *other != sent);
        ToolMethod {
            name: sender.name.clone(),
            also: others
                .map(|(method, path)| format!("{method} {path}"))
                .collect(),
        }
    };
    requests
        .iter()
        .map(|sent| (request(sent.0, &sent.1), method(sent)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::tests::permissions;
    use crate::code::{ansible, clients, declared, terraform};
    use permissions::{Matrix, TokenRealm};
    use std::collections::BTreeSet;

    fn matrix() -> Matrix {
        Matrix::from_json(include_str!("../../../permissions/data/permissions.json")).unwrap()
    }

    fn names(request: &str, tool: &str) -> Vec<String> {
        let matrix = matrix();
        let operation = matrix.operation(request).unwrap();
        known_tools(operation)
            .iter()
            .filter(|known| known.name.contains(tool))
            .flat_map(|known| known.methods.iter().map(|method| method.name.clone()))
            .collect()
    }

    #[test]
    fn each_library_names_the_methods_that_send_a_request() {
        let reset = "PUT /admin/realms/{realm}/users/{user-id}/reset-password";
        for (tool, expected) in [
            ("Java", "UserResource.resetPassword"),
            ("JavaScript", "users.resetPassword"),
            ("python", "set_user_password"),
            ("gocloak", "SetPassword"),
            ("Keycloak.Net", "ResetUserPasswordAsync"),
            ("Rust", "realm_users_with_user_id_reset_password_put"),
        ] {
            let names = names(reset, tool);
            assert!(
                names.iter().any(|name| name == expected),
                "{tool}: {names:?}"
            );
        }
        let clients = "GET /admin/realms/{realm}/clients";
        assert!(names(clients, "Terraform").contains(&"data.keycloak_openid_client".to_owned()));
        assert!(names(clients, "Ansible").contains(&"keycloak_authz_permission".to_owned()));
        assert!(names(clients, "PHP").contains(&"clients()->all".to_owned()));
        let users = "GET /admin/realms/{realm}/users";
        assert!(names(users, "Ruby").contains(&"users.search".to_owned()));
    }

    #[test]
    fn a_method_lists_the_other_requests_that_it_sends() {
        let matrix = matrix();
        let users = matrix.operation("GET /admin/realms/{realm}/users").unwrap();
        let python = known_tools(users)
            .iter()
            .find(|known| known.name.contains("python-keycloak"))
            .unwrap();
        let also = |name: &str| {
            let method = python.methods.iter().find(|method| method.name == name);
            method.unwrap().also.clone()
        };
        // `disable_all_users` reads every user and then updates each of them.
        assert_eq!(
            also("disable_all_users"),
            ["PUT /admin/realms/{realm}/users/{}"]
        );
        assert!(also("get_users").is_empty());
    }

    #[test]
    fn the_realm_itself_and_paths_outside_a_realm_have_methods() {
        assert!(
            names("GET /admin/realms/{realm}", "Java")
                .contains(&"RealmResource.toRepresentation".to_owned())
        );
        assert!(names("GET /admin/realms", "Java").contains(&"RealmsResource.findAll".to_owned()));
        assert!(
            names("GET /admin/serverinfo", "Java")
                .contains(&"ServerInfoResource.getInfo".to_owned())
        );
    }

    #[test]
    fn the_shown_releases_are_those_that_were_read() {
        let sources = [
            include_str!("clients/java.rs"),
            include_str!("clients/javascript.rs"),
            include_str!("clients/python.rs"),
            include_str!("clients/go.rs"),
            include_str!("clients/csharp.rs"),
            include_str!("clients/php.rs"),
            include_str!("clients/ruby.rs"),
            include_str!("clients/rust.rs"),
            include_str!("terraform.rs"),
            include_str!("ansible.rs"),
        ]
        .concat();
        for tool in KNOWN.values().flatten() {
            let release = tool.name.split(' ').next_back().unwrap();
            assert!(sources.contains(release), "{}", tool.name);
        }
    }

    #[test]
    fn every_call_in_the_tables_exists() {
        let permissions = permissions().expect("the data file is read");
        let matrix = permissions.matrix();
        let table: Vec<(&str, String)> = clients::libraries()
            .into_iter()
            .flat_map(|(_, senders)| senders)
            .chain(ansible::senders())
            .chain(terraform::senders())
            .flat_map(|sender| sender.requests)
            .chain(declared::table())
            .collect();
        assert!(table.len() > 500);
        let missing: BTreeSet<_> = table
            .into_iter()
            .filter(|(method, path)| {
                let path = path.replace("{}", "1");
                // Newer versions have removed some of them.
                !matrix.versions().iter().any(|version| {
                    let permissions = matrix.at(*version, TokenRealm::Target);
                    permissions.find(method, &path).is_some()
                })
            })
            .collect();
        let missing: Vec<_> = missing
            .iter()
            .map(|(method, path)| format!("{method} {path}"))
            .collect();
        // Requests that libraries send but no measured version has: removed earlier, not released yet, or never released.
        assert_eq!(
            missing,
            [
                "DELETE clients/{}/nodes",
                "DELETE groups/{}/members/{}",
                "GET members/{}/groups",
                "GET organizations/{}/groups/{}/management/permissions",
                "POST authentication/flows/{}/executions",
                "POST testSMTPConnection/{}",
                "PUT groups/{}/members/{}",
                "PUT organizations/{}/groups/{}/management/permissions",
                "PUT organizations/{}/identity-providers/{}",
                "PUT organizations/{}/members/{}/membership-type",
                "PUT users/{}/remove-totp",
            ]
        );
    }
}
