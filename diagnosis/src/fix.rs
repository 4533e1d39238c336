//! Renders the smallest change in every form in which people manage Keycloak: one file per form.

mod admin_console;
mod ansible;
mod client_code;
mod curl;
mod kcadm;
mod message;
mod operator;
mod permission;
mod proof;
mod realm_json;
mod script;
mod setting;
mod settle;
mod terraform;

pub(crate) use admin_console::service_account_tab;
pub(crate) use client_code::client_code;
pub(crate) use message::to_administrator;
pub(crate) use permission::{Permission, permissions};
pub use proof::{Claim, claims};
pub(crate) use script::script;
pub(crate) use setting::{ClientSetting, RealmSetting};
pub(crate) use settle::settle;

use crate::Knowledge;
use crate::attempt::Attempt;
use crate::evidence::Evidence;
use crate::report::{Fix, FixKind, NotOffered};
use permissions::Version;
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
    /// Change one setting of a realm.
    Realm(RealmSetting),
    /// Enable the user.
    EnableUser,
    /// Allow the request by a fine-grained permission instead of a role.
    Permit(Permission),
    /// Steps in the Admin Console only.
    Console {
        title: &'static str,
        /// The steps.
        steps: Vec<String>,
        /// The page on which they begin, below `#/{realm}/`.
        at: &'static str,
        /// Whether they are about the realm of the request, not the realm of the token.
        is_of_target: bool,
        /// Why the other forms are not offered; `None` if the steps only show settings.
        why_only: Reason,
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

/// Why a form is not offered; `None` if nothing in Keycloak changes, so that the form is not missing.
type Reason = Option<&'static str>;
const UNKNOWN_CALLER: Reason = Some("The caller is not known.");
const UNKNOWN_CLIENT: Reason = Some("The client is not known.");
const UNKNOWN_USER: Reason = Some("The name of the user is not known.");

/// The fixes that grant roles of the container to the caller of this attempt, without any exchange. `version` is the release of the server;
/// `None` if it is not known.
pub fn to_grant(
    roles: &[String],
    attempt: &Attempt,
    knowledge: &Knowledge,
    version: Option<Version>,
) -> Vec<Fix> {
    let evidence = Evidence::with_version(attempt, &[], knowledge, version);
    fixes(&evidence, &[Change::GrantRoles(roles.to_vec())]).0
}

/// Renders changes in every available form, with the reasons for the forms that are not offered. Replaces changes of one of Keycloak's own
/// clients by the advice to use another client.
pub(crate) fn fixes(evidence: &Evidence, changes: &[Change]) -> (Vec<Fix>, Vec<NotOffered>) {
    let built_in = evidence
        .client_id()
        .filter(|id| BUILT_IN_CLIENTS.contains(&id.as_str()));
    let mut fixes = Vec::new();
    let mut not_offered: Vec<NotOffered> = Vec::new();
    for change in changes
        .iter()
        .filter(|change| built_in.is_none() || !change.is_of_client())
    {
        for (kind, offer) in ways(evidence, change) {
            match offer {
                Ok(fix) => fixes.push(fix),
                Err(reason) => not_offered.extend(reason.map(|why| NotOffered {
                    kind,
                    why: why.to_owned(),
                })),
            }
        }
    }
    // One change in a form is enough: the others are alternatives.
    let is_offered = |kind| fixes.iter().any(|fix: &Fix| fix.kind == kind);
    let mut seen = Vec::new();
    not_offered.retain(|form| {
        let is_new = !is_offered(form.kind) && !seen.contains(&form.kind);
        seen.push(form.kind);
        is_new
    });
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
    (fixes, not_offered)
}

impl Change {
    /// The name of the change, which is the same for every reader; `None` for advice, and for client scopes that no scenario adds.
    fn name(&self) -> Option<&'static str> {
        Some(match self {
            Self::GrantRoles(_) => "Grant roles",
            Self::Narrow { .. } => "Revoke wider roles",
            Self::MapScope(_) => "Add roles to the client's scope",
            Self::AddScope("roles") => "Assign the client scope roles",
            Self::Client(setting) => setting.setting().title,
            Self::Realm(setting) => setting.setting().title,
            Self::EnableUser => "Enable the user",
            Self::Permit(permission) => permission.change(),
            Self::AddScope(_)
            | Self::Console { .. }
            | Self::Caller { .. }
            | Self::HandOff { .. } => return None,
        })
    }

    /// Whether it changes the client through which the caller gets its tokens.
    fn is_of_client(&self) -> bool {
        match self {
            Self::MapScope(_) | Self::AddScope(_) | Self::Client(_) => true,
            Self::Console {
                at, is_of_target, ..
            } => *at == "clients" && !is_of_target,
            Self::GrantRoles(_)
            | Self::Narrow { .. }
            | Self::Realm(_)
            | Self::EnableUser
            | Self::Permit(_)
            | Self::Caller { .. }
            | Self::HandOff { .. } => false,
        }
    }
}

/// The change in each form, or why the form is not offered.
fn ways(evidence: &Evidence, change: &Change) -> Vec<(FixKind, Result<Fix, Reason>)> {
    match change {
        Change::Caller { title, text } => {
            let fix = Fix::new(FixKind::Caller, *title, text);
            return vec![(FixKind::Caller, Ok(fix))];
        }
        Change::HandOff { title, text } => {
            let fix = Fix::new(FixKind::HandOff, *title, text);
            return vec![(FixKind::HandOff, Ok(fix))];
        }
        // The role is not known.
        Change::GrantRoles(roles) | Change::MapScope(roles) if roles.is_empty() => {
            return Vec::new();
        }
        _ => {}
    }
    let risk = risk(evidence, change);
    [
        (
            FixKind::AdminConsole,
            Ok(admin_console::fix(evidence, change)),
        ),
        (FixKind::Kcadm, kcadm::fix(evidence, change)),
        (FixKind::Curl, curl::fix(evidence, change)),
        (FixKind::Terraform, terraform::fix(evidence, change)),
        (FixKind::Ansible, ansible::fix(evidence, change)),
        (FixKind::RealmJson, realm_json::fix(evidence, change)),
        (FixKind::Operator, operator::fix(evidence, change)),
    ]
    .into_iter()
    .map(|(kind, offer)| {
        let offer = offer.map(|fix| {
            let (grade, releases) = match change {
                // No test follows these steps.
                Change::Console { .. } => return fix,
                _ => proof::proof(kind, change),
            };
            Fix {
                change: change.name(),
                risk: risk.clone(),
                alternative: matches!(change, Change::Permit(_)),
                ..fix.proven(grade, &releases)
            }
        });
        (kind, offer)
    })
    .collect()
}

/// The other operations that the granted roles allow, by the permission data of the newest version that fits.
fn risk(evidence: &Evidence, change: &Change) -> String {
    let roles = match change {
        Change::GrantRoles(roles) => roles,
        Change::Narrow { revoke, .. } => return lost(evidence, revoke),
        Change::Permit(permission) => return permission::risk(permission),
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

/// A command that stops the commands after it with a message if the variable is empty.
fn required(variable: &str, message: &str) -> String {
    format!(": \"${{{variable}:?{message}}}\"")
}

/// Quotes a word for a POSIX shell.
fn quote(word: &str) -> String {
    // Only a NUL cannot be quoted, and no parsed input contains one.
    shlex::try_quote(word).map_or_else(|_| "''".to_owned(), std::borrow::Cow::into_owned)
}
