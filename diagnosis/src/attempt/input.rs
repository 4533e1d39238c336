//! Holds the values of the check form, parses them, and explains what is wrong with each field.

use std::collections::BTreeMap;

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use url::{Host, Url};
use uuid::Uuid;

use super::{
    Attempt, BaseUrl, Client, ClientId, Field, NameError, Operation, OperationError, Realm,
    TokenSource, USER_BY_ID, operation::names, parameter, revealed,
};
use permissions::Version;

/// The maximum length of a secret, a password, or a scope.
const MAX_SECRET: usize = 4_096;
/// The maximum length of a token: Keycloak's tokens grow to some 10 kB with many roles.
const MAX_TOKEN: usize = 64 * 1_024;
/// The maximum length of a certificate authority bundle.
const MAX_PEM: usize = 256 * 1_024;

/// Whether a notice prevents the check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// The check cannot run.
    Error,
    /// The check can run, but will probably fail for this reason.
    Warning,
}

/// A problem with the value of a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// The field.
    pub field: Field,
    /// Whether the notice prevents the check.
    pub severity: Severity,
    /// One or two sentences.
    pub message: String,
    /// The parameter of the operation's path, if the field is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parameter: Option<String>,
    /// The suggested value; never for secrets. Clients know the member as `mended`.
    #[serde(rename = "mended", skip_serializing_if = "Option::is_none")]
    pub suggestion: Option<String>,
}

/// The values of the form. An empty text counts as not given.
///
/// The type has no `Serialize`, so that no secret can be written out.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Input {
    /// Base URL.
    pub url: String,
    /// The realm that the operation acts on.
    pub realm: String,
    /// The realm that issues the token, if it is another realm.
    pub auth_realm: String,
    /// `client-credentials` (default), `password`, or `token`.
    pub grant: String,
    /// Client ID.
    pub client_id: String,
    /// Client secret.
    pub client_secret: SecretString,
    /// User name.
    pub username: String,
    /// Password.
    pub password: SecretString,
    /// A token, with or without a leading `Bearer`.
    pub token: SecretString,
    /// Scope.
    pub scope: String,
    /// User ID, for `{user-id}`.
    pub user_id: String,
    /// Operation. Empty means "get a user by ID".
    pub operation: String,
    /// Values of the operation's other parameters.
    pub params: BTreeMap<String, String>,
    /// Whether to send an operation that writes.
    pub send_writes: bool,
    /// Whether not to try the credentials in master (or in the target realm if master issues the token) when Keycloak does not find the
    /// client.
    pub no_master_probe: bool,
    /// Certificate authority in PEM.
    pub ca_certificate: String,
    /// Keycloak's version, if known.
    pub keycloak: String,
}

impl Input {
    /// Sets a field to a text, as a form sends it. A check box sends a text only if it is selected. Does nothing for [`Field::Params`],
    /// which is several texts.
    pub fn set(&mut self, field: Field, text: String) {
        match field {
            Field::Url => self.url = text,
            Field::Realm => self.realm = text,
            Field::AuthRealm => self.auth_realm = text,
            Field::Grant => self.grant = text,
            Field::ClientId => self.client_id = text,
            Field::ClientSecret => self.client_secret = text.into(),
            Field::Username => self.username = text,
            Field::Password => self.password = text.into(),
            Field::Token => self.token = text.into(),
            Field::Scope => self.scope = text,
            Field::UserId => self.user_id = text,
            Field::Operation => self.operation = text,
            Field::Params => {}
            Field::SendWrites => self.send_writes = !text.is_empty(),
            Field::NoMasterProbe => self.no_master_probe = !text.is_empty(),
            Field::CaCertificate => self.ca_certificate = text,
            Field::Keycloak => self.keycloak = text,
        }
    }

    /// The text of a field; empty for a secret and for a field that is not one text.
    pub fn text(&self, field: Field) -> &str {
        match field {
            Field::Url => &self.url,
            Field::Realm => &self.realm,
            Field::AuthRealm => &self.auth_realm,
            Field::Grant => &self.grant,
            Field::ClientId => &self.client_id,
            Field::Username => &self.username,
            Field::Scope => &self.scope,
            Field::UserId => &self.user_id,
            Field::Operation => &self.operation,
            Field::CaCertificate => &self.ca_certificate,
            Field::Keycloak => &self.keycloak,
            Field::ClientSecret
            | Field::Password
            | Field::Token
            | Field::Params
            | Field::SendWrites
            | Field::NoMasterProbe => "",
        }
    }

    /// The value of a secret field; `None` for other fields.
    pub fn secret(&self, field: Field) -> Option<&SecretString> {
        match field {
            Field::ClientSecret => Some(&self.client_secret),
            Field::Password => Some(&self.password),
            Field::Token => Some(&self.token),
            _ => None,
        }
    }

    /// Parses all fields, or returns every error in the order of the form.
    pub fn parse(self) -> Result<Attempt, Vec<Notice>> {
        let mut errors = Errors::default();
        let base_url = BaseUrl::parse(&self.url)
            .map_err(|error| {
                errors.push(
                    Field::Url,
                    error.to_string(),
                    error.suggestion().map(str::to_owned),
                );
            })
            .ok();
        let realm = errors.name(Field::Realm, Realm::parse(&self.realm), &self.realm);
        let auth_realm = if self.auth_realm.trim().is_empty() {
            None
        } else {
            errors
                .name(
                    Field::AuthRealm,
                    Realm::parse(&self.auth_realm),
                    &self.auth_realm,
                )
                .filter(|auth| Some(auth) != realm.as_ref())
        };
        let token_source = self.token_source(&mut errors);
        let scope = optional(&self.scope);
        if scope
            .as_deref()
            .is_some_and(|scope| unusable(scope, MAX_SECRET))
        {
            errors.push(
                Field::Scope,
                "Enter scopes as short words with spaces between them, for example openid roles."
                    .to_owned(),
                None,
            );
        }
        let operation = self.operation(realm.as_ref(), &mut errors);
        let ca_certificate = optional(&self.ca_certificate);
        if let Some(pem) = &ca_certificate
            && (pem.len() > MAX_PEM || !pem.contains("-----BEGIN CERTIFICATE-----"))
        {
            errors.push(
                Field::CaCertificate,
                "Enter the CA certificate as PEM. PEM starts with -----BEGIN CERTIFICATE-----."
                    .to_owned(),
                None,
            );
        }
        let keycloak = optional(&self.keycloak).and_then(|text| {
            text.parse::<Version>()
                .map_err(|_| {
                    errors.push(
                        Field::Keycloak,
                        "This is not a Keycloak version. A valid version looks like 26, 26.5, or 26.5.6.".to_owned(),
                        None,
                    );
                })
                .ok()
        });
        let is_error = |notice: &Notice| notice.severity == Severity::Error;
        errors
            .0
            .extend(revealed(&self).into_iter().filter(is_error));
        match (base_url, realm, token_source, operation) {
            (Some(base_url), Some(realm), Some(token_source), Some(operation))
                if errors.0.is_empty() =>
            {
                Ok(Attempt {
                    base_url,
                    realm,
                    auth_realm,
                    token_source,
                    scope,
                    operation,
                    send_writes: self.send_writes,
                    no_master_probe: self.no_master_probe,
                    ca_certificate,
                    keycloak,
                    absent: Vec::new(),
                })
            }
            _ => Err(errors.0),
        }
    }

    fn token_source(&self, errors: &mut Errors) -> Option<TokenSource> {
        match self.grant.trim() {
            "" | "client-credentials" | "client_credentials" => {
                Some(TokenSource::ClientCredentials(self.client(errors)?))
            }
            "password" => {
                let client = self.client(errors);
                let username = optional(&self.username);
                if username
                    .as_deref()
                    .is_none_or(|name| unusable(name, MAX_SECRET))
                {
                    errors.push(Field::Username, "Enter the user name.".to_owned(), None);
                }
                if self.password.expose_secret().is_empty() {
                    errors.push(Field::Password, "Enter the password.".to_owned(), None);
                }
                errors.secret(Field::Password, &self.password, MAX_SECRET);
                Some(TokenSource::Password {
                    client: client?,
                    username: username?,
                    password: self.password.clone(),
                })
            }
            "token" => {
                let token = bare_token(self.token.expose_secret());
                if token.is_empty() {
                    errors.push(Field::Token, "Paste an access token.".to_owned(), None);
                }
                errors.secret(Field::Token, &self.token, MAX_TOKEN);
                let client = if self.client_id.trim().is_empty() {
                    None
                } else {
                    Some(self.client(errors)?)
                };
                Some(TokenSource::Given {
                    token: SecretString::from(token.to_owned()),
                    client,
                })
            }
            _ => {
                errors.push(
                    Field::Grant,
                    "Unknown grant. Use client-credentials, password, or token.".to_owned(),
                    None,
                );
                None
            }
        }
    }

    fn client(&self, errors: &mut Errors) -> Option<Client> {
        let id = errors.name(
            Field::ClientId,
            ClientId::parse(&self.client_id),
            &self.client_id,
        );
        errors.secret(Field::ClientSecret, &self.client_secret, MAX_SECRET);
        Some(Client {
            id: id?,
            secret: (!self.client_secret.expose_secret().is_empty())
                .then(|| self.client_secret.clone()),
        })
    }

    /// Parses the operation. Reports errors in the parameters also if the realm is missing.
    fn operation(&self, realm: Option<&Realm>, errors: &mut Errors) -> Option<Operation> {
        let mut params = self.params.clone();
        if let Some(user_id) = optional(&self.user_id) {
            params.insert("user-id".to_owned(), user_id);
        }
        let text = optional(&self.operation).unwrap_or_else(|| USER_BY_ID.to_owned());
        let any = Realm::parse("any").ok();
        let operation = match Operation::shaped(&text, realm.or(any.as_ref())?, params) {
            Ok(operation) => operation,
            Err(OperationError::OtherRealm { .. }) if realm.is_none() => return None,
            Err(error) => {
                let suggestion = match &error {
                    OperationError::OtherRealm { suggestion, .. } => Some(suggestion.clone()),
                    _ => None,
                };
                errors.push(Field::Operation, error.to_string(), suggestion);
                return None;
            }
        };
        let faults = operation.faults();
        for fault in &faults {
            errors.parameter(fault);
        }
        (faults.is_empty() && realm.is_some()).then_some(operation)
    }
}

/// Returns warnings for values that will probably make the check fail.
pub fn notices(input: &Input) -> Vec<Notice> {
    let mut found = Vec::new();
    let mut warn = |field, parameter, message: &str| {
        found.push(Notice {
            field,
            severity: Severity::Warning,
            message: message.to_owned(),
            suggestion: None,
            parameter,
        });
    };
    if sends_unencrypted(&input.url) {
        warn(
            Field::Url,
            None,
            "Plain HTTP sends the secret and the token unencrypted. Use https:// outside a trusted network.",
        );
    }
    let operation = optional(&input.operation).unwrap_or_else(|| USER_BY_ID.to_owned());
    for name in names(&operation) {
        let value = match name {
            "user-id" if !input.user_id.trim().is_empty() => &input.user_id,
            _ => input.params.get(name).map_or("", String::as_str),
        };
        if let Some(warning) = parameter(&operation, name).warning(value) {
            let (field, parameter) = field_of(name);
            warn(field, parameter, warning);
        }
    }
    if Uuid::try_parse(input.client_id.trim()).is_ok() {
        warn(
            Field::ClientId,
            None,
            "This looks like the client's internal ID (a UUID). Enter the Client ID from the list of clients.",
        );
    }
    if let Some(flaw) = token_flaw(bare_token(input.token.expose_secret())) {
        warn(Field::Token, None, flaw.advice());
    }
    for (field, secret) in [
        (Field::ClientSecret, input.client_secret.expose_secret()),
        (Field::Password, input.password.expose_secret()),
    ] {
        if let Some(flaw) = secret_flaw(secret) {
            warn(field, None, flaw);
        }
    }
    let is_warning = |notice: &Notice| notice.severity == Severity::Warning;
    found.extend(revealed(input).into_iter().filter(is_warning));
    found
}

/// Whether the host of a URL is a loopback address, or a name that browsers resolve to one.
pub fn is_on_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// Whether requests to this base URL leave the machine without TLS.
fn sends_unencrypted(url: &str) -> bool {
    BaseUrl::parse(url).is_ok_and(|base| base.scheme() == "http" && !is_on_this_machine(base.url()))
}

/// The field of a path parameter: the user ID has a field of its own.
fn field_of(name: &str) -> (Field, Option<String>) {
    match name {
        "realm" => (Field::Realm, None),
        "user-id" => (Field::UserId, None),
        _ => (Field::Params, Some(name.to_owned())),
    }
}

/// Describes what is suspicious about a secret, without a part of the secret.
pub(crate) fn secret_flaw(secret: &str) -> Option<&'static str> {
    if secret.is_empty() {
        None
    } else if secret.chars().all(|c| matches!(c, '*' | '•' | '·')) {
        Some(
            "This is the mask that Keycloak shows and exports instead of the secret. Enter the secret itself.",
        )
    } else if secret.trim() != secret {
        Some(
            "The value starts or ends with a space or a line break. Keycloak treats them as part of the value.",
        )
    } else if has_percent_encoding(secret) {
        Some("This looks URL-encoded. Paste the secret as the Credentials tab shows it.")
    } else {
        None
    }
}

fn has_percent_encoding(text: &str) -> bool {
    text.as_bytes().windows(3).any(
        |w| matches!(w, [b'%', high, low] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit()),
    )
}

/// What is wrong with a value that is sent as a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TokenFlaw {
    /// The token is in quotation marks.
    Quotes,
    /// The value starts with a second `Bearer`.
    BearerTwice,
    /// The value is the whole response of the token endpoint.
    WholeResponse,
    /// The value is what programs write for a variable without a value.
    NoValue,
}

/// What programs write for a variable without a value, and for an object or an unfinished task in place of a token.
const NO_VALUES: [&str; 8] = [
    "undefined",
    "null",
    "None",
    "nil",
    "NaN",
    "[object Object]",
    "[object Promise]",
    "<coroutine object",
];

/// The words at the beginning of a text that a program writes for a variable without a value, or for an object in place of a token.
pub fn no_value(text: &str) -> Option<&'static str> {
    NO_VALUES.into_iter().find(|words| {
        text.strip_prefix(words).is_some_and(|rest| {
            !rest.starts_with(|next: char| next.is_ascii_alphanumeric() || "-_.".contains(next))
        })
    })
}

impl TokenFlaw {
    /// The advice next to the field. Why403 sends the value unchanged, as the caller's program does.
    const fn advice(self) -> &'static str {
        match self {
            Self::Quotes => {
                "The token is in quotation marks. Why403 sends them too. Remove them here if your program does not send \
                 them."
            }
            Self::BearerTwice => {
                "The value contains Bearer twice. Keycloak returns 401 for “Bearer Bearer”."
            }
            Self::WholeResponse => {
                "This is the whole token response. Paste only the value of access_token."
            }
            Self::NoValue => {
                "This is what programs write for a variable without a value. Keycloak returns 401 for it."
            }
        }
    }
}

/// Finds what is wrong with this value, which has no leading `Bearer`. The form calls this function, so it does not decode
/// the token: every JWT starts with `eyJ`, the Base64 form of `{"`.
pub(crate) fn token_flaw(value: &str) -> Option<TokenFlaw> {
    if no_value(value).is_some() {
        return Some(TokenFlaw::NoValue);
    }
    let is_token = |text: &str| text.starts_with("eyJ");
    if let Some(quoted) = quoted(value) {
        return is_token(bare_token(quoted)).then_some(TokenFlaw::Quotes);
    }
    let inner = bare_token(value);
    if inner != value {
        return is_token(inner).then_some(TokenFlaw::BearerTwice);
    }
    (value.starts_with('{') && value.contains("\"access_token\""))
        .then_some(TokenFlaw::WholeResponse)
}

/// The text inside quotation marks.
fn quoted(text: &str) -> Option<&str> {
    [('"', '"'), ('\'', '\''), ('`', '`'), ('“', '”')]
        .into_iter()
        .find_map(|(open, close)| text.strip_prefix(open)?.strip_suffix(close))
}

/// The token without blanks and a leading `Authorization:` or `Bearer`.
pub fn bare_token(text: &str) -> &str {
    let text = text.trim();
    let text = text
        .strip_prefix("Authorization:")
        .or_else(|| text.strip_prefix("authorization:"))
        .unwrap_or(text)
        .trim();
    match text.split_once(char::is_whitespace) {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => token.trim(),
        _ => text,
    }
}

fn optional(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

fn unusable(text: &str, max: usize) -> bool {
    text.len() > max || text.contains('\0')
}

#[derive(Default)]
struct Errors(Vec<Notice>);

impl Errors {
    fn push(&mut self, field: Field, message: String, suggestion: Option<String>) {
        self.0.push(Notice {
            field,
            severity: Severity::Error,
            message,
            suggestion,
            parameter: None,
        });
    }

    /// Reports an error at the field of the parameter.
    fn parameter(&mut self, fault: &OperationError) {
        if let OperationError::Missing(name) | OperationError::Value(name) = fault {
            let (field, parameter) = field_of(name);
            self.0.push(Notice {
                field,
                severity: Severity::Error,
                message: fault.to_string(),
                suggestion: None,
                parameter,
            });
        }
    }

    fn name<T>(&mut self, field: Field, parsed: Result<T, NameError>, typed: &str) -> Option<T> {
        match parsed {
            Ok(name) => Some(name),
            Err(error) => {
                // The user pasted https://host/realms/acme/… into the realm field.
                let suggestion = (error == NameError::Address)
                    .then(|| {
                        let mut segments = typed.split('/').skip_while(|s| *s != "realms");
                        segments.next();
                        segments.next().filter(|s| !s.is_empty()).map(str::to_owned)
                    })
                    .flatten();
                self.push(field, error.to_string(), suggestion);
                None
            }
        }
    }

    fn secret(&mut self, field: Field, secret: &SecretString, max: usize) {
        if unusable(secret.expose_secret(), max) {
            self.push(
                field,
                if secret.expose_secret().contains('\0') {
                    "The value contains a NUL character. No secret contains one."
                } else {
                    "The value is too long for a secret."
                }
                .to_owned(),
                None,
            );
        }
    }
}
