//! Finds HTTP clients with a base: `api = axios.create({ baseURL })`.

use std::collections::HashSet;

use super::assignment;
use super::path::LONGEST_PIECE;
use super::scan::Text;

/// Clients that are functions: `kc = got.extend(…)`, `api = axios.create(…)`, `api = ofetch.create(…)`, `api = ky.create(…)`.
pub(super) fn callable_clients(text: Text<'_>) -> HashSet<&str> {
    const MAKERS: [&str; 6] = ["got", "axios", "ky", "ofetch", "fetch", "request"];
    text.words()
        .filter(|(at, word)| {
            ["extend", "create", "defaults"].contains(word)
                && text.before(*at) == b'.'
                && MAKERS.contains(&text.word_before(at - 1).trim_start_matches('$'))
        })
        .filter_map(|(at, _)| assignment::assigned(text, at))
        .chain(of_makers(text, &MAKERS))
        .collect()
}

/// Clients that a function in the text creates: `api = adminClient(…)` with `function adminClient(…) { return got.extend(…) }`.
fn of_makers<'t>(text: Text<'t>, makers: &[&str]) -> Vec<&'t str> {
    let functions: HashSet<&str> = text
        .0
        .match_indices("return ")
        .filter_map(|(at, mark)| {
            let made = at + mark.len();
            let maker = text.word_at(made);
            let next = text.slice(made + maker.len(), made + maker.len() + 8);
            if !makers.contains(&maker)
                || !(next.starts_with(".extend(") || next.starts_with(".create("))
            {
                return None;
            }
            let before = text.slice(at.saturating_sub(LONGEST_PIECE), at);
            let (_, name) = before.rsplit_once("function ")?;
            Some(text.slice_of(Text(name).word_at(0)))
        })
        .collect();
    if functions.is_empty() {
        return Vec::new();
    }
    text.words()
        .filter(|(at, word)| functions.contains(word) && text.at(at + word.len()) == b'(')
        .filter_map(|(at, _)| assignment::assigned(text, at))
        .collect()
}

/// The clients of a text by their base.
pub(super) struct Clients<'t> {
    /// The clients with the base of the Admin API: `admin = axios.create({ baseURL: `${url}/admin/realms/${realm}` })`.
    pub of_admin: HashSet<&'t str>,
    /// The clients with another base: `shop = axios.create({ baseURL: SHOP_URL })`.
    pub others: HashSet<&'t str>,
}

/// The clients of a text by their base. `names` are the names of paths of the Admin API.
pub(super) fn clients<'t>(text: Text<'t>, names: &HashSet<String>) -> Clients<'t> {
    const OPTIONS: [&str; 6] = [
        "baseURL",
        "baseUrl",
        "base_url",
        "prefixUrl",
        "prefixURL",
        "base_uri",
    ];
    let (mut of_admin, mut others) = (HashSet::new(), HashSet::new());
    for (at, word) in text.words().filter(|(_, word)| OPTIONS.contains(word)) {
        let next = text.skip_white(at + word.len());
        if !matches!(text.at(next), b':' | b'=' | b'(') {
            continue;
        }
        let value = text.slice(next + 1, next + LONGEST_PIECE);
        let value = value.split(['\n', ';']).next().unwrap_or(value);
        let is_own = value.contains("admin/realms")
            || Text(value).words().any(|(_, word)| {
                let lower = word.to_ascii_lowercase();
                names.contains(word)
                    || ["keycloak", "kc", "admin"]
                        .iter()
                        .any(|part| lower.contains(part))
            });
        let head = text.slice(at.saturating_sub(LONGEST_PIECE), at);
        let Some(equals) = head
            .rfind(" = ")
            .filter(|equals| !head.get(*equals..).unwrap_or_default().contains(';'))
        else {
            continue;
        };
        if let Some(name) = assignment::variable(text, at - head.len() + equals + 1) {
            if is_own {
                of_admin.insert(name);
            } else {
                others.insert(name);
            }
        }
    }
    // A text without a client for the Admin API may get it from another file, through any of its clients.
    let others = if of_admin.is_empty() {
        HashSet::new()
    } else {
        others.difference(&of_admin).copied().collect()
    };
    Clients { of_admin, others }
}
