//! Implements the Admin API of the demo and its permission checks.

mod client_scopes;
mod clients;
mod role_mappings;
mod users;

use axum::http::{Method, StatusCode};
use axum::response::Response;
use serde_json::{Map, Value, json};

use crate::call::Call;
use crate::realm::{Person, Realm};
use crate::roles::RoleSet;
use crate::token::{self, Kind};
use crate::{Demo, response};

/// The roles that allow viewing a user.
const VIEW_USERS: [&str; 2] = ["view-users", "manage-users"];
/// The roles that allow changing a user.
const MANAGE_USERS: [&str; 1] = ["manage-users"];
/// The roles that allow viewing a client.
const VIEW_CLIENTS: [&str; 2] = ["view-clients", "manage-clients"];

/// The caller, with the roles that count: those assigned now, not those in the token.
#[derive(Clone, Copy)]
struct Caller {
    realm: Realm,
    roles: RoleSet,
}

impl Caller {
    /// Identifies the caller, or returns 401 with the same body for every reason.
    fn authenticate(demo: &Demo, call: &Call) -> Result<Self, Response> {
        let unauthorized = || response::bare(StatusCode::UNAUTHORIZED);
        let key = demo.key.get().ok_or_else(response::failure)?;
        let token = call.bearer().ok_or_else(unauthorized)?;
        let login = if call.release().checks_audience() {
            token::verify_for_admin_api(key, &call.base, token)
        } else {
            token::verify(key, &call.base, token, Kind::Bearer)
        };
        let login = login.ok_or_else(unauthorized)?;
        let roles = match login.person {
            Person::Admin => RoleSet::ALL,
            person => demo.visitors.assigned(&call.visitor, person).effective(),
        };
        Ok(Self {
            realm: login.realm,
            roles,
        })
    }

    /// 403 unless the caller has one of these roles.
    fn require(self, names: &[&str]) -> Result<(), Response> {
        if self.roles.has_any(names) {
            Ok(())
        } else {
            Err(forbidden())
        }
    }

    /// Whether serverinfo and the realm itself treat the caller as an administrator: any role except `impersonation` is enough.
    fn is_some_admin(self) -> bool {
        !self
            .roles
            .without(RoleSet::named(&["impersonation"]))
            .is_empty()
    }

    fn may_view_realm(self) -> bool {
        self.roles.has_any(&["view-realm", "manage-realm"])
    }
}

/// A request that has passed the first gates, and its target.
struct Target<'a> {
    demo: &'a Demo,
    call: &'a Call,
    caller: Caller,
    realm: Realm,
}

impl Target<'_> {
    /// 405 unless the request has one of the methods.
    fn allow(&self, methods: &[Method]) -> Result<(), Response> {
        let method = if self.call.method == Method::HEAD {
            &Method::GET
        } else {
            &self.call.method
        };
        if methods.contains(method) {
            Ok(())
        } else {
            Err(response::bare(StatusCode::METHOD_NOT_ALLOWED))
        }
    }

    /// 405 unless the request reads, and 403 unless the caller may view clients.
    fn reads_clients(&self) -> Result<(), Response> {
        self.allow(&[Method::GET])?;
        self.caller.require(&VIEW_CLIENTS)
    }
}

/// Handles a request below `/admin/realms`.
pub(crate) fn handle(demo: &Demo, call: &Call, path: &[&str]) -> Response {
    match gates(demo, call, path) {
        Ok(response) | Err(response) => response,
    }
}

/// Checks the gates in Keycloak's order: token, origin, realm, the token's realm, then those of the target.
fn gates(demo: &Demo, call: &Call, path: &[&str]) -> Result<Response, Response> {
    let caller = Caller::authenticate(demo, call)?;
    check_origin(call)?;
    let [realm, path @ ..] = path else {
        return realms(call, caller);
    };
    let realm = Realm::named(realm)
        .ok_or_else(|| response::error(StatusCode::NOT_FOUND, "Realm not found."))?;
    if caller.realm != realm && caller.realm != Realm::Master {
        return Err(forbidden());
    }
    let target = Target {
        demo,
        call,
        caller,
        realm,
    };
    match path {
        [] => {
            target.allow(&[Method::GET])?;
            realm_representation(caller, realm).map(response::representation_text)
        }
        ["users", path @ ..] => users::handle(&target, path),
        // The story's fix needs no client of master.
        ["clients", path @ ..] if realm == Realm::Story => clients::handle(&target, path),
        ["client-scopes"] if realm == Realm::Story && call.release().checks_audience() => {
            client_scopes::list(&target)
        }
        _ => Err(response::bare(StatusCode::NOT_FOUND)),
    }
}

fn check_origin(call: &Call) -> Result<(), Response> {
    if call.is_cross_origin() {
        Err(response::error(StatusCode::FORBIDDEN, "Invalid origin"))
    } else {
        Ok(())
    }
}

/// Returns the realms that the caller administers.
fn realms(call: &Call, caller: Caller) -> Result<Response, Response> {
    if call.method != Method::GET && call.method != Method::HEAD {
        return Err(response::bare(StatusCode::METHOD_NOT_ALLOWED));
    }
    if !caller.is_some_admin() {
        return Err(forbidden());
    }
    let shown: Vec<String> = match (caller.realm, caller.may_view_realm()) {
        (Realm::Master, _) => [Realm::Story, Realm::Master]
            .map(|realm| realm.representation().to_owned())
            .to_vec(),
        (Realm::Story, true) => vec![Realm::Story.representation().to_owned()],
        (Realm::Story, false) => vec![json!({ "realm": Realm::Story.name() }).to_string()],
    };
    Ok(response::representation_text(format!(
        "[{}]",
        shown.join(",")
    )))
}

/// Returns the realm, with few fields for callers that may not view it.
fn realm_representation(caller: Caller, realm: Realm) -> Result<String, Response> {
    if caller.may_view_realm() {
        return Ok(realm.representation().to_owned());
    }
    if !caller.is_some_admin() {
        return Err(forbidden());
    }
    let mut little = json!({
        "realm": realm.name(),
        "bruteForceProtected": false,
        "supportedLocales": [],
        "organizationsEnabled": false,
    });
    if caller.roles.has_any(&["view-users", "manage-users"]) {
        little["registrationEmailAsUsername"] = Value::Bool(false);
    }
    Ok(little.to_string())
}

/// Returns the response to `GET /admin/serverinfo`, with the features, but without the lists of providers, which the story does not need.
pub(crate) fn server_info(demo: &Demo, call: &Call) -> Response {
    let info = || {
        let caller = Caller::authenticate(demo, call)?;
        if call.method != Method::GET && call.method != Method::HEAD {
            return Err(response::bare(StatusCode::METHOD_NOT_ALLOWED));
        }
        if !caller.is_some_admin() {
            return Err(forbidden());
        }
        check_origin(call)?;
        let mut info: Map<String, Value> =
            serde_json::from_str(include_str!("../data/features.json"))
                .map_err(|_| response::failure())?;
        if caller.roles.has_any(&["manage-realm"]) {
            info.insert(
                "systemInfo".to_owned(),
                json!({ "version": call.release().version() }),
            );
        }
        if caller.realm == Realm::Master {
            info.extend(["cpuInfo", "memoryInfo"].map(|name| (name.to_owned(), json!({}))));
        }
        let maps = [
            "builtinProtocolMappers",
            "clientInstallations",
            "componentTypes",
            "cryptoInfo",
            "enums",
            "protocolMapperTypes",
            "providers",
            "themes",
        ];
        let lists = [
            "identityProviders",
            "parameterizedScopeTypes",
            "passwordPolicies",
            "socialProviders",
        ];
        info.extend(maps.map(|name| (name.to_owned(), json!({}))));
        info.extend(lists.map(|name| (name.to_owned(), json!([]))));
        Ok(response::representation(&info))
    };
    match info() {
        Ok(response) | Err(response) => response,
    }
}

fn forbidden() -> Response {
    response::bare(StatusCode::FORBIDDEN)
}
