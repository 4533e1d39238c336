//! Reads the form's fields from a curl command.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::SecretString;
use url::{Url, form_urlencoded};

use super::{Known, address, is_placeholder, token};
use permissions::Permissions;

/// The maximum length of a command.
const MAX_COMMAND: usize = 256 * 1_024;

/// Options of curl with a value that does not matter here.
const IGNORED: [&str; 24] = [
    "-o",
    "-A",
    "-e",
    "-b",
    "-c",
    "-m",
    "-w",
    "-x",
    "-E",
    "-K",
    "-D",
    "--output",
    "--user-agent",
    "--cookie",
    "--max-time",
    "--connect-timeout",
    "--write-out",
    "--proxy",
    "--cacert",
    "--cert",
    "--key",
    "--resolve",
    "--retry",
    "--cookie-jar",
];

/// Reads one or more curl commands in POSIX shell quoting; those of a token request and an Admin API request complete each other.
pub(super) fn read(text: &str, permissions: Option<&Permissions>) -> Option<Known> {
    if text.len() > MAX_COMMAND || !text.contains("curl") {
        return None;
    }
    // Windows line ends and line continuations; a POSIX continuation is removed completely, because shlex would make a word of it.
    let text = text
        .replace("\r\n", "\n")
        .replace("^\n", " ")
        .replace("\\\n", "");
    let words = shlex::split(&text)?;
    let mut known = Known::default();
    let mut commands = words.split(|word| is_curl(word));
    commands.next();
    for command in commands {
        let end = command.iter().position(|word| ends_command(word));
        Command::read(command.get(..end.unwrap_or(command.len()))?).fill(&mut known, permissions);
    }
    (!known.input.url.is_empty()).then_some(known)
}

fn is_curl(word: &str) -> bool {
    let name = word.rsplit(['/', '\\', '(', '`']).next().unwrap_or(word);
    name == "curl" || name.eq_ignore_ascii_case("curl.exe")
}

fn ends_command(word: &str) -> bool {
    ["|", ";", "&&", "||", "&", ">", ">>", "2>", "2>&1"].contains(&word)
}

#[derive(Default)]
struct Command {
    method: Option<String>,
    url: Option<String>,
    headers: Vec<String>,
    user: Option<String>,
    form: Vec<(String, String)>,
    in_query: bool,
}

impl Command {
    fn read(words: &[String]) -> Self {
        let mut command = Self::default();
        let mut words = words.iter().map(String::as_str);
        while let Some(word) = words.next() {
            if let Some((name, value)) = short_with_value(word) {
                command.option(name, value);
            } else if word == "-G" || word == "--get" {
                command.in_query = true;
            } else if takes_value(word) {
                command.option(word, words.next().unwrap_or_default());
            } else if word.starts_with('-') {
                // One or more switches; the last one may take the next word.
                if let Some(last) = word.chars().last().filter(|_| !word.starts_with("--")) {
                    command.in_query |= word.contains('G');
                    let name = format!("-{last}");
                    if takes_value(&name) {
                        command.option(&name, words.next().unwrap_or_default());
                    }
                }
            } else if command.url.is_none() {
                command.url = Some(word.trim_end_matches(')').to_owned());
            }
        }
        command
    }

    fn option(&mut self, name: &str, value: &str) {
        match name {
            "-X" | "--request" => self.method = Some(value.to_owned()),
            "--url" => self.url = Some(value.to_owned()),
            "-H" | "--header" => self.headers.push(value.to_owned()),
            "-u" | "--user" => self.user = Some(value.to_owned()),
            "--oauth2-bearer" => self.headers.push(format!("Authorization: Bearer {value}")),
            "--data-urlencode" => {
                if let Some((name, value)) = value.split_once('=') {
                    self.form.push((name.to_owned(), value.to_owned()));
                }
            }
            "-d" | "--data" | "--data-raw" | "--data-ascii" | "--data-binary" => {
                let pairs = form_urlencoded::parse(value.as_bytes());
                self.form
                    .extend(pairs.map(|(name, value)| (name.into_owned(), value.into_owned())));
            }
            _ => {}
        }
    }

    fn fill(mut self, known: &mut Known, permissions: Option<&Permissions>) {
        let Some(url) = self.url.take().and_then(|url| with_scheme(&url)) else {
            return;
        };
        let has_body = !self.form.is_empty() && !self.in_query;
        let method = self
            .method
            .unwrap_or_else(|| if has_body { "POST" } else { "GET" }.to_owned());
        address::read(known, &method, &url, permissions);
        for header in &self.headers {
            if let Some((name, value)) = header.split_once(':')
                && name.trim().eq_ignore_ascii_case("authorization")
            {
                authorization(known, value.trim());
            }
        }
        if let Some((user, password)) = self.user.as_deref().and_then(|user| user.split_once(':')) {
            credentials(known, user, password);
        }
        for (name, value) in self.form {
            field(known, &name, &value);
        }
    }
}

fn takes_value(word: &str) -> bool {
    IGNORED.contains(&word)
        || [
            "-X",
            "--request",
            "--url",
            "-H",
            "--header",
            "-u",
            "--user",
            "-d",
            "--data",
            "--data-raw",
            "--data-ascii",
            "--data-binary",
            "--data-urlencode",
            "--oauth2-bearer",
        ]
        .contains(&word)
}

/// `-XPOST`, `-HAuthorization:…`: a short option with its value in the same word.
fn short_with_value(word: &str) -> Option<(&str, &str)> {
    let name = word.get(..2)?;
    let value = word.get(2..).filter(|value| !value.is_empty())?;
    ["-X", "-H", "-u", "-d", "-o"]
        .contains(&name)
        .then_some((name, value))
}

/// curl reads URLs without a scheme as http.
fn with_scheme(url: &str) -> Option<Url> {
    if url.contains("://") {
        Url::parse(url).ok()
    } else {
        Url::parse(&format!("http://{url}")).ok()
    }
}

/// Reads the token or the client's credentials from an `Authorization` header.
pub(super) fn authorization(known: &mut Known, value: &str) {
    let Some((scheme, proof)) = value.split_once(char::is_whitespace) else {
        return;
    };
    let proof = proof.trim();
    if scheme.eq_ignore_ascii_case("basic") {
        let decoded = STANDARD.decode(proof).ok();
        if let Some((user, password)) = decoded
            .as_deref()
            .and_then(|bytes| std::str::from_utf8(bytes).ok())
            .and_then(|text| text.split_once(':'))
        {
            credentials(known, user, password);
        }
    } else if scheme.eq_ignore_ascii_case("bearer") && !is_placeholder(proof) {
        "token".clone_into(&mut known.input.grant);
        known.input.token = token(proof).unwrap_or_else(|| SecretString::from(proof.to_owned()));
    }
}

fn credentials(known: &mut Known, id: &str, secret: &str) {
    if !is_placeholder(id) {
        id.clone_into(&mut known.input.client_id);
    }
    if !is_placeholder(secret) {
        known.input.client_secret = SecretString::from(secret.to_owned());
    }
}

/// Reads a field of the token request's form.
fn field(known: &mut Known, name: &str, value: &str) {
    if is_placeholder(value) {
        return;
    }
    let input = &mut known.input;
    let secret = || SecretString::from(value.to_owned());
    match name {
        "grant_type" if value == "password" => "password".clone_into(&mut input.grant),
        "grant_type" if value == "client_credentials" => {
            "client-credentials".clone_into(&mut input.grant);
        }
        "client_id" => value.clone_into(&mut input.client_id),
        "client_secret" => input.client_secret = secret(),
        "username" => value.clone_into(&mut input.username),
        "password" => input.password = secret(),
        "scope" => value.clone_into(&mut input.scope),
        _ => {}
    }
}
