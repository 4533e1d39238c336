//! What dates the server: error bodies, the token, discovery, and serverinfo where it says so.
//!
//! Measured on 22.0.5, 23.0.7, 24.0.5, 25.0.6, 26.0.8, 26.2.5, 26.3.5, 26.4.7, 26.5.6, 26.7.3, and 26.7.5; what changed between two of
//! them is taken to have changed right after the older one. Scopes are left aside: they are data of the realm, and
//! an upgraded realm keeps its old ones. What a feature switches is left aside as well: the markers stay as they are with
//! `--features=preview` (22.0.5 to 26.5.6) and with every feature switched off that the Admin API does without (26.7.3).

use serde_json::Value;

use crate::attempt::Attempt;
use crate::exchange::{Call, Exchange, Response};
use crate::token::Token;
use crate::version_range::{Minor, Versions};
use permissions::Version;

use super::{KeycloakError, issuer, keycloak_error};

/// The suffix that 24 and 25 put behind every error of the Admin API.
const LOG_HINT: &str = "For more on this error consult the server log at the \
             debug level.";

/// Fields of discovery that no feature switches off, and the release that brought them.
const DISCOVERY: [(&str, Minor); 2] = [
    ("authorization_response_iss_parameter_supported", (23, 0)),
    ("prompt_values_supported", (26, 1)),
];

/// Values in lists of discovery, and the release that brought them. Each comes from a provider, which whoever runs the server may
/// switch off; so only their presence dates it.
const DISCOVERY_VALUES: [(&str, &str, Minor); 2] = [
    ("id_token_signing_alg_values_supported", "EdDSA", (24, 0)),
    (
        "id_token_encryption_alg_values_supported",
        "ECDH-ES",
        (26, 0),
    ),
];

/// The grant that 26.6 brought switched on. 26.5.6 lists it with `--features=preview`, and 26.7.3 does not with
/// `--features-disabled=jwt-authorization-grant`: a hint, and nothing more.
const HINT: (&str, Minor, Minor) = (
    "urn:ietf:params:oauth:grant-type:jwt-bearer",
    (26, 6),
    (26, 5),
);

/// The field of serverinfo that 26.7.3 shows every caller with an admin role, with its features on or off, and 26.5.6 shows nobody.
const SERVERINFO: (&str, Minor) = ("parameterizedScopeTypes", (26, 6));

/// Narrows by everything seen; a version that the user states is believed.
pub(super) fn infer(attempt: &Attempt, exchanges: &[Exchange], token: Option<&Token>) -> Versions {
    let mut versions = Versions::default();
    if let Some(stated) = attempt.keycloak {
        versions.state(stated, "You said so.");
        return versions;
    }
    for exchange in exchanges {
        let Ok(response) = &exchange.result else {
            continue;
        };
        if let Some(error) = keycloak_error(response) {
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
        } else if token.text("jti").is_some() {
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
    if lists("grant_types_supported", grant) {
        versions.hint(Some(since), None);
    } else {
        versions.hint(None, Some(before));
    }
}

/// What every version since `since` shows, and none before.
fn by_presence(versions: &mut Versions, present: bool, since: Minor, because: &str) {
    if present {
        versions.narrow(Some(since), None, because);
    } else {
        // The release before: 26.0 comes after 25.
        let (major, minor) = since;
        let before = if minor == 0 {
            (major - 1, 0)
        } else {
            (major, minor - 1)
        };
        versions.narrow(None, Some(before), because);
    }
}

/// Up to 26.2 every caller with an admin role is told the version, later only realm-admin.
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
