//! Writes the read-only command whose output shows which of several causes it is. `lab settle` runs it unchanged on real servers.
//!
//! Both forms run the same list of requests and print one line of JSON for each, with the named members only. Personal data never reaches
//! the output: no request asks for names, email addresses, or attributes of users.

use super::{Holder, curl, encoded, holder, kcadm, quote};
use crate::attempt::TokenSource;
use crate::check_lines::{CHECK, FACT, FAILED, FIRST_LINE, LAST_LINE, check_lines};
use crate::evidence::{Evidence, Stage, is_unknown_path, keycloak_error};
use crate::report::{Fix, FixGrade, FixKind};

/// A line of the command.
enum Line {
    /// Sets a variable to the internal ID of the first object at a path.
    Id(&'static str, String),
    /// Sets a variable to a known ID.
    Known(&'static str, String),
    /// Prints members of the response at a path.
    Fact(&'static str, String, &'static str),
    /// Prints the roles of the container in the example of an access token at a path.
    TokenRoles(String),
    /// Prints how often the caller's IDs occur in the response at a path.
    Naming(String),
}

/// The command in each form; empty if no setting distinguishes the causes, or if the caller is not known.
pub(crate) fn settle(evidence: &Evidence) -> Vec<Fix> {
    let Some(lines) = lines(evidence) else {
        return Vec::new();
    };
    let command = |kind, how: &str, head: String, line: &dyn Fn(&Line) -> Option<String>| {
        let about = check_lines(evidence)
            .into_iter()
            .map(|(name, value)| quote(&format!("{CHECK}{name} {value}")));
        let about: Vec<String> = std::iter::once(FIRST_LINE.to_owned())
            .chain(about)
            .collect();
        let mut text = vec!["(\nset -u".to_owned(), head];
        text.push(format!("printf '%s\\n' {}", about.join(" \\\n  ")));
        text.extend(lines.iter().filter_map(line));
        text.push(format!("echo '{LAST_LINE}'\n)"));
        let title = format!("Read the settings with {how}");
        Fix::new(kind, title, text.join("\n")).proven(FixGrade::Executed, &executed(kind))
    };
    vec![
        command(FixKind::Kcadm, "kcadm.sh", kcadm_head(evidence), &|line| {
            kcadm_line(evidence, line)
        }),
        command(FixKind::Curl, "curl", curl_head(evidence), &|line| {
            Some(curl_line(evidence, line))
        }),
    ]
}

/// The releases on which `lab settle` has run the command; its output is in `reader/tests/settled`.
fn executed(kind: FixKind) -> Vec<String> {
    let releases: &[&str] = match kind {
        FixKind::Curl => &["24.0.5", "26.0.8", "26.5.6", "26.7.5"],
        _ => &["24.0.5", "26.0.8", "26.7.5"],
    };
    releases.iter().map(|one| (*one).to_owned()).collect()
}

/// The requests that distinguish the causes of this check.
fn lines(evidence: &Evidence) -> Option<Vec<Line>> {
    let realm = format!("realms/{}", encoded(&evidence.token_realm()));
    match evidence.stage() {
        Stage::TokenRefused(response) => {
            let error = keycloak_error(response)?;
            match error.error.as_str() {
                "invalid_client" | "unauthorized_client" => client_lines(evidence, &realm),
                "invalid_grant" => user_lines(evidence, &realm),
                _ => None,
            }
        }
        Stage::OperationRefused(response) if response.status == 401 => {
            token_lines(evidence, &realm)
        }
        Stage::OperationRefused(response) if is_unknown_path(response) => target_lines(evidence),
        Stage::NotSent => role_lines(evidence, &realm),
        Stage::OperationRefused(_) if evidence.denied() => role_lines(evidence, &realm),
        // An empty list, or a list or an object that may be partial.
        Stage::OperationAnswered(response) => {
            let body = response.json()?;
            let mut lines = role_lines(evidence, &realm)?;
            if body.as_array().is_some_and(Vec::is_empty) {
                lines.extend(listed(evidence));
            } else if !body.is_array() && !evidence.claims_reduce() {
                return None;
            }
            Some(lines)
        }
        _ => None,
    }
}

/// The client of the token.
fn find_client(evidence: &Evidence, realm: &str) -> Option<Line> {
    let client = encoded(&evidence.client_id()?);
    Some(Line::Id(
        "CLIENT",
        format!("{realm}/clients?clientId={client}"),
    ))
}

fn find_container(evidence: &Evidence, realm: &str) -> Line {
    let container = encoded(&evidence.container());
    Line::Id("CONTAINER", format!("{realm}/clients?clientId={container}"))
}

fn version() -> Line {
    Line::Fact("version", "serverinfo".to_owned(), "version")
}

/// The caller's effective roles, the roles in the client's scope, and the permissions.
fn role_lines(evidence: &Evidence, realm: &str) -> Option<Vec<Line>> {
    let target = format!("realms/{}", encoded(evidence.attempt.realm.as_str()));
    let scope = evidence
        .attempt
        .scope
        .clone()
        .or_else(|| {
            let token = evidence
                .token
                .as_ref()
                .filter(|_| evidence.token_was_given())?;
            token.text("scope").map(str::to_owned)
        })
        .map(|scope| encoded(&scope));
    let query = |before: &str| {
        let scope = scope.as_deref().map(|scope| format!("scope={scope}"));
        match (before, scope) {
            ("", None) => String::new(),
            ("", Some(scope)) => format!("?{scope}"),
            (before, None) => format!("?{before}"),
            (before, Some(scope)) => format!("?{before}&{scope}"),
        }
    };
    let mut lines = vec![
        find_client(evidence, realm)?,
        find_container(evidence, realm),
    ];
    lines.push(match holder(evidence)? {
        Holder::ServiceAccount(_) => Line::Id(
            "HOLDER",
            format!("{realm}/clients/$CLIENT/service-account-user"),
        ),
        Holder::User(name) => Line::Id(
            "HOLDER",
            format!("{realm}/users?exact=true&username={}", encoded(&name)),
        ),
        Holder::Id(id) => Line::Known("HOLDER", id),
    });
    lines.push(version());
    lines.push(Line::Fact(
        "client",
        format!("{realm}/clients/$CLIENT"),
        "enabled,fullScopeAllowed",
    ));
    lines.push(Line::Fact(
        "container",
        format!("{realm}/clients/$CONTAINER"),
        "authorizationServicesEnabled",
    ));
    lines.push(Line::Fact(
        "roles",
        format!("{realm}/users/$HOLDER/role-mappings/clients/$CONTAINER/composite"),
        "name",
    ));
    let granted = format!("{realm}/clients/$CLIENT/evaluate-scopes");
    lines.push(Line::Fact(
        "scope",
        format!("{granted}/scope-mappings/$CONTAINER/granted{}", query("")),
        "name",
    ));
    if evidence.token_realm() == "master" {
        lines.push(Line::Fact(
            "realm-roles",
            format!("{realm}/users/$HOLDER/role-mappings/realm/composite"),
            "name",
        ));
        lines.push(Line::Fact(
            "realm-scope",
            format!("{granted}/scope-mappings/master/granted{}", query("")),
            "name",
        ));
    }
    lines.push(Line::TokenRoles(format!(
        "{granted}/generate-example-access-token{}",
        query("userId=$HOLDER")
    )));
    lines.push(Line::Fact(
        "realm",
        target.clone(),
        "adminPermissionsEnabled",
    ));
    if !evidence.versions.before((26, 2)) {
        let server = "clients/$PERMISSIONS/authz/resource-server";
        lines.push(Line::Id(
            "PERMISSIONS",
            format!("{target}/clients?clientId=admin-permissions"),
        ));
        lines.push(Line::Fact(
            "permissions",
            format!("{target}/{server}/permission?first=0&max=1"),
            "type",
        ));
        lines.push(Line::Naming(format!(
            "{target}/{server}/policy?permission=false&first=0&max=1000"
        )));
    }
    lines.extend(guard_lines(evidence, &target));
    Some(lines)
}

/// What Keycloak compares with the caller besides roles: the admin roles of a user to impersonate, or the name of the client to change.
fn guard_lines(evidence: &Evidence, realm: &str) -> Vec<Line> {
    let parameter = |name: &str| {
        let value = evidence.attempt.operation.params.get(name)?;
        Some(encoded(value))
    };
    if evidence.may_compare_target_roles()
        && let Some(user) = parameter("user-id")
    {
        let container = if evidence.attempt.realm.as_str() == "master" {
            "master-realm"
        } else {
            "realm-management"
        };
        return vec![
            Line::Id(
                "ADMIN_ROLES",
                format!("{realm}/clients?clientId={container}"),
            ),
            Line::Fact(
                "target-roles",
                format!("{realm}/users/{user}/role-mappings/clients/$ADMIN_ROLES/composite"),
                "name",
            ),
        ];
    }
    if evidence.may_protect_target()
        && let Some(client) = parameter("client-uuid")
    {
        let path = format!("{realm}/clients/{client}");
        return vec![Line::Fact("target", path, "clientId")];
    }
    Vec::new()
}

/// Lists whose entries have an ID.
const LISTS: [&str; 7] = [
    "children",
    "client-scopes",
    "clients",
    "groups",
    "members",
    "roles",
    "users",
];

/// The first entry of the list in the path, as the administrator sees it.
fn listed(evidence: &Evidence) -> Option<Line> {
    let operation = &evidence.attempt.operation;
    let kind = operation.template.rsplit('/').next()?;
    let url = operation.url(&evidence.attempt.base_url);
    let (_, path) = url.path().split_once("/admin/")?;
    let query = match url.query() {
        Some(query) if query.contains("max=") => query.to_owned(),
        Some(query) => format!("{query}&max=1"),
        None => "max=1".to_owned(),
    };
    let path = format!("{}?{}", plain(path), plain(&query));
    (operation.method == "GET" && LISTS.contains(&kind)).then_some(Line::Fact("listed", path, "id"))
}

/// A part of a URL without characters that a double-quoted word of a shell could misread.
fn plain(part: &str) -> String {
    let mut plain = String::new();
    for byte in part.bytes() {
        if byte.is_ascii_alphanumeric() || b"/%._~-&=+".contains(&byte) {
            plain.push(char::from(byte));
        } else {
            plain.extend(["%", &format!("{byte:02X}")]);
        }
    }
    plain
}

/// The client and its way to authenticate. A client that every realm has shows that the administrator may view clients.
fn client_lines(evidence: &Evidence, realm: &str) -> Option<Vec<Line>> {
    let client = encoded(&evidence.client_id()?);
    let control = if evidence.token_realm() == "master" {
        "master-realm"
    } else {
        "realm-management"
    };
    Some(vec![
        version(),
        Line::Fact(
            "client",
            format!("{realm}/clients?clientId={client}"),
            "enabled,protocol,clientAuthenticatorType,bearerOnly,publicClient",
        ),
        Line::Fact(
            "container",
            format!("{realm}/clients?clientId={control}"),
            "enabled",
        ),
    ])
}

/// The user, the kinds of its credentials, and whether it is locked out.
fn user_lines(evidence: &Evidence, realm: &str) -> Option<Vec<Line>> {
    let TokenSource::Password { username, .. } = &evidence.attempt.token_source else {
        return None;
    };
    let user = format!("{realm}/users?exact=true&username={}", encoded(username));
    Some(vec![
        version(),
        Line::Id("HOLDER", user.clone()),
        Line::Fact(
            "realm",
            realm.to_owned(),
            "directGrantFlow,loginWithEmailAllowed,bruteForceProtected",
        ),
        Line::Fact("user", user, "enabled,federationLink"),
        Line::Fact(
            "credentials",
            format!("{realm}/users/$HOLDER/credentials"),
            "type",
        ),
        Line::Fact(
            "lock",
            format!("{realm}/attack-detection/brute-force/users/$HOLDER"),
            "disabled",
        ),
        Line::Fact("users", format!("{realm}/users?first=0&max=1"), "enabled"),
        Line::Fact(
            "storage",
            format!("{realm}/components?type=org.keycloak.storage.UserStorageProvider"),
            "providerId",
        ),
    ])
}

/// The client, the owner, and the session of a token, and the not-before dates.
fn token_lines(evidence: &Evidence, realm: &str) -> Option<Vec<Line>> {
    let token = evidence.token.as_ref()?;
    let client = encoded(token.client()?);
    let owner = token.text("sub")?;
    let mut lines = vec![
        version(),
        Line::Known("HOLDER", owner.to_owned()),
        Line::Fact("realm", realm.to_owned(), "notBefore"),
        Line::Fact(
            "client",
            format!("{realm}/clients?clientId={client}"),
            "enabled,serviceAccountsEnabled,notBefore",
        ),
        Line::Fact(
            "user",
            format!("{realm}/users/$HOLDER"),
            "enabled,notBefore",
        ),
    ];
    if token.text("sid").is_some() {
        lines.push(Line::Fact(
            "sessions",
            format!("{realm}/users/$HOLDER/sessions"),
            "id",
        ));
    }
    Some(lines)
}

/// The client whose authorization services the path names.
fn target_lines(evidence: &Evidence) -> Option<Vec<Line>> {
    let operation = &evidence.attempt.operation;
    let client = operation.params.get("client-uuid")?;
    let realm = encoded(evidence.attempt.realm.as_str());
    Some(vec![
        version(),
        Line::Fact(
            "target",
            format!("realms/{realm}/clients/{}", encoded(client)),
            "enabled,authorizationServicesEnabled",
        ),
    ])
}

fn kcadm_head(evidence: &Evidence) -> String {
    format!(
        r#"{} || exit 1
id() {{ kcadm.sh get "$1" --fields id --format csv --noquotes 2>/dev/null; }}
fact() {{
  printf '{FACT}%s ' "$1"
  if value=$(kcadm.sh get "$2" --fields "$3" 2>/dev/null); then printf '%s' "$value" | tr -d '\r\n'; echo; else echo {FAILED}; fi
}}"#,
        kcadm::login(evidence)
    )
}

fn kcadm_line(evidence: &Evidence, line: &Line) -> Option<String> {
    Some(match line {
        Line::Id(variable, path) => format!("{variable}=$(id \"{path}\")"),
        Line::Known(variable, id) => format!("{variable}={}", quote(id)),
        // The version is a member of an object.
        Line::Fact(name, path, "version") => format!("fact {name} {path} 'systemInfo(version)'"),
        Line::Fact(name, path, members) => format!("fact {name} \"{path}\" {members}"),
        Line::TokenRoles(path) => {
            let container = evidence.container();
            // Other characters have a meaning in the pattern.
            let is_plain = container
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b));
            if !is_plain {
                return None;
            }
            format!("fact token \"{path}\" 'resource_access({container}(roles))'")
        }
        Line::Naming(path) => format!(
            "if value=$(kcadm.sh get \"{path}\" 2>/dev/null); then {}; fi",
            count()
        ),
    })
}

fn curl_head(evidence: &Evidence) -> String {
    let admin = evidence.attempt.base_url.join(["admin"]);
    format!(
        r#"ADMIN={}
{}
id() {{ admin "$ADMIN/$1" 2>/dev/null | sed -n 's/^\[\{{0,1\}}{{"id":"\([^"]*\)".*/\1/p'; }}
pick() {{
  printf '{FACT}%s ' "$1"
  if value=$(admin "$ADMIN/$2" 2>/dev/null); then printf '[%s]\n' "$(printf '%s\n' "$value" | grep -oE "$3" | sed 's/.*/{{&}}/' | paste -sd , -)"; else echo {FAILED}; fi
}}
fact() {{ pick "$1" "$2" '"('"$3"')":("([^"\\]|\\.)*"|[a-z0-9.-]+)'; }}"#,
        quote(admin.as_str()),
        curl::session(evidence)
    )
}

fn curl_line(evidence: &Evidence, line: &Line) -> String {
    match line {
        Line::Id(variable, path) => format!("{variable}=$(id \"{path}\")"),
        Line::Known(variable, id) => format!("{variable}={}", quote(id)),
        // Other members of serverinfo have the same name: versions of the schema and of providers.
        Line::Fact(name, path, "version") => format!(
            "pick {name} {path} '\"systemInfo\":\\{{\"version\":\"[^\"]*\"' | sed 's/\"systemInfo\":{{//'"
        ),
        Line::Fact(name, path, members) => {
            format!(
                "fact {name} \"{path}\" {}",
                quote(&members.replace(',', "|"))
            )
        }
        Line::TokenRoles(path) => {
            let container = pattern(&super::double_quoted(&evidence.container()));
            let roles = format!("{container}:\\{{\"roles\":\\[[^]]*\\]\\}}");
            format!("pick token \"{path}\" {}", quote(&roles))
        }
        Line::Naming(path) => format!(
            "if value=$(admin \"$ADMIN/{path}\" 2>/dev/null); then {}; fi",
            count()
        ),
    }
}

/// Counts the lines with an ID of the caller.
fn count() -> String {
    format!(
        "printf '{FACT}naming [{{\"count\":%s}}]\\n' \"$(printf '%s' \"$value\" | grep -oE \"${{HOLDER:-none}}|${{CLIENT:-none}}\" | wc -l)\""
    )
}

/// A text as an extended regular expression that matches only the text.
fn pattern(text: &str) -> String {
    let mut pattern = String::new();
    for c in text.chars() {
        if c.is_ascii_punctuation() && c != '"' && c != '-' && c != '_' {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern
}
