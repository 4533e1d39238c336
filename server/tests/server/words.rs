//! Tests that pages and reports use the words of the glossary, not those that it retires.

use axum::http::StatusCode;
use diagnosis::cause::pages;
use server::knowledge::matrix;

use crate::serving::{get, router};

/// Words that the glossary retires, in lower case. It lists the word to use instead, such as allowed, denied, or partial response.
const RETIRED: [&str; 26] = [
    " besides",
    " brought ",
    " emptied",
    " held alone",
    " lest ",
    " lets through",
    " let through",
    " lets you",
    " log in ",
    " look-alike",
    " mended",
    " needs mending",
    " says no",
    " shall ",
    " stand-in",
    " take away",
    " taken away",
    " tells apart",
    " told ",
    " whence ",
    "cut answer",
    "beyond the need",
    "harmless question",
    "who asks",
    "would look the same",
    "would do,",
];

/// The visible text in lower case, without verbatim quotes.
fn shown(html: &str) -> String {
    let body = html.split("<body").nth(1).unwrap_or(html);
    let mut text = String::from(" ");
    let mut rest = body;
    while let Some(open) = rest.find('<') {
        text.push_str(&rest[..open]);
        text.push(' ');
        rest = &rest[open..];
        // Messages, paths, and commands are quoted verbatim.
        let verbatim = ["code", "pre", "script", "textarea"]
            .into_iter()
            .find(|name| {
                rest[1..].starts_with(name) && rest[1 + name.len()..].starts_with([' ', '>'])
            });
        let end = match verbatim {
            Some(name) => rest.find(&format!("</{name}>")),
            None => rest.find('>'),
        };
        rest = end.map_or("", |end| &rest[end + 1..]);
    }
    text.push_str(rest);
    text.to_lowercase()
}

#[tokio::test]
async fn pages_use_the_words_of_the_glossary() {
    let router = router();
    let matrix = matrix().unwrap();
    let mut paths: Vec<String> = [
        "/",
        "/causes",
        "/operations",
        "/operations?q=user&keycloak=nonsense",
        "/roles",
        "/roles?operation=GET+%2Fadmin%2Frealms%2F%7Brealm%7D%2Fusers",
        "/what-if?role=query-users",
        "/upgrade?from=24.0.5&to=26.7.3&role=view-users",
        "/search?q=role",
        "/guide",
        "/data",
        "/26.5/operations",
        "/26.5/operations/get-users-user-id",
    ]
    .map(str::to_owned)
    .into();
    paths.extend(pages().map(|page| format!("/causes/{}", page.code)));
    paths.extend(
        matrix
            .operations()
            .iter()
            .map(|operation| format!("/operations/{}", operation.slug())),
    );
    paths.extend(
        matrix
            .roles()
            .iter()
            .map(|role| format!("/roles/{}", role.name)),
    );
    let mut found = Vec::new();
    for path in paths {
        let answer = get(&router, &path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        let text = shown(&answer.body);
        for word in RETIRED {
            if let Some(at) = text.find(word) {
                let from = text.floor_char_boundary(at.saturating_sub(40));
                let to = text.ceil_char_boundary((at + 60).min(text.len()));
                found.push(format!("{path}: “{}”", &text[from..to]));
            }
        }
    }
    found.truncate(40);
    assert!(found.is_empty(), "{}", found.join("\n"));
}
