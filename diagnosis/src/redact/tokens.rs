//! Finds what looks like a JWT in any text.

use std::ops::Range;

use super::base64::decode;

/// The beginnings of a JSON object in Base64, without and with a space after the brace. Only the first cannot begin a word.
const BEGINNINGS: [&str; 6] = ["eyJ", "eyA", "ewo", "ew0", "ewk", "e30"];
/// The minimum length of a JWT.
const SHORTEST: usize = 20;
/// The number of letters that show whether a member follows the brace.
const DECODED: usize = 64;

/// Returns the ranges of everything that looks like a JWT: it begins like a JSON object in Base64 and contains a dot. At the end of a
/// truncated text, the dot may be missing.
pub(super) fn tokens(text: &str, is_truncated: bool) -> Vec<Range<usize>> {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    let mut found = Vec::new();
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let rest = bytes.get(at..).unwrap_or_default();
        let length = rest.iter().take_while(|byte| is_part(**byte)).count();
        let end = at + length;
        let run = text.get(at..end).unwrap_or_default();
        let reaches_end = is_truncated && end == bytes.len();
        // Letters may precede a token without a separator.
        let start = (0..run.len()).find(|start| begins(run.get(*start..).unwrap_or_default()));
        if let Some(start) = start {
            let token = run.get(start..).unwrap_or_default();
            let has_dot = token.trim_end_matches('.').contains('.');
            if reaches_end || (has_dot && token.len() >= SHORTEST) {
                found.push(at + start..end);
            }
        }
        at = end.max(at + 1);
    }
    found
}

/// Whether a JSON object in Base64 begins here.
fn begins(run: &str) -> bool {
    let Some(beginning) = run.get(..3) else {
        return false;
    };
    if beginning == "eyJ" {
        return true;
    }
    if !BEGINNINGS.contains(&beginning) {
        return false;
    }
    // Decoding ends at the dot.
    let part = run.get(..run.len().min(DECODED)).unwrap_or_default();
    let decoded = decode(part.as_bytes());
    let first = decoded
        .iter()
        .skip(1)
        .find(|byte| !byte.is_ascii_whitespace());
    decoded.first() == Some(&b'{') && matches!(first, Some(b'"' | b'}'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    fn found(text: &str) -> Vec<&str> {
        tokens(text, false)
            .into_iter()
            .map(|range| &text[range])
            .collect()
    }

    #[test]
    fn a_jwt_is_recognized_however_its_header_is_written() {
        for header in [
            r#"{"alg":"RS256"}"#,
            r#"{ "alg" : "RS256" }"#,
            "{\n  \"alg\": \"RS256\"\n}",
            "{\r\n\"alg\": \"RS256\"}",
            "{\t\"alg\":\"RS256\"}",
            "{  \n\t \"alg\":\"RS256\"}",
        ] {
            let token = format!("{}.e30.c2lnbmF0dXJlLXBhcnQ", URL_SAFE_NO_PAD.encode(header));
            for text in [
                token.clone(),
                format!("Invalid token: {token}"),
                format!("<p>{token}</p>"),
                format!("token{token}, and more"),
            ] {
                assert_eq!(found(&text), [&token], "{header}");
            }
        }
        // Encrypted tokens have five parts, of which one may be empty.
        let encrypted = "eyJhbGciOiJkaXIifQ..aXY.Y2lwaGVydGV4dA.dGFn";
        assert_eq!(found(encrypted), [encrypted]);
    }

    #[test]
    fn words_are_not_tokens() {
        for text in [
            "eyJ is how tokens begin.",
            "ewok.example.com and ewo.ewo.ewo.ewo.ewo.ewo",
            "ew0.example.com/eyAx.eyAx.eyAx.eyAx.eyAx",
            "org.keycloak.services.resources.admin.UsersResource",
            "2001.0db8.0000.0000.0000.ff00.0042",
        ] {
            assert!(found(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn a_truncated_token_is_recognized_at_the_end_only() {
        let text = "first eyJhbGciOi then eyJhbGciOi";
        assert!(tokens(text, false).is_empty());
        assert_eq!(tokens(text, true), std::slice::from_ref(&(22..32)));
    }
}
