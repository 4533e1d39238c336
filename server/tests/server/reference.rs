//! Tests the pages of operations and roles against the measured data.

use axum::http::StatusCode;
use permissions::{Operation, TokenRealm};
use server::knowledge::matrix;

use crate::serving::{Answer, get, router, with_prefix};

/// The visible text of the page's body, without tags, in one line.
fn text(answer: &Answer) -> String {
    let main = answer.body.split("<main").nth(1).unwrap();
    let mut text = String::new();
    let mut inside = true;
    for letter in main.chars() {
        match letter {
            '<' => inside = true,
            '>' => {
                inside = false;
                text.push(' ');
            }
            _ if !inside => text.push(letter),
            _ => {}
        }
    }
    let text = text
        .replace("&#39;", "'")
        .replace("&quot;", "\"")
        .replace("&amp;", "&");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The targets of the page's links that begin with `start`.
fn links<'a>(answer: &'a Answer, start: &str) -> Vec<&'a str> {
    answer
        .body
        .split("href=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .filter(|link| link.starts_with(start))
        .collect()
}

fn user() -> &'static Operation {
    matrix()
        .unwrap()
        .operation("GET /admin/realms/{realm}/users/{user-id}")
        .unwrap()
}

#[tokio::test]
async fn every_operation_has_a_page_that_names_its_roles() {
    let router = router();
    let matrix = matrix().unwrap();
    let mut titles = std::collections::HashSet::new();
    for operation in matrix.operations() {
        let path = format!("/operations/{}", operation.slug());
        let answer = get(&router, &path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        let said = text(&answer);
        let (method, template) = (&operation.method, &operation.template);
        assert!(said.contains(method.as_str()), "{path}: {method}");
        assert!(
            said.replace(' ', "").contains(template.as_str()),
            "{path}: {template}"
        );
        assert!(said.contains(&operation.java), "{path}");
        let title = answer.body.split("<title>").nth(1).unwrap();
        assert!(titles.insert(title.split('<').next().unwrap().to_owned()));
        let canonical = answer
            .body
            .split("<link")
            .find(|link| link.contains("canonical"))
            .unwrap();
        assert!(canonical.contains(&format!("{path}\"")), "{path}");
        assert!(!answer.body.contains(" style="), "{path}");
        for version in matrix.versions() {
            for realm in [TokenRealm::Target, TokenRealm::Master] {
                let Some(rule) = matrix.at(*version, realm).rule(operation) else {
                    continue;
                };
                if let Some(why) = &rule.unmeasured {
                    assert!(said.contains(why.as_str()), "{path}: {why}");
                }
                for set in rule.sufficient.iter().chain(&rule.reduced) {
                    for role in matrix.role_names(*set) {
                        assert!(said.contains(role), "{path}: {role}");
                    }
                }
                for (status, roles) in rule.statuses.iter().filter(|(_, roles)| !roles.is_empty()) {
                    assert!(
                        said.contains(&status.to_string()),
                        "{path}: {status} {roles:?}"
                    );
                }
            }
        }
    }
}

#[tokio::test]
async fn the_page_of_an_operation_links_further() {
    let router = router();
    let answer = get(&router, "/operations/get-users-user-id").await;
    let said = text(&answer);
    // Measured on real servers: view-users is the smallest role, and query-users is not enough.
    assert!(said.contains("Least privileged role view-users of the client realm-management"));
    assert!(said.contains("Alternatives: manage-users , realm-admin"));
    assert!(said.contains("not the user name"));
    for link in [
        "/?operation=GET+%2Fadmin%2Frealms%2F%7Brealm%7D%2Fusers%2F%7Buser-id%7D",
        "/roles?operation=GET+%2Fadmin%2Frealms%2F%7Brealm%7D%2Fusers%2F%7Buser-id%7D",
        "/roles/view-users",
        "/operations/put-users-user-id",
        "/operations/delete-users-user-id",
    ] {
        assert!(links(&answer, link).contains(&link), "{link}");
    }
    let answer = get(&router, "/operations/get-roles").await;
    let said = text(&answer);
    let closing = said.split("From 26.5 ").nth(1).unwrap();
    let closing = closing.split("no longer allow").next().unwrap();
    assert!(
        closing.contains("query-users") && !closing.contains("From "),
        "{said}"
    );
    let answer = get(&router, "/operations/post-realms").await;
    let said = text(&answer);
    assert!(
        said.contains("No role of a realm allows this request"),
        "{said}"
    );
    assert!(said.contains("create-realm"), "{said}");
}

#[tokio::test]
async fn the_page_of_an_operation_lists_when_roles_are_not_enough() {
    let router = router();
    let path = "/operations/post-users-user-id-impersonation";
    let answer = get(&router, path).await;
    let said = text(&answer);
    // Measured: 26.7.5 denies it, and the releases before allow it.
    assert!(said.contains("Also denied when"), "{said}");
    assert!(
        said.contains(
            "the target user holds admin roles that the caller lacks: 403 on 26.7.5. Allowed on 24.0.5, 26.0.8, and 26.5.6."
        ),
        "{said}"
    );
    let link = "/causes/target-more-powerful";
    assert!(links(&answer, link).contains(&link));
    let answer = get(&router, "/operations/get-users-user-id").await;
    assert!(!text(&answer).contains("Also denied when"));
}

#[tokio::test]
async fn every_role_has_a_page_with_what_it_allows() {
    let router = router();
    let matrix = matrix().unwrap();
    let index = get(&router, "/operations").await;
    for role in matrix.roles() {
        let path = format!("/roles/{}", role.name);
        assert!(links(&index, &path).contains(&path.as_str()), "{path}");
        let answer = get(&router, &path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        let said = text(&answer);
        for included in &role.includes {
            assert!(said.contains(included.as_str()), "{path}: {included}");
        }
        let realm = if role.of_master {
            TokenRealm::Master
        } else {
            TokenRealm::Target
        };
        let permissions = matrix.newest(realm);
        let held = matrix.role(&role.name).unwrap();
        for (operation, state) in permissions.open(held) {
            if state.lets_through() {
                let link = format!("/operations/{}", operation.slug());
                assert!(
                    links(&answer, &link).contains(&link.as_str()),
                    "{path}: {link}"
                );
            }
        }
    }
}

#[tokio::test]
async fn a_role_page_warns_about_surprises() {
    let router = router();
    let view_users = text(&get(&router, "/roles/view-users").await);
    assert!(
        view_users.contains("Includes query-groups , query-users"),
        "{view_users}"
    );
    assert!(
        view_users.contains("Included in realm-admin"),
        "{view_users}"
    );
    assert!(
        !view_users.contains("The name suggests read access"),
        "{view_users}"
    );
    // A keystore holds the client's private key.
    let view_clients = text(&get(&router, "/roles/view-clients").await);
    assert!(
        view_clients.contains("The name suggests read access"),
        "{view_clients}"
    );
    assert!(
        view_clients.contains("download a client's keystore"),
        "{view_clients}"
    );
    let realm_admin = text(&get(&router, "/roles/realm-admin").await);
    assert!(realm_admin.contains("This role allows every operation that any role allows"));
    let query_users = text(&get(&router, "/roles/query-users").await);
    let closing = query_users.split("No longer allowed:").skip(1).any(|rest| {
        let until = rest.split("From ").next().unwrap();
        until.contains("/roles allowed → denied")
    });
    assert!(closing, "{query_users}");
    assert!(text(&get(&router, "/roles/admin").await).contains("A realm role of the realm master"));
}

#[tokio::test]
async fn the_index_lists_every_operation_of_the_chosen_version() {
    let router = router();
    let matrix = matrix().unwrap();
    for version in matrix.versions() {
        let answer = get(&router, &format!("/operations?keycloak={version}")).await;
        assert_eq!(answer.status, StatusCode::OK);
        let permissions = matrix.at(*version, TokenRealm::Target);
        let list = answer.body.split("id=\"other-versions\"").next().unwrap();
        let newest = matrix.versions().last() == Some(version);
        let query = if newest {
            String::new()
        } else {
            format!("?keycloak={version}")
        };
        for operation in matrix.operations() {
            let link = format!("href=\"/operations/{}{query}\"", operation.slug());
            let there = permissions.rule(operation).is_some();
            assert_eq!(list.contains(&link), there, "{operation} in {version}");
            assert!(answer.body.contains(&link), "{operation} in {version}");
        }
        assert!(
            answer.body.contains(&format!("<option selected>{version}"))
                || answer
                    .body
                    .contains(&format!("<option selected=\"\">{version}")),
            "{version}"
        );
    }
    let plain = get(&router, "/operations").await;
    assert!(plain.body.len() < 400_000, "{} bytes", plain.body.len());
    let size = server::knowledge::PERMISSIONS.len().div_ceil(1000);
    assert!(text(&plain).contains(&format!("({size} kB)")));
    assert!(!links(&plain, "/data/permissions.json").is_empty());
}

#[tokio::test]
async fn the_server_and_the_data_search_alike() {
    let router = router();
    for (typed, first) in [
        (
            "reset+password",
            "/operations/put-users-user-id-reset-password",
        ),
        ("GET%20users/7f3a", "/operations/get-users-user-id"),
        ("count+users", "/operations/get-users-count"),
    ] {
        let answer = get(&router, &format!("/operations?q={typed}")).await;
        assert_eq!(
            links(&answer, "/operations/").first(),
            Some(&first),
            "{typed}"
        );
        assert!(answer.body.len() < 60_000, "{typed}: {}", answer.body.len());
    }
    let nothing = get(&router, "/operations?q=xyzzy").await;
    assert_eq!(nothing.status, StatusCode::OK);
    assert!(text(&nothing).contains("No match. Try fewer words"));
    assert!(links(&nothing, "/operations/").is_empty());
    let odd = get(
        &router,
        "/operations?q=%3Cscript%3Ealert(1)%3C/script%3E&keycloak=%00",
    )
    .await;
    assert_eq!(odd.status, StatusCode::OK);
    assert!(!odd.body.contains("<script>alert"));
}

#[tokio::test]
async fn an_invalid_or_unmeasured_version_is_reported() {
    let router = router();
    for page in [
        "/operations",
        "/operations/get-users-user-id",
        "/roles/view-users",
    ] {
        let answer = get(&router, &format!("{page}?keycloak=twenty%3Cb%3E")).await;
        assert_eq!(answer.status, StatusCode::OK, "{page}");
        assert!(
            text(&answer).contains("is not a Keycloak version"),
            "{page}"
        );
        assert!(!answer.body.contains("twenty<b>"), "{page}");
        let answer = get(&router, &format!("{page}?keycloak=19.0.1")).await;
        assert!(text(&answer).contains("No data for 19.0.1"), "{page}");
        let answer = get(&router, &format!("{page}?keycloak=999")).await;
        assert!(text(&answer).contains("No data for 999"), "{page}");
    }
    // The page says so if the requested version does not have the operation.
    let matrix = matrix().unwrap();
    let (oldest, newest) = (matrix.versions()[0], matrix.newest(TokenRealm::Target));
    let new = newest
        .operations()
        .find(|operation| {
            matrix
                .at(oldest, TokenRealm::Target)
                .rule(operation)
                .is_none()
        })
        .unwrap();
    let page = format!("/operations/{}?keycloak={oldest}", new.slug());
    let said = text(&get(&router, &page).await);
    assert!(
        said.contains(&format!("Keycloak {oldest} does not have this operation")),
        "{said}"
    );
}

#[tokio::test]
async fn unknown_names_are_404_with_suggestions() {
    let router = router();
    for (path, meant) in [
        (
            "/operations/reset-password",
            "/operations/put-users-user-id-reset-password",
        ),
        (
            "/operations/get-user-user-id",
            "/operations/get-users-user-id",
        ),
        ("/roles/view_users", "/roles/view-users"),
        ("/roles/realm-admins", "/roles/realm-admin"),
        ("/causes/missing_role", "/causes/missing-role"),
    ] {
        let answer = get(&router, path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert!(links(&answer, meant).contains(&meant), "{path}");
        assert!(answer.body.contains("noindex"), "{path}");
    }
    for path in ["/operations/xyzzy", "/roles/%3Cb%3E", "/roles/%F0%9F%A6%80"] {
        let answer = get(&router, path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn every_link_carries_the_prefix() {
    let router = server::routes::router(with_prefix("/why403"));
    let operation = format!("/operations/{}", user().slug());
    for path in [
        "/operations",
        "/operations?q=users",
        &operation,
        "/roles/view-users",
        "/roles/nobody",
    ] {
        let answer = get(&router, &format!("/why403{path}")).await;
        for attribute in ["href", "action"] {
            for (at, _) in answer.body.match_indices(&format!("{attribute}=\"/")) {
                let link: String = answer.body[at..].chars().take(60).collect();
                assert!(
                    link.starts_with(&format!("{attribute}=\"/why403/")),
                    "{path}: {link}"
                );
            }
        }
    }
}
