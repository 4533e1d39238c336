//! Defines the scenarios: broken realms that show each cause on a real server.
//!
//! A [`Scenario`] is a broken realm with the code that Why403 has to find. `lab record` makes recordings of them, and the live tests check
//! them on running servers.

use anyhow::{Result, bail};
use serde_json::Value;

use crate::keycloak::Version;

mod claims;
mod client;
mod client_authentication;
mod dpop;
mod fine_grained;
mod fine_grained_v1;
mod grant;
mod realm;
mod response;
mod role;
mod stage;
mod token;
mod token_age;

pub use stage::{Ground, ServiceClient, Stage, now};

/// The version from which another code is right; `None`: the scenario cannot be set up from that version on.
pub type Change = ((u16, u16, u16), Option<&'static str>);

/// A broken realm.
#[derive(Clone, Copy, Debug)]
pub struct Scenario {
    /// The name of its folder of recordings.
    pub name: &'static str,
    /// The oldest version that supports it.
    from: Version,
    /// The code that Why403 has to find.
    cause: &'static str,
    /// The changes in newer versions, oldest first.
    changes: &'static [Change],
    /// Sets up the realm, and returns the input that a user would enter.
    pub set_up: fn(&Stage<'_>) -> Result<Tried>,
    /// Whether it changes its realm, so that it needs a realm of its own.
    changes_realm: bool,
    /// The preview feature that the server must have.
    pub feature: Option<&'static str>,
    /// The real code, if another cause looks the same and is likelier: the report must not be certain, and must also name this code.
    pub really: Option<&'static str>,
    /// The code after the printed commands; `None`: no command fixes the cause.
    pub after_fix: Option<&'static str>,
}

/// The input of a user, and what the user's HTTP client adds.
#[derive(Clone, Debug)]
pub struct Tried {
    /// The fields of `diagnosis::attempt::Input`.
    pub input: Value,
    /// The `Origin` that a browser adds.
    pub origin: Option<&'static str>,
}

impl From<Value> for Tried {
    fn from(input: Value) -> Self {
        Self {
            input,
            origin: None,
        }
    }
}

impl Scenario {
    const fn new(
        name: &'static str,
        cause: &'static str,
        set_up: fn(&Stage<'_>) -> Result<Tried>,
    ) -> Self {
        Self {
            name,
            from: Version::new(22, 0, 0),
            cause,
            changes: &[],
            set_up,
            changes_realm: false,
            feature: None,
            really: None,
            after_fix: None,
        }
    }

    /// Sets the oldest version that supports it.
    const fn from(self, (major, minor): (u16, u16)) -> Self {
        self.since(Version::new(major, minor, 0))
    }

    /// Sets the oldest patch release that supports it.
    const fn since(mut self, from: Version) -> Self {
        self.from = from;
        self
    }

    /// Gives the scenario a realm of its own, because it changes the realm.
    #[must_use]
    pub const fn in_own_realm(mut self) -> Self {
        self.changes_realm = true;
        self
    }

    /// Sets the preview feature that the server must have. Tests on running servers leave the scenario out, because they start plain servers.
    const fn with_feature(mut self, feature: &'static str) -> Self {
        self.feature = Some(feature);
        self
    }

    /// Sets what newer versions change.
    const fn then(mut self, changes: &'static [Change]) -> Self {
        self.changes = changes;
        self
    }

    /// Sets the real code, which the evidence cannot show.
    const fn really(mut self, code: &'static str) -> Self {
        self.really = Some(code);
        self
    }

    /// Sets the code after the printed commands.
    const fn fixed(mut self, code: &'static str) -> Self {
        self.after_fix = Some(code);
        self
    }

    /// The code that Why403 has to find on a version, if the scenario exists there.
    #[must_use]
    pub fn cause_on(&self, version: Version) -> Option<&'static str> {
        if version < self.from {
            return None;
        }
        let version = (version.major, version.minor, version.patch);
        let newest = self.changes.iter().rev().find(|change| change.0 <= version);
        newest.map_or(Some(self.cause), |change| change.1)
    }

    /// The real code on a version on which Why403 finds another cause that looks the same.
    #[must_use]
    pub fn hidden_on(&self, version: Version) -> Option<&'static str> {
        let found = self.cause_on(version)?;
        self.really
            .filter(|really| *really != found && found != "allowed")
    }
}

/// The scenarios with these names; all scenarios if there is no name.
///
/// # Errors
///
/// A name that no scenario has.
pub fn named(names: &[String]) -> Result<Vec<Scenario>> {
    let mut scenarios = all();
    if !names.is_empty() {
        scenarios.retain(|scenario| names.iter().any(|name| name == scenario.name));
        if scenarios.len() < names.len() {
            bail!("not every one of {names:?} is a scenario");
        }
    }
    Ok(scenarios)
}

/// All scenarios, in the order of the gates.
#[must_use]
pub fn all() -> Vec<Scenario> {
    [
        realm::SCENARIOS,
        client::SCENARIOS,
        client_authentication::SCENARIOS,
        grant::SCENARIOS,
        token::SCENARIOS,
        token_age::SCENARIOS,
        role::SCENARIOS,
        claims::SCENARIOS,
        fine_grained::SCENARIOS,
        fine_grained_v1::SCENARIOS,
        response::SCENARIOS,
    ]
    .concat()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::keycloak::{MEASURED, NEWEST};

    #[test]
    fn scenario_names_are_unique_and_can_be_folders() {
        let names: Vec<_> = all().iter().map(|scenario| scenario.name).collect();
        assert_eq!(
            names.len(),
            names.iter().collect::<BTreeSet<_>>().len(),
            "{names:?}"
        );
        for name in names {
            assert!(
                name.bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'),
                "{name}"
            );
        }
    }

    #[test]
    fn the_code_is_that_of_the_newest_change_reached() {
        let scenario = Scenario::new("x", "a", |_| anyhow::bail!("not set up here"))
            .from((24, 0))
            .then(&[((26, 4, 0), None), ((26, 7, 0), Some("b"))]);
        let on = |text: &str| scenario.cause_on(text.parse().unwrap());
        assert_eq!(on("23.0.7"), None);
        assert_eq!(on("24.0.5"), Some("a"));
        assert_eq!(on("26.3.5"), Some("a"));
        assert_eq!(on("26.5.6"), None);
        assert_eq!(scenario.cause_on(NEWEST), Some("b"));
    }

    #[test]
    fn changes_are_in_order_and_every_scenario_exists_somewhere() {
        for scenario in all() {
            assert!(
                scenario.changes.is_sorted_by_key(|change| change.0),
                "{}",
                scenario.name
            );
            let exists = |version: &crate::keycloak::Version| scenario.cause_on(*version).is_some();
            assert!(
                MEASURED.iter().any(exists) || scenario.from > NEWEST,
                "{}",
                scenario.name
            );
        }
    }
}
