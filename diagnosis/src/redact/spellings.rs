//! Decodes the escapes of a text, so that a secret is found in every spelling: percent-encoding, form encoding, HTML, and JSON.

use std::ops::Range;

/// The ways to spell a character as an escape.
#[derive(Debug, Clone, Copy)]
enum Spelling {
    /// `%2F`.
    Percent,
    /// `%252F`, encoded any number of times.
    NestedPercent,
    /// `%2F`, and `+` for a space.
    Form,
    /// `&amp;`, `&#38;`, `&#x26;`, and numbers without a semicolon, which browsers decode as well.
    Html,
    /// `\/`, `\u0026`, `\u{26}`, `\x26`.
    Backslash,
}

const SPELLINGS: [Spelling; 5] = [
    Spelling::Percent,
    Spelling::NestedPercent,
    Spelling::Form,
    Spelling::Html,
    Spelling::Backslash,
];

/// The characters with which escapes begin.
pub(super) const ESCAPES: [char; 3] = ['%', '&', '\\'];
/// The length of the longest escape that is decoded: a surrogate pair, as in `\ud83d\ude00`.
pub(super) const LONGEST_ESCAPE: usize = 12;

/// A decoded text that remembers where each byte comes from.
#[derive(Debug)]
pub(super) struct Reading {
    /// The decoded text, which need not be UTF-8.
    pub bytes: Vec<u8>,
    /// The position of each byte in the original text, and its end.
    places: Vec<usize>,
}

impl Reading {
    fn of(text: &str) -> Self {
        Self {
            bytes: text.as_bytes().to_vec(),
            places: (0..=text.len()).collect(),
        }
    }

    /// The range in the original text.
    pub fn original(&self, range: &Range<usize>) -> Range<usize> {
        let place = |at: usize| self.places.get(at).copied().unwrap_or_default();
        place(range.start)..place(range.end)
    }

    /// The text with escapes of one kind decoded; `None` if it has none.
    fn decoded(&self, spelling: Spelling) -> Option<Self> {
        let mut decoded = Self {
            bytes: Vec::with_capacity(self.bytes.len()),
            places: Vec::with_capacity(self.places.len()),
        };
        let mut at = 0;
        let mut is_changed = false;
        while let Some(byte) = self.bytes.get(at) {
            let place = self.places.get(at).copied().unwrap_or_default();
            let rest = self.bytes.get(at..).unwrap_or_default();
            let length = match escape(rest, spelling) {
                Some(Escape::Byte(value, length)) => {
                    decoded.bytes.push(value);
                    length
                }
                Some(Escape::Char(value, length)) => {
                    let mut buffer = [0; 4];
                    let utf8 = value.encode_utf8(&mut buffer);
                    decoded.bytes.extend_from_slice(utf8.as_bytes());
                    length
                }
                None => {
                    decoded.bytes.push(*byte);
                    decoded.places.push(place);
                    at += 1;
                    continue;
                }
            };
            decoded.places.resize(decoded.bytes.len(), place);
            is_changed = true;
            at += length;
        }
        decoded
            .places
            .push(self.places.last().copied().unwrap_or_default());
        is_changed.then_some(decoded)
    }
}

/// The text as it is, and with the escapes of one kind, or of two kinds one after the other, decoded. The second number says how many kinds.
pub(super) fn readings(text: &str) -> Vec<(Reading, usize)> {
    let mut all = vec![(Reading::of(text), 0)];
    let mut next = 0;
    while let Some((reading, kinds)) = all.get(next) {
        let kinds = kinds + 1;
        if kinds <= 2 {
            let decoded: Vec<Reading> = SPELLINGS
                .into_iter()
                .filter_map(|spelling| reading.decoded(spelling))
                .collect();
            for reading in decoded {
                if all.iter().all(|(other, _)| other.bytes != reading.bytes) {
                    all.push((reading, kinds));
                }
            }
        }
        next += 1;
    }
    all
}

/// A decoded escape, and its length.
enum Escape {
    Byte(u8, usize),
    Char(char, usize),
}

/// Decodes the escape with which the text begins.
fn escape(text: &[u8], spelling: Spelling) -> Option<Escape> {
    match (spelling, text.first()?) {
        (Spelling::Percent | Spelling::Form, b'%') => Some(Escape::Byte(byte(text.get(1..3)?)?, 3)),
        (Spelling::NestedPercent, b'%') => {
            let mut at = 1;
            while text.get(at..at + 2) == Some(b"25")
                && text.get(at + 2..at + 4).is_some_and(is_hex)
            {
                at += 2;
            }
            Some(Escape::Byte(byte(text.get(at..at + 2)?)?, at + 2))
        }
        (Spelling::Form, b'+') => Some(Escape::Byte(b' ', 1)),
        (Spelling::Html, b'&') => entity(text),
        (Spelling::Backslash, b'\\') => backslash(text),
        _ => None,
    }
}

fn is_hex(digits: &[u8]) -> bool {
    digits.iter().all(u8::is_ascii_hexdigit)
}

fn number(digits: &[u8], radix: u32) -> Option<u32> {
    // Rust accepts a sign.
    let digits = str::from_utf8(digits).ok()?;
    let is_number = digits.starts_with(|first: char| first.is_digit(radix));
    u32::from_str_radix(digits, radix)
        .ok()
        .filter(|_| is_number)
}

fn byte(digits: &[u8]) -> Option<u8> {
    u8::try_from(number(digits, 16)?).ok()
}

fn entity(text: &[u8]) -> Option<Escape> {
    if text.get(1) == Some(&b'#') {
        let (start, radix) = match text.get(2)? {
            b'x' | b'X' => (3, 16),
            _ => (2, 10),
        };
        let digits = text
            .iter()
            .take(LONGEST_ESCAPE)
            .skip(start)
            .take_while(|digit| char::from(**digit).is_digit(radix))
            .count();
        let end = start + digits;
        let value = char::from_u32(number(text.get(start..end)?, radix)?)?;
        // Browsers decode numbers without the semicolon as well.
        let is_closed = text.get(end) == Some(&b';');
        return Some(Escape::Char(value, end + usize::from(is_closed)));
    }
    let end = text
        .iter()
        .take(LONGEST_ESCAPE)
        .position(|byte| *byte == b';')?;
    let value = match text.get(1..end)? {
        b"amp" => '&',
        b"lt" => '<',
        b"gt" => '>',
        b"quot" => '"',
        b"apos" => '\'',
        _ => return None,
    };
    Some(Escape::Char(value, end + 1))
}

fn backslash(text: &[u8]) -> Option<Escape> {
    let unit = |at: usize| number(text.get(at..at + 4)?, 16);
    match text.get(1)? {
        b'n' => Some(Escape::Byte(b'\n', 2)),
        b'r' => Some(Escape::Byte(b'\r', 2)),
        b't' => Some(Escape::Byte(b'\t', 2)),
        b'x' => Some(Escape::Byte(byte(text.get(2..4)?)?, 4)),
        b'u' if text.get(2) == Some(&b'{') => {
            let end = text
                .iter()
                .take(LONGEST_ESCAPE)
                .position(|byte| *byte == b'}')?;
            let value = char::from_u32(number(text.get(3..end)?, 16)?)?;
            Some(Escape::Char(value, end + 1))
        }
        b'u' => {
            let first = unit(2)?;
            if let Some(single) = char::from_u32(first) {
                return Some(Escape::Char(single, 6));
            }
            let second = text
                .get(6..8)
                .filter(|start| start == b"\\u")
                .and_then(|_| unit(8))?;
            let pair = [u16::try_from(first).ok()?, u16::try_from(second).ok()?];
            let value = char::decode_utf16(pair).next()?.ok()?;
            Some(Escape::Char(value, 12))
        }
        other if other.is_ascii_punctuation() => Some(Escape::Byte(*other, 2)),
        _ => None,
    }
}
