//! Renders the permission data for other tools: JSON and CSV by release and as ranges of releases, JSON Schemas, a search index, and
//! `llms.txt`.

use std::fmt::Write as _;

use permissions::{Matrix, TokenRealm};
use serde::Serialize;
use serde_json::{Value, json};

use super::entry::in_words;
use super::{Kind, Page, entries, openapi, pages};

/// The media types of the dataset.
const JSON: &str = "application/json";
const CSV: &str = "text/csv; charset=utf-8";

/// The files in addition to those of each release.
const FILES: [&str; 4] = [
    "ranges.json",
    "ranges.csv",
    "ranges.schema.json",
    "operations.schema.json",
];
/// The endings of the files of each release, after its version.
const ENDINGS: [&str; 4] = ["json", "csv", "overlay.json", "openapi.json"];

/// The names of the files of the dataset.
pub fn file_names(matrix: &Matrix) -> Vec<String> {
    let of_releases = matrix
        .versions()
        .iter()
        .flat_map(|version| ENDINGS.map(|ending| format!("{version}.{ending}")));
    FILES
        .map(str::to_owned)
        .into_iter()
        .chain(of_releases)
        .collect()
}

/// The media type and the content of a file of the dataset; `None` for any other name.
pub fn file(matrix: &Matrix, name: &str) -> Option<(&'static str, String)> {
    Some(match name {
        "ranges.json" => (JSON, pretty(&ranges(matrix))),
        "ranges.csv" => (CSV, ranges_csv(matrix)),
        "ranges.schema.json" => (JSON, pretty(&ranges_schema())),
        "operations.schema.json" => (JSON, pretty(&operations_schema())),
        _ => {
            // The longest ending first: every version contains dots.
            let (version, ending) = matrix.versions().iter().find_map(|version| {
                let ending = name.strip_prefix(&format!("{version}."))?;
                Some((*version, ending))
            })?;
            let permissions = matrix.at(version, TokenRealm::Target);
            match ending {
                "json" => (JSON, pretty(&entries(permissions))),
                "csv" => (CSV, operations_csv(matrix, version)),
                "overlay.json" => (JSON, pretty(&openapi::overlay(permissions))),
                "openapi.json" => (JSON, pretty(&openapi::document(permissions))),
                _ => return None,
            }
        }
    })
}

/// One line for each operation of a release.
fn operations_csv(matrix: &Matrix, version: permissions::Version) -> String {
    let mut text =
        "method,path,sufficient,partial response,token of master,not measured\r\n".to_owned();
    for entry in entries(matrix.at(version, TokenRealm::Target)) {
        let (method, path) = entry.operation.split_once(' ').unwrap_or_default();
        line(
            &mut text,
            &[
                method,
                path,
                &in_words(&entry.sufficient),
                &in_words(&entry.reduced),
                &in_words(&entry.of_master),
                entry.unmeasured.unwrap_or_default(),
            ],
        );
    }
    text
}

/// The required roles of an operation in a range of measured releases.
#[derive(Serialize)]
struct Range<'m> {
    operation: String,
    /// The realm that issued the token: the realm of the request, or master.
    token_realm: &'static str,
    /// The first measured release of the range.
    from: String,
    /// The last measured release of the range.
    to: String,
    sufficient: Vec<Vec<&'m str>>,
    reduced: Vec<Vec<&'m str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unmeasured: Option<&'m str>,
}

/// Every operation with its ranges, oldest first, for tokens of the realm and for tokens of master.
fn ranges(matrix: &Matrix) -> Vec<Range<'_>> {
    let realms = [
        (TokenRealm::Target, "realm"),
        (TokenRealm::Master, "master"),
    ];
    let names = |sets: &[permissions::RoleSet]| {
        let names = sets.iter().map(|set| matrix.role_names(*set));
        names.collect()
    };
    let mut all = Vec::new();
    for operation in matrix.operations() {
        for (realm, token_realm) in realms {
            all.extend(
                matrix
                    .needs(operation, realm)
                    .into_iter()
                    .map(|span| Range {
                        operation: operation.to_string(),
                        token_realm,
                        from: span.first.to_string(),
                        to: span.last.to_string(),
                        sufficient: names(&span.rule.sufficient),
                        reduced: names(&span.rule.reduced),
                        unmeasured: span.rule.unmeasured.as_deref(),
                    }),
            );
        }
    }
    all
}

fn ranges_csv(matrix: &Matrix) -> String {
    let mut text =
        "method,path,token realm,from,to,sufficient,partial response,not measured\r\n".to_owned();
    for range in ranges(matrix) {
        let (method, path) = range.operation.split_once(' ').unwrap_or_default();
        line(
            &mut text,
            &[
                method,
                path,
                range.token_realm,
                &range.from,
                &range.to,
                &in_words(&range.sufficient),
                &in_words(&range.reduced),
                range.unmeasured.unwrap_or_default(),
            ],
        );
    }
    text
}

/// A line of CSV (RFC 4180).
fn line(text: &mut String, fields: &[&str]) {
    for (at, field) in fields.iter().enumerate() {
        if at > 0 {
            text.push(',');
        }
        if field.contains([',', '"', '\r', '\n']) {
            let _ = write!(text, "\"{}\"", field.replace('"', "\"\""));
        } else {
            text.push_str(field);
        }
    }
    text.push_str("\r\n");
}

/// The schema of role sets: any of the sets is enough, and all roles of a set are required.
fn sets_schema(description: &str) -> Value {
    json!({
        "description": description,
        "type": "array",
        "items": {
            "description": "Roles that are required together. Empty: any access token is enough.",
            "type": "array",
            "items": { "type": "string" },
            "uniqueItems": true,
        },
    })
}

fn schema(title: &str, items: &Value) -> Value {
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        "type": "array",
        "items": items,
    })
}

fn operation_schema() -> Value {
    json!({
        "description": "The method and the path, with Keycloak's names of the parameters.",
        "type": "string",
        "pattern": "^(GET|POST|PUT|DELETE|PATCH|HEAD|OPTIONS) /admin",
    })
}

/// The JSON Schema of `26.7.5.json` and the other releases.
fn operations_schema() -> Value {
    schema(
        "The roles that the operations of Keycloak's Admin API require in one release",
        &json!({
            "type": "object",
            "required": ["operation", "sufficient", "reduced"],
            "additionalProperties": false,
            "properties": {
                "operation": operation_schema(),
                "sufficient": sets_schema("Every minimal set of realm-management roles that allows the request."),
                "reduced": sets_schema("Every minimal set of roles that allows the request with a partial response."),
                "unmeasured": {
                    "description": "The reason why the required roles could not be measured. In this case, the sets are empty.",
                    "type": "string",
                },
                "of_master": sets_schema(
                    "The role sets of a token that master issued, if no role of the realm allows the request."
                ),
            },
        }),
    )
}

/// The JSON Schema of `ranges.json`.
fn ranges_schema() -> Value {
    let version = |description: &str| {
        json!({
            "description": description,
            "type": "string",
            "pattern": "^[0-9]+\\.[0-9]+\\.[0-9]+$",
        })
    };
    schema(
        "The roles that the operations of Keycloak's Admin API require, by ranges of measured releases",
        &json!({
            "type": "object",
            "required": ["operation", "token_realm", "from", "to", "sufficient", "reduced"],
            "additionalProperties": false,
            "properties": {
                "operation": operation_schema(),
                "token_realm": {
                    "description": "The realm that issued the token: the realm of the request, or master.",
                    "enum": ["realm", "master"],
                },
                "from": version("The first measured release of the range."),
                "to": version("The last measured release of the range."),
                "sufficient": sets_schema("Every minimal set of roles that allows the request."),
                "reduced": sets_schema("Every minimal set of roles that allows the request with a partial response."),
                "unmeasured": {
                    "description": "The reason why the required roles could not be measured. In this case, the sets are empty.",
                    "type": "string",
                },
            },
        }),
    )
}

/// The index for the search of a static site. `public/search.js` reads it, and computes the paths and titles of operations from their names.
pub fn search_index(matrix: &Matrix) -> String {
    let of_kind = |kind: Kind| pages(matrix).filter(move |page| page.kind == kind);
    let causes: Vec<Value> = of_kind(Kind::Cause)
        .map(|page| json!([page.subject, page.title, further_words(&page)]))
        .collect();
    let operations: Vec<Value> = of_kind(Kind::Operation)
        .map(|page| {
            let name = page.title.replacen(" /admin/realms/{realm}", " ~", 1);
            json!([name.replacen(" /admin", " ", 1), further_words(&page)])
        })
        .collect();
    let roles: Vec<String> = of_kind(Kind::Role).map(|page| page.subject).collect();
    json!({ "causes": causes, "operations": operations, "roles": roles }).to_string()
}

/// The words by which a page is found in addition to those of its path and title, each once and in lower case.
fn further_words(page: &Page) -> String {
    let shown = format!("{} {}", page.path, page.title).to_lowercase();
    let mut words: Vec<String> = Vec::new();
    for word in page
        .words
        .split(|letter: char| !letter.is_alphanumeric() && letter != '_')
    {
        let word = word.to_lowercase();
        if !shown.contains(&word) && !words.contains(&word) {
            words.push(word);
        }
    }
    words.join(" ")
}

/// An overview for language models, as llmstxt.org describes it. `base` is the URL of the site, without a trailing slash.
pub fn llms(matrix: &Matrix, base: &str) -> String {
    let mut text = format!(
        "# Why403\n\n> Why Keycloak's Admin API returns 401, 403, or 404, which role an operation requires, and the smallest fix. \
         Measured on real Keycloak servers.\n\nEvery page of an operation or a role also exists by Keycloak version, such as \
         {base}/26.5/roles/view-users.md, and as JSON with the suffix .json.\n\n## Guide and data\n\n\
         - [Guide: from 403 to 200]({base}/guide)\n\
         - [Changes by release]({base}/changes.json)\n\
         - [Required roles by ranges of releases]({base}/data/ranges.json): described by {base}/data/ranges.schema.json\n"
    );
    let mut last = None;
    for page in pages(matrix) {
        if last.replace(page.kind) != Some(page.kind) {
            let heading = match page.kind {
                Kind::Cause => "Causes",
                Kind::Operation => "Operations",
                Kind::Role => "Roles",
            };
            let _ = write!(text, "\n## {heading}\n\n");
        }
        let _ = writeln!(text, "- [{}]({base}{}.md)", page.title, page.path);
    }
    text
}

fn pretty(value: &impl Serialize) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::line;

    #[test]
    fn a_field_with_a_comma_or_a_quote_is_quoted() {
        let mut text = String::new();
        line(&mut text, &["GET", "a, b", "say \"no\"", ""]);
        assert_eq!(text, "GET,\"a, b\",\"say \"\"no\"\"\",\r\n");
    }
}
