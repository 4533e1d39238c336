//! Finds messages of browsers about CORS.

use std::sync::LazyLock;

use super::flat::Flat;
use super::phrases::Phrases;

/// Parts of the messages, in lower case. The same words come with every status, because a browser hides the response.
///
/// Chrome and Edge, Safari, Firefox, and Firefox in German, French, Spanish, Italian, and Portuguese.
const CORS: [&str; 15] = [
    "blocked by cors policy",
    "response to preflight request doesn't pass access control check",
    "not allowed by access-control-allow-",
    "due to access control checks",
    "preflight response is not successful",
    "cross-origin redirection to",
    "cross-origin request blocked",
    "cors preflight",
    "no 'access-control-allow-origin' header",
    "no ‘access-control-allow-origin’ header",
    "quellübergreifende (cross-origin) anfrage blockiert",
    "blocage d’une requête multiorigine",
    "solicitud desde otro origen bloqueada",
    "richiesta multiorigine (cross-origin) bloccata",
    "requisição cross-origin bloqueada",
];

static PHRASES: LazyLock<Phrases<&str>> = LazyLock::new(|| Phrases::new(CORS, |words| *words));

/// The header whose absence browsers report.
const HEADER: &str = "access-control-allow-origin";
/// The maximum number of bytes between the word CORS and the header.
const NEAR: usize = 48;

/// The place of the first message about CORS.
pub fn refusal(flat: &Flat) -> Option<usize> {
    let phrase = PHRASES.first(&flat.lower).map(|(at, _)| at);
    phrase.into_iter().chain(quoted_header(&flat.lower)).min()
}

/// The quoted name of the header shortly after the word CORS, which Firefox writes in all of its languages.
fn quoted_header(lower: &str) -> Option<usize> {
    lower.match_indices(HEADER).find_map(|(at, _)| {
        let from = lower.ceil_char_boundary(at.saturating_sub(NEAR));
        let before = lower.get(from..at)?;
        let is_quoted = before
            .trim_end()
            .ends_with(['\'', '"', '‘', '’', '“', '„', '«', '「', '`']);
        (is_quoted && before.contains("cors")).then_some(at)
    })
}

#[cfg(test)]
mod tests {
    use crate::reading::flat::Flat;

    fn refusal(text: &str) -> Option<usize> {
        super::refusal(&Flat::new(text))
    }

    #[test]
    fn only_messages_about_cors_are_found() {
        for text in [
            "Access to fetch at 'https://h/a' from origin 'https://b' has been blocked by CORS policy: The value of the 'Access-Control-Allow-Origin' header must not be the wildcard",
            "XMLHttpRequest cannot load https://h/a due to access control checks.",
            "Method PUT is not allowed by Access-Control-Allow-Methods in preflight response.",
            "(Grund: Quellübergreifende (Cross-Origin) Anfrage blockiert)",
            "Raison : l’en-tête CORS « Access-Control-Allow-Origin » est manquant. Code d’état : 403.",
            "（原因：CORS 头缺少 'Access-Control-Allow-Origin'）。状态码：403。",
        ] {
            assert!(refusal(text).is_some(), "{text}");
        }
        for text in [
            "access-control-allow-origin: *",
            "Invalid origin",
            "CORS is enabled",
        ] {
            assert_eq!(refusal(text), None, "{text}");
        }
        assert_eq!(refusal("a\nblocked by CORS policy"), Some(2));
    }
}
