//! Finds runs of Base64 in a text, and decodes them at every place at which they may begin.

use std::ops::Range;

/// The minimum length of Base64. Shorter runs of letters are words.
const SHORTEST: usize = 12;

/// Returns the ranges of runs of Base64, in either alphabet and with their padding.
pub(super) fn runs(text: &[u8]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    for (end, byte) in text.iter().chain(std::iter::once(&b' ')).enumerate() {
        if sextet(*byte).is_none() {
            if end - start >= SHORTEST {
                let rest = text.get(end..).unwrap_or_default();
                let padding = rest
                    .iter()
                    .take(2)
                    .take_while(|byte| **byte == b'=')
                    .count();
                found.push(start..end + padding);
            }
            start = end + 1;
        }
    }
    found
}

/// Decodes Base64 in either alphabet up to the first other character. The remaining bits of an incomplete last group are dropped.
pub(super) fn decode(run: &[u8]) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(run.len());
    let (mut bits, mut count) = (0_u16, 0);
    for value in run.iter().map_while(|byte| sextet(*byte)) {
        bits = bits << 6 | u16::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            let [_, byte] = (bits >> count).to_be_bytes();
            decoded.push(byte);
        }
    }
    decoded
}

/// The value of a letter of Base64, in either alphabet.
fn sextet(byte: u8) -> Option<u8> {
    match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' | b'-' => Some(62),
        b'/' | b'_' => Some(63),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine as _;
    use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_a_library_encodes_is_decoded(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
            prop_assert_eq!(&decode(STANDARD.encode(&bytes).as_bytes()), &bytes);
            prop_assert_eq!(&decode(URL_SAFE_NO_PAD.encode(&bytes).as_bytes()), &bytes);
        }
    }

    #[test]
    fn runs_end_at_any_other_character() {
        assert_eq!(runs(b"QUJDQUJDQUJD===QUJDQUJD/-_+ short"), [0..14, 15..27]);
    }
}
