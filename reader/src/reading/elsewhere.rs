//! Finds refusals of requests outside the Admin API: to discovery, the account API, and other endpoints of Keycloak, to extensions, and to
//! applications.

use diagnosis::cause::ONLY_FOR_CONSOLE;
use diagnosis::report::{Certainty, Fix, FixKind, Outcome, Report};

use super::flat::Flat;
use super::pairs::Story;
use super::shown::shown;

/// Parts of texts about discovery, which is public.
const DISCOVERY: [&str; 4] = [
    "/.well-known/openid-configuration",
    "/.well-known/uma2-configuration",
    "Failed to query provider",
    "Unable to resolve the Configuration with the provided Issuer",
];
/// The number of lines after an error of Keycloak's log in which its stack trace begins.
const LINES_TO_FRAME: usize = 4;

/// The report on such a refusal, if the text shows no request to the Admin API or the token endpoint.
pub fn report(flat: &Flat, story: &Story) -> Option<Report> {
    if let Some(report) = of_foreign_api(story) {
        return Some(report);
    }
    if flat.text.contains(ONLY_FOR_CONSOLE) {
        return of_other_endpoint(flat, story, 403);
    }
    let status = story.status.filter(|status| matches!(status, 401 | 403))?;
    if story.operation_was_seen() || story.is_about_token() || story.error.is_some() {
        return of_extension(flat, story);
    }
    of_extension(flat, story)
        .or_else(|| of_discovery(flat, story, status))
        .or_else(|| of_account(flat, story, status))
        .or_else(|| of_other_endpoint(flat, story, status))
}

/// A request to an application, if the text shows no other response.
fn of_foreign_api(story: &Story) -> Option<Report> {
    let denied = story.foreign.as_ref()?;
    // An error in a header, such as invalid_token, can be an application's too.
    let has_body = story
        .error
        .as_ref()
        .is_some_and(|error| error.raw.is_some());
    if has_body
        || story.status.is_some() && story.error.is_none()
        || story.has_requests()
        || story.lost().is_some()
    {
        return None;
    }
    let address = shown(&denied.address);
    let explanation = format!(
        "The {} is for {address}. Keycloak's Admin API has no such path, so an application decided by its own rules.",
        denied.status
    );
    of_other_path(&address, denied.status, explanation)
}

/// A request to an endpoint of Keycloak that is neither the Admin API nor the token endpoint.
fn of_other_endpoint(flat: &Flat, story: &Story, status: u16) -> Option<Report> {
    let path = match story.other_endpoint() {
        Some(url) => url,
        // A request to userinfo has a cause of its own.
        None if story.has_requests() => return None,
        None => flat
            .text
            .split(|c: char| c.is_whitespace() || "\"'`<>()[],".contains(c))
            .find(|word| {
                word.contains("/realms/") || word.contains("/admin/") && word.contains("/console")
            })?,
    };
    let path = shown(path.trim_end_matches(['.', ':', ';']));
    let explanation = format!(
        "The {status} is for {path}, which is not a path of Keycloak's Admin API. Roles of realm-management do not help."
    );
    let mut report = of_other_path(&path, status, explanation)?;
    report.fixes = vec![Fix::new(
        FixKind::Caller,
        "Check the request",
        "Look up the rules of this endpoint. If the request comes from a browser, also check the Web origins and the Valid \
         redirect URIs of the client. If the response is an HTML page, a proxy in front of Keycloak may have denied the request.",
    )];
    Some(report)
}

/// The report on a path that the Admin API does not have.
fn of_other_path(path: &str, status: u16, explanation: String) -> Option<Report> {
    let mut report = of_message("not-the-admin-api", path, status)?;
    report.cause.certainty = Certainty::Possible;
    report.cause.explanation = explanation;
    report.cause.evidence =
        vec!["The paths of the Admin API begin with /admin/realms/ below the base URL.".to_owned()];
    Some(report)
}

/// Keycloak never denies discovery, so something in front of it did.
fn of_discovery(flat: &Flat, story: &Story, status: u16) -> Option<Report> {
    if story.has_requests() {
        return None;
    }
    let words = DISCOVERY.iter().find(|words| flat.text.contains(*words))?;
    let mut report = of_message("blocked-by-proxy", words, status)?;
    report.cause.explanation = format!(
        "The {status} is for the realm's discovery document, which Keycloak returns to everyone. So a proxy, firewall, or gateway \
         in front of Keycloak denied the request."
    );
    report.cause.evidence = vec!["Discovery needs no token and no role.".to_owned()];
    Some(report)
}

/// The account console and its API require roles of the `account` client.
fn of_account(flat: &Flat, story: &Story, status: u16) -> Option<Report> {
    if story.has_requests() {
        return None;
    }
    let is_account = flat
        .text
        .match_indices("/realms/")
        .take(64)
        .any(|(at, realms)| {
            flat.text
                .get(at + realms.len()..)
                .and_then(|rest| rest.split_once('/'))
                .is_some_and(|(realm, path)| {
                    !realm.contains(char::is_whitespace) && path.starts_with("account")
                })
        });
    if !is_account {
        return None;
    }
    let mut report = of_message("not-the-admin-api", "/account", status)?;
    "The request is to Keycloak's account API, not to the Admin API. Every user may read and change only their own account there."
        .clone_into(&mut report.cause.explanation);
    report.cause.evidence =
        vec!["The path is below /realms/{realm}/account, not below /admin.".to_owned()];
    report.fixes = vec![Fix::new(
        FixKind::Caller,
        "Check the roles of the account client",
        "The user needs the manage-account or view-profile role of the account client, and the token must contain the role. Both \
         are default roles. Admin roles do not help here.",
    )];
    Some(report)
}

/// The report on a denial by another API of Keycloak, from the first frame after the error in Keycloak's log.
fn of_extension(flat: &Flat, story: &Story) -> Option<Report> {
    let at = flat.text.find("KeycloakErrorHandler")?;
    let trace = flat.text.get(at..)?;
    if !trace.contains("ForbiddenException") || trace.contains(".admin.") {
        return None;
    }
    let frame = trace
        .lines()
        .skip(1)
        .take(LINES_TO_FRAME)
        .find_map(|line| line.split_once(" at ").or_else(|| line.split_once("\tat ")))?
        .1;
    let name = frame.split('(').next()?.trim();
    let name = name.rsplit("//").next().unwrap_or(name);
    let mut report = of_message("not-the-admin-api", name, story.status.unwrap_or(403))?;
    let owner = if name.starts_with("org.keycloak.") {
        "another API of Keycloak"
    } else {
        "an extension of Keycloak"
    };
    report.cause.explanation = format!(
        "Keycloak's log shows that {owner} denied the request: {name}. This API has its own rules. Admin API roles do not help."
    );
    report.cause.evidence = vec![format!("The stack trace begins with {name}.")];
    report.fixes = vec![Fix::new(
        FixKind::Caller,
        "Check the rules of this API",
        "Look up which role, scope, or setting this API requires. The message in Keycloak's log often names it.",
    )];
    Some(report)
}

fn of_message(code: &str, words: &str, status: u16) -> Option<Report> {
    let mut report = diagnosis::of_message(code, words)?;
    report.status = Some(status);
    report.outcome = if status == 401 {
        Outcome::Unauthorized
    } else {
        Outcome::Forbidden
    };
    report.cause.certainty = Certainty::Likely;
    Some(report)
}
