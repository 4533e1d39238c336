//! `missing-role`: the caller lacks the role.

use super::page::{Endpoint, Seen};
use super::seen::forbidden_everywhere;
use super::shared::{capital, missing, of_whom, where_roles_are, words};
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::evidence::Stage;
use crate::exchange::Call;
use crate::fix::Change;
use crate::gate::Gate;
use crate::report::Certainty;
use crate::roles::needed_in_master;
use crate::token::Token;
use permissions::TokenRealm;

pub(super) const CAUSE: Cause = Cause {
    code: "missing-role",
    gate: Gate::Permission,
    title: "The caller lacks the role",
    detect,
};

pub(super) const PAGE: Page = Page {
    // What Keycloak logs for every cause of a 403; it stands here alone, so that this page comes first among equals.
    seen: forbidden_everywhere!(Seen::log(
        Endpoint::Admin,
        "Error response Forbidden: jakarta.ws.rs.ForbiddenException: HTTP 403 Forbidden"
    )),
    meaning: &[
        "Keycloak took the token: it knows who calls. It then looked for a role that lets this \
         call through, and found none. The answer never names the role.",
        "The roles that count are client roles. With a token of the realm itself they belong to \
         the client realm-management of that realm; with a token of master they belong to the \
         client {realm}-realm in master. For GET /admin/realms/{realm}/users/{user-id} the least \
         is view-users.",
        "A client that uses client credentials acts as its own service account, the user \
         service-account-<client id>. Roles given to a person do not help it, and its roles do not \
         help a person.",
    ],
    how_known: "Why403 makes the call with your credentials, compares the roles that the token \
     lists with the measured roles of the operation, and asks GET /admin/serverinfo, which every \
     admin role but impersonation opens. It cannot read which roles are granted, nor \
     what the client's scope lets through: that needs an admin's view. So it says “likely”, and \
     names what looks the same; “certain” only where no role of the realm would do.",
    looks_like: &[
        (
            "role-on-wrong-client",
            "The token lists the right role name, but under another client.",
        ),
        (
            "realm-role-same-name",
            "The token lists the right name under realm_access.",
        ),
        (
            "role-out-of-scope",
            "The role is granted, but Full scope allowed is off. Mostly the token lacks even the \
             default roles then.",
        ),
        (
            "roles-not-in-token",
            "Up to 26.5: the token does not carry the roles. From 26.0 on only for users, and for \
             service accounts whose token lists some other role.",
        ),
        ("token-stale", "Up to 26.5: a fresh token is let through."),
        (
            "fine-grained-permission-denied",
            "From 26.2 on: a permission lets the caller reach other users, clients or groups.",
        ),
        (
            "user-not-found",
            "A wrong id is a 403 too, as long as the caller may not ask about users. It shows as \
             404 once the role is there.",
        ),
    ],
    fix: &[
        "Client credentials: in the realm of the client, Clients → the client → Service accounts \
         roles (from 26.5 on: Service account roles) → Assign role → Client roles (older consoles: \
         Filter by clients) → view-users of realm-management → Assign.",
        "Password grant: Users → the user → Role mapping → Assign role → Client roles → view-users \
         of realm-management → Assign.",
        "A token of master: the same pages in the realm master, and the role view-users of the \
         client {realm}-realm.",
        "For another operation, take the least role that the operation's page names. One role is \
         enough for most.",
        "Fetch a new token, then call again. Up to 26.5 an old token keeps the roles it was issued \
         with.",
    ],
    versions: "All. Up to 26.5 the roles in the token decide; from 26.0 on those that the server has \
     recorded, for service accounts whose token lists no role at all, and from 26.7 on for everybody. \
     Which role an operation needs \
     differs between versions.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    if evidence.claims_suffice() {
        return None;
    }
    let needs = &evidence.needs;
    let finding = match evidence.stage() {
        Stage::NotSent if needs.known && evidence.token.is_some() => not_sent(evidence),
        _ if evidence.denied() => Finding::new(certainty(evidence), explanation(evidence))
            .seen("Keycloak knows the caller, and answers 403."),
        _ => return None,
    };
    let finding = what_probes_showed(evidence, finding);
    let least = needs.least();
    if let Some(in_master) = only_in_master(evidence) {
        return Some(
            finding
                .apart("A token of the realm master.")
                .caller(
                    "Use a token of master",
                    format!(
                        "Get the token from the realm master, with a client whose service account \
                         holds {} there. No role of {} opens this operation.",
                        words(&in_master),
                        evidence.container()
                    ),
                )
                .hand_off(
                    "Or have it done",
                    "It reaches beyond one realm. Whoever administers the server can do it once, \
                     or give you a client of master for it.",
                ),
        );
    }
    if least.is_empty() {
        return Some(
            finding
                .apart(format!("What the caller holds: {}.", where_roles_are(evidence)))
                .caller(
                    "Look the operation up",
                    "Check the method and the path; for an operation that this version has, the page \
                     of operations names its least role.",
                ),
        );
    }
    Some(
        finding
            .apart(format!(
                "Whether {} is granted: {}.",
                words(least),
                where_roles_are(evidence)
            ))
            .change(Change::GrantRoles(granted(evidence))),
    )
    .map(|finding| {
        if opens_everything(least) {
            finding.hand_off(
            "Or have it done",
            format!(
                "{} opens everything else, too. If the call is rare, whoever administers the realm \
                 can make it.",
                words(least)
            ),
        )
        } else {
            finding
        }
    })
}

/// The roles to grant: those of the least set that the caller lacks. Where the token need not tell what it holds, all of them.
fn granted(evidence: &Evidence) -> Vec<String> {
    let lacking = missing(evidence);
    let told = evidence.token_is_fresh()
        && evidence
            .token
            .as_ref()
            .is_some_and(Token::lists_default_roles);
    if told && !lacking.is_empty() {
        lacking
    } else {
        evidence.needs.least().to_vec()
    }
}

fn opens_everything(least: &[String]) -> bool {
    matches!(least, [only] if only == "realm-admin" || only == "admin")
}

/// What it needs and what it holds, in one or two sentences.
fn explanation(evidence: &Evidence) -> String {
    let caller = capital(&evidence.caller());
    let container = evidence.container();
    let claimed = evidence.claimed();
    let needs = &evidence.needs;
    let least = needs.least();
    let told = evidence.token.as_ref().is_some_and(Token::has_role_claims);
    let held = match claimed.as_slice() {
        [] if evidence.token.is_none() => "what it holds is not known".to_owned(),
        [] if !told => "its token lists no role at all".to_owned(),
        [] => "holds no role that lets this call through".to_owned(),
        [only] => format!("holds {only}, which is not enough"),
        _ => format!("holds {}, which are not enough", words(&claimed)),
    };
    let needed = match least {
        [] => {
            return if let Some(in_master) = only_in_master(evidence) {
                format!(
                    "No role of the realm {} opens this operation: it takes a token of master, \
                     whose owner holds {} there.",
                    evidence.token_realm(),
                    words(&in_master)
                )
            } else if needs.known {
                format!("{caller} {held}, and no role of {container} opens this operation.")
            } else if let Some(why) = &needs.unmeasured {
                format!(
                    "{caller} holds no role of {container} that opens this operation. Which one \
                     does could not be measured: it {why}."
                )
            } else {
                format!(
                    "{caller} holds no role of {container} that opens this operation. The \
                     permission data do not know the operation, so which role does is not known."
                )
            };
        }
        [only] if opens_everything(least) => format!(
            "{caller} needs {}, and {held}. No set of smaller roles opens this operation.",
            of_whom(evidence, std::slice::from_ref(only))
        ),
        [only] => format!(
            "{caller} needs the role {}, and {held}. {only} is the smallest one for it.",
            of_whom(evidence, least)
        ),
        _ => format!(
            "{caller} needs {} together, and {held}. No single role for it opens less.",
            of_whom(evidence, least)
        ),
    };
    // A role that opens less than the least sufficient one may do for what the caller wants to know.
    match needs.least_reduced() {
        Some(cut) if !cut.is_empty() => {
            format!(
                "{needed} With {} alone it is let through, with a cut answer.",
                words(cut)
            )
        }
        _ => needed,
    }
}

/// The roles in master that open the operation, where no role of the token's own realm does.
fn only_in_master(evidence: &Evidence) -> Option<Vec<String>> {
    let needs = &evidence.needs;
    (needs.known && needs.least().is_empty() && evidence.role_source() == TokenRealm::Target)
        .then(|| needed_in_master(evidence))
        .flatten()
}

/// How sure, where the server has refused. What the token lists excludes neither a scope that cuts the role off nor, from 26.2 on, a
/// permission that covers others only (recordings full-scope-off-but-for-default-roles and fine-grained-for-another-user-only), so only what
/// no role of the realm opens is certain.
fn certainty(evidence: &Evidence) -> Certainty {
    if only_in_master(evidence).is_some() {
        Certainty::Certain
    } else if is_likely(evidence) {
        Certainty::Likely
    } else {
        Certainty::Possible
    }
}

/// Whether the token tells of roles, or is one that need not, so that what the caller lacks is hardly cut off.
pub(super) fn is_likely(evidence: &Evidence) -> bool {
    evidence.token.as_ref().is_some_and(|token| {
        token.lists_default_roles()
            || token.is_lightweight() == Some(true)
            || !evidence.claimed().is_empty()
    })
}

/// An operation that writes and was not sent: what the permission data say about the token's roles.
fn not_sent(evidence: &Evidence) -> Finding {
    let whole = evidence
        .token
        .as_ref()
        .is_some_and(Token::lists_roles_whole);
    Finding::new(
        if whole {
            Certainty::Likely
        } else {
            Certainty::Possible
        },
        format!(
            "{} The call was not sent, since it writes; this is what the permission data say.",
            explanation(evidence)
        ),
    )
    .seen("The operation writes, and was not sent.")
}

/// Adds what the further calls have shown about the caller.
fn what_probes_showed(evidence: &Evidence, finding: Finding) -> Finding {
    let finding = match evidence.sees_admin_role() {
        Some(false) => finding.seen(
            "GET /admin/serverinfo is a 403: the server sees no admin role other than perhaps \
                 impersonation.",
        ),
        Some(true) => {
            finding.seen("GET /admin/serverinfo is a 200: the server sees at least one admin role.")
        }
        _ => finding,
    };
    match evidence.status(Call::UnknownUser) {
        Some(404) => finding.seen(
            "An id that nobody has is a 404: the caller may ask about users, and this user exists.",
        ),
        Some(403) => finding.seen(
            "An id that nobody has is a 403 too: whether the user exists stays hidden until the \
             role is there.",
        ),
        _ => finding,
    }
}
