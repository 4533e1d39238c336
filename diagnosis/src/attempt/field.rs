//! The table of the check form's fields. The form, links, the browser's storage, the command line, the API, and pastes follow this table.

use serde::{Deserialize, Serialize};

/// The grants that a field belongs to.
type Grants = &'static [&'static str];

const CLIENT_CREDENTIALS: &str = "client-credentials";
const PASSWORD: &str = "password";
const TOKEN: &str = "token";
const EVERY: Grants = &[CLIENT_CREDENTIALS, PASSWORD, TOKEN];
const NONE: Grants = &[];

/// The control of a field in the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Control {
    /// One line.
    Line,
    /// One line that is hidden.
    Hidden,
    /// Several lines.
    Block,
    /// A choice.
    Choice,
    /// A line that suggests operations.
    Operation,
    /// A line for each parameter of the operation's path.
    Parameters,
    /// A check box.
    CheckBox,
    /// None: only scripts set the field.
    None,
}

/// Where a value is kept after the check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// In copied links and in the browser.
    InLinks,
    /// In the browser only: a link must not choose the value.
    InBrowser,
    /// Nowhere.
    Nowhere,
}

macro_rules! fields {
    ($(
        $(#[$doc:meta])*
        $field:ident {
            name: $name:literal,
            label: $label:literal,
            control: $control:ident,
            secret: $secret:literal,
            kept: $kept:ident,
            grants: $grants:expr,
            optional: $optional:expr,
            hints: $hints:expr,
            flag: $flag:literal,
            help: $help:literal,
        }
    )*) => {
        /// A field of the form. The variants are spelled as in the JSON of `POST /api/check`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum Field {
            $($(#[$doc])* #[serde(rename = $name)] $field,)*
        }

        impl Field {
            /// Every field, in the order of the form.
            pub const ALL: [Self; [$($name),*].len()] = [$(Self::$field),*];

            /// The name in the API, in links, and in the IDs of a page.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$field => $name,)* }
            }

            /// The label in the form, in its errors, and in a printed report.
            pub const fn label(self) -> &'static str {
                match self { $(Self::$field => $label,)* }
            }

            /// The control in the form.
            pub const fn control(self) -> Control {
                match self { $(Self::$field => Control::$control,)* }
            }

            /// Whether the value is a secret.
            pub const fn is_secret(self) -> bool {
                match self { $(Self::$field => $secret,)* }
            }

            /// Where the value is kept after the check.
            pub const fn kept(self) -> Kept {
                match self { $(Self::$field => Kept::$kept,)* }
            }

            /// Whether a check with this grant uses the field.
            pub fn applies(self, grant: &str) -> bool {
                let grants: Grants = match self { $(Self::$field => $grants,)* };
                grants.contains(&grant)
            }

            /// Whether the field may stay empty with this grant.
            pub fn is_optional(self, grant: &str) -> bool {
                let grants: Grants = match self { $(Self::$field => $optional,)* };
                grants.contains(&grant)
            }

            /// The hint below the field with this grant, or nothing.
            pub fn hint(self, grant: &str) -> &'static str {
                let hints: &'static [(Grants, &'static str)] = match self { $(Self::$field => $hints,)* };
                hints
                    .iter()
                    .find(|(grants, _)| grants.contains(&grant))
                    .map_or("", |(_, hint)| hint)
            }

            /// The flag on the command line, or the environment variable of a secret.
            pub const fn flag(self) -> &'static str {
                match self { $(Self::$field => $flag,)* }
            }

            /// The help for the flag or the variable.
            pub const fn help(self) -> &'static str {
                match self { $(Self::$field => $help,)* }
            }
        }
    };
}

fields! {
    /// Base URL.
    Url {
        name: "url",
        label: "Keycloak base URL",
        control: Line,
        secret: false,
        kept: InLinks,
        grants: EVERY,
        optional: NONE,
        hints: &[(EVERY, "For example https://sso.example.com — without /realms or /admin.")],
        flag: "--url",
        help: "Keycloak's base URL, such as `https://sso.example.com`",
    }
    /// Realm.
    Realm {
        name: "realm",
        label: "Realm",
        control: Line,
        secret: false,
        kept: InLinks,
        grants: EVERY,
        optional: NONE,
        hints: &[],
        flag: "--realm",
        help: "Target realm",
    }
    /// The realm that issues the token.
    AuthRealm {
        name: "auth_realm",
        label: "Token realm",
        control: Line,
        secret: false,
        kept: InLinks,
        grants: EVERY,
        optional: EVERY,
        hints: &[(EVERY, "The realm of the client or user, if it is not the realm above. For example master.")],
        flag: "--auth-realm",
        help: "Realm that issues the token, if it is not the target realm",
    }
    /// How the token is obtained.
    Grant {
        name: "grant",
        label: "How your app gets its token",
        control: Choice,
        secret: false,
        kept: InLinks,
        grants: EVERY,
        optional: EVERY,
        hints: &[],
        flag: "--grant",
        help: "How to get the token",
    }
    /// Client ID.
    ClientId {
        name: "client_id",
        label: "Client ID",
        control: Line,
        secret: false,
        kept: InLinks,
        grants: EVERY,
        optional: &[TOKEN],
        hints: &[(&[TOKEN], "Lets Why403 request a new token and compare the two.")],
        flag: "--client-id",
        help: "Client ID",
    }
    /// Client secret.
    ClientSecret {
        name: "client_secret",
        label: "Client secret",
        control: Hidden,
        secret: true,
        kept: Nowhere,
        grants: EVERY,
        optional: &[PASSWORD, TOKEN],
        hints: &[(&[PASSWORD], "Leave empty for a public client.")],
        flag: "WHY403_CLIENT_SECRET",
        help: "Client secret",
    }
    /// User name, for the password grant.
    Username {
        name: "username",
        label: "User name",
        control: Line,
        secret: false,
        kept: InLinks,
        grants: &[PASSWORD],
        optional: NONE,
        hints: &[],
        flag: "--username",
        help: "User name, for the password grant",
    }
    /// Password, for the password grant.
    Password {
        name: "password",
        label: "Password",
        control: Hidden,
        secret: true,
        kept: Nowhere,
        grants: &[PASSWORD],
        optional: NONE,
        hints: &[],
        flag: "WHY403_PASSWORD",
        help: "Password, for the password grant",
    }
    /// A pasted token.
    Token {
        name: "token",
        label: "Access token",
        control: Block,
        secret: true,
        kept: Nowhere,
        grants: &[TOKEN],
        optional: NONE,
        hints: &[],
        flag: "--token-file",
        help: "File with an access token to use instead of requesting one; - for standard input",
    }
    /// Scope.
    Scope {
        name: "scope",
        label: "Scope",
        control: Line,
        secret: false,
        kept: InLinks,
        grants: EVERY,
        optional: EVERY,
        hints: &[],
        flag: "--scope",
        help: "Scope to request",
    }
    /// User ID.
    UserId {
        name: "user_id",
        label: "User ID",
        control: Line,
        secret: false,
        kept: InLinks,
        grants: EVERY,
        optional: NONE,
        hints: &[(EVERY, "The user’s UUID. Admin Console: Users → select the user → ID.")],
        flag: "--user-id",
        help: "Value for {user-id}",
    }
    /// Operation.
    Operation {
        name: "operation",
        label: "Operation",
        control: Operation,
        secret: false,
        kept: InLinks,
        grants: EVERY,
        optional: EVERY,
        hints: &[],
        flag: "--operation",
        help: "Operation, for example \"GET /admin/realms/{realm}/users\". Default: get a user by ID",
    }
    /// The operation's other parameters.
    Params {
        name: "params",
        label: "Path parameters",
        control: Parameters,
        secret: false,
        kept: InLinks,
        grants: EVERY,
        optional: NONE,
        hints: &[],
        flag: "--param",
        help: "Value of another parameter of the operation's path",
    }
    /// Whether to send an operation that writes.
    SendWrites {
        name: "send_writes",
        label: "Send this request even though it modifies data",
        control: CheckBox,
        secret: false,
        kept: Nowhere,
        grants: EVERY,
        optional: EVERY,
        hints: &[],
        flag: "--send-writes",
        help: "Send the operation even though it modifies data",
    }
    /// Whether not to try the credentials in another realm.
    NoMasterProbe {
        name: "no_master_probe",
        label: "Do not try the credentials in another realm",
        control: None,
        secret: false,
        kept: Nowhere,
        grants: EVERY,
        optional: EVERY,
        hints: &[],
        flag: "--no-master-probe",
        help: "Do not try the credentials in another realm. Default: if Keycloak does not know the client, Why403 \
            sends the credentials once more, to the master realm of the same server (or to the target realm if master \
            issues the token)",
    }
    /// Certificate authority.
    CaCertificate {
        name: "ca_certificate",
        label: "CA certificate (PEM)",
        control: Block,
        secret: false,
        kept: InBrowser,
        grants: EVERY,
        optional: EVERY,
        hints: &[(EVERY, "Trusted for this check only, in addition to the system’s certificate authorities.")],
        flag: "--ca-certificate",
        help: "File with a CA certificate (PEM) to trust in addition to the system's",
    }
    /// The Keycloak version, as the user states it.
    Keycloak {
        name: "keycloak",
        label: "Keycloak version",
        control: Line,
        secret: false,
        kept: InLinks,
        grants: EVERY,
        optional: EVERY,
        hints: &[(EVERY, "For example 26.5.")],
        flag: "--keycloak",
        help: "Keycloak version, for example 26.5",
    }
}

impl Field {
    /// The field with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.name() == name)
    }

    /// Whether the field has one text of its own.
    pub fn is_text(self) -> bool {
        !matches!(
            self.control(),
            Control::Parameters | Control::CheckBox | Control::None
        )
    }
}
