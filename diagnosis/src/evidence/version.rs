//! What dates the server, without any role: error bodies, the token, discovery.

use crate::attempt::Attempt;
use crate::exchange::{Call, Exchange};
use crate::server::Versions;
use crate::token::Token;

use super::keycloak_error;

/// The suffix that 24 and 25 put behind the Admin API's errors.
const LOG_HINT: &str = "For more on this error consult the server log";

/// Narrows by everything seen; a version that the user states is believed.
pub(super) fn infer(attempt: &Attempt, exchanges: &[Exchange], token: Option<&Token>) -> Versions {
    let mut versions = Versions::default();
    if let Some(stated) = attempt.keycloak {
        let from = (stated.major, if stated.major < 26 { 0 } else { stated.minor.unwrap_or(0) });
        let to = (stated.major, if stated.major < 26 { 0 } else { stated.minor.unwrap_or(u16::MAX) });
        versions.narrow(Some(from), Some(to), "You said so.");
        return versions;
    }
    for exchange in exchanges {
        let Ok(response) = &exchange.result else { continue };
        let Some(error) = keycloak_error(response) else { continue };
        let hint = error.description.contains(LOG_HINT);
        match (error.error.as_str(), hint) {
            ("HTTP 403 Forbidden", false) => versions.narrow(Some((26, 0)), None, "The 403's body is that of 26.0 and later."),
            ("HTTP 403 Forbidden", true) => versions.narrow(Some((25, 0)), Some((25, 0)), "The 403's body is that of 25."),
            ("unknown_error", true) => versions.narrow(Some((24, 0)), Some((24, 0)), "The error's body is that of 24."),
            ("unknown_error", false) if response.status == 403 => {
                versions.narrow(None, Some((23, 0)), "The 403's body is that of 23 and before.");
            }
            ("Invalid origin", _) => versions.narrow(Some((26, 6)), None, "“Invalid origin” is an answer of 26.6 and later."),
            _ => {}
        }
        if exchange.request.call == Call::Token && error.error == "invalid_grant" && error.description == "Invalid user credentials" {
            if response.status == 401 {
                versions.narrow(None, Some((26, 5)), "Wrong credentials are a 401 up to 26.5.");
            } else {
                versions.narrow(Some((26, 6)), None, "Wrong credentials are a 400 from 26.6 on.");
            }
        }
    }
    if token.is_some_and(|token| token.is_lightweight().is_some()) {
        versions.narrow(Some((26, 4)), None, "The token's jti begins as those of 26.4 and later do.");
    }
    versions
}
