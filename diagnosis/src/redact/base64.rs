//! Finds runs of Base64 in a text, and decodes them at every place at which they may begin.

use std::ops::Range;

use base64::Engine as _;
use base64::alphabet::URL_SAFE;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

/// Base64 that ends anywhere.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &URL_SAFE,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);
/// The minimum length of Base64. Shorter runs of letters are words.
const SHORTEST: usize = 12;

/// Returns the ranges of runs of Base64, in either alphabet and with their padding.
pub(super) fn runs(text: &[u8]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    for (end, byte) in text.iter().chain(std::iter::once(&b' ')).enumerate() {
        if url_safe(*byte).is_none() {
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

/// Decodes Base64 in either alphabet up to the first other character. Drops the remaining bits of an incomplete last group.
pub(super) fn decode(run: &[u8]) -> Vec<u8> {
    let mut letters: Vec<u8> = run.iter().map_while(|byte| url_safe(*byte)).collect();
    if letters.len() % 4 == 1 {
        letters.pop();
    }
    LENIENT.decode(letters).unwrap_or_default()
}

/// The same letter in the alphabet for URLs; `None` if this is no letter of Base64.
fn url_safe(byte: u8) -> Option<u8> {
    match byte {
        b'+' => Some(b'-'),
        b'/' => Some(b'_'),
        b'-' | b'_' => Some(byte),
        _ => byte.is_ascii_alphanumeric().then_some(byte),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
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
