//! Turns command-line arguments into the input of a check, and reports errors in them.

use std::collections::BTreeMap;
use std::io::{IsTerminal, Read, stderr, stdin};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use diagnosis::attempt::{Field, Input, Notice, Severity, USER_BY_ID, names};
use secrecy::SecretString;

/// The variable with the client secret.
const CLIENT_SECRET: &str = "WHY403_CLIENT_SECRET";
/// The variable with the user's password.
const PASSWORD: &str = "WHY403_PASSWORD";
/// The variables that `why403 check` reads secrets from.
pub(super) const SECRETS: [&str; 2] = [CLIENT_SECRET, PASSWORD];
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
    /// Keycloak's base URL, such as `https://sso.example.com`.
    #[arg(long)]
    url: String,
    /// Target realm.
    #[arg(long)]
    realm: String,
    /// Realm that issues the token, if it is not the target realm.
    #[arg(long, default_value = "", hide_default_value = true)]
    auth_realm: String,
    /// Client ID.
    #[arg(long, required_unless_present = "token_file")]
    client_id: Option<String>,
    /// How to get the token.
    #[arg(long, value_enum, conflicts_with = "token_file")]
    grant: Option<Grant>,
    /// User name, for the password grant.
    #[arg(long, default_value = "", hide_default_value = true)]
    username: String,
    /// Scope to request.
    #[arg(long, default_value = "", hide_default_value = true)]
    scope: String,
    /// File with an access token to use instead of requesting one; - for standard input.
    #[arg(long, value_name = "FILE")]
    token_file: Option<PathBuf>,
    /// Value for {user-id}.
    #[arg(long, default_value = "", hide_default_value = true)]
    user_id: String,
    /// Operation, for example "GET /admin/realms/{realm}/users". Default: get a user by ID.
    #[arg(long, default_value = "", hide_default_value = true)]
    operation: String,
    /// Value of another parameter of the operation's path.
    #[arg(long = "param", value_name = "NAME=VALUE", value_parser = name_and_value)]
    params: Vec<(String, String)>,
    /// Send the operation even though it modifies data.
    #[arg(long)]
    send_writes: bool,
    /// Do not try the credentials in another realm. Default: if Keycloak does not know the client, Why403 sends the credentials once more, to
    /// the realm master of the same server (or to the target realm if master issues the token).
    #[arg(long, env = "WHY403_NO_MASTER_PROBE")]
    no_master_probe: bool,
    /// Keycloak version, for example 26.5.
    #[arg(long, default_value = "", hide_default_value = true)]
    keycloak: String,
    /// File with a CA certificate (PEM) to trust in addition to the system's.
    #[arg(long, value_name = "FILE")]
    ca_certificate: Option<PathBuf>,
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
            Some(path) => file("--token-file", path)?,
            None => String::new(),
        };
        let ca_certificate = match &self.ca_certificate {
            Some(path) => file("--ca-certificate", path)?,
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
        let client_secret = secret(CLIENT_SECRET, "Client secret", asks)?;
        let password = if is_password {
            secret(PASSWORD, "Password", asks)?
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

fn file(flag: &'static str, path: &Path) -> Result<String, InputError> {
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
        flag,
        path: path.to_owned(),
        reason,
    })
}

fn secret(variable: &'static str, question: &str, asks: bool) -> Result<SecretString, InputError> {
    match std::env::var(variable) {
        Ok(value) => Ok(value.into()),
        Err(std::env::VarError::NotUnicode(_)) => Err(InputError::Variable(variable)),
        Err(_) if asks => rpassword::prompt_password(format!("{question} (not shown): "))
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
        [] => "it has no parameter except the realm".to_owned(),
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
        anstream::eprintln!("{kind}: {}: {}", flag(notice.field), notice.message);
        if let Some(suggestion) = &notice.suggestion {
            anstream::eprintln!("       try {} {suggestion}", flag(notice.field));
        }
    }
}

fn flag(field: Field) -> &'static str {
    match field {
        Field::Url => "--url",
        Field::Realm => "--realm",
        Field::AuthRealm => "--auth-realm",
        Field::Grant => "--grant",
        Field::ClientId => "--client-id",
        Field::ClientSecret => CLIENT_SECRET,
        Field::Username => "--username",
        Field::Password => PASSWORD,
        Field::Token => "--token-file",
        Field::Scope => "--scope",
        Field::UserId => "--user-id",
        Field::Operation => "--operation",
        Field::Params => "--param",
        Field::CaCertificate => "--ca-certificate",
        Field::Keycloak => "--keycloak",
    }
}
