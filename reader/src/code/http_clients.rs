//! Finds HTTP clients with a base: `api = axios.create({ baseURL })`.

use std::collections::HashSet;

use super::assignment;
use super::path::LONGEST_PIECE;
use super::scan::Text;

/// Options with the base of a client.
const OPTIONS: [&str; 6] = [
    "baseURL",
    "baseUrl",
    "base_url",
    "prefixUrl",
    "prefixURL",
    "base_uri",
];
/// Further options and methods with the base of a client, whose client is not read from the assignment around them.
const FURTHER_OPTIONS: [&str; 9] = [
    "RestClientOptions",
    "rootUri",
    "BaseAddress",
    "SetBaseURL",
    "SetHostURL",
    "setBaseUrl",
    "defaultUriVariables",
    "baseUri",
    "base_URI",
];

/// Whether the path at a place is the base of a client: `baseURL: "…"`, `.rootUri("…")`, `BaseAddress = new Uri("…")`.
pub(super) fn is_base_of_client(text: Text, start: usize) -> bool {
    let (line, _) = text.line(start);
    let before = text.slice(line.max(start.saturating_sub(LONGEST_PIECE)), start);
    let Some((at, word)) = Text(before)
        .words()
        .filter(|(_, word)| OPTIONS.contains(word) || FURTHER_OPTIONS.contains(word))
        .last()
    else {
        return false;
    };
    // Nothing but the beginning of the value is between the option and the path.
    let value = before.get(at + word.len()..).unwrap_or_default();
    let value = value.trim_start_matches(['"', '\'']).trim_start();
    let mut depth = 0_i32;
    let goes_on = value.bytes().all(|byte| {
        match byte {
            b'(' | b'{' | b'[' => depth += 1,
            b')' | b'}' | b']' => depth -= 1,
            b',' | b';' => return depth > 0,
            _ => {}
        }
        depth >= 0
    });
    value.starts_with([':', '=', '(']) && goes_on
}

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
