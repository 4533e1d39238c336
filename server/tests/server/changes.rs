//! Tests the changes by release, and the reference pages with a suffix.

use axum::http::StatusCode;
use serde_json::Value;

use crate::serving::{get, router, with_prefix};

#[tokio::test]
async fn the_page_lists_the_releases_with_reasons_and_sources() {
    let answer = get(&router(), "/changes").await;
    assert_eq!(answer.status, StatusCode::OK);
    let body = &answer.body;
    let heading = |version: &str| {
        body.find(&format!("<h2 id=\"{version}\">"))
            .unwrap_or_else(|| panic!("no heading for {version}"))
    };
    assert!(heading("26.8.2") < heading("26.7.5"));
    assert!(heading("26.7.5") < heading("26.7.3"));
    let of_26_7_3 = &body[heading("26.7.3")..heading("26.7.0")];
    // Counted in the measured data: 17 operations differ between 26.7.0 and 26.7.3.
    assert!(
        of_26_7_3.contains("17 operations with different required roles"),
        "{of_26_7_3}"
    );
    assert!(of_26_7_3.contains("https://github.com/keycloak/keycloak/issues/53004"));
    assert!(of_26_7_3.contains("Since 26.7.1: "));
    let announced = &body[heading("26.8.2")..heading("26.8.0")];
    assert!(announced.contains("Announced, not measured."));
    assert!(announced.contains("/causes/admin-audience-missing"));
}

#[tokio::test]
async fn the_changes_are_json_with_the_roles_before_and_after() {
    let answer = get(&router(), "/changes.json").await;
    assert_eq!(answer.header("content-type"), "application/json");
    let list: Value = serde_json::from_str(&answer.body).unwrap();
    let release = list
        .as_array()
        .unwrap()
        .iter()
        .find(|release| release["keycloak"] == "26.4.0")
        .unwrap();
    assert_eq!(release["compared_with"], "26.3.5");
    let change = release["operations"]
        .as_array()
        .unwrap()
        .iter()
        .find(|change| {
            change["operation"]
                == "GET /admin/realms/{realm}/clients/{client-uuid}/authz/resource-server"
        })
        .unwrap();
    // Measured on real servers: 26.4.0 denies manage-authorization, which 26.3.5 and 26.4.7 allow.
    assert_eq!(change["effect"], "changed");
    let has = |side: &str, role: &str| {
        change[side]["sufficient"]
            .as_array()
            .unwrap()
            .contains(&serde_json::json!([role]))
    };
    assert!(has("before", "manage-authorization") && !has("after", "manage-authorization"));
    assert!(has("after", "manage-clients"));
}

#[tokio::test]
async fn the_feed_has_an_entry_for_each_release_with_full_addresses() {
    let answer = get(
        &server::routes::router(with_prefix("/why403")),
        "/why403/changes.atom",
    )
    .await;
    assert_eq!(answer.header("content-type"), "application/atom+xml");
    let feed = answer.body;
    assert!(feed.starts_with("<?xml"), "{feed}");
    assert!(feed.contains("/why403/changes#26.7.3</id>"), "{feed}");
    assert!(
        feed.contains("<updated>2026-08-31T00:00:00+00:00</updated>"),
        "{feed}"
    );
    assert!(!feed.contains("1970"), "{feed}");
}

#[tokio::test]
async fn a_reference_page_with_a_suffix_is_text_for_scripts() {
    let router = router();
    for (path, kind, start) in [
        (
            "/causes/missing-role.md",
            "text/markdown; charset=utf-8",
            "# ",
        ),
        ("/causes/missing-role.json", "application/json", "{"),
        (
            "/roles/view-users.md",
            "text/markdown; charset=utf-8",
            "# view-users",
        ),
        (
            "/operations/get-users-user-id.json",
            "application/json",
            "{",
        ),
    ] {
        let answer = get(&router, path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert_eq!(answer.header("content-type"), kind, "{path}");
        assert!(answer.body.starts_with(start), "{path}: {}", answer.body);
    }
    for path in [
        "/causes/view-users.md",
        "/roles/missing-role.json",
        "/operations/nothing.md",
        "/causes/missing-role.txt",
        "/causes/.md",
    ] {
        assert_eq!(
            get(&router, path).await.status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
}

#[tokio::test]
async fn an_operation_names_the_reason_of_its_change() {
    let operation = "/operations/get-users-user-id-role-mappings";
    let body = get(&router(), operation).await.body;
    assert!(body.contains("Reason: Lists of role mappings"), "{body}");
}
