//! Reads base URL, realm, and operation from a URL.

use url::Url;

use super::{Known, is_placeholder};
use diagnosis::attempt;
use diagnosis::exchange::Call;
use permissions::Permissions;

/// Parses a path as the URL of some server: only its path and its query mean something.
pub fn of_path(path: &str) -> Option<Url> {
    Url::parse(&format!("https://host.invalid{path}")).ok()
}

/// Reads base URL, realm, call, and operation from a URL.
pub(super) fn read(known: &mut Known, method: &str, url: &Url, permissions: Option<&Permissions>) {
    let path = url.path();
    let cut = |at: usize| {
        let mut base = url.clone();
        base.set_path(path.get(..at).unwrap_or_default());
        base.set_query(None);
        base.set_fragment(None);
        base.as_str().trim_end_matches('/').to_owned()
    };
    let input = &mut known.input;
    if let Some(at) = path.find("/admin/") {
        input.url = cut(at);
        let below = path.get(at..).unwrap_or_default();
        let mut segments = below.split('/').skip(3);
        if below.starts_with("/admin/realms/")
            && let Some(realm) = segments.next().and_then(decoded)
        {
            if !input.realm.is_empty() && input.realm != realm {
                input.auth_realm = std::mem::take(&mut input.realm);
            }
            input.realm = realm;
        }
        known.call = Some(Call::Operation);
        operation(known, method, below, url.query(), permissions);
    } else if let Some(at) = path.find("/realms/") {
        input.url = cut(at);
        let mut segments = path.get(at..).unwrap_or_default().split('/').skip(2);
        if let Some(realm) = segments.next().and_then(decoded) {
            if input.realm.is_empty() {
                input.realm = realm;
            } else if input.realm != realm {
                input.auth_realm = realm;
            }
        }
        if path.ends_with("/protocol/openid-connect/token") {
            known.call.get_or_insert(Call::Token);
        }
    }
}

fn operation(
    known: &mut Known,
    method: &str,
    path: &str,
    query: Option<&str>,
    permissions: Option<&Permissions>,
) {
    let input = &mut known.input;
    let method = method.to_ascii_uppercase();
    let query = query.map(|query| format!("?{query}")).unwrap_or_default();
    let Some(found) = permissions.and_then(|permissions| permissions.find(&method, path)) else {
        let below = path
            .split('/')
            .skip(4)
            .fold(String::new(), |path, segment| format!("{path}/{segment}"));
        let path = if path.starts_with("/admin/realms/") {
            format!("/admin/realms/{{realm}}{below}")
        } else {
            path.to_owned()
        };
        input.operation = format!("{method} {path}{query}");
        return;
    };
    input.operation = format!("{}{query}", found.operation);
    for (name, value) in found.parameters {
        let value = decoded(&value).unwrap_or_default();
        match name {
            "realm" => {}
            "user-id" => input.user_id = value,
            _ => {
                input.params.insert(name.to_owned(), value);
            }
        }
    }
}

/// A decoded path segment; `None` for placeholders such as `$REALM`.
fn decoded(segment: &str) -> Option<String> {
    let value = attempt::decoded(segment);
    (!is_placeholder(&value)).then_some(value)
}
