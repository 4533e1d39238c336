//! Reads a text from a file or from standard input.

use std::fs::File;
use std::io::{self, Read, stdin};
use std::path::Path;

/// The maximum size of a file: enough for a long log.
const MAX_FILE: u64 = 64 * 1024 * 1024;

/// The text of a file, or of standard input for `-`.
pub(super) fn read(path: &Path) -> io::Result<String> {
    // A log can contain bytes that are not text.
    let mut bytes = Vec::new();
    if path == Path::new("-") {
        stdin().take(MAX_FILE).read_to_end(&mut bytes)?;
    } else {
        File::open(path)?.take(MAX_FILE).read_to_end(&mut bytes)?;
    }
    Ok(decoded(&bytes))
}

/// Decodes UTF-8, or UTF-16 if there is a byte order mark: `>` in Windows PowerShell writes that.
fn decoded(bytes: &[u8]) -> String {
    let wide = |rest: &[u8], unit: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = rest
            .chunks_exact(2)
            .filter_map(|pair| Some(unit(pair.try_into().ok()?)))
            .collect();
        String::from_utf16_lossy(&units)
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => wide(rest, u16::from_be_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => String::from_utf8_lossy(bytes).into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::decoded;

    #[test]
    fn a_byte_order_mark_selects_the_encoding() {
        let text = "GET /admin/realms/büro/users 😀";
        let wide = |mark: [u8; 2], bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
            mark.into_iter()
                .chain(text.encode_utf16().flat_map(bytes))
                .collect()
        };
        for bytes in [
            text.as_bytes().to_vec(),
            [b"\xef\xbb\xbf", text.as_bytes()].concat(),
            wide([0xff, 0xfe], u16::to_le_bytes),
            wide([0xfe, 0xff], u16::to_be_bytes),
        ] {
            assert_eq!(decoded(&bytes), text);
        }
        assert_eq!(decoded(b"\xff\xfea\0b"), "a");
        assert_eq!(decoded(b"a\xffb"), "a\u{fffd}b");
    }
}
