//! Mutates sample texts.

use std::path::{Path, PathBuf};
use std::{fs, io};

use fastrand::Rng;

/// The sample texts: the tests of the readers, and the recordings.
pub struct Corpus(Vec<String>);

/// A longer sample is cut, so that the time goes into many inputs instead of long ones.
const LONGEST: usize = 8 * 1024;
/// Texts that parsers treat specially, and that break out of others.
const WORDS: &[&str] = &[
    "\0",
    "\r\n",
    "\r",
    "\n\n",
    "\t",
    " ",
    "\u{feff}",
    "\u{2028}",
    "\u{202e}",
    "\u{1b}[31m",
    "é",
    "💥",
    "\u{e000}",
    "\u{300}",
    "İ",
    "ß",
    "..",
    "../",
    "%2e%2e",
    "%",
    "%zz",
    "%00",
    "{",
    "}",
    "{}",
    "{{",
    "[",
    "]",
    "[[[[[[[[",
    "(",
    ")",
    "\"",
    "'",
    "`",
    "\\",
    "\\u",
    "\\ud800",
    "\\u0000",
    "$",
    "${",
    "${x}",
    "<",
    ">",
    "<!--",
    "-->",
    "<script>",
    "&",
    "&#0;",
    "&#x110000;",
    "/*",
    "*/",
    "//",
    "#",
    "\"\"\"",
    "'''",
    "<<EOF\n",
    "|",
    ";",
    ",",
    ":",
    "=",
    "==",
    "=>",
    "+",
    "-",
    "--",
    "0",
    "-1",
    "1e999",
    "18446744073709551616",
    "99999999999999999999999999",
    "NaN",
    "null",
    "true",
    "HTTP/1.1 403 Forbidden\r\n",
    "HTTP/1.1 ",
    "HTTP/2 401\r\n",
    "Content-Type: application/json\r\n\r\n",
    "WWW-Authenticate: Bearer realm=\"x\", error=\"",
    "curl -X ",
    "curl -H 'Authorization: Bearer ",
    "kcadm.sh get ",
    "GET /admin/realms/",
    "/admin/realms/{realm}/users/",
    "/realms/acme/protocol/openid-connect/token",
    "eyJhbGciOiJub25lIn0.e30.",
    "eyJ",
    "{\"error\":\"",
    "error_description",
    "{\"log\":{\"entries\":[",
    "type=LOGIN_ERROR, realmId=",
    "at org.keycloak.admin.client.",
    "Traceback (most recent call last):\n",
    "realm-management",
    "view-users",
    "26.7.3",
    "26.",
    "\u{fffd}",
    "Bearer ",
    "Basic ",
    "https://",
    "http://[::1]:",
    "//",
    "@",
];

impl Corpus {
    /// Reads the samples of this project.
    pub fn read() -> io::Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let mut files = Vec::new();
        for folder in [
            "reader/tests",
            "reader/src/reading",
            "diagnosis/recordings",
            "docs",
        ] {
            collect(&root.join(folder), &mut files)?;
        }
        let mut texts: Vec<String> = files
            .iter()
            .filter_map(|file| fs::read_to_string(file).ok())
            .map(cut)
            .collect();
        texts.extend(WORDS.iter().map(|word| (*word).to_owned()));
        Ok(Self(texts))
    }

    fn sample(&self, random: &mut Rng) -> &str {
        random.choice(&self.0).map_or("", String::as_str)
    }

    /// A mutated text.
    pub fn text(&self, random: &mut Rng) -> String {
        let mut text = self.piece(random);
        for _ in 0..random.usize(0..8) {
            text = self.mutated(text, random);
        }
        text
    }

    /// A short mutated text, as for a field.
    pub fn word(&self, random: &mut Rng) -> String {
        let mut text = match random.u8(0..4) {
            0 => random
                .choice(WORDS)
                .copied()
                .unwrap_or_default()
                .repeat(random.usize(1..40)),
            1 => (0..random.usize(0..12)).map(|_| random.char(..)).collect(),
            2 => "acme".to_owned(),
            _ => {
                let text = self.piece(random);
                text.chars().take(random.usize(0..60)).collect()
            }
        };
        if random.bool() {
            text = self.mutated(text, random);
            truncate(&mut text, 400);
        }
        text
    }

    /// A sample, or a part of one.
    fn piece(&self, random: &mut Rng) -> String {
        let sample = self.sample(random);
        if random.u8(0..3) > 0 {
            return sample.to_owned();
        }
        let (from, to) = range(sample, random);
        sample.get(from..to).unwrap_or_default().to_owned()
    }

    fn mutated(&self, mut text: String, random: &mut Rng) -> String {
        let (from, to) = range(&text, random);
        let part = text.get(from..to).unwrap_or_default().to_owned();
        match random.u8(0..8) {
            0 => text.replace_range(from..to, ""),
            1 => text.insert_str(from, random.choice(WORDS).copied().unwrap_or_default()),
            2 => text.insert_str(from, &self.piece(random)),
            3 => text.replace_range(from..to, random.choice(WORDS).copied().unwrap_or_default()),
            4 => text.insert_str(from, &part.repeat(random.usize(1..20))),
            5 => text.insert(from, random.char(..)),
            6 => text = text.lines().rev().collect::<Vec<_>>().join("\n"),
            _ => {
                let word = random.choice(WORDS).copied().unwrap_or_default();
                text.insert_str(from, &word.repeat(random.usize(1..500)));
            }
        }
        truncate(&mut text, 64 * 1024);
        text
    }
}

/// Two places in a text, at boundaries of characters.
fn range(text: &str, random: &mut Rng) -> (usize, usize) {
    let mut place = || {
        let mut place = random.usize(0..=text.len());
        while !text.is_char_boundary(place) {
            place -= 1;
        }
        place
    };
    let (one, other) = (place(), place());
    (one.min(other), one.max(other))
}

fn truncate(text: &mut String, mut length: usize) {
    if text.len() > length {
        while !text.is_char_boundary(length) {
            length -= 1;
        }
        text.truncate(length);
    }
}

fn cut(mut text: String) -> String {
    truncate(&mut text, LONGEST);
    text
}

/// Every file below a folder, in a fixed order.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    let mut entries = fs::read_dir(folder)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<io::Result<Vec<_>>>()?;
    entries.sort();
    for path in entries {
        if path.is_dir() {
            collect(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}
