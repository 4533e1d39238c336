//! Measures one operation: selects the callers and their order, and repairs what a request changed.

use std::collections::{BTreeMap, HashMap};

use anyhow::Result;
use permissions::State;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{
    callers::{Call, Callers, Reply, TokenRealmKey, Who},
    extensions,
    operations::Declared,
    requests, response,
    sets::{Roles, minimal},
    world::World,
};
use crate::keycloak::Admin;

/// The result for one operation, as kept between runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Measured {
    pub operation: String,
    pub java: String,
    pub target: Sets,
    pub master: Sets,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unmeasured: Option<String>,
}

impl Measured {
    /// The result before anything is known about the operation.
    fn unknown(operation: &Declared) -> Self {
        Self {
            operation: operation.name(),
            java: operation.java.clone(),
            target: Sets::default(),
            master: Sets::default(),
            unmeasured: None,
        }
    }
}

/// The role sets for tokens of one realm, and the statuses for each role alone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Sets {
    pub sufficient: Vec<Roles>,
    pub reduced: Vec<Roles>,
    pub statuses: BTreeMap<String, u16>,
}

/// The expected role sets of operations, by the realm that issues the token.
pub(super) type Guesses = HashMap<(TokenRealmKey, String), Sets>;

/// The measured realm with its callers.
pub(super) struct MeasuredRealm<'a> {
    admin: &'a Admin,
    base_url: String,
    world: World<'a>,
    pub callers: Callers<'a>,
    /// Operation → the required roles in another version, which are tried first.
    expected: Guesses,
    /// The required roles of the operation of the same area that was measured last: the guess if there is no other.
    neighbors: HashMap<(String, bool), Sets>,
    /// The realm that operations may delete, with its callers.
    doomed: Option<(String, Callers<'a>)>,
}

/// The role that includes all others, by the realm that issues the token.
pub(super) fn full_role(token_realm: TokenRealmKey) -> &'static str {
    match token_realm {
        TokenRealmKey::Target => "realm-admin",
        TokenRealmKey::Master => "admin",
    }
}

impl<'a> MeasuredRealm<'a> {
    pub fn new(admin: &'a Admin, base_url: &str, expected: Guesses) -> Result<Self> {
        let world = World::create(admin, base_url)?;
        let callers = Callers::new(admin, base_url, super::world::REALM)?;
        Ok(Self {
            admin,
            base_url: base_url.to_owned(),
            world,
            callers,
            expected,
            neighbors: HashMap::new(),
            doomed: None,
        })
    }

    /// Deletes the created realms.
    pub fn clear(self) -> Result<()> {
        let doomed = self.doomed.map(|(realm, _)| realm);
        for realm in doomed.into_iter().chain([super::world::REALM.to_owned()]) {
            self.admin.delete_realm(&realm)?;
        }
        Ok(())
    }

    /// Creates a user storage provider, which only the operations of extensions need.
    pub fn add_user_storage(&mut self) -> Result<()> {
        self.world.make_user_storage()
    }

    /// Measures an operation that this version may lack; `None` if the version lacks it. `denied` is the reason why some versions deny every
    /// caller, if the reason is not a role.
    pub fn measure_candidate(
        &mut self,
        operation: &Declared,
        denied: Option<&str>,
    ) -> Result<Option<Measured>> {
        let full = Who::new(TokenRealmKey::Target, [full_role(TokenRealmKey::Target)]);
        let reply = self.ask(operation, &full)?;
        if extensions::is_absent(&reply) {
            return Ok(None);
        }
        if let Some(reason) = denied.filter(|_| reply.is_refusal()) {
            return Ok(Some(Measured {
                unmeasured: Some(reason.to_owned()),
                ..Measured::unknown(operation)
            }));
        }
        self.measure(operation).map(Some)
    }

    /// Measures one operation with all callers.
    pub fn measure(&mut self, operation: &Declared) -> Result<Measured> {
        self.measure_with(operation, &[TokenRealmKey::Target, TokenRealmKey::Master])
    }

    /// Measures one operation with the callers of these realms.
    pub fn measure_with(
        &mut self,
        operation: &Declared,
        token_realms: &[TokenRealmKey],
    ) -> Result<Measured> {
        let mut measured = Measured::unknown(operation);
        if let Err(parameter) = requests::call(operation, &self.world) {
            measured.unmeasured = Some(format!(
                "no target for {{{parameter}}} on a server with default features"
            ));
            return Ok(measured);
        }
        for &token_realm in token_realms {
            let none = self.ask(operation, &Who::new::<&str>(token_realm, []))?;
            let full = self.ask(operation, &Who::new(token_realm, [full_role(token_realm)]))?;
            if response::state(&full, &full, &none) == State::Unknown {
                measured.unmeasured = Some(format!(
                    "returns {} for every caller on a server with default features",
                    full.status
                ));
                return Ok(measured);
            }
            let expected = match token_realm {
                TokenRealmKey::Target => {
                    let elsewhere = self
                        .expected
                        .get(&(TokenRealmKey::Target, measured.operation.clone()));
                    elsewhere
                        .or_else(|| self.neighbors.get(&neighborhood(operation)))
                        .cloned()
                }
                TokenRealmKey::Master => {
                    let elsewhere = self
                        .expected
                        .get(&(TokenRealmKey::Master, measured.operation.clone()));
                    Some(
                        elsewhere
                            .cloned()
                            .unwrap_or_else(|| mirrored(&measured.target)),
                    )
                }
            };
            let sets = self.sets(operation, token_realm, &full, none, expected)?;
            match token_realm {
                TokenRealmKey::Target => {
                    self.neighbors.insert(neighborhood(operation), sets.clone());
                    measured.target = sets;
                }
                TokenRealmKey::Master => measured.master = sets,
            }
        }
        Ok(measured)
    }

    /// Finds the role sets. An expectation only decides which callers come first; without one, every role is tried alone.
    fn sets(
        &mut self,
        operation: &Declared,
        token_realm: TokenRealmKey,
        full: &Reply,
        none: Reply,
        expected: Option<Sets>,
    ) -> Result<Sets> {
        let full_role = full_role(token_realm);
        let all = self.callers.role_names(token_realm);
        let roles: Roles = all
            .iter()
            .filter(|role| *role != full_role)
            .cloned()
            .collect();
        let without = none.clone();
        let mut asked = HashMap::from([(Roles::new(), none)]);
        let mut state_of = |held: &Roles, asked: &mut HashMap<Roles, Reply>| -> Result<State> {
            if !asked.contains_key(held) {
                let reply = self.ask(
                    operation,
                    &Who {
                        token_realm,
                        roles: held.clone(),
                    },
                )?;
                if full.is_success() && !reply.is_success() && !reply.is_refusal() {
                    eprintln!(
                        "  ! {} {}: {held:?} get {} {}",
                        operation.method,
                        operation.template,
                        reply.status,
                        start(&reply.text)
                    );
                }
                asked.insert(held.clone(), reply);
            }
            Ok(asked.get(held).map_or(State::Unknown, |reply| {
                response::state(reply, full, &without)
            }))
        };
        let expected = if let Some(expected) = expected {
            expected
        } else {
            let mut alone = Sets::default();
            for role in &roles {
                let set = Roles::from([role.clone()]);
                match state_of(&set, &mut asked)? {
                    State::Allowed => alone.sufficient.push(set),
                    State::Partial => alone.reduced.push(set),
                    State::Denied | State::Unknown => {}
                }
            }
            alone
        };
        let sufficient = minimal(&roles, &expected.sufficient, &mut |held| {
            Ok(state_of(held, &mut asked)? == State::Allowed)
        })?;
        let guesses = [sufficient.clone(), expected.reduced].concat();
        let mut sets = Sets {
            sufficient,
            ..Sets::default()
        };
        for set in minimal(&roles, &guesses, &mut |held| {
            Ok(state_of(held, &mut asked)?.is_allowed())
        })? {
            if state_of(&set, &mut asked)? == State::Partial {
                sets.reduced.push(set);
            }
        }
        let open_to_all = sets.sufficient.contains(&Roles::new());
        if response::state(full, full, &without) == State::Allowed && !open_to_all {
            sets.sufficient.push(Roles::from([full_role.to_owned()]));
            sets.sufficient.sort_by_key(|set| (set.len(), set.clone()));
        }
        for role in all {
            // Not tried alone: it is part of a larger set that was denied, so it is denied as well.
            let alone = asked.get(&Roles::from([role.clone()]));
            let within = || {
                asked
                    .iter()
                    .filter(|(held, reply)| held.contains(&role) && reply.is_refusal())
                    .map(|(_, reply)| reply)
                    .next()
            };
            let reply = if role == full_role {
                Some(full)
            } else {
                alone.or_else(within)
            };
            if let Some(reply) = reply {
                sets.statuses.insert(role, reply.status);
            }
        }
        Ok(sets)
    }

    /// Sends the operation as this caller, and repairs what a success changed.
    pub fn ask(&mut self, operation: &Declared, who: &Who) -> Result<Reply> {
        if operation.method == "DELETE" && operation.template == "/admin/realms/{realm}" {
            return self.ask_to_delete_the_realm(who);
        }
        let call = requests::call(operation, &self.world).map_err(|parameter| {
            anyhow::anyhow!(
                "the target of {{{parameter}}} in {} is gone",
                operation.template
            )
        })?;
        let reply = self.callers.send(who, &call)?;
        if operation.method != "GET" && !reply.is_refusal() {
            self.repair(operation, &call, &reply)?;
        }
        Ok(reply)
    }

    fn repair(&mut self, operation: &Declared, call: &Call, reply: &Reply) -> Result<()> {
        // A default client scope cannot become an optional one.
        if operation.method == "PUT"
            && operation
                .template
                .ends_with("client-scopes/{clientScopeId}")
        {
            let undo = Call {
                method: "DELETE".to_owned(),
                body: None,
                ..call.clone()
            };
            self.callers.send_as_administrator(&undo)?;
        }
        let created = reply
            .location
            .as_deref()
            .and_then(|location| location.strip_prefix(&self.base_url));
        if let Some(path) =
            created.filter(|path| reply.status == 201 && path.starts_with("/admin/"))
        {
            let call = Call {
                method: "DELETE".to_owned(),
                path: path.to_owned(),
                content_type: "application/json".to_owned(),
                body: None,
            };
            self.callers.send_as_administrator(&call)?;
        }
        let template = &operation.template;
        let branch = ["/admin/realms/{realm}/", "/admin/api/{realm}/"]
            .iter()
            .find_map(|realm| template.strip_prefix(realm))
            .and_then(|rest| rest.split('/').next());
        let spends = match operation.method.as_str() {
            // Removing an object that no longer exists succeeds as well.
            "DELETE" => ![
                "/role-mappings",
                "/scope-mappings",
                "/composites",
                "/default-",
                "/attack-detection",
                "/{user-id}/groups/",
            ]
            .iter()
            .any(|part| operation.template.contains(part)),
            "POST" => [
                "/federated-identity/",
                "/logout",
                "/members",
                "/identity-providers",
                "/resend",
            ]
            .iter()
            .any(|part| operation.template.contains(part)),
            _ => false,
        };
        match branch {
            Some(branch) if spends => self.world.renew(branch),
            _ => Ok(()),
        }
    }

    fn ask_to_delete_the_realm(&mut self, who: &Who) -> Result<Reply> {
        if self.doomed.is_none() {
            let realm = format!("doomed-{}", self.world.number());
            self.admin
                .create_realm(json!({ "realm": realm, "accessTokenLifespan": 3600 }))?;
            let callers = Callers::new(self.admin, &self.base_url, &realm)?;
            self.doomed = Some((realm, callers));
        }
        let Some((realm, callers)) = self.doomed.as_mut() else {
            anyhow::bail!("there is no realm to delete")
        };
        let path = format!("/admin/realms/{realm}");
        let call = Call {
            method: "DELETE".to_owned(),
            path,
            content_type: "application/json".to_owned(),
            body: None,
        };
        let reply = callers.send(who, &call)?;
        if reply.is_success() {
            self.doomed = None;
        }
        Ok(reply)
    }
}

/// The area of the Admin API, and whether the operation writes.
fn neighborhood(operation: &Declared) -> (String, bool) {
    let branch = operation.template.split('/').nth(4).unwrap_or_default();
    (branch.to_owned(), operation.method != "GET")
}

/// The same sets for a token of `master`, with `admin` instead of `realm-admin`.
fn mirrored(target: &Sets) -> Sets {
    let rename = |sets: &[Roles]| {
        let rename = |role: &String| {
            if role == "realm-admin" {
                "admin".to_owned()
            } else {
                role.clone()
            }
        };
        let mut sets: Vec<Roles> = sets
            .iter()
            .map(|set| set.iter().map(rename).collect())
            .collect();
        sets.sort_by_key(|set| (set.len(), set.clone()));
        sets
    };
    Sets {
        sufficient: rename(&target.sufficient),
        reduced: rename(&target.reduced),
        statuses: BTreeMap::new(),
    }
}

fn start(text: &str) -> &str {
    text.get(..120).unwrap_or(text)
}
