//! Recognizes path segments that lead out of the path: dots in any encoding.

/// How often a server in front of Keycloak may decode a path.
const DECODED: usize = 3;

/// Whether a server could read this segment, or a part of it, as `.` or `..`: percent-encoded, with a path parameter behind `;` as in
/// `..;x`, or between slashes and backslashes.
pub(super) fn leads_elsewhere(segment: &str) -> bool {
    let mut text = segment.to_owned();
    for _ in 0..DECODED {
        let dots = |part: &str| {
            let name = part.split(';').next().unwrap_or_default().trim();
            matches!(name, "." | "..")
        };
        if text.split(['/', '\\']).any(dots) {
            return true;
        }
        let decoded = super::percent::decoded(&text);
        if decoded == text {
            break;
        }
        text = decoded;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dots_are_recognized_in_every_encoding() {
        for segment in [
            ".",
            "..",
            "..;",
            "..;x=1",
            "%2e%2e",
            "%2E.",
            "..%2F",
            "..%2fadmin",
            "..%5C",
            "a\\..\\b",
            "%252e%252e",
            "x/../y",
            " .. ",
        ] {
            assert!(leads_elsewhere(segment), "{segment}");
        }
        for segment in [
            "",
            "a.b",
            "...",
            "v1..2",
            "john.doe@example.com",
            "a;b",
            "%",
            "100%25",
        ] {
            assert!(!leads_elsewhere(segment), "{segment}");
        }
    }
}
