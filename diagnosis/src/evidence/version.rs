//! Infers the Keycloak version from error bodies, the token, discovery, and serverinfo.
//!
//! Measured on 22.0.5, 23.0.7, 24.0.5, 25.0.6, 26.0.8, 26.2.5, 26.3.5, 26.4.7, 26.5.6, 26.6.4, 26.7.0, 26.7.3, and 26.7.5. A change between
//! two of them is assumed to have happened right after the older one. Scopes are ignored: they belong to the realm, and an upgraded realm
//! keeps its old ones. Switchable features are ignored as well: the markers stay the same with `--features=preview` (22.0.5 to 26.5.6, and
//! 26.7.5) and with every feature disabled that the Admin API does not need (26.7.3 and 26.7.5).

use serde_json::Value;

use crate::attempt::{Absent, Attempt};
use crate::exchange::{Call, Exchange, Response};
use crate::token::{Token, TokenType};
use crate::version_range::{Minor, Versions};
use permissions::Version;

use super::{KeycloakError, issuer, keycloak_error};

/// The suffix of every error of the Admin API in 24 and 25.
const LOG_HINT: &str = "For more on this error consult the server log at the \
             debug level.";

/// Fields of discovery that no feature disables, and the release that added them.
const DISCOVERY: [(&str, Minor); 2] = [
    ("authorization_response_iss_parameter_supported", (23, 0)),
    ("prompt_values_supported", (26, 1)),
];

/// Values in lists of discovery, and the release that added them. Each comes from a provider that an administrator may disable, so only its
/// presence reveals a version.
const DISCOVERY_VALUES: [(&str, &str, Minor); 2] = [
    ("id_token_signing_alg_values_supported", "EdDSA", (24, 0)),
    (
        "id_token_encryption_alg_values_supported",
        "ECDH-ES",
        (26, 0),
    ),
];

/// The grant that is enabled by default from 26.6 on. 26.5.6 lists it with `--features=preview`, and 26.7.3 does not list it with
/// `--features-disabled=jwt-authorization-grant`, so it is only a hint.
const HINT: (&str, Minor, Minor) = (
    "urn:ietf:params:oauth:grant-type:jwt-bearer",
    (26, 6),
    (26, 5),
);

/// The field of discovery that is false by default in this release line and missing in the next one (26.6.4 and 26.7.0). A feature turns
/// it on, so it is only a hint.
const HINT_OF_LAST: (&str, Minor) = ("client_id_metadata_document_supported", (26, 6));

/// The field of serverinfo that 26.7.0, 26.7.3, and 26.7.5 return to every caller with an admin role, whichever features are enabled, and
/// 26.6.4 and 26.5.6 return to none.
const SERVERINFO: (&str, Minor) = ("parameterizedScopeTypes", (26, 7));

/// Narrows the versions by all evidence. A version that the user states counts as true.
pub(super) fn infer(attempt: &Attempt, exchanges: &[Exchange], token: Option<&Token>) -> Versions {
    let mut versions = Versions::default();
    if let Some(stated) = attempt.keycloak {
        versions.state(stated, "You specified this version.");
        return versions;
    }
    for exchange in exchanges {
        let Ok(response) = &exchange.result else {
            continue;
        };
        let is_seen = !attempt.absent.contains(&Absent::ResponseBody);
        if let Some(error) = keycloak_error(response).filter(|_| is_seen) {
            by_error(&mut versions, exchange.request.call, response, &error);
        }
        match exchange.request.call {
            Call::Discovery if issuer(response).is_some() => by_discovery(&mut versions, response),
            Call::Serverinfo => by_serverinfo(&mut versions, response),
            _ => {}
        }
    }
    if let Some(token) = token {
        if token.is_lightweight().is_some() {
            versions.narrow(
                Some((26, 1)),
                None,
                "The token's jti has the prefix that 26.2 and later use. 26.1 was not measured.",
            );
        } else if token.kind() == TokenType::Access && token.text("jti").is_some() {
            // Tokens of other kinds have a plain UUID in every version (recordings id-token and refresh-token).
            versions.narrow(
                None,
                Some((26, 1)),
                "The token's jti is a plain UUID, as in 26.0 and older.",
            );
        }
    }
    versions
}

fn by_error(versions: &mut Versions, call: Call, response: &Response, error: &KeycloakError) {
    let hint = error.description.contains(LOG_HINT);
    let because = "The error message has the wording of these versions.";
    match (error.error.as_str(), hint) {
        ("HTTP 403 Forbidden", false) => versions.narrow(Some((26, 0)), None, because),
        ("HTTP 403 Forbidden", true) => versions.narrow(Some((25, 0)), Some((25, 0)), because),
        ("unknown_error", true) if response.status == 403 => {
            versions.narrow(Some((24, 0)), Some((24, 0)), because);
        }
        ("unknown_error", false) if response.status == 403 => {
            versions.narrow(None, Some((23, 0)), because);
        }
        (_, true) => versions.narrow(Some((24, 0)), Some((25, 0)), because),
        ("Invalid origin", _) => versions.narrow(Some((26, 6)), None, because),
        (text, _) if text.starts_with("RESTEASY003") => {
            versions.narrow(None, Some((22, 0)), because);
        }
        _ => {}
    }
    if call == Call::Token
        && error.error == "invalid_grant"
        && error.description == "Invalid user credentials"
    {
        if response.status == 401 {
            versions.narrow(
                None,
                Some((26, 5)),
                "Wrong credentials return 401 up to 26.5.",
            );
        } else {
            versions.narrow(
                Some((26, 6)),
                None,
                "Wrong credentials return 400 from 26.6 on.",
            );
        }
    }
}

fn by_discovery(versions: &mut Versions, response: &Response) {
    let Some(document) = response.json() else {
        return;
    };
    let because = "Discovery lists the features of these versions.";
    for (field, since) in DISCOVERY {
        by_presence(versions, document.get(field).is_some(), since, because);
    }
    let lists = |field: &str, value: &str| {
        document
            .get(field)
            .and_then(Value::as_array)
            .is_some_and(|list| list.iter().any(|item| item == value))
    };
    for (field, value, since) in DISCOVERY_VALUES {
        if lists(field, value) {
            versions.narrow(Some(since), None, because);
        }
    }
    let (grant, since, before) = HINT;
    let (field, last) = HINT_OF_LAST;
    let (major, minor) = last;
    if !lists("grant_types_supported", grant) {
        versions.hint(None, Some(before));
        return;
    }
    match document.get(field) {
        Some(Value::Bool(false)) => versions.hint(Some(since), Some(last)),
        None => versions.hint(Some((major, minor + 1)), None),
        // The feature is on, which says nothing about the release.
        Some(_) => versions.hint(Some(since), None),
    }
}

/// Narrows by a marker that every version since `since` shows, and none before.
fn by_presence(versions: &mut Versions, present: bool, since: Minor, because: &str) {
    if present {
        versions.narrow(Some(since), None, because);
    } else {
        // The release before `since`: 26.0 follows 25.
        let (major, minor) = since;
        let before = if minor == 0 {
            (major - 1, 0)
        } else {
            (major, minor - 1)
        };
        versions.narrow(None, Some(before), because);
    }
}

/// Up to 26.2, serverinfo returns the version to every caller with an admin role; later only to realm-admin.
fn by_serverinfo(versions: &mut Versions, response: &Response) {
    let Some(shown) = response.json().filter(|_| response.status == 200) else {
        return;
    };
    let stated = shown["systemInfo"]["version"]
        .as_str()
        .and_then(|version| version.parse::<Version>().ok());
    if let Some(version) = stated {
        versions.state(version, "Server info contains the version.");
    } else if shown.get("providers").is_some() {
        let (field, since) = SERVERINFO;
        by_presence(
            versions,
            shown.get(field).is_some(),
            since,
            "Server info contains the fields of these versions.",
        );
    }
}
