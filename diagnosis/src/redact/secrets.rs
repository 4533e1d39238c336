//! Hides known secrets in any text, in every spelling that a server can send back.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use secrecy::{ExposeSecret as _, SecretString};

use super::{REDACTED, members};
use crate::attempt::{Attempt, TokenSource};
use crate::exchange::{Authorization, Body, Exchange, FormValue};

/// The minimum length of a secret that is hidden. A shorter one is part of many words, and hiding it would only reveal its place.
const SHORTEST: usize = 4;
/// The minimum length of a secret that only a response names, so that a server cannot remove words from the report.
const SHORTEST_OF_RESPONSE: usize = 12;
/// The minimum length of Base64. Shorter runs of letters are words.
const SHORTEST_BASE64: usize = 12;
/// The minimum length of a signature, which makes a token usable.
const SHORTEST_SIGNATURE: usize = 17;

const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_padding_mode(DecodePaddingMode::Indifferent)
    .with_decode_allow_trailing_bits(true);
const BASE64: [GeneralPurpose; 2] = [
    GeneralPurpose::new(&alphabet::STANDARD, LENIENT),
    GeneralPurpose::new(&alphabet::URL_SAFE, LENIENT),
];

/// The secrets of a check. A server can send back in any later response what it received or sent before.
#[derive(Debug, Default)]
pub(crate) struct Secrets(Vec<String>);

impl Secrets {
    /// Collects every secret that the user entered, the requests carried, or the responses contained.
    pub fn of(attempt: &Attempt, exchanges: &[Exchange]) -> Self {
        let mut found = Vec::new();
        let mut entered = |secret: &SecretString| found.push(secret.expose_secret().to_owned());
        match &attempt.token_source {
            TokenSource::Given { token, .. } => entered(token),
            TokenSource::Password { password, .. } => entered(password),
            TokenSource::ClientCredentials { .. } => {}
        }
        if let Some(secret) = attempt.client().and_then(|client| client.secret.as_ref()) {
            entered(secret);
        }
        let mut returned = Vec::new();
        for exchange in exchanges {
            if let Authorization::Bearer(token) = &exchange.request.authorization {
                found.push(token.expose_secret().to_owned());
            }
            if let Body::Form(form) = &exchange.request.body {
                found.extend(form.iter().filter_map(|(_, value)| match value {
                    FormValue::Secret(secret) => Some(secret.expose_secret().to_owned()),
                    FormValue::Plain(_) => None,
                }));
            }
            if let Ok(response) = &exchange.result {
                match response.json() {
                    Some(json) => members::in_json(&json, &mut returned),
                    None => returned.extend(
                        members::values(&response.body)
                            .into_iter()
                            .filter_map(|range| response.body.get(range).map(str::to_owned)),
                    ),
                }
            }
        }
        returned.retain(|secret| secret.len() >= SHORTEST_OF_RESPONSE);
        found.append(&mut returned);
        found.retain(|secret| secret.trim().len() >= SHORTEST && secret != REDACTED);
        let signatures: Vec<String> = found
            .iter()
            .filter_map(|token| token.rsplit_once('.'))
            .filter(|(_, signature)| signature.len() >= SHORTEST_SIGNATURE)
            .map(|(_, signature)| signature.to_owned())
            .collect();
        found.extend(signatures);
        // A secret that contains another one comes first, so that no part is left.
        found.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        found.dedup();
        Self(found)
    }

    /// Returns the text without the secrets and without anything that looks like a JWT.
    pub fn hide(&self, text: &str) -> String {
        let mut shown = hide_tokens(text);
        for secret in &self.0 {
            shown = hide_spellings(&shown, secret);
        }
        self.hide_base64(&shown)
    }

    /// Does the same for a text that is not JSON, and also hides values that are secret because of their name.
    pub fn hide_in_text(&self, text: &str) -> String {
        self.hide(&replace(text, members::values(text)))
    }

    /// Hides runs of Base64 that contain a secret, such as the credentials of Basic authentication.
    fn hide_base64(&self, text: &str) -> String {
        let is_base64 = |byte: u8| byte.is_ascii_alphanumeric() || b"+/-_=".contains(&byte);
        let holds_secret = |run: &str| {
            // If a run begins with a letter that does not belong to it, a later start decodes.
            (0..4).any(|skipped| {
                let run = run.get(skipped..).unwrap_or_default();
                // Only whole groups decode. An incomplete last group holds no secret that the rest does not.
                let whole = run.len() - usize::from(run.len() % 4 == 1);
                BASE64.iter().any(|engine| {
                    engine
                        .decode(run.get(..whole).unwrap_or_default())
                        .is_ok_and(|decoded| {
                            self.0.iter().any(|secret| {
                                let secret = secret.as_bytes();
                                decoded.windows(secret.len()).any(|part| part == secret)
                            })
                        })
                })
            })
        };
        let mut found = Vec::new();
        let bytes = text.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            let length = bytes
                .get(at..)
                .unwrap_or_default()
                .iter()
                .take_while(|byte| is_base64(**byte))
                .count();
            let run = text.get(at..at + length).unwrap_or_default();
            if length >= SHORTEST_BASE64 && !self.0.is_empty() && holds_secret(run) {
                found.push(at..at + length);
            }
            at += length.max(1);
        }
        replace(text, found)
    }
}

/// Replaces these ranges, which are in order, in the text.
fn replace(text: &str, ranges: Vec<std::ops::Range<usize>>) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut from = 0;
    for range in ranges {
        shown += text.get(from..range.start).unwrap_or_default();
        shown += REDACTED;
        from = range.end;
    }
    shown + text.get(from..).unwrap_or_default()
}

/// Hides anything that looks like a JWT: it begins like a JSON object in Base64 and contains a dot.
fn hide_tokens(text: &str) -> String {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = text.get(at..).and_then(|rest| rest.find("eyJ")) {
        let start = at + start;
        let length = text
            .as_bytes()
            .get(start..)
            .unwrap_or_default()
            .iter()
            .take_while(|byte| is_part(**byte))
            .count();
        let run = text.get(start..start + length).unwrap_or_default();
        if run.len() >= 20 && run.trim_end_matches('.').contains('.') {
            found.push(start..start + length);
        }
        at = start + length;
    }
    replace(text, found)
}

/// Hides a secret in any spelling: plain, percent-encoded (also twice), or with HTML or JSON escapes.
fn hide_spellings(text: &str, secret: &str) -> String {
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.len() {
        if let Some(end) = spelled(text, at, secret) {
            found.push(at..end);
            at = end;
        } else {
            at += text
                .get(at..)
                .and_then(|rest| rest.chars().next())
                .map_or(1, char::len_utf8);
        }
    }
    replace(text, found)
}

/// Returns the end of the secret that begins here, in any spelling.
fn spelled(text: &str, at: usize, secret: &str) -> Option<usize> {
    let mut ends = vec![at];
    for letter in secret.chars() {
        let mut next: Vec<usize> = ends
            .iter()
            .flat_map(|end| after_letter(text, *end, letter))
            .collect();
        next.sort_unstable();
        next.dedup();
        if next.is_empty() {
            return None;
        }
        ends = next;
    }
    ends.last().copied()
}

/// Returns the end of this letter in each spelling that it has here.
fn after_letter(text: &str, at: usize, letter: char) -> Vec<usize> {
    let Some(rest) = text.get(at..) else {
        return Vec::new();
    };
    let mut ends = Vec::new();
    if rest.starts_with(letter) {
        ends.push(at + letter.len_utf8());
    }
    match rest.as_bytes().first() {
        Some(b'+') if letter == ' ' => ends.push(at + 1),
        Some(b'%') => ends.extend(after_percent(text, at, letter)),
        Some(b'\\') => ends.extend(after_backslash(rest, letter).map(|length| at + length)),
        Some(b'&') => ends.extend(after_entity(rest, letter).map(|length| at + length)),
        _ => {}
    }
    ends
}

/// `%2F`, `%2f`, and `%252F`, which is encoded twice. A text can be read both ways, so there can be several ends.
fn after_percent(text: &str, at: usize, letter: char) -> Vec<usize> {
    let mut buffer = [0; 4];
    let mut ends = vec![at];
    for byte in letter.encode_utf8(&mut buffer).bytes() {
        let mut next = Vec::new();
        for end in ends {
            let mut rest = text.get(end..).and_then(|rest| rest.strip_prefix('%'));
            while let Some(digits) = rest {
                let read = digits.get(..2).map(|two| u8::from_str_radix(two, 16));
                if read == Some(Ok(byte)) {
                    next.push(text.len() - digits.len() + 2);
                }
                rest = digits.strip_prefix("25");
            }
        }
        ends = next;
    }
    ends
}

/// `\/`, `\"`, `\u0026`.
fn after_backslash(rest: &str, letter: char) -> Option<usize> {
    let mut ends = 1;
    let escaped = rest.get(1..)?;
    if escaped.starts_with(letter) && !letter.is_ascii_alphanumeric() {
        return Some(1 + letter.len_utf8());
    }
    let mut buffer = [0; 2];
    for unit in letter.encode_utf16(&mut buffer) {
        let digits = rest.get(ends - 1..)?.strip_prefix("\\u")?.get(..4)?;
        if u16::from_str_radix(digits, 16).ok()? != *unit {
            return None;
        }
        ends += 6;
    }
    Some(ends - 1)
}

/// `&amp;`, `&#38;`, `&#x26;`.
fn after_entity(rest: &str, letter: char) -> Option<usize> {
    let end = rest.bytes().take(12).position(|byte| byte == b';')?;
    let named = rest.get(1..end)?;
    let meant = match named {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => {
            let number = named.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)?
        }
    };
    (meant == letter).then_some(end + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hidden(secret: &str, text: &str) -> String {
        Secrets(vec![secret.to_owned()]).hide(text)
    }

    #[test]
    fn a_secret_is_found_in_every_spelling() {
        let secret = "p&s \"w/ö%1";
        for spelled in [
            "p&s \"w/ö%1",
            "p%26s+%22w%2F%C3%B6%251",
            "p%26s%20%22w%2f%c3%b6%251",
            "p%2526s%2520%2522w%252F%25C3%25B6%25251",
            "p&amp;s &quot;w/ö%1",
            "p&#38;s&#x20;&#34;w&#47;&#246;%1",
            r#"p\u0026s \"w\/\u00f6%1"#,
        ] {
            let shown = hidden(secret, &format!("before {spelled} after"));
            assert_eq!(shown, "before …redacted after", "{spelled}");
        }
    }

    #[test]
    fn base64_that_holds_a_secret_is_hidden_at_each_alignment() {
        for before in ["", "a", "ab", "abc", "backend:"] {
            let text = BASE64[0].encode(format!("{before}correct-horse"));
            assert_eq!(
                hidden("correct-horse", &format!("Basic {text}")),
                "Basic …redacted"
            );
        }
    }

    #[test]
    fn tokens_are_hidden_and_words_are_not() {
        let text = "<p>eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJ4In0.c2ln</p> eyJ is how tokens begin.";
        assert_eq!(
            Secrets::default().hide(text),
            "<p>…redacted</p> eyJ is how tokens begin."
        );
    }

    #[test]
    fn values_are_secret_by_their_name() {
        for (text, shown) in [
            (
                "access_token=abc&token_type=Bearer&expires_in=300",
                "access_token=…redacted&token_type=Bearer&expires_in=300",
            ),
            (
                "\u{feff}{\"accessToken\":\"abc\",\"scope\":\"openid\"",
                "\u{feff}{\"accessToken\":\"…redacted\",\"scope\":\"openid\"",
            ),
            (
                "{\"refresh_token\": \"cut o",
                "{\"refresh_token\": \"…redacted",
            ),
            (
                "<credential name=\"secret\">abc</credential>",
                "<credential name=\"secret\">…redacted</credential>",
            ),
            (
                "/secure-deployment=x/credential=secret:add(value=abc)",
                "/secure-deployment=x/credential=secret:add(value=…redacted)",
            ),
            (
                "&quot;apiKey&quot;: &quot;abc&quot;",
                "&quot;apiKey&quot;: &quot;…redacted&quot;",
            ),
            (
                "https://app.example/cb#state=1&id_token=abc&code=0123456789abcdef0123",
                "https://app.example/cb#state=1&id_token=…redacted&code=…redacted",
            ),
            (
                "Authorization: Basic YmFja2VuZDpodXNoLWh1c2g=",
                "Authorization: Basic …redacted",
            ),
            (
                "Bearer realm=\"acme\", error=\"invalid_token\"",
                "Bearer realm=\"acme\", error=\"invalid_token\"",
            ),
            ("Invalid token: not active", "Invalid token: not active"),
            (
                "{\"code\":403,\"token\":null",
                "{\"code\":403,\"token\":null",
            ),
        ] {
            assert_eq!(Secrets::default().hide_in_text(text), shown);
        }
    }
}
