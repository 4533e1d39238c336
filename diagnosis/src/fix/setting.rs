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
    /// What the change does: "Turn on …".
    pub title: &'static str,
    /// The place in the representation.
    pub member: Member,
    /// The new value. The previous one is the opposite.
    pub value: bool,
    /// The resource of Terraform, and its argument with the new value; no argument stands for `extra_config`.
    pub terraform: (&'static str, Option<(&'static str, &'static str)>),
    /// The argument of the Ansible module with the new value; nothing stands for `attributes`.
    pub ansible: Option<(&'static str, bool)>,
}

impl ClientSetting {
    /// The setting with its names.
    pub(super) fn setting(self) -> Setting {
        use Member::{Attribute, Field};
        let of = |title, member, value, terraform, ansible| Setting {
            title,
            member,
            value,
            terraform: ("keycloak_openid_client", terraform),
            ansible,
        };
        match self {
            Self::Confidential => of(
                "Turn on client authentication",
                Field("publicClient"),
                false,
                Some(("access_type", "\"CONFIDENTIAL\"")),
                Some(("public_client", false)),
            ),
            Self::ServiceAccounts => of(
                "Turn on service accounts",
                Field("serviceAccountsEnabled"),
                true,
                Some(("service_accounts_enabled", "true")),
                Some(("service_accounts_enabled", true)),
            ),
            Self::DirectAccessGrants => of(
                "Turn on direct access grants",
                Field("directAccessGrantsEnabled"),
                true,
                Some(("direct_access_grants_enabled", "true")),
                Some(("direct_access_grants_enabled", true)),
            ),
            Self::NoConsent => of(
                "Turn off consent",
                Field("consentRequired"),
                false,
                Some(("consent_required", "false")),
                Some(("consent_required", false)),
            ),
            Self::Enabled => of(
                "Enable the client",
                Field("enabled"),
                true,
                Some(("enabled", "true")),
                Some(("enabled", true)),
            ),
            Self::NoDpop => of(
                "Turn off DPoP-bound tokens",
                Attribute("dpop.bound.access.tokens"),
                false,
                Some(("require_dpop_bound_tokens", "false")),
                None,
            ),
            Self::NoCertificateBinding => of(
                "Turn off certificate-bound tokens",
                Attribute("tls.client.certificate.bound.access.tokens"),
                false,
                None,
                None,
            ),
            Self::NoLightweightTokens => of(
                "Turn off lightweight access tokens",
                Attribute("client.use.lightweight.access.token.enabled"),
                false,
                None,
                None,
            ),
            Self::TokenExchange => of(
                "Turn on standard token exchange",
                Attribute("standard.token.exchange.enabled"),
                true,
                Some(("standard_token_exchange_enabled", "true")),
                None,
            ),
        }
    }

    /// The steps in the Admin Console below the client's page, with the labels of `ClientRepresentation`'s forms. The setting for service
    /// accounts has the label of their tab, which differs between releases.
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
    /// The setting with its names.
    pub(super) fn setting(self) -> Setting {
        let of = |title, field, terraform: (&'static str, &'static str), ansible| Setting {
            title,
            member: Member::Field(field),
            value: true,
            terraform: (terraform.0, Some((terraform.1, "true"))),
            ansible: Some((ansible, true)),
        };
        match self {
            Self::Enabled => of(
                "Enable the realm",
                "enabled",
                ("keycloak_realm", "enabled"),
                "enabled",
            ),
            Self::Organizations => of(
                "Enable organizations",
                "organizationsEnabled",
                ("keycloak_realm", "organizations_enabled"),
                "organizations_enabled",
            ),
            Self::UserEvents => of(
                "Store user events",
                "eventsEnabled",
                ("keycloak_realm_events", "events_enabled"),
                "events_enabled",
            ),
            Self::AdminEvents => of(
                "Store admin events",
                "adminEventsEnabled",
                ("keycloak_realm_events", "admin_events_enabled"),
                "admin_events_enabled",
            ),
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

/// The realm that a change is made in: the one of the request for its settings and its permissions, the one of the token for the rest.
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
