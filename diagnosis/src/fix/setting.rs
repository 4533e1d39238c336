//! Names the settings of clients and realms that fixes change, in every form.

use serde_json::{Map, Value, json};

use super::Change;
use crate::evidence::Evidence;

/// A setting of a client, which a fix turns on or off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ClientSetting {
    /// Turns client authentication on: `publicClient` off.
    Confidential,
    /// Turns service accounts roles on.
    ServiceAccounts,
    /// Turns direct access grants on.
    DirectAccessGrants,
    /// Turns consent required off.
    NoConsent,
    /// Enables the client.
    Enabled,
    /// Turns DPoP-bound tokens off.
    NoDpop,
    /// Turns certificate-bound tokens off.
    NoCertificateBinding,
    /// Turns lightweight access tokens off.
    NoLightweightTokens,
    /// Turns standard token exchange on.
    TokenExchange,
}

/// A setting of a realm, which a fix turns on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RealmSetting {
    /// Enables the token's realm.
    Enabled,
    /// Turns organizations on in the realm of the request.
    Organizations,
    /// Stores user events in the realm of the request.
    UserEvents,
    /// Stores admin events in the realm of the request.
    AdminEvents,
}

/// The place of a setting in a representation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Member {
    /// A member of the representation, which is a boolean.
    Field(&'static str),
    /// An entry of `attributes`, whose values are strings.
    Attribute(&'static str),
}

/// A setting with its names in every form.
pub(super) struct Setting {
    /// The title of the change, such as "Turn on service accounts".
    pub title: &'static str,
    /// The place in the representation.
    pub member: Member,
    /// The new value. The previous one is the opposite.
    pub value: bool,
    /// The argument of Terraform's resource, with the new value; `None` for an entry of `extra_config`.
    pub terraform: Option<(&'static str, &'static str)>,
    /// The argument of the Ansible module; `None` for an entry of `attributes`.
    pub ansible: Option<&'static str>,
}

impl ClientSetting {
    /// The setting with its names.
    pub(super) fn setting(self) -> Setting {
        use Member::{Attribute, Field};
        match self {
            Self::Confidential => Setting {
                title: "Turn on client authentication",
                member: Field("publicClient"),
                value: false,
                terraform: Some(("access_type", "\"CONFIDENTIAL\"")),
                ansible: Some("public_client"),
            },
            Self::ServiceAccounts => Setting {
                title: "Turn on service accounts",
                member: Field("serviceAccountsEnabled"),
                value: true,
                terraform: Some(("service_accounts_enabled", "true")),
                ansible: Some("service_accounts_enabled"),
            },
            Self::DirectAccessGrants => Setting {
                title: "Turn on direct access grants",
                member: Field("directAccessGrantsEnabled"),
                value: true,
                terraform: Some(("direct_access_grants_enabled", "true")),
                ansible: Some("direct_access_grants_enabled"),
            },
            Self::NoConsent => Setting {
                title: "Turn off consent",
                member: Field("consentRequired"),
                value: false,
                terraform: Some(("consent_required", "false")),
                ansible: Some("consent_required"),
            },
            Self::Enabled => Setting {
                title: "Enable the client",
                member: Field("enabled"),
                value: true,
                terraform: Some(("enabled", "true")),
                ansible: Some("enabled"),
            },
            Self::NoDpop => Setting {
                title: "Turn off DPoP-bound tokens",
                member: Attribute("dpop.bound.access.tokens"),
                value: false,
                terraform: Some(("require_dpop_bound_tokens", "false")),
                ansible: None,
            },
            Self::NoCertificateBinding => Setting {
                title: "Turn off certificate-bound tokens",
                member: Attribute("tls.client.certificate.bound.access.tokens"),
                value: false,
                terraform: None,
                ansible: None,
            },
            Self::NoLightweightTokens => Setting {
                title: "Turn off lightweight access tokens",
                member: Attribute("client.use.lightweight.access.token.enabled"),
                value: false,
                terraform: None,
                ansible: None,
            },
            Self::TokenExchange => Setting {
                title: "Turn on standard token exchange",
                member: Attribute("standard.token.exchange.enabled"),
                value: true,
                terraform: Some(("standard_token_exchange_enabled", "true")),
                ansible: None,
            },
        }
    }

    /// The steps in the Admin Console, from the client's page on. The setting for service accounts has the label of their tab, which differs
    /// between releases.
    pub(super) fn console(self, service_account_tab: &str) -> Vec<String> {
        let on_tab =
            |tab: &str, label: &str| vec![tab.to_owned(), label.to_owned(), SAVE.to_owned()];
        match self {
            Self::Confidential => on_tab("Settings", "Client authentication: On"),
            Self::ServiceAccounts => on_tab(
                "Settings",
                &format!("Authentication flow: {service_account_tab}"),
            ),
            Self::DirectAccessGrants => {
                on_tab("Settings", "Authentication flow: Direct access grants")
            }
            Self::NoConsent => on_tab("Settings", "Consent required: Off"),
            Self::Enabled => vec!["Enabled (top right)".to_owned()],
            Self::NoDpop => on_tab("Settings", "Require DPoP bound tokens: Off"),
            Self::NoCertificateBinding => on_tab(
                "Advanced",
                "OAuth 2.0 Mutual TLS Certificate Bound Access Tokens Enabled: Off",
            ),
            Self::NoLightweightTokens => {
                on_tab("Advanced", "Always use lightweight access token: Off")
            }
            Self::TokenExchange => on_tab("Settings", "Standard Token Exchange: On"),
        }
    }
}

const SAVE: &str = "Save";

impl RealmSetting {
    /// The setting with its names. Terraform and Ansible use the same name.
    pub(super) fn setting(self) -> Setting {
        let of = |title, field, argument| Setting {
            title,
            member: Member::Field(field),
            value: true,
            terraform: Some((argument, "true")),
            ansible: Some(argument),
        };
        match self {
            Self::Enabled => of("Enable the realm", "enabled", "enabled"),
            Self::Organizations => of(
                "Enable organizations",
                "organizationsEnabled",
                "organizations_enabled",
            ),
            Self::UserEvents => of("Store user events", "eventsEnabled", "events_enabled"),
            Self::AdminEvents => of(
                "Store admin events",
                "adminEventsEnabled",
                "admin_events_enabled",
            ),
        }
    }

    /// Terraform's resource, and its argument with the name of the realm.
    pub(super) fn terraform(self) -> (&'static str, &'static str) {
        match self {
            Self::Enabled | Self::Organizations => ("keycloak_realm", "realm"),
            Self::UserEvents | Self::AdminEvents => ("keycloak_realm_events", "realm_id"),
        }
    }

    /// The steps in the Admin Console.
    pub(super) fn console(self) -> &'static [&'static str] {
        match self {
            Self::Enabled => &["Realm settings", "Enabled (top right)"],
            Self::Organizations => &["Realm settings", "General", "Organizations: On", SAVE],
            Self::UserEvents => &[
                "Realm settings",
                "Events",
                "User events settings",
                "Save events: On",
                SAVE,
            ],
            Self::AdminEvents => &[
                "Realm settings",
                "Events",
                "Admin events settings",
                "Save events: On",
                SAVE,
            ],
        }
    }
}

impl Setting {
    /// The member of the representation with this value.
    pub(super) fn json(&self, value: bool) -> Map<String, Value> {
        let (name, value) = match self.member {
            Member::Field(name) => (name, value.into()),
            Member::Attribute(name) => ("attributes", json!({ name: value.to_string() })),
        };
        Map::from_iter([(name.to_owned(), value)])
    }
}

/// The realm of a change: the realm of the request for its settings and its permissions, and the realm of the token for all other changes.
pub(super) fn realm(evidence: &Evidence, change: &Change) -> String {
    let is_of_target = match change {
        Change::Realm(setting) => *setting != RealmSetting::Enabled,
        Change::Permit(_) => true,
        Change::Console { is_of_target, .. } => *is_of_target,
        _ => false,
    };
    if is_of_target {
        evidence.attempt.realm.to_string()
    } else {
        evidence.token_realm()
    }
}
