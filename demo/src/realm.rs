//! Defines the demo's realms and users.

use serde::Serialize;

use crate::{ADMIN, ADMIN_PASSWORD, REALM, USER_ID, USER_PASSWORD, USERNAME};

/// One of the two realms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Realm {
    /// The realm of the demo.
    Story,
    /// The realm of the administrators.
    Master,
}

impl Realm {
    /// The realm with exactly this name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        [Self::Story, Self::Master]
            .into_iter()
            .find(|realm| realm.name() == name)
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Story => REALM,
            Self::Master => "master",
        }
    }

    /// The `iss` claim of its tokens.
    pub(crate) fn issuer(self, base: &str) -> String {
        format!("{base}/realms/{}", self.name())
    }

    /// The URL of its Admin API, which the client scope of the Admin API adds to the audience.
    pub(crate) fn admin_api(self, base: &str) -> String {
        format!("{base}/admin/realms/{}", self.name())
    }

    /// The lifespan of its access tokens in seconds.
    pub(crate) fn access_token_lifespan(self) -> u64 {
        match self {
            Self::Story => 300,
            Self::Master => 60,
        }
    }

    /// The representation that the Admin API returns to a caller that may view the realm.
    pub(crate) fn representation(self) -> &'static str {
        match self {
            Self::Story => include_str!("../data/realm.json").trim_ascii_end(),
            Self::Master => include_str!("../data/master.json").trim_ascii_end(),
        }
    }

    /// Its users, sorted by user name.
    pub(crate) fn people(self) -> &'static [Person] {
        match self {
            Self::Story => &[Person::JohnDoe, Person::ServiceAccount],
            Self::Master => &[Person::Admin],
        }
    }
}

/// One of the users.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Person {
    /// The user that the demo's request reads.
    JohnDoe,
    /// The service account of the demo's client.
    ServiceAccount,
    /// The administrator of all realms.
    Admin,
}

impl Person {
    pub(crate) fn details(self) -> UserRepresentation {
        match self {
            Self::JohnDoe => UserRepresentation {
                first_name: Some("John"),
                last_name: Some("Doe"),
                email: Some("john.doe@example.com"),
                email_verified: true,
                ..UserRepresentation::named(USER_ID, USERNAME, 1_795_473_823_114)
            },
            Self::ServiceAccount => UserRepresentation::named(
                "3b05898f-8968-41ac-a06c-46eb09158b0d",
                "service-account-403-forbidden-fix-client",
                1_795_473_822_546,
            ),
            Self::Admin => UserRepresentation {
                attributes: Some(AdminAttributes {
                    is_temporary_admin: ["true"],
                }),
                ..UserRepresentation::named(
                    "e9093c93-b172-47b4-87da-e44fc341e99f",
                    ADMIN,
                    1_795_473_799_663,
                )
            },
        }
    }

    /// The password, if the user has one.
    pub(crate) fn password(self) -> Option<&'static str> {
        match self {
            Self::JohnDoe => Some(USER_PASSWORD),
            Self::ServiceAccount => None,
            Self::Admin => Some(ADMIN_PASSWORD),
        }
    }
}

/// A user as the Admin API returns it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct UserRepresentation {
    pub(crate) id: &'static str,
    pub(crate) username: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) first_name: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) last_name: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) email: Option<&'static str>,
    pub(crate) email_verified: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    attributes: Option<AdminAttributes>,
    pub(crate) enabled: bool,
    created_timestamp: u64,
    #[serde(flatten)]
    details: Option<Details>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) access: Option<Access>,
}

/// The fields that only the full representation of a user has.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Details {
    totp: bool,
    disableable_credential_types: [&'static str; 0],
    required_actions: [&'static str; 0],
    not_before: u64,
}

#[derive(Serialize)]
struct AdminAttributes {
    is_temporary_admin: [&'static str; 1],
}

/// The caller's access to a user. Lists contain fewer fields.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Access {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) manage_group_membership: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) reset_password: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) view: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) map_roles: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) impersonate: Option<bool>,
    pub(crate) manage: bool,
}

impl UserRepresentation {
    fn named(id: &'static str, username: &'static str, created_timestamp: u64) -> Self {
        Self {
            id,
            username,
            first_name: None,
            last_name: None,
            email: None,
            email_verified: false,
            attributes: None,
            enabled: true,
            created_timestamp,
            details: Some(Details {
                totp: false,
                disableable_credential_types: [],
                required_actions: [],
                not_before: 0,
            }),
            access: None,
        }
    }

    /// The brief representation that `briefRepresentation=true` requests.
    pub(crate) fn in_brief(mut self) -> Self {
        self.details = None;
        self.attributes = None;
        self
    }
}
