//! Finds messages that identify a cause without a response of the Admin API or the token endpoint.

use std::sync::LazyLock;

use diagnosis::report::{Certainty, Fix, FixKind, Report};

use super::flat::Flat;
use super::pairs::Story;
use super::phrases::Phrases;

/// A message and what it means.
struct Message {
    /// The words, in lower case.
    words: &'static str,
    code: &'static str,
    explanation: &'static str,
    fix: &'static str,
    certainty: Certainty,
    /// Whether the message counts only in a text without a status of 400 or above.
    is_without_status: bool,
}

/// Why a client cannot parse the response.
const NO_JSON: &str = "The client expected JSON but received something else, usually an HTML page. Either the base URL is wrong, or \
     a proxy or a sign-in page in front of Keycloak responded.";
const NO_JSON_FIX: &str = "Open <base URL>/realms/<realm> with curl. Keycloak returns JSON with the name of the realm. Before Keycloak 17, the \
     base URL ends with /auth.";

/// A client's message about a response that is not JSON.
const fn no_json(words: &'static str) -> Message {
    Message {
        words,
        code: "not-keycloak",
        explanation: NO_JSON,
        fix: NO_JSON_FIX,
        certainty: Certainty::Possible,
        is_without_status: true,
    }
}

/// The messages. Sources: `org.keycloak.authorization.protection` (the protection API of Authorization Services),
/// `ClientIdAndSecretAuthenticator`, client registration policies, and the JSON parsers of Go, JavaScript, .NET, Java, Python, and Rust.
static MESSAGES: [Message; 11] = [
    Message {
        words: "is not registered as a resource server",
        code: "authorization-services-disabled",
        explanation: "Authorization Services are off for this client, so Keycloak has no resources and permissions to check.",
        fix: "Clients → the client → Settings → Capability config → Authorization: On.",
        certainty: Certainty::Likely,
        is_without_status: false,
    },
    Message {
        words: "requires uma_protection scope",
        code: "insufficient-scope",
        explanation: "Keycloak's protection API accepts only tokens with the uma_protection role of the resource server's client. \
            This token does not have the role.",
        fix: "Assign the uma_protection role of this client to its service account, and get a new token.",
        certainty: Certainty::Likely,
        is_without_status: false,
    },
    Message {
        words: "illegal hex characters in escape (%) pattern",
        code: "client-secret-wrong",
        explanation: "The client ID or the client secret in the Authorization: Basic header contains a % that is not \
            URL-encoded, so Keycloak cannot decode it.",
        fix: "URL-encode the client ID and the secret before Base64 (RFC 6749 section 2.3.1), or send both as form fields.",
        certainty: Certainty::Likely,
        is_without_status: false,
    },
    Message {
        words: "rejected request to client-registration service",
        code: "not-the-admin-api",
        explanation: "A client registration policy of the realm rejected the request to register a client. Roles of \
            realm-management do not decide this.",
        fix: "Clients → Client registration: change the policy that the message names. Or create an initial access token \
            (Clients → Initial access token), and register the client with it.",
        certainty: Certainty::Likely,
        is_without_status: false,
    },
    no_json("invalid character '<' looking for beginning of value"),
    no_json("unexpected token '<'"),
    no_json("unexpected token < in json"),
    no_json("'<' is an invalid start of a value"),
    no_json("unexpected character ('<' (code 60))"),
    no_json("expecting value: line 1 column 1 (char 0)"),
    no_json("expected value at line 1 column 1"),
];

static PHRASES: LazyLock<Phrases<&Message>> =
    LazyLock::new(|| Phrases::new(&MESSAGES, |message| message.words));

/// Words of texts about Keycloak, in lower case.
const KEYCLOAK: [&str; 4] = ["keycloak", "/realms/", "openid-connect", "kcadm"];

/// The report on the first message of the table that the text contains.
pub fn report(flat: &Flat, story: &Story) -> Option<Report> {
    let lower = &flat.lower;
    let refuses = story.status.is_some_and(|status| status >= 400);
    let (at, message) = PHRASES.first_places(lower).find(|(_, message)| {
        !message.is_without_status || !refuses && KEYCLOAK.iter().any(|word| lower.contains(word))
    })?;
    let mut report = diagnosis::of_message(message.code, message.words)?;
    report.status = story.status;
    report.cause.certainty = message.certainty;
    message
        .explanation
        .clone_into(&mut report.cause.explanation);
    let said = flat.text.get(at..at + message.words.len());
    report.cause.evidence = vec![format!(
        "The text contains this message: {}",
        said.unwrap_or(message.words)
    )];
    report.fixes = vec![Fix::new(FixKind::Caller, "First step", message.fix)];
    Some(report)
}
