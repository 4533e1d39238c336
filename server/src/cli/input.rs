//! Turns command-line arguments into the input of a check, and reports errors in them.

use std::collections::BTreeMap;
use std::io::{IsTerminal, Read, stderr, stdin};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use diagnosis::attempt::{Field, Input, Notice, Severity, USER_BY_ID, names};
use secrecy::SecretString;

use super::terminal::line;

/// The variables that `why403 check` reads secrets from.
pub(super) const SECRETS: [&str; 2] = [Field::ClientSecret.flag(), Field::Password.flag()];
/// The maximum size of a file with a token or a certificate authority.
const MAX_FILE: u64 = 1024 * 1024;

/// How to get the token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Grant {
    /// The client's service account.
    ClientCredentials,
    /// A user's name and password (direct access grants).
    Password,
}

/// The arguments that describe a check.
#[derive(Debug, Args)]
pub(super) struct InputArguments {
    #[arg(long = name(Field::Url), help = Field::Url.help())]
    url: String,
    #[arg(long = name(Field::Realm), help = Field::Realm.help())]
    realm: String,
    #[arg(long = name(Field::AuthRealm), help = Field::AuthRealm.help(), default_value = "", hide_default_value = true)]
    auth_realm: String,
    #[arg(long = name(Field::ClientId), help = Field::ClientId.help(), required_unless_present = "token_file")]
    client_id: Option<String>,
    #[arg(long = name(Field::Grant), help = Field::Grant.help(), value_enum, conflicts_with = "token_file")]
    grant: Option<Grant>,
    #[arg(long = name(Field::Username), help = Field::Username.help(), default_value = "", hide_default_value = true)]
    username: String,
    #[arg(long = name(Field::Scope), help = Field::Scope.help(), default_value = "", hide_default_value = true)]
    scope: String,
    #[arg(long = name(Field::Token), help = Field::Token.help(), value_name = "FILE")]
    token_file: Option<PathBuf>,
    #[arg(long = name(Field::UserId), help = Field::UserId.help(), default_value = "", hide_default_value = true)]
    user_id: String,
    #[arg(long = name(Field::Operation), help = Field::Operation.help(), default_value = "", hide_default_value = true)]
    operation: String,
    #[arg(long = name(Field::Params), help = Field::Params.help(), value_name = "NAME=VALUE", value_parser = name_and_value)]
    params: Vec<(String, String)>,
    #[arg(long = name(Field::SendWrites), help = Field::SendWrites.help())]
    send_writes: bool,
    #[arg(long = name(Field::NoMasterProbe), help = Field::NoMasterProbe.help(), env = "WHY403_NO_MASTER_PROBE")]
    no_master_probe: bool,
    #[arg(long = name(Field::Keycloak), help = Field::Keycloak.help(), default_value = "", hide_default_value = true)]
    keycloak: String,
    #[arg(long = name(Field::CaCertificate), help = Field::CaCertificate.help(), value_name = "FILE")]
    ca_certificate: Option<PathBuf>,
}

/// The name of a field's flag, without dashes.
fn name(field: Field) -> &'static str {
    field.flag().trim_start_matches("--")
}

/// Why there is no input.
#[derive(Debug, thiserror::Error)]
pub(super) enum InputError {
    /// A file cannot be read.
    #[error("{flag} {}: {reason}", path.display())]
    File {
        flag: &'static str,
        path: PathBuf,
        reason: std::io::Error,
    },
    /// A variable does not contain text.
    #[error("{0} is not valid UTF-8")]
    Variable(&'static str),
    /// The terminal returned no secret.
    #[error("cannot read the secret from the terminal: {0}")]
    Prompt(std::io::Error),
}

impl InputArguments {
    /// The names of the parameters with a value in `--param`.
    pub(super) fn named(&self) -> Vec<String> {
        self.params.iter().map(|(name, _)| name.clone()).collect()
    }

    /// Reads the files and the secrets that the arguments name.
    pub(super) fn input(self) -> Result<Input, InputError> {
        let token = match &self.token_file {
            Some(path) => file(Field::Token, path)?,
            None => String::new(),
        };
        let ca_certificate = match &self.ca_certificate {
            Some(path) => file(Field::CaCertificate, path)?,
            None => String::new(),
        };
        let is_password = self.grant == Some(Grant::Password);
        let grant = match (&self.token_file, self.grant) {
            (Some(_), _) => "token",
            (None, Some(Grant::Password)) => "password",
            (None, _) => "client-credentials",
        };
        // With a token, the secret only helps to narrow down the cause, so the command does not prompt for it.
        let asks = self.token_file.is_none() && stdin().is_terminal() && stderr().is_terminal();
        let client_secret = secret(Field::ClientSecret, asks)?;
        let password = if is_password {
            secret(Field::Password, asks)?
        } else {
            SecretString::default()
        };
        Ok(Input {
            url: self.url,
            realm: self.realm,
            auth_realm: self.auth_realm,
            grant: grant.to_owned(),
            client_id: self.client_id.unwrap_or_default(),
            client_secret,
            username: self.username,
            password,
            token: token.into(),
            scope: self.scope,
            user_id: self.user_id,
            operation: self.operation,
            params: BTreeMap::from_iter(self.params),
            send_writes: self.send_writes,
            no_master_probe: self.no_master_probe,
            ca_certificate,
            keycloak: self.keycloak,
        })
    }
}

fn file(field: Field, path: &Path) -> Result<String, InputError> {
    let read = |mut source: Box<dyn Read>| {
        let mut text = String::new();
        source.by_ref().take(MAX_FILE).read_to_string(&mut text)?;
        Ok(text)
    };
    let text = if path == Path::new("-") {
        read(Box::new(stdin()))
    } else {
        std::fs::File::open(path).and_then(|file| read(Box::new(file)))
    };
    text.map_err(|reason| InputError::File {
        flag: field.flag(),
        path: path.to_owned(),
        reason,
    })
}

fn secret(field: Field, asks: bool) -> Result<SecretString, InputError> {
    let variable = field.flag();
    match std::env::var(variable) {
        Ok(value) => Ok(value.into()),
        Err(std::env::VarError::NotUnicode(_)) => Err(InputError::Variable(variable)),
        Err(_) if asks => rpassword::prompt_password(format!("{} (not shown): ", field.label()))
            .map(Into::into)
            .map_err(InputError::Prompt),
        Err(_) => Ok(SecretString::default()),
    }
}

fn name_and_value(text: &str) -> Result<(String, String), String> {
    text.split_once('=')
        .filter(|(name, _)| !name.is_empty())
        .map(|(name, value)| (name.trim_matches(['{', '}']).to_owned(), value.to_owned()))
        .ok_or_else(|| "a parameter must look like name=value".to_owned())
}

/// The error for a value of a parameter that is not in the operation's path. The path may be spelled as `written`, or as in the permission
/// data.
pub(super) fn unused(named: &[String], written: &str, operation: &str) -> Option<String> {
    let operation = match operation.trim() {
        "" => USER_BY_ID,
        operation => operation,
    };
    // Parsing reports a text that is not a path.
    let has = |name: &String| {
        names(operation)
            .chain(names(written))
            .any(|own| own == name)
    };
    let unknown = named
        .iter()
        .find(|name| operation.contains('/') && !has(name))?;
    let others: Vec<&str> = names(operation).filter(|name| *name != "realm").collect();
    let there = match others.as_slice() {
        [] => "the realm is its only parameter".to_owned(),
        [only] => format!("its parameter is {only}"),
        others => format!("its parameters are {}", others.join(", ")),
    };
    Some(format!(
        "--param {unknown}: {operation} has no {{{unknown}}}; {there}"
    ))
}

/// Prints the errors with the names of the flags.
pub(super) fn tell(notices: &[Notice]) {
    for notice in notices {
        let kind = match notice.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        let (flag, message) = (notice.field.flag(), line(&notice.message));
        anstream::eprintln!("{kind}: {flag}: {message}");
        if let Some(suggestion) = &notice.suggestion {
            anstream::eprintln!("       try {flag} {}", line(suggestion));
        }
    }
}
