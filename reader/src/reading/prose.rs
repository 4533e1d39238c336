//! Finds the operation that a text names only in words: “when I try to list users I get 403”. The operation is a proposal, never a fact.

use permissions::Permissions;

/// The maximum length of a text. A longer one is a log, whose requests are found by their paths.
const LONGEST: usize = 20_000;
/// The maximum number of words after a verb that belong to its object.
const OBJECT: usize = 8;
/// Words that a clause ends before.
const CONNECTORS: [&str; 12] = [
    "but", "when", "whenever", "while", "because", "although", "however", "with", "via", "using",
    "which", "then",
];
/// Words without a meaning for the operation.
const FILLERS: [&str; 24] = [
    "a", "an", "the", "all", "new", "my", "our", "their", "some", "any", "list", "of", "for",
    "this", "that", "existing", "another", "specific", "single", "every", "other", "keycloak",
    "one", "these",
];
/// Parts of sentences about a refusal.
const REFUSALS: [&str; 16] = [
    "403",
    "forbidden",
    "denied",
    "fail",
    "error",
    "reject",
    "refus",
    "not allowed",
    "can't",
    "cannot",
    "can not",
    "unable",
    "could not",
    "couldn't",
    "unauthorized",
    "not able",
];
/// Parts of clauses about a success.
const SUCCESSES: [&str; 9] = [
    "works",
    "work fine",
    "working",
    "succeed",
    "successful",
    "no problem",
    "without problem",
    "without any problem",
    "is fine",
];

/// What a verb does to its object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Action {
    Read,
    Search,
    Count,
    Create,
    Update,
    Delete,
    Assign,
    Reset,
    Send,
    LogOut,
    Impersonate,
}

const VERBS: [(&str, Action); 38] = [
    ("list", Action::Read),
    ("get", Action::Read),
    ("fetch", Action::Read),
    ("retrieve", Action::Read),
    ("read", Action::Read),
    ("view", Action::Read),
    ("load", Action::Read),
    ("see", Action::Read),
    ("obtain", Action::Read),
    ("access", Action::Read),
    ("query", Action::Search),
    ("search", Action::Search),
    ("find", Action::Search),
    ("count", Action::Count),
    ("create", Action::Create),
    ("add", Action::Create),
    ("register", Action::Create),
    ("update", Action::Update),
    ("edit", Action::Update),
    ("modify", Action::Update),
    ("change", Action::Update),
    ("set", Action::Update),
    ("rename", Action::Update),
    ("enable", Action::Update),
    ("disable", Action::Update),
    ("delete", Action::Delete),
    ("remove", Action::Delete),
    ("unassign", Action::Delete),
    ("revoke", Action::Delete),
    ("assign", Action::Assign),
    ("grant", Action::Assign),
    ("reset", Action::Reset),
    ("regenerate", Action::Reset),
    ("rotate", Action::Reset),
    ("send", Action::Send),
    ("logout", Action::LogOut),
    ("impersonate", Action::Impersonate),
    ("resend", Action::Send),
];

/// Resources: the words, the path of the list, and the path of a single one.
const RESOURCES: [(&[&str], &str, &str); 11] = [
    (
        &["client", "role"],
        "clients/{}/roles",
        "clients/{}/roles/{}",
    ),
    (&["client", "scope"], "client-scopes", "client-scopes/{}"),
    (&["realm", "role"], "roles", "roles/{}"),
    (
        &["identity", "provider"],
        "identity-provider/instances",
        "identity-provider/instances/{}",
    ),
    (
        &["idp"],
        "identity-provider/instances",
        "identity-provider/instances/{}",
    ),
    (
        &["authentication", "flow"],
        "authentication/flows",
        "authentication/flows/{}",
    ),
    (&["organization"], "organizations", "organizations/{}"),
    (&["component"], "components", "components/{}"),
    (&["client"], "clients", "clients/{}"),
    (&["group"], "groups", "groups/{}"),
    (&["user"], "users", "users/{}"),
];

/// What a clause asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Meaning {
    /// A method and a path below the realm; a path that begins with `/` is below `/admin`.
    Operation(&'static str, String),
    /// More than one operation fits.
    Ambiguous,
}

/// The only operation that a text names in words.
pub fn find(text: &str, permissions: &Permissions) -> Option<String> {
    if text.len() > LONGEST {
        return None;
    }
    let lower = text.to_lowercase().replace('’', "'");
    let (mut refused, mut all) = (Vec::new(), Vec::new());
    for sentence in sentences(&lower) {
        let is_refused = REFUSALS.iter().any(|part| sentence.contains(part));
        for meaning in clauses(sentence).iter().flat_map(|clause| meanings(clause)) {
            if is_refused {
                refused.push(meaning.clone());
            }
            all.push(meaning);
        }
    }
    let meanings = if refused.is_empty() { all } else { refused };
    let (first, others) = meanings.split_first()?;
    let Meaning::Operation(method, path) = first else {
        return None;
    };
    if others.iter().any(|other| other != first) {
        return None;
    }
    let path = match path.strip_prefix('/') {
        Some(root) => format!("/admin/{root}"),
        None => format!("/admin/realms/x/{}", path.replace("{}", "x")),
    };
    let found = permissions.find(method, path.trim_end_matches('/'))?;
    Some(found.operation.to_string())
}

/// The sentences: a dot within a name or a number ends none.
fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split(['\n', ';', '!', '?'])
        .flat_map(|line| line.split(". "))
        .filter(|sentence| !sentence.contains("/admin/"))
}

/// The words of each clause that is not about a success.
fn clauses(sentence: &str) -> Vec<Vec<&str>> {
    let is_part = |letter: char| letter.is_alphanumeric() || "'-_".contains(letter);
    sentence
        .split([',', ':', '→', '(', ')'])
        .flat_map(|part| {
            let mut clauses: Vec<Vec<&str>> = vec![Vec::new()];
            for word in part
                .split(|letter| !is_part(letter))
                .filter(|word| !word.is_empty())
            {
                if CONNECTORS.contains(&word) {
                    clauses.push(Vec::new());
                } else if let Some(clause) = clauses.last_mut() {
                    clause.push(word);
                }
            }
            clauses
        })
        .filter(|clause| !succeeds(clause))
        .collect()
}

/// Whether a clause is about what is possible: “I can list users”.
fn succeeds(clause: &[&str]) -> bool {
    let text = clause.join(" ");
    if REFUSALS.iter().any(|part| text.contains(part)) {
        return false;
    }
    let is_able = clause
        .iter()
        .position(|word| ["can", "could", "able"].contains(word));
    let asks = clause
        .first()
        .is_some_and(|word| ["how", "why", "which", "what", "can"].contains(word));
    SUCCESSES.iter().any(|part| text.contains(part))
        || is_able.is_some() && !asks && !text.contains("not ")
}

/// The meaning of every verb with its object.
fn meanings(words: &[&str]) -> Vec<Meaning> {
    let mut meanings = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let next = words.get(at + 1).copied().unwrap_or_default();
        let is_log_out = ["log", "logging", "sign", "signing"].contains(word) && next == "out";
        let action = if is_log_out {
            Some(Action::LogOut)
        } else {
            action(word)
        };
        // “a 403 error for get requests”: the verb describes a noun.
        let Some(action) = action.filter(|_| !["request", "requests", "call"].contains(&next))
        else {
            continue;
        };
        let rest = words
            .get(at + 1 + usize::from(is_log_out)..)
            .unwrap_or_default();
        // “create and delete users”: the verbs share the object.
        let rest = match rest
            .iter()
            .position(|word| !["and", "or"].contains(word) && self::action(word).is_none())
        {
            Some(begin) if begin < 4 && rest.first() != Some(&"list") => {
                rest.get(begin..).unwrap_or_default()
            }
            _ => rest,
        };
        meanings.extend(meaning(action, &Object::of(rest)));
    }
    meanings
}

fn action(word: &str) -> Option<Action> {
    let of = |stem: &str| {
        VERBS
            .iter()
            .find(|(verb, _)| *verb == stem)
            .map(|(_, action)| *action)
    };
    if let Some(stem) = word.strip_suffix("ing") {
        // `deleting`, `getting`, `listing`
        let double = stem.get(..stem.len().saturating_sub(1)).unwrap_or_default();
        return of(stem)
            .or_else(|| of(&format!("{stem}e")))
            .or_else(|| of(double));
    }
    of(word)
}

/// The words after a verb, in the singular and without fillers.
struct Object {
    words: Vec<String>,
    /// Whether the first resource is in the plural.
    is_plural: bool,
}

impl Object {
    fn of(words: &[&str]) -> Self {
        let mut object = Self {
            words: Vec::new(),
            is_plural: false,
        };
        for word in words.iter().take(OBJECT) {
            if FILLERS.contains(word) {
                if *word == "all" || *word == "list" {
                    object.is_plural = true;
                }
                continue;
            }
            let owner = word.strip_suffix("'s").or_else(|| word.strip_suffix("s'"));
            let word = owner.unwrap_or(word);
            let singular = match word.strip_suffix('s') {
                Some("proces" | "acces" | "addres" | "alia") | None => word,
                Some(singular) => singular,
            };
            let is_resource = [
                "user",
                "client",
                "group",
                "role",
                "scope",
                "provider",
                "realm",
                "organization",
                "flow",
                "component",
            ]
            .contains(&singular);
            object.is_plural |= is_resource && singular.len() < word.len();
            object.words.push(singular.to_owned());
        }
        object
    }

    /// Whether the object begins with these words.
    fn begins(&self, words: &[&str]) -> bool {
        self.words.iter().take(words.len()).eq(words)
    }

    fn has(&self, word: &str) -> bool {
        self.words.iter().any(|own| own == word)
    }

    /// Whether one word follows another one, in either order: `user session`, `session user` for “sessions of a user”.
    fn joins(&self, first: &str, second: &str) -> bool {
        self.words.iter().take(2).eq([first, second])
            || self.words.iter().take(2).eq([second, first])
    }

    /// Whether the object goes on with `to a user`, `from the group`.
    fn targets(&self, resource: &str) -> bool {
        self.words.windows(2).any(|pair| {
            ["to", "from", "into", "on"].contains(&pair[0].as_str()) && pair[1] == resource
        })
    }
}

/// The operation of a verb with an object; `None` if the object is no resource.
fn meaning(action: Action, object: &Object) -> Option<Meaning> {
    if let Some(found) = of_special(action, object) {
        return Some(found);
    }
    if object.begins(&["role"]) || object.joins("role", "mapping") {
        return Some(Meaning::Ambiguous);
    }
    let plain = |method, path: &str| Some(Meaning::Operation(method, path.to_owned()));
    if object.begins(&["realm"]) && !object.begins(&["realm", "role"]) {
        return match action {
            Action::Create => plain("POST", "/realms"),
            Action::Read if object.is_plural => plain("GET", "/realms"),
            Action::Read => plain("GET", ""),
            Action::Update => plain("PUT", ""),
            Action::Delete => plain("DELETE", ""),
            _ => None,
        };
    }
    let (words, list, one) = RESOURCES.iter().find(|(words, ..)| object.begins(words))?;
    // “a user session”: another resource.
    let next = object.words.get(words.len()).map_or("", String::as_str);
    if [
        "session",
        "credential",
        "secret",
        "consent",
        "policy",
        "permission",
        "id",
        "token",
    ]
    .contains(&next)
    {
        return None;
    }
    match action {
        Action::Read | Action::Search => {
            let by_id = object.has("by") && (object.has("id") || object.has("uuid"));
            let by_name = object.has("by") && !by_id && !list.ends_with("roles");
            let is_list = !by_id && (object.is_plural || by_name || action == Action::Search);
            plain("GET", if is_list { list } else { one })
        }
        Action::Count => plain("GET", &format!("{list}/count")),
        Action::Create => plain("POST", list),
        Action::Update => plain("PUT", one),
        Action::Delete => plain("DELETE", one),
        Action::Assign => Some(Meaning::Ambiguous),
        _ => None,
    }
}

/// Operations that are more than reading or changing a resource.
fn of_special(action: Action, object: &Object) -> Option<Meaning> {
    let is_read = matches!(action, Action::Read | Action::Search);
    let reads = special_reads(object).map(|(fits, path)| (is_read && fits, "GET", path));
    let mut rows = special_changes(action, object).into_iter().chain(reads);
    let (_, method, path) = rows.find(|(fits, ..)| *fits)?;
    Some(Meaning::Operation(method, path.to_owned()))
}

/// The reading operations with a path of their own, each with whether the object fits. The first one that fits counts.
fn special_reads(object: &Object) -> [(bool, &'static str); 14] {
    [
        (
            object.begins(&["user"]) && object.targets("group"),
            "groups/{}/members",
        ),
        (
            object.begins(&["realm", "role"]) && object.targets("user"),
            "users/{}/role-mappings/realm",
        ),
        (
            object.begins(&["client", "role"]) && object.targets("user"),
            "users/{}/role-mappings/clients/{}",
        ),
        (object.joins("secret", "client"), "clients/{}/client-secret"),
        (object.joins("group", "user"), "users/{}/groups"),
        (object.joins("member", "group"), "groups/{}/members"),
        (object.joins("session", "user"), "users/{}/sessions"),
        (
            object.joins("session", "client"),
            "clients/{}/user-sessions",
        ),
        (object.joins("credential", "user"), "users/{}/credentials"),
        (object.joins("role", "user"), "users/{}/role-mappings"),
        (
            object.begins(&["realm", "role", "user"]),
            "users/{}/role-mappings/realm",
        ),
        (object.begins(&["admin", "event"]), "admin-events"),
        (
            object.begins(&["event"]) || object.begins(&["login", "event"]),
            "events",
        ),
        (
            object.begins(&["service", "account", "user"]),
            "clients/{}/service-account-user",
        ),
    ]
}

/// The changing operations with a path of their own, each with whether the action and the object fit. The first one that fits counts.
fn special_changes(action: Action, object: &Object) -> [(bool, &'static str, &'static str); 10] {
    let adds = matches!(action, Action::Create | Action::Assign);
    let changes = matches!(action, Action::Update | Action::Reset);
    let assigns = adds || action == Action::Delete;
    let added = if adds { "POST" } else { "DELETE" };
    [
        (
            changes && object.has("password"),
            "PUT",
            "users/{}/reset-password",
        ),
        (
            action == Action::Send && object.has("action"),
            "PUT",
            "users/{}/execute-actions-email",
        ),
        (
            action == Action::Send && (object.has("verification") || object.has("verify")),
            "PUT",
            "users/{}/send-verify-email",
        ),
        (
            action == Action::LogOut && object.begins(&["user"]),
            "POST",
            "users/{}/logout",
        ),
        (
            action == Action::Impersonate && object.begins(&["user"]),
            "POST",
            "users/{}/impersonation",
        ),
        (
            assigns && object.begins(&["realm", "role"]) && object.targets("user"),
            added,
            "users/{}/role-mappings/realm",
        ),
        (
            assigns && object.begins(&["client", "role"]) && object.targets("user"),
            added,
            "users/{}/role-mappings/clients/{}",
        ),
        (
            assigns && object.begins(&["user"]) && object.targets("group"),
            if adds { "PUT" } else { "DELETE" },
            "users/{}/groups/{}",
        ),
        (
            changes && object.joins("secret", "client"),
            "POST",
            "clients/{}/client-secret",
        ),
        (
            action == Action::Update && object.joins("attribute", "user"),
            "PUT",
            "users/{}",
        ),
    ]
}

#[cfg(test)]
mod tests {
    use permissions::{Matrix, TokenRealm};

    use super::find;

    /// A text, and the operation that it names.
    const TEXTS: &[(&str, Option<&str>)] = &[
        (
            "I get 403 when I get all users from a group",
            Some("GET groups/{group-id}/members"),
        ),
        (
            "Reading realm roles from a user returns 403",
            Some("GET users/{user-id}/role-mappings/realm"),
        ),
        (
            "403 Forbidden when removing a user from a group",
            Some("DELETE users/{user-id}/groups/{groupId}"),
        ),
        (
            "Hi all, I have a confidential client with service accounts enabled. Getting the token works fine, but when I try to list users I get 403 Forbidden. What am I missing? Keycloak 24.0.3",
            Some("GET users"),
        ),
        (
            "We get a 403 Forbidden from Keycloak whenever we try to update a client role with our admin service account. Creating works.",
            Some("PUT clients/{client-uuid}/roles/{role-name}"),
        ),
        (
            "Hello,\nI'm trying to create a user through the admin REST API but I always receive HTTP 403 Forbidden.\nMy client has the role manage-account. Do I need something else?",
            Some("POST users"),
        ),
        (
            "keycloak returns {\"error\":\"HTTP 403 Forbidden\"} when resetting a user's password with the service account token",
            Some("PUT users/{user-id}/reset-password"),
        ),
        (
            "403 when deleting a user via REST API\n\nOur backend needs to delete users. The service account has \"view-users\". Response is 403.",
            Some("DELETE users/{user-id}"),
        ),
        (
            "I want to fetch all groups of my realm from a Spring Boot app. The call is rejected with 403 Forbidden, body: {\"error\":\"unknown_error\"}.",
            Some("GET groups"),
        ),
        (
            "Is it possible to create a realm with a service account? I get 403 every time I try to create a new realm.",
            Some("POST /admin/realms"),
        ),
        (
            "Trying to assign a realm role to a user via API gives me a 403.",
            Some("POST users/{user-id}/role-mappings/realm"),
        ),
        (
            "When I assign a client role to a user with the REST API, Keycloak answers 403 Forbidden",
            Some("POST users/{user-id}/role-mappings/clients/{client-id}"),
        ),
        (
            "I can get a token but getting a user by id returns 403. Using Keycloak 26.",
            Some("GET users/{user-id}"),
        ),
        (
            "logging out a user from the admin api → 403",
            Some("POST users/{user-id}/logout"),
        ),
        (
            "Terraform-like tool of ours fails to create a client: 403 Forbidden",
            Some("POST clients"),
        ),
        (
            "We cannot send the verification email: sending the verify email to a user fails with status code 403",
            Some("PUT users/{user-id}/send-verify-email"),
        ),
        (
            "Adding a user to a group throws jakarta.ws.rs.ForbiddenException: HTTP 403 Forbidden",
            Some("PUT users/{user-id}/groups/{groupId}"),
        ),
        (
            "I can list users but I get a 403 when I try to create users.",
            Some("POST users"),
        ),
        (
            "403 both when listing users and when creating groups.",
            None,
        ),
        (
            "We upgraded to Keycloak 26 and now get 403 Forbidden from the admin api. Any ideas?",
            None,
        ),
        (
            "Everything related to users returns 403 since yesterday",
            None,
        ),
        (
            "I need to get all realm roles from my backend, but the admin API says 403 Forbidden.",
            Some("GET roles"),
        ),
        (
            "Why do I get 403 when trying to retrieve the list of clients with my service account?",
            Some("GET clients"),
        ),
        (
            "I get HTTP 403 when I regenerate the client secret via REST",
            Some("POST clients/{client-uuid}/client-secret"),
        ),
        (
            "Getting the sessions of a user fails with 403",
            Some("GET users/{user-id}/sessions"),
        ),
        (
            "Updating user attributes: PUT request returns 403 Forbidden, the service account can read users without problems",
            Some("PUT users/{user-id}"),
        ),
        (
            "searching users by email with admin-cli gives 403 forbidden",
            Some("GET users"),
        ),
        (
            "counting users => {\"error\":\"HTTP 403 Forbidden\"}",
            Some("GET users/count"),
        ),
        (
            "Reading the admin events of a realm results in a 403",
            Some("GET admin-events"),
        ),
        (
            "I can't add an identity provider with the API. It returns 403 Forbidden.",
            Some("POST identity-provider/instances"),
        ),
        (
            "Which role does a service account need to list users? With view-realm I get 403.",
            Some("GET users"),
        ),
    ];

    #[test]
    fn the_only_operation_that_a_text_names_in_words_is_found() {
        let data = include_str!("../../../permissions/data/permissions.json");
        let matrix = Matrix::from_json(data).unwrap();
        let permissions = matrix.newest(TokenRealm::Target);
        for (text, expected) in TEXTS {
            let found = find(text, &permissions);
            let found = found.map(|found| found.replace("/admin/realms/{realm}/", ""));
            assert_eq!(found.as_deref(), *expected, "{text}");
        }
    }
}
