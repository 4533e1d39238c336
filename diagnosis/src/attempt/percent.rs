//! Decodes the percent-encoding of path segments.

/// A path segment without its percent-encoding.
pub fn decoded(segment: &str) -> String {
    let plain: String = segment
        .chars()
        .map(|letter| match letter {
            // These characters stand for themselves in a path, but not in a query.
            '+' => "%2B".to_owned(),
            '&' => "%26".to_owned(),
            other => other.to_string(),
        })
        .collect();
    url::form_urlencoded::parse(format!("v={plain}").as_bytes())
        .next()
        .map(|(_, value)| value.into_owned())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_segment_is_decoded_and_otherwise_unchanged() {
        for (written, meant) in [
            ("a%20b", "a b"),
            ("a+b", "a+b"),
            ("a&b=c", "a&b=c"),
            ("", ""),
        ] {
            assert_eq!(decoded(written), meant);
        }
    }
}
