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
        assert!(said.replace(' ', "").contains(&operation.java), "{path}");
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
    assert!(said.contains("Least privileged role view-users of the realm-management client"));
    assert!(said.contains("Alternatives manage-users realm-admin"));
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
    let closing = said.split("From 26.5, ").nth(1).unwrap();
    let closing = closing.split("no longer allow").next().unwrap();
    assert!(
        closing.contains("query-users") && !closing.contains("From "),
        "{said}"
    );
    assert!(closing.contains(", and "), "{closing}");
    // Several roles are no single role, and their changes are sentences.
    let answer = get(
        &router,
        "/operations/get-organizations-members-member-id-organizations",
    )
    .await;
    let said = text(&answer);
    assert!(
        said.contains("Smallest role set view-organizations + view-users"),
        "{said}"
    );
    assert!(!said.contains("Least privileged role"), "{said}");
    assert!(said.contains("From 26.5, a token without roles"), "{said}");
    let answer = get(&router, "/operations/post-realms").await;
    let said = text(&answer);
    assert!(
        said.contains("No role of a realm allows this request"),
        "{said}"
    );
    assert!(said.contains("create-realm"), "{said}");
}

/// The rows of the page's tables: their filters, whether they are visible, and their HTML.
fn rows(answer: &Answer) -> Vec<(Vec<&str>, bool, &str)> {
    let rows = answer.body.split("<tr").filter_map(|row| {
        let (tag, html) = row.split_once('>')?;
        let filters = tag.split("data-filter=\"").nth(1)?.split('"').next()?;
        Some((filters.split(' ').collect(), !tag.contains("hidden"), html))
    });
    rows.collect()
}

#[tokio::test]
async fn the_operations_are_filtered_by_access_area_and_role() {
    let router = router();
    let permissions = matrix().unwrap().newest(TokenRealm::Target);
    let all = get(&router, "/operations").await;
    assert_eq!(rows(&all).len(), permissions.operations().count());
    assert!(rows(&all).iter().all(|(_, visible, _)| *visible));

    let path = "/operations?access=writes&area=area-users&role=role-manage-users";
    let filtered = get(&router, path).await;
    let expected: Vec<String> = permissions
        .operations()
        .filter(|operation| operation.writes() && operation.area() == "users")
        .filter(|operation| {
            let rule = permissions.rule(operation).unwrap();
            let least = permissions.least_first(&rule.sufficient);
            least.first().is_some_and(|set| {
                let roles = permissions.matrix().role_names(*set);
                roles.contains(&"manage-users")
            })
        })
        .map(|operation| format!("/operations/{}\"", operation.slug()))
        .collect();
    let visible: Vec<&str> = rows(&filtered)
        .into_iter()
        .filter(|(_, visible, _)| *visible)
        .map(|(_, _, html)| html)
        .collect();
    assert!(expected.len() > 5, "{expected:?}");
    assert_eq!(visible.len(), expected.len());
    for (row, link) in visible.iter().zip(&expected) {
        assert!(row.contains(link), "{link}: {row}");
    }
    let count = format!("{} of {} operations", expected.len(), rows(&all).len());
    assert!(text(&filtered).contains(&count), "{count}");

    // An unknown value filters nothing.
    let unknown = get(&router, "/operations?area=%3Cscript%3E&access=both").await;
    assert!(rows(&unknown).iter().all(|(_, visible, _)| *visible));
    // The filter applies to search results too.
    let found = get(&router, "/operations?q=reset+password&access=reads").await;
    for (filters, visible, _) in rows(&found) {
        assert_eq!(visible, filters.contains(&"reads"), "{filters:?}");
    }
}

#[tokio::test]
async fn the_messages_are_filtered_by_status_and_source() {
    let router = router();
    let all = get(&router, "/causes").await;
    assert!(rows(&all).len() > 40);
    assert!(rows(&all).iter().all(|(_, visible, _)| *visible));
    let filtered = get(&router, "/causes?status=status-403&source=admin-api").await;
    let visible = rows(&filtered)
        .into_iter()
        .filter(|(_, visible, _)| *visible);
    let visible: Vec<_> = visible.collect();
    assert!(!visible.is_empty() && visible.len() < rows(&all).len());
    for (filters, ..) in &visible {
        assert_eq!(*filters, ["status-403", "admin-api"]);
    }
    let shown: String = visible.iter().map(|(_, _, html)| *html).collect();
    assert!(shown.contains("HTTP 403 Forbidden") && shown.contains("/causes/missing-role"));
    // Links to a status lead to its first row.
    assert!(all.body.contains("id=\"admin-api-403\""));
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
            "the target user holds admin roles that the caller lacks: 403 on 26.7.5. Allowed on 24.0.5, 26.0.8, \
             26.4.7, and 26.5.6."
        ),
        "{said}"
    );
    let link = "/causes/target-more-powerful";
    assert!(links(&answer, link).contains(&link));
    let said = text(&get(&router, "/operations/put-roles-role-name").await);
    assert!(
        said.contains("the realm is master, and the role is admin or create-realm: 403 on 26.7.5."),
        "{said}"
    );
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
        for (operation, state) in permissions.results(held) {
            if state.is_allowed() {
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
    assert!(text(&get(&router, "/roles/admin").await).contains("A realm role of the master realm"));
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
        let place = if newest {
            String::new()
        } else {
            format!("/{}", matrix.line(*version))
        };
        for operation in matrix.operations() {
            let link = format!("href=\"{place}/operations/{}\"", operation.slug());
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
async fn a_permalink_shows_its_version() {
    let router = router();
    let matrix = matrix().unwrap();
    for version in matrix.versions() {
        let permissions = matrix.at(*version, TokenRealm::Target);
        let line = matrix.line(*version);
        let list = get(&router, &format!("/{line}/operations")).await;
        assert_eq!(list.status, StatusCode::OK, "{line}");
        assert!(
            text(&list).contains(&format!("Keycloak {version} has")),
            "{line}"
        );
        for operation in permissions.operations().step_by(29) {
            let path = format!("/{line}/operations/{}", operation.slug());
            let page = get(&router, &path).await;
            assert_eq!(page.status, StatusCode::OK, "{path}");
            let said = text(&page);
            assert!(!said.contains("No data for"), "{path}");
            let least = permissions.least_first(&permissions.rule(operation).unwrap().sufficient);
            if let Some(least) = least.first().filter(|least| !least.is_empty()) {
                let heading = if least.len() == 1 {
                    "Least privileged role"
                } else {
                    "Smallest role set"
                };
                let expected = format!("{heading}{}", matrix.role_names(*least).join("+"));
                assert!(
                    said.replace(' ', "").contains(&expected.replace(' ', "")),
                    "{path}: {expected}: {said}"
                );
            }
            // Search engines list the page of the newest version.
            let canonical = format!("/operations/{}\"", operation.slug());
            let canonical_link = page
                .body
                .split("<link")
                .find(|link| link.contains("canonical"))
                .and_then(|link| link.split('>').next())
                .unwrap();
            assert!(canonical_link.contains(&canonical), "{path}");
            assert!(!canonical_link.contains(&format!("/{line}/")), "{path}");
        }
    }
    // `GET …/roles` allows query roles up to 26.4, and no longer from 26.5 on (measured).
    let alternatives = |page: Answer| text(&page).split("Alternatives").nth(1).unwrap().to_owned();
    let older = alternatives(get(&router, "/26.3/operations/get-roles").await);
    let newer = alternatives(get(&router, "/26.5/operations/get-roles").await);
    let listed = |text: &str| text.split('.').next().unwrap().contains("query-users");
    assert!(listed(&older) && !listed(&newer), "{older}\n{newer}");
}

#[tokio::test]
async fn links_of_a_permalink_keep_its_version() {
    let router = router();
    for path in [
        "/26.5/operations",
        "/26.5/operations/get-users-user-id",
        "/26.5/roles/view-users",
    ] {
        let page = get(&router, path).await;
        let main = page.body.split("<main").nth(1).unwrap();
        let kept = main.matches("href=\"/26.5/operations").count();
        assert!(kept > 0, "{path}");
        // The tools and the other versions are the only links that leave the version.
        assert!(!main.contains("href=\"/operations"), "{path}");
    }
}

#[tokio::test]
async fn a_path_with_an_unknown_version_does_not_exist() {
    let router = router();
    for path in [
        "/latest/operations/get-users-user-id",
        "/twenty/roles/view-users",
        "/26.5.1.2/operations",
        "/26.5/operations/no-such-operation",
        "/26.5/roles/no-such-role",
        "/26.5/causes/missing-role",
        "/26.5/operations/get-users-user-id/more",
    ] {
        let answer = get(&router, path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
    }
    // A version that was not measured is shown by the closest one, which the page says.
    let answer = get(&router, "/26.1/operations/get-users-user-id").await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(text(&answer).contains("No data for 26.1"));
}

#[tokio::test]
async fn badges_say_how_long_the_roles_are_the_same_and_why_they_changed() {
    let router = router();
    // view-users allows the request in every measured version.
    let said = text(&get(&router, "/operations/get-users-user-id").await);
    assert!(said.contains("Same since 22 "), "{said}");
    // 26.7.3 filters role mappings (measured; Keycloak's issue 53004).
    let page = get(&router, "/operations/get-users-user-id-role-mappings").await;
    let said = text(&page);
    assert!(said.contains("Changed in 26.7.3"), "{said}");
    assert!(
        said.contains("contain only the roles that the caller may view")
            && said.contains("(measured)")
    );
    assert!(
        page.body
            .contains("https://github.com/keycloak/keycloak/issues/53004")
    );
    let said = text(
        &get(
            &router,
            "/26.7.0/operations/get-users-user-id-role-mappings",
        )
        .await,
    );
    let head = said.split("Least privileged role").next().unwrap();
    assert!(
        !head.contains("Changed in 26.7.3") && head.contains("to 26.7.0"),
        "{head}"
    );
    let mappers = "/operations/post-clients-client-uuid-protocol-mappers-models";
    let said = text(&get(&router, mappers).await);
    assert!(said.contains("Announced for 26.8.2"), "{said}");
    assert!(said.contains("(announced, not measured)"), "{said}");
    let said = text(&get(&router, "/operations/get-users-count").await);
    assert!(!said.contains("Announced for"), "{said}");
}

#[tokio::test]
async fn every_reference_page_has_markdown_and_json_also_by_version() {
    let router = router();
    let matrix = matrix().unwrap();
    let mut paths: Vec<String> = Vec::new();
    for role in matrix.roles() {
        paths.push(format!("/roles/{}", role.name));
        paths.push(format!("/26.5/roles/{}", role.name));
    }
    for operation in matrix.operations().iter().step_by(7) {
        paths.push(format!("/operations/{}", operation.slug()));
        paths.push(format!("/24/operations/{}", operation.slug()));
    }
    paths.push("/causes/missing-role".to_owned());
    for path in paths {
        let page = get(&router, &path).await;
        for (suffix, media_type) in [("md", "text/markdown"), ("json", "application/json")] {
            let link = format!("{path}.{suffix}");
            assert!(links(&page, &link).contains(&link.as_str()), "{link}");
            let answer = get(&router, &link).await;
            assert_eq!(answer.status, StatusCode::OK, "{link}");
            assert!(
                answer.header("content-type").starts_with(media_type),
                "{link}"
            );
        }
    }
    let json = get(&router, "/26.3/operations/get-roles.json").await.json();
    assert_eq!(json["keycloak"], "26.3.5");
    let json = get(&router, "/operations/get-roles.json").await.json();
    assert_eq!(json["keycloak"], "26.7.5");
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
