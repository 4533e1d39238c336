//! Tests that secrets are hidden in every spelling, and that nothing else is.

use ::base64::Engine as _;
use ::base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use proptest::prelude::*;

use super::*;

fn secrets(texts: &[&str]) -> Secrets {
    let mut secrets = Secrets::default();
    for text in texts {
        add_with_signature(text, &mut secrets.sent);
    }
    secrets.prepare();
    secrets
}

fn hidden(secret: &str, text: &str) -> String {
    secrets(&[secret]).hide(text)
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
        r#"p\u{26}s \"w/\u{f6}%1"#,
        "p&#38s&#x20&#34w&#47&#246%1",
    ] {
        let shown = hidden(secret, &format!("before {spelled} after"));
        assert_eq!(shown, "before …redacted after", "{spelled}");
    }
}

#[test]
fn base64_that_holds_a_secret_is_hidden_at_each_alignment() {
    for before in ["", "a", "ab", "abc", "backend:"] {
        let text = STANDARD.encode(format!("{before}correct-horse"));
        assert_eq!(
            hidden("correct-horse", &format!("Basic {text}")),
            "Basic …redacted"
        );
    }
}

#[test]
fn encodings_that_are_not_escapes_are_hidden() {
    let secret = "p&s \"w/ö%1";
    for form in ["p%26s+%22w%2F%C3%B6%251", "p%26s%20%22w%2F%C3%B6%251"] {
        for before in ["backend:", "a:", "my-client:"] {
            let text = STANDARD.encode(format!("{before}{form}"));
            assert_eq!(
                hidden(secret, &format!("Basic {text}")),
                "Basic …redacted",
                "{form}"
            );
        }
    }
    for digits in ["7026732022772fc3b62531", "7026732022772FC3B62531"] {
        assert_eq!(
            hidden(secret, &format!("body: {digits}.")),
            "body: …redacted."
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
            "X-Vault-Token: hvs.CAESIJ\nServer: x",
            "X-Vault-Token: …redacted\nServer: x",
        ),
        (
            "admin_password: hunter2, user: jane",
            "admin_password: …redacted, user: jane",
        ),
        (
            "Proxy-Authorization: Basic YmFja2VuZDpodXNoLWh1c2g=",
            "Proxy-Authorization: Basic …redacted",
        ),
        (
            "ldap://cn=admin:hunter2@ldap.example:389 refused",
            "ldap://cn=admin:…redacted@ldap.example:389 refused",
        ),
        (
            "https://sso.example.com:8443/users/a@b.example",
            "https://sso.example.com:8443/users/a@b.example",
        ),
        (
            "passwordPolicy=length(8)&tokenUrl=https://x/token",
            "passwordPolicy=length(8)&tokenUrl=https://x/token",
        ),
        ("use.refresh.tokens=\"true\"", "use.refresh.tokens=\"true\""),
        (
            "{\"code\":403,\"token\":null",
            "{\"code\":403,\"token\":null",
        ),
    ] {
        assert_eq!(Secrets::default().hide_in_text(text), shown);
    }
}

#[test]
fn base64_is_found_next_to_other_text_and_in_other_spellings() {
    let text = STANDARD.encode("backend:correct-horse?>~?>~");
    let escaped: String = url::form_urlencoded::byte_serialize(text.as_bytes()).collect();
    let url_safe = URL_SAFE_NO_PAD.encode("backend:correct-horse?>~?>~");
    for (text, shown) in [
        (format!("debug={text}"), "debug=…redacted"),
        (format!("x={escaped}&y"), "x=…redacted&y"),
        (format!("x=abc.{url_safe}.def"), "x=abc.…redacted.def"),
        (text.replace('/', r"\/"), "…redacted"),
    ] {
        assert_eq!(hidden("correct-horse?>~?>~", &text), shown, "{text}");
    }
}

#[test]
fn secrets_that_overlap_leave_no_part() {
    let secrets = secrets(&["abcd1234", "1234efgh", "abcd"]);
    assert_eq!(secrets.hide("<abcd1234efgh>"), "<…redacted>");
    assert_eq!(secrets.hide("<abcd-1234efgh>"), "<…redacted-…redacted>");
}

/// The spellings that a server can give a text, one after the other.
fn spell(text: &str, spelling: u8) -> String {
    let each = |escape: &dyn Fn(char) -> String| text.chars().map(escape).collect::<String>();
    let percent = |letter: char| {
        let mut buffer = [0; 4];
        let bytes = letter.encode_utf8(&mut buffer).bytes();
        bytes
            .map(|byte| format!("%{byte:02X}"))
            .collect::<Vec<_>>()
            .concat()
    };
    match spelling {
        0 => url::form_urlencoded::byte_serialize(text.as_bytes()).collect(),
        1 => each(&percent),
        2 => each(&|letter| percent(letter).to_lowercase()),
        3 => each(&|letter| format!("&#{};", u32::from(letter))),
        4 => each(&|letter| format!("&#x{:x};", u32::from(letter))),
        5 => text
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('"', "&quot;"),
        6 => serde_json::to_string(text)
            .unwrap()
            .trim_matches('"')
            .replace('/', "\\/"),
        7 => text
            .encode_utf16()
            .map(|unit| format!("\\u{unit:04x}"))
            .collect::<Vec<_>>()
            .concat(),
        8 => each(&|letter| percent(letter).replace('%', "%25")),
        _ => text.to_owned(),
    }
}

proptest! {
    #[test]
    fn a_secret_is_found_in_any_two_spellings(
        secret in "[a-zäöß€😀0-9 &<>/+%=:;!$_-]{4,24}",
        before in "[a-z .:]{0,9}",
        first in 0..10_u8,
        second in 0..8_u8,
    ) {
        prop_assume!(secret.trim().len() >= SHORTEST);
        // The letters around it must not be part of an escape.
        let text = format!("{before}|{}|after", spell(&spell(&secret, first), second));
        let shown = hidden(&secret, &text);
        prop_assert!(shown.ends_with("…redacted|after"), "{text}: {shown}");
    }

    #[test]
    fn no_text_makes_the_search_fail(
        secret in ".{4,20}",
        text in r#"([%&;#x\\u=:"' +.eyJ0-9a-f<>{},/@\PC]|password|token|bearer |://|:add\(|value=){0,60}"#,
    ) {
        let secrets = secrets(&[&secret]);
        let shown = secrets.hide_in_text(&text);
        prop_assert!(!shown.contains(&secret) || REDACTED.contains(&secret));
        secrets.hide(&text);
    }
}

#[test]
fn a_secret_at_the_cut_is_hidden_however_little_of_it_is_left() {
    let secret = "correct/horse&battery";
    let basic = STANDARD.encode(format!("backend:{secret}"));
    let token = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJ4In0.c2lnbmF0dXJl";
    for spelled in [
        secret.to_owned(),
        spell(secret, 0),
        spell(secret, 4),
        spell(secret, 7),
        spell(secret, 8),
        basic,
        token.to_owned(),
    ] {
        for kept in (1..spelled.len()).step_by(5) {
            let filling = "- ".repeat(MAX_SEARCHED / 2);
            let text = format!("{}{spelled} - -", &filling[..MAX_SEARCHED - kept]);
            let shown = hidden(secret, &text);
            let rest = shown.trim_start_matches(['-', ' ']);
            // A few letters that do not contain the secret may remain: the beginning of Base64, which is the client ID.
            let remaining = rest.trim_end_matches(REDACTED);
            let is_harmless = remaining.is_empty()
                || (spelled.starts_with("YmFja2VuZ")
                    && kept <= 16
                    && remaining == &spelled[..kept])
                || (spelled == token && kept < 3);
            assert!(is_harmless, "{kept} of {spelled}: {rest}");
        }
    }
}
