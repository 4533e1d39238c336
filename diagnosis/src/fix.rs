//! Renders the smallest change in every form in which people manage Keycloak: one file per form.

mod admin_console;
mod ansible;
mod client_code;
mod curl;
mod kcadm;
mod message;
mod operator;
mod realm_json;
mod script;
mod settle;
mod terraform;

pub(crate) use admin_console::service_account_tab;
pub(crate) use client_code::client_code;
pub(crate) use message::to_administrator;
pub(crate) use script::script;
pub(crate) use settle::settle;

use crate::evidence::Evidence;
use crate::report::{Fix, FixGrade, FixKind};
use url::form_urlencoded;

/// The owner of a role mapping.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Holder {
    /// The service account of the client with this client ID.
    ServiceAccount(String),
    /// The user with this name.
    User(String),
    /// The user with this ID (a token's `sub`).
    Id(String),
}

/// A setting of a client, by its name in `ClientRepresentation`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ClientSetting {
    /// Turns client authentication on: `publicClient` off.
    Confidential,
    /// Turns service accounts roles on.
    ServiceAccounts,
    /// Turns direct access grants on.
    DirectAccessGrants,
    /// Turns consent required off.
    NoConsent,
}

/// A change that fixes a denial: in Keycloak, in the caller's request, or by another person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Change {
    /// Grant roles of the container to the caller.
    GrantRoles(Vec<String>),
    /// Grant the required roles, then revoke wider roles.
    Narrow {
        /// The required roles that the caller lacks without the revoked roles.
        grant: Vec<String>,
        /// The roles to revoke.
        revoke: Vec<String>,
    },
    /// Let the client's tokens contain roles of the container (scope mappings of the dedicated scope).
    MapScope(Vec<String>),
    /// Assign a client scope with this name to the client as a default scope.
    AddScope(&'static str),
    /// Change one setting of the client.
    Client(ClientSetting),
    /// Enable the token's realm.
    EnableRealm,
    /// Enable the user.
    EnableUser,
    /// A change with instructions for the Admin Console only.
    Console {
        title: &'static str,
        /// The steps.
        steps: Vec<String>,
        /// The page on which they begin, below `#/{realm}/`.
        at: &'static str,
    },
    /// The caller changes its request.
    Caller { title: &'static str, text: String },
    /// Another person has to change something.
    HandOff { title: &'static str, text: String },
}

/// Keycloak's own clients. A change of one of them affects everybody who uses it, such as the Admin Console and kcadm.sh.
const BUILT_IN_CLIENTS: [&str; 6] = [
    "account",
    "account-console",
    "admin-cli",
    "broker",
    "realm-management",
    "security-admin-console",
];

/// Renders changes in every available form. Changes of one of Keycloak's own clients are replaced by the advice to use another client.
pub(crate) fn fixes(evidence: &Evidence, changes: &[Change]) -> Vec<Fix> {
    let built_in = evidence
        .client_id()
        .filter(|id| BUILT_IN_CLIENTS.contains(&id.as_str()));
    let mut fixes: Vec<Fix> = changes
        .iter()
        .filter(|change| built_in.is_none() || !change.is_of_client())
        .flat_map(|change| ways(evidence, change))
        .collect();
    if let Some(client) = built_in.filter(|_| changes.iter().any(Change::is_of_client)) {
        fixes.push(Fix::new(
            FixKind::Caller,
            "Use a client of your own",
            format!(
                "{client} is one of Keycloak's own clients. Do not change it for one application. Create a client with \
                 client authentication and service accounts roles, assign the roles to its service account, and use its \
                 client ID and secret."
            ),
        ));
    }
    fixes
}

impl Change {
    /// Whether it changes the client through which the caller gets its tokens.
    fn is_of_client(&self) -> bool {
        match self {
            Self::MapScope(_) | Self::AddScope(_) | Self::Client(_) => true,
            Self::Console { at, .. } => *at == "clients",
            Self::GrantRoles(_)
            | Self::Narrow { .. }
            | Self::EnableRealm
            | Self::EnableUser
            | Self::Caller { .. }
            | Self::HandOff { .. } => false,
        }
    }
}

fn ways(evidence: &Evidence, change: &Change) -> Vec<Fix> {
    match change {
        Change::Caller { title, text } => vec![Fix::new(FixKind::Caller, *title, text)],
        Change::HandOff { title, text } => vec![Fix::new(FixKind::HandOff, *title, text)],
        Change::Console { .. } => vec![admin_console::fix(evidence, change)],
        // The role is not known.
        Change::GrantRoles(roles) | Change::MapScope(roles) if roles.is_empty() => Vec::new(),
        _ => {
            let risk = risk(evidence, change);
            [
                Some(admin_console::fix(evidence, change)),
                kcadm::fix(evidence, change),
                curl::fix(evidence, change),
                terraform::fix(evidence, change),
                ansible::fix(evidence, change),
                realm_json::fix(evidence, change),
                operator::fix(evidence, change),
            ]
            .into_iter()
            .flatten()
            .map(|fix| {
                let (grade, releases) = proof(fix.kind, change);
                Fix {
                    risk: risk.clone(),
                    ..fix.proven(grade, releases)
                }
            })
            .collect()
        }
    }
}

/// The releases of the live tests. On each release, `lab/tests/live_causes.rs` runs the printed curl commands of every scenario and the
/// kcadm.sh commands once for every cause, and `lab/tests/client_code.rs` runs client code.
const LIVE: &[&str] = &["24.0.5", "26.0.8", "26.5.6", "26.7.5"];

/// The releases on which the other forms were executed once, each on its own realm, followed by their undo: Terraform's provider at commit
/// 05accfd8 with OpenTofu 1.10.6, community.general 11.4.2 with ansible-core, and realm files imported as new realms.
const BY_HAND: &[&str] = &["26.5.6", "26.7.3"];

/// The proof of this form of this change, and the releases on which it was executed. `diagnosis/tests/schemas` contains the published
/// schemas.
fn proof(kind: FixKind, change: &Change) -> (FixGrade, &'static [&'static str]) {
    match (kind, change) {
        (FixKind::Kcadm | FixKind::Curl, _) => (FixGrade::Tested, LIVE),
        // `end2end/console.test.js` follows the steps.
        (FixKind::AdminConsole, Change::GrantRoles(_) | Change::Narrow { .. }) => {
            (FixGrade::Tested, &["24.0.5", "26.7.5"])
        }
        (FixKind::AdminConsole, Change::MapScope(_)) => (FixGrade::Tested, &["26.7.5"]),
        (FixKind::AdminConsole, Change::Client(ClientSetting::ServiceAccounts)) => {
            (FixGrade::Tested, &["24.0.5"])
        }
        (FixKind::Terraform, Change::GrantRoles(_) | Change::MapScope(_))
        | (FixKind::Ansible | FixKind::RealmJson, _) => (FixGrade::Executed, BY_HAND),
        (FixKind::Terraform | FixKind::Operator, _) => (FixGrade::Checked, &[]),
        _ => (FixGrade::NotExecuted, &[]),
    }
}

/// The other operations that the granted roles allow, by the permission data of the newest version that fits.
fn risk(evidence: &Evidence, change: &Change) -> String {
    let roles = match change {
        Change::GrantRoles(roles) => roles,
        Change::Narrow { revoke, .. } => return lost(evidence, revoke),
        _ => return String::new(),
    };
    let Some((all, writing)) = crate::evidence::roles::reach(evidence, roles) else {
        return String::new();
    };
    let modify = match writing {
        0 => "none of them modifies data".to_owned(),
        1 => "one of them modifies data".to_owned(),
        writing => format!("{writing} of them modify data"),
    };
    match all {
        0 => String::new(),
        1 => format!(
            "{} also allows one other operation; {modify}.",
            roles.join(" with ")
        ),
        all => format!(
            "{} also allows {all} other operations; {modify}.",
            roles.join(" with ")
        ),
    }
}

/// The operations that a caller loses without the wider roles, by the permission data of the newest version that fits.
fn lost(evidence: &Evidence, revoked: &[String]) -> String {
    let before = crate::evidence::roles::reach(evidence, &evidence.claimed());
    let after = crate::evidence::roles::reach(evidence, evidence.needs.least());
    let mut sentences = vec!["By measured permissions, this request stays allowed.".to_owned()];
    if let (Some((all, writing)), Some((all_after, writing_after))) = (before, after) {
        let lost = all.saturating_sub(all_after);
        let writes = writing.saturating_sub(writing_after);
        if lost > 0 {
            sentences.push(format!(
                "The caller loses access to up to {lost} other operation{}, of which {writes} modif{} data. Make sure that the caller \
                 needs none of them.",
                if lost == 1 { "" } else { "s" },
                if writes == 1 { "ies" } else { "y" },
            ));
        }
    }
    if revoked
        .iter()
        .any(|role| role == "admin" && evidence.is_realm_role(role))
    {
        sentences.push("The caller also loses access to the other realms.".to_owned());
    }
    sentences.push(
        "If a role comes from a group or a composite role, remove the role there.".to_owned(),
    );
    sentences.join(" ")
}

/// The title of a change to fewer roles.
fn title_of_narrowing(grant: &[String], revoke: &[String], how: &str) -> String {
    let revoked = permissions::enumerated(revoke, "and");
    if grant.is_empty() {
        format!("Revoke {revoked} {how}")
    } else {
        format!(
            "Grant {} and revoke {revoked} {how}",
            permissions::enumerated(grant, "and")
        )
    }
}

/// A title about roles, such as "Grant view-users with Terraform".
fn title_of_roles(verb: &str, roles: &[String], how: &str) -> String {
    format!("{verb} {} {how}", permissions::enumerated(roles, "and"))
}

/// A string in double quotes. JSON, YAML, and HCL share these escapes: control characters are written as numbers.
fn double_quoted(text: &str) -> String {
    let mut quoted = String::from('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if c.is_control() => quoted.extend(["\\u", &format!("{:04x}", u32::from(c))]),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

/// The owner of the caller's roles.
fn holder(evidence: &Evidence) -> Option<Holder> {
    let subject = || {
        let id = evidence.token.as_ref()?.text("sub")?;
        Some(Holder::Id(id.to_owned()))
    };
    if evidence.is_service_account() {
        return evidence
            .client_id()
            .map(Holder::ServiceAccount)
            .or_else(subject);
    }
    evidence.user_name().map(Holder::User).or_else(subject)
}

/// Splits roles into those of the container and realm roles of master, which are granted in another place.
fn by_kind<'r>(evidence: &Evidence, roles: &'r [String]) -> (Vec<&'r String>, Vec<&'r String>) {
    roles.iter().partition(|role| !evidence.is_realm_role(role))
}

/// A name for a path or a query of a URL, with every character escaped that a URL or a double-quoted shell word could misread.
fn encoded(name: &str) -> String {
    form_urlencoded::byte_serialize(name.as_bytes())
        .collect::<String>()
        .replace('+', "%20")
}

/// Quotes a word for a POSIX shell.
fn quote(word: &str) -> String {
    // Only a NUL cannot be quoted, and no parsed input contains one.
    shlex::try_quote(word).map_or_else(|_| "''".to_owned(), std::borrow::Cow::into_owned)
}

impl ClientSetting {
    /// The field of `ClientRepresentation` and its value.
    fn field(self) -> (&'static str, bool) {
        match self {
            Self::Confidential => ("publicClient", false),
            Self::ServiceAccounts => ("serviceAccountsEnabled", true),
            Self::DirectAccessGrants => ("directAccessGrantsEnabled", true),
            Self::NoConsent => ("consentRequired", false),
        }
    }

    /// The setting's label in the Admin Console (Clients → the client → Settings), with its new state. The setting for service accounts has
    /// the label of their tab, which differs between releases.
    fn words(self, service_account_tab: &str) -> String {
        match self {
            Self::Confidential => "Client authentication: On".to_owned(),
            Self::ServiceAccounts => {
                format!("Authentication flow: {service_account_tab}")
            }
            Self::DirectAccessGrants => "Authentication flow: Direct access grants".to_owned(),
            Self::NoConsent => "Consent required: Off".to_owned(),
        }
    }
}
