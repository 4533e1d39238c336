//! The bundle that pages load on demand: the engine and the permission data, without any view.
//!
//! A separate bundle keeps the first page load small: `app` loads it when the visitor pastes a response, chooses an operation, searches the
//! causes, or uses a tool, and calls the functions here. They take and return strings and lists of strings, which pass between two bundles
//! without a protocol; numbers are written as text. No function sends requests. Before [`learn`], every function returns nothing.

use std::cell::OnceCell;

use diagnosis::attempt::{Field, Input, Notice, Severity};
use diagnosis::report::Report;
use permissions::{Matrix, Permissions, TokenRealm};
use reader::reading::{Context, find_causes};
use reader::text::{called, split_url};
use render::{Choice, Known, Reading, Rows, SharedReport, Tool};
use secrecy::ExposeSecret;
use wasm_bindgen::prelude::wasm_bindgen;

thread_local! {
    static MATRIX: OnceCell<Matrix> = const { OnceCell::new() };
}

/// Loads the permission data, the text of `/data/permissions.json`. Returns whether it can be read.
#[wasm_bindgen]
#[must_use]
pub fn learn(json: &str) -> bool {
    MATRIX.with(|known| {
        known.get().is_some()
            || Matrix::from_json(json).is_ok_and(|matrix| known.set(matrix).is_ok())
    })
}

fn with<T: Default>(what: impl FnOnce(&Matrix) -> T) -> T {
    MATRIX.with(|known| known.get().map(what).unwrap_or_default())
}

/// The permissions of the stated version, or of the newest one.
fn at_version<'m>(matrix: &'m Matrix, stated: &str) -> Permissions<'m> {
    match stated.trim().parse() {
        Ok(version) => matrix.at(version, TokenRealm::Target),
        Err(_) => matrix.newest(TokenRealm::Target),
    }
}

/// Finds the operations for the typed text in the stated version. Returns their number, the best one (empty for none), and for each
/// suggestion its method, path, description, and `writes` or nothing.
#[wasm_bindgen]
#[must_use]
pub fn offers(typed: &str, stated: &str) -> Vec<String> {
    with(|matrix| {
        let offers = render::offers(&at_version(matrix, stated), typed);
        let first = offers.first.map(|at| at.to_string()).unwrap_or_default();
        let mut texts = vec![offers.all.to_string(), first];
        for offer in offers.shown {
            let writes = if offer.writes { "writes" } else { "" };
            texts.extend([offer.method, offer.template, offer.does, writes.to_owned()]);
        }
        texts
    })
}

/// Finds the causes of a message, a log, or words at this time (seconds since 1970), best first. Returns for each cause its code, its
/// title, and the known message that matches best; the message is empty if the title or a word matches.
#[wasm_bindgen]
#[must_use]
pub fn causes_found(text: &str, now: &str) -> Vec<String> {
    with(|matrix| {
        let context = Context {
            matrix,
            version: None,
            operation: "",
            now: now.parse().unwrap_or_default(),
        };
        let found = find_causes(text, &context).into_iter();
        let texts = found.flat_map(|hit| [hit.code, hit.title, hit.message].map(str::to_owned));
        texts.collect()
    })
}

/// Returns what is wrong with a typed operation: `error` or `warning`, the message, and the suggestion or nothing. Empty for a known
/// operation.
#[wasm_bindgen]
#[must_use]
pub fn notice(typed: &str, stated: &str) -> Vec<String> {
    with(|matrix| {
        let notice = render::notice(&at_version(matrix, stated), typed);
        notice.map(words).unwrap_or_default()
    })
}

fn words(notice: Notice) -> Vec<String> {
    let severity = match notice.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    vec![
        severity.to_owned(),
        notice.message,
        notice.suggestion.unwrap_or_default(),
    ]
}

/// Returns the fields of the form that a request contains, and their values, in turn. Empty if the text is not a request.
#[wasm_bindgen]
#[must_use]
pub fn concrete(call: &str, stated: &str) -> Vec<String> {
    with(|matrix| {
        let found = called(call, &at_version(matrix, stated));
        found.map(|input| fields(&input)).unwrap_or_default()
    })
}

/// Returns the fields that a URL contains that was pasted as the base URL, and their values, in turn. Empty if it is a base URL or no URL.
#[wasm_bindgen]
#[must_use]
pub fn split(url: &str, stated: &str) -> Vec<String> {
    with(|matrix| {
        let found = split_url(url, &at_version(matrix, stated));
        found.map(|input| fields(&input)).unwrap_or_default()
    })
}

/// The non-empty fields, by their names in links, and their values, in turn.
fn fields(input: &Input) -> Vec<String> {
    let texts = [
        (Field::Url, input.url.as_str()),
        (Field::Realm, &input.realm),
        (Field::AuthRealm, &input.auth_realm),
        (Field::Grant, &input.grant),
        (Field::ClientId, &input.client_id),
        (Field::ClientSecret, input.client_secret.expose_secret()),
        (Field::Username, &input.username),
        (Field::Password, input.password.expose_secret()),
        (Field::Token, input.token.expose_secret()),
        (Field::Scope, &input.scope),
        (Field::UserId, &input.user_id),
        (Field::Operation, &input.operation),
    ];
    let parameters = input
        .params
        .iter()
        .map(|(name, value)| (format!("param-{name}"), value.clone()));
    texts
        .into_iter()
        .map(|(field, text)| (field.name().to_owned(), text.to_owned()))
        .chain(parameters)
        .filter(|(_, text)| !text.is_empty())
        .flat_map(|(name, text)| [name, text])
        .collect()
}

/// Reads two pasted texts together at this time (seconds since 1970). `operation` is used if the texts name none.
///
/// The first string is the kind of the result: `report` is followed by the two parts of the report as HTML, `command` by fields and values
/// as in [`concrete`], `mistakes` by the field and message of each error, and `nothing` by nothing.
#[wasm_bindgen]
#[must_use]
pub fn pasted(first: &str, second: &str, operation: &str, now: &str, prefix: &str) -> Vec<String> {
    let now = now.parse().unwrap_or_default();
    with(|matrix| {
        let reading = render::read([first, second], operation, matrix, now);
        let one = |kind: &str| vec![kind.to_owned()];
        match &reading {
            Reading::Command(known) => [one("command"), fields(&known.input)].concat(),
            Reading::Mistakes(mistakes) => {
                mistakes.iter().fold(one("mistakes"), |mut texts, mistake| {
                    texts.extend([mistake.field.name().to_owned(), mistake.message.clone()]);
                    texts
                })
            }
            Reading::Nothing => one("nothing"),
            Reading::Answered(report, _) | Reading::Token(_, report) => {
                let data = render::report_data(report, false);
                render::reading(&reading, prefix).map_or_else(
                    || one("nothing"),
                    |html| vec!["report".to_owned(), html.answer, html.analysis + &data],
                )
            }
        }
    })
}

/// Returns a report (JSON) as a shared report with this date, and as Markdown. Both contain the user's names only if `names` is not empty.
/// Returns nothing if the report cannot be parsed.
#[wasm_bindgen]
#[must_use]
pub fn shared(report: &str, names: &str, date: &str) -> Vec<String> {
    with(|matrix| match serde_json::from_str::<Report>(report) {
        Ok(report) => {
            let shared = SharedReport::new(&report, matrix, !names.is_empty(), date);
            vec![shared.to_text(), shared.markdown()]
        }
        Err(_) => Vec::new(),
    })
}

fn choice(query: &str) -> Choice {
    Choice::read(form_urlencoded::parse(query.as_bytes()))
}

/// Returns what the tool at this path shows for the choice `now` after the choice `before`; both are queries. `unknown` lists what a pasted
/// text requests and the version does not have, one a line.
///
/// The strings are the result as HTML, the result as a sentence, the query of its link, and the choices as HTML if they differ from those
/// before or `anew` is not empty.
#[wasm_bindgen]
#[must_use]
pub fn tool(
    path: &str,
    prefix: &str,
    before: &str,
    now: &str,
    unknown: &str,
    anew: &str,
) -> Vec<String> {
    let Some(tool) = Tool::at(path) else {
        return Vec::new();
    };
    let (before, now) = (choice(before), choice(now));
    let unknown: Vec<String> = unknown.lines().map(str::to_owned).collect();
    with(|matrix| {
        let known = Known { matrix, prefix };
        let shown = tool.shown(known, &now, Some(&before), &unknown);
        let choices =
            (!anew.is_empty() || tool.renews(&before, &now)).then(|| tool.choices(known, &now));
        vec![
            shown.answer,
            shown.summary,
            now.query(),
            choices.unwrap_or_default(),
        ]
    })
}

/// The smallest role set for a choice, as plain text.
#[cfg(feature = "bench")]
#[wasm_bindgen]
#[must_use]
pub fn least(query: &str) -> Vec<String> {
    let choice = choice(query);
    with(|matrix| {
        let permissions = choice.permissions(matrix);
        let wanted = choice.operations.iter();
        let needed: Vec<_> = wanted.filter_map(|name| matrix.operation(name)).collect();
        let least = permissions.smallest(&needed).roles;
        let names = matrix.role_names(least).into_iter();
        names.map(str::to_owned).collect()
    })
}

/// Adds the operations in a pasted text to a choice. Returns the new query, a sentence about what was found, the text with marked lines as
/// HTML, and what the version does not have.
#[wasm_bindgen]
#[must_use]
pub fn add_pasted(query: &str, text: &str) -> Vec<String> {
    let mut choice = choice(query);
    choice.find.clear();
    with(|matrix| {
        let added = choice.add_pasted(matrix, text);
        let mut summary = match added.found {
            0 => String::new(),
            count => format!("{count} found, {} new. ", added.new),
        };
        let marked = added.marked();
        for warning in added.warnings {
            summary.push_str(&warning);
            summary.push(' ');
        }
        [vec![choice.query(), summary, marked], added.unknown].concat()
    })
}

/// Returns the operations of a version that a search finds: a sentence with their number, and the lines of the list as HTML. URLs begin
/// with `prefix` and `place`, the part of the path that keeps the version.
#[wasm_bindgen]
#[must_use]
pub fn operations_found(prefix: &str, place: &str, version: &str, typed: &str) -> Vec<String> {
    with(|matrix| {
        let Ok(version) = version.parse() else {
            return Vec::new();
        };
        let permissions = matrix.at(version, TokenRealm::Target);
        let (words, rows) = Rows::new(prefix, place, permissions).found(typed);
        vec![words, rows.into_string()]
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const DATA: &str = include_str!("../../../permissions/data/permissions.json");
    const OPERATION: &str = "PUT /admin/realms/{realm}/users/{user-id}/reset-password";

    #[test]
    fn every_function_returns_nothing_before_the_data_is_loaded() {
        assert!(!learn("{}"));
        assert!(offers("reset password", "").is_empty());
        assert!(tool("/roles", "", "", "", "", "").is_empty());
        assert!(pasted("x", "", "", "0", "").is_empty());
    }

    #[test]
    fn operations_are_suggested_and_checked() {
        assert!(learn(DATA) && learn(DATA));
        let offered = offers("reset password", "");
        assert_eq!(offered[1], "0", "the best is the first");
        assert_eq!(format!("{} {}", offered[2], offered[3]), OPERATION);
        assert_eq!(offered[5], "writes");
        assert!(notice(OPERATION, "26.7").is_empty());
        assert_eq!(notice("reset password", "26.7")[0], "error");
        let nonsense = notice("GET /admin/realms/{realm}/nonsense", "26.7");
        assert_eq!(nonsense[0], "warning");
    }

    #[test]
    fn a_request_is_split_into_fields() {
        assert!(learn(DATA));
        let address = "https://sso.example.com/auth/admin/realms/shop/users/7f3a/groups/g1";
        let taken = concrete(&format!("PUT {address}"), "");
        let value = |name: &str| {
            let at = taken.iter().step_by(2).position(|known| known == name);
            at.map(|at| taken[2 * at + 1].as_str())
        };
        assert_eq!(value("url"), Some("https://sso.example.com/auth"));
        assert_eq!(value("realm"), Some("shop"));
        assert_eq!(value("user_id"), Some("7f3a"));
        assert_eq!(value("param-groupId"), Some("g1"), "{taken:?}");
        assert!(concrete("good morning", "").is_empty());
    }

    #[test]
    fn a_pasted_text_is_explained_or_fills_the_form() {
        assert!(learn(DATA));
        let texts = pasted("HTTP/1.1 403 Forbidden\n\n{}", "", "", "1800000000", "/sub");
        assert_eq!(texts[0], "report");
        assert!(texts[1].contains("403") && texts[1].contains("/sub/causes/"));
        let command = "curl -d client_secret=s1 -d client_id=backend -d grant_type=client_credentials \
                       https://sso.example.com/realms/shop/protocol/openid-connect/token";
        let texts = pasted(command, "", "", "1800000000", "");
        assert_eq!(texts[0], "command");
        let secret = texts
            .iter()
            .position(|text| text == "client_secret")
            .unwrap();
        assert_eq!(texts[secret + 1], "s1");
        assert_eq!(pasted("good morning", "", "", "0", ""), ["nothing"]);
    }

    #[test]
    fn a_pasted_report_is_shared() {
        assert!(learn(DATA));
        let response = "GET /admin/realms/acme/users/1 403\n\n{\"error\":\"HTTP 403 Forbidden\"}";
        let analysis = pasted(response, "", "", "1800000000", "").remove(2);
        let data = analysis
            .split_once("<template class=\"report-data\">")
            .unwrap()
            .1;
        let data = data.split_once("</template>").unwrap().0;
        let data = &data.replace("&quot;", "\"").replace("&amp;", "&");
        let without = shared(data, "", "2026-01-01");
        assert!(!without[0].contains("acme") && without[1].starts_with("### Missing role"));
        assert!(shared(data, "names", "2026-01-01")[0].contains("acme"));
        assert!(shared("{}", "", "").is_empty());
    }

    #[test]
    fn tools_render_a_choice_and_add_pasted_operations() {
        assert!(learn(DATA));
        let added = add_pasted(
            "keycloak=26.7.3&find=x",
            "DELETE /admin/realms/shop/users/7f3a",
        );
        assert!(added[0].contains("operation=DELETE") && !added[0].contains("find"));
        assert!(added[1].starts_with("1 found, 1 new"), "{added:?}");
        assert!(added[2].contains("Recognized: DELETE"), "{added:?}");
        let shown = tool("/roles", "/sub", "", &added[0], "", "");
        assert!(shown[0].contains("manage-users"), "{}", shown[0]);
        assert_eq!(shown[2], added[0]);
        assert!(tool("/nonsense", "", "", "", "", "").is_empty());
        let found = operations_found("/sub", "", "26.7.3", "reset password");
        assert!(found[1].contains("/sub/operations/put-users-user-id-reset-password"));
    }
}
