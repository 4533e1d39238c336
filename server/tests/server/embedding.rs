//! Tests the pages that other sites embed.

use axum::http::StatusCode;

use crate::serving::{get, router, with_prefix};

#[tokio::test]
async fn only_the_embedded_pages_may_be_framed() {
    let router = router();
    for path in [
        "/embed/role",
        "/embed/role/get-users-user-id",
        "/embed/cause/missing-role",
        "/embed/playground",
    ] {
        let page = get(&router, path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        let policy = page.header("content-security-policy");
        assert!(policy.contains("frame-ancestors *"), "{path}: {policy}");
        assert!(policy.contains("default-src 'none'"), "{path}: {policy}");
        assert_eq!(page.header("x-frame-options"), "", "{path}");
        assert_eq!(page.header("set-cookie"), "", "{path}");
        assert!(page.body.contains("<base target=\"_blank\""), "{path}");
        assert!(page.body.contains("content=\"noindex\""), "{path}");
        assert!(!page.body.contains("<header"), "{path}");
        assert!(!page.body.contains("<footer"), "{path}");
    }
    for path in [
        "/",
        "/operations/get-users-user-id",
        "/causes/missing-role",
        "/embed",
        "/embed/",
        "/embed/roles",
        "/embed/playground/x",
        "/embedded",
        "/guide",
    ] {
        let page = get(&router, path).await;
        let policy = page.header("content-security-policy");
        assert!(
            policy.contains("frame-ancestors 'none'"),
            "{path}: {policy}"
        );
        assert_eq!(page.header("x-frame-options"), "DENY", "{path}");
    }
}

#[tokio::test]
async fn a_request_shows_the_role_that_it_needs() {
    let router = server::routes::router(with_prefix("/why403"));
    for (request, slug, role) in [
        (
            "GET%20/admin/realms/acme/users/44322f62",
            "get-users-user-id",
            "view-users",
        ),
        (
            "get+https://sso.example.com/auth/admin/realms/acme/users/1?x=y",
            "get-users-user-id",
            "view-users",
        ),
        // A fixed segment wins over a parameter.
        (
            "GET%20/admin/realms/acme/users/count",
            "get-users-count",
            "view-users",
        ),
        (
            "PUT%20/admin/realms/acme/users/$ID/reset-password",
            "put-users-user-id-reset-password",
            "manage-users",
        ),
        (
            "GET%20/admin/realms/acme/group-by-path/a/b/c",
            "get-group-by-path-path",
            "view-users",
        ),
    ] {
        let page = get(&router, &format!("/why403/embed/role?op={request}")).await;
        let page_of_it = format!("href=\"/why403/operations/{slug}\"");
        assert!(page.body.contains(&page_of_it), "{request}: {}", page.body);
        assert!(page.body.contains(role), "{request}");
        assert!(!page.body.contains("data-nothing"), "{request}");
    }
}

#[tokio::test]
async fn a_request_that_keycloak_does_not_have_shows_no_role() {
    let router = router();
    for request in [
        "",
        "?op=",
        "?op=GET",
        "?op=nonsense",
        "?op=GET%20/admin/realms/acme/nonsense/1",
        "?op=GET%20https://shop.example.com/users/1/orders",
        "?op=%3Cscript%3Ealert(1)%3C/script%3E",
    ] {
        let page = get(&router, &format!("/embed/role{request}")).await;
        assert_eq!(page.status, StatusCode::OK, "{request}");
        assert!(page.body.contains("data-nothing"), "{request}");
        assert!(!page.body.contains("alert(1)"), "{request}");
    }
}

#[tokio::test]
async fn the_embedded_playground_asks_for_no_secret_and_reads_pasted_texts() {
    let router = router();
    let whole = get(&router, "/").await.body;
    let embedded = get(&router, "/embed/playground").await.body;
    let form = |page: &str| {
        let form = page.split("id=\"form\"").nth(1).unwrap();
        form.split('>').next().unwrap().to_owned()
    };
    assert!(form(&embedded).contains("hidden"), "{}", form(&embedded));
    assert!(!form(&whole).contains("hidden"), "{}", form(&whole));
    assert!(embedded.contains("data-paste-only") && !whole.contains("data-paste-only"));
    assert!(embedded.contains("id=\"paste-answer\""));
    assert!(embedded.contains("/pkg/playground.js"));
}
