//! `missing-role`: the caller lacks the role.

use super::seen::FORBIDDEN_EVERYWHERE;
use super::shared::{capital, where_roles_are, words};
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::evidence::Stage;
use crate::exchange::Call;
use crate::fix::Change;
use crate::gate::Gate;
use crate::report::Certainty;
use crate::token::Token;

pub(super) const CAUSE: Cause = Cause {
    code: "missing-role",
    gate: Gate::Permission,
    title: "The caller lacks the role",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: FORBIDDEN_EVERYWHERE,
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
     lists with the measured roles of the operation, and asks GET /admin/serverinfo, which is a \
     403 only when the server sees no admin role at all. It cannot read which roles are granted: \
     that needs an admin's view. So if the token's own list may be cut short, it says “likely”, \
     not “certain”.",
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
            "The role is granted, but the token lacks even the default roles: Full scope allowed \
             is off.",
        ),
        (
            "roles-not-in-token",
            "Up to 25, and up to 26.5 for the password grant: the token carries no roles at all.",
        ),
        ("token-stale", "Up to 26.5: a fresh token is let through."),
        (
            "fine-grained-permission-denied",
            "The caller reaches some users, and not this one.",
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
    versions: "All. Up to 25 the roles in the token decide, from 26.0 on for service accounts and \
     from 26.7 on for everybody those that the server has recorded. Which role an operation needs \
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
            .change(Change::GrantRoles(least.to_vec())),
    )
}

/// What it needs and what it holds, in one or two sentences.
fn explanation(evidence: &Evidence) -> String {
    let caller = capital(&evidence.caller());
    let container = evidence.container();
    let claimed = evidence.claimed();
    let least = evidence.needs.least();
    let held = match claimed.as_slice() {
        [] => "no role of it".to_owned(),
        [only] => format!("{only}, which is not enough"),
        _ => format!("{}, which are not enough", words(&claimed)),
    };
    match least {
        [] if evidence.needs.known => {
            format!("{caller} holds {held}, and no role of {container} opens this operation.")
        }
        [] => format!(
            "{caller} holds no role of {container} that opens this operation. The permission data \
             do not know the operation, so which role does is not known."
        ),
        [only] => format!(
            "{caller} needs {only} of the client {container}, and holds {held}. {only} is the \
             least that does."
        ),
        _ => format!(
            "{caller} needs {} of the client {container} together, and holds {held}. No single \
             role opens less.",
            words(least)
        ),
    }
}

/// How sure, where the server has refused.
fn certainty(evidence: &Evidence) -> Certainty {
    let token = evidence.token.as_ref();
    // What lists the default roles, those of clients among them, is not cut, so what it lacks is not held.
    let whole = token.is_some_and(Token::lists_roles_whole);
    let in_scope = token.is_some_and(Token::lists_default_roles);
    let stale = evidence.token_was_given()
        && !evidence.versions.at_least((26, 6))
        && evidence.fresh_operation().is_none();
    let lightweight = token.is_some_and(|token| token.is_lightweight() == Some(true));
    if whole && !stale && evidence.needs.known {
        Certainty::Certain
    } else if in_scope || lightweight || !evidence.claimed().is_empty() {
        Certainty::Likely
    } else {
        Certainty::Possible
    }
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
    let finding =
        match evidence.status(Call::Serverinfo) {
            Some(403) => finding
                .seen("GET /admin/serverinfo is a 403: the server sees no admin role at all."),
            Some(200) => finding
                .seen("GET /admin/serverinfo is a 200: the server sees at least one admin role."),
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
