//! Tests the tools without JavaScript.

use axum::http::StatusCode;

use crate::serving::{Answer, get, router, send, with_prefix};

const USER: &str = "GET%20%2Fadmin%2Frealms%2F%7Brealm%7D%2Fusers%2F%7Buser-id%7D";
const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

/// The text of the page, without tags.
fn words(answer: &Answer) -> String {
    let mut words = String::new();
    let mut in_tag = false;
    for letter in answer.body.chars() {
        match letter {
            '<' => in_tag = true,
            '>' => in_tag = false,
            _ if !in_tag => words.push(letter),
            _ => {}
        }
    }
    words
}

async fn words_of(path: &str) -> String {
    let answer = get(&router(), path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}");
    assert!(!answer.body.contains(" style="), "{path}");
    words(&answer)
}

fn has(words: &str, part: &str) {
    let from = words.find("Skip to the content").unwrap_or_default();
    assert!(
        words.contains(part),
        "“{part}” is not in: {}",
        &words[from..]
    );
}

#[tokio::test]
async fn reading_a_user_by_id_requires_view_users() {
    let answer = get(
        &router(),
        &format!("/roles?operation={USER}&keycloak=26.7.3"),
    )
    .await;
    assert!(
        answer
            .body
            .contains(r#"href="/roles/view-users"><code>view-users</code>"#)
    );
    assert!(!answer.body.contains(r#"href="/roles/manage-users""#));
    // The operation stays selected, and so does the version.
    let tick = answer
        .body
        .split("<input")
        .find(|input| input.contains(r#"id="op-get-users-user-id""#))
        .unwrap();
    assert!(
        tick.split('>').next().unwrap().contains("checked"),
        "{tick}"
    );
    assert!(answer.body.contains(r#"<option value="26.7.3" selected"#));
    let words = words(&answer);
    // The row of the operation: its role, and the link that removes it.
    has(&words, "view-usersRemove");
    has(&words, "Other operations that these roles allow");
    has(&words, "--rolename view-users");
    has(&words, "fewest other operations that write");
    has(
        &words,
        "--operation 'GET /admin/realms/{realm}/users/{user-id}' \\\n  --keycloak 26.7.3",
    );
}

#[tokio::test]
async fn a_token_of_master_has_roles_of_its_own() {
    let create = "POST%20%2Fadmin%2Frealms";
    let target = words_of(&format!("/roles?operation={create}")).await;
    has(&target, "No role allows the selected operations");
    let master = words_of(&format!("/roles?operation={create}&token-realm=master")).await;
    has(&master, "create-realmRemove");
    has(&master, "-r master");
    has(&master, "--token-realm master");
}

#[tokio::test]
async fn missing_operations_are_reported() {
    let query = "operation=GET%20%2Fadmin%2Frealms%2F%7Brealm%7D%2Fnonsense&operation=PATCH%20%2Fadmin%2Frealms%2Fx%2Fusers%2F1&keycloak=new";
    let words = words_of(&format!("/roles?{query}&token-realm=other")).await;
    has(&words, "GET /admin/realms/{realm}/nonsense");
    has(&words, "Not in Keycloak");
    has(&words, "similar: GET …/users/{user-id}");
    has(&words, "is not a Keycloak version");
    has(&words, "is not a valid token realm");
    let unmeasured = words_of(
        "/roles?operation=GET%20%2Fadmin%2Frealms%2F%7Brealm%7D%2Fclient-types&keycloak=26.7.3",
    )
    .await;
    has(&unmeasured, "Operations that were not measured");
    let none = words_of("/roles").await;
    has(&none, "Select operations or paste code");
    let older = words_of(&format!("/roles?operation={USER}&keycloak=19")).await;
    has(&older, "No data for 19");
}

#[tokio::test]
async fn words_find_operations_to_select() {
    let answer = get(
        &router(),
        &format!("/roles?find=reset+password&operation={USER}"),
    )
    .await;
    assert!(
        answer
            .body
            .contains(r#"id="op-put-users-user-id-reset-password""#)
    );
    assert!(!answer.body.contains(r#"id="op-get-clients""#));
    // Operations that were selected before stay selected.
    assert!(answer.body.contains(r#"<input type="hidden" name="operation" value="GET /admin/realms/{realm}/users/{user-id}">"#));
    has(&words_of("/roles?find=xyzzy").await, "No match");
}

#[tokio::test]
async fn pasted_code_is_read_from_the_body_and_stays_out_of_addresses() {
    let body = "keycloak=26.7.3&text=fetch(%60%24%7Bbase%7D%2Fadmin%2Frealms%2F%24%7Brealm%7D%2Fusers%2F%24%7Bid%7D%2Freset-password%60%2C%7B%0Amethod%3A%27PUT%27%2C\
                headers%3A%7BAuthorization%3A%27Bearer%20hush-hush%27%7D%7D)%0AGET%20%2Fadmin%2Frealms%2Fx%2Fnonsense";
    let answer = send(&router(), "POST", "/roles", &[FORM], body).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.header("cache-control"), "no-store");
    assert!(!answer.body.contains("hush-hush"));
    let words = words(&answer);
    has(&words, "manage-usersRemove");
    has(&words, "GET /admin/realms/x/nonsense");
    has(&words, "At least these roles");
    let nothing = send(&router(), "POST", "/roles", &[FORM], "text=hello").await;
    has(&self::words(&nothing), "No Admin API requests found");
    let long = format!("text={}", "x".repeat(3_000_000));
    let answer = send(&router(), "POST", "/roles", &[FORM], long).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn what_if_shows_what_roles_allow_and_include() {
    let answer = get(&router(), "/what-if?role=view-users&keycloak=26.7.3").await;
    let words = words(&answer);
    has(&words, "included by view-users");
    has(&words, "allowed GET …/users/{user-id}");
    has(&words, "403 PUT …/users/{user-id}/reset-password");
    has(&words, "not measured GET …/client-types");
    let query = words_of("/what-if?role=query-users&keycloak=26.7.3").await;
    has(&query, "partial GET …/users list or search users");
    has(&query, "403 GET …/users/{user-id}");
    let wrong = words_of("/what-if?role=view-everything&role=admin").await;
    has(&wrong, "&quot;view-everything&quot; is not a role");
    has(
        &wrong,
        "does not have the role admin for tokens of the target realm",
    );
}

#[tokio::test]
async fn an_upgrade_lists_what_stops_and_how_to_fix_it() {
    // Measured: 26.5 denies the list of realm roles to query-users, and 26.4 allows it.
    let words = words_of("/upgrade?from=26.4.7&to=26.5.6&role=query-users").await;
    has(&words, "GET …/roles list the realm rolesallowed → 403");
    has(&words, "add view-realm");
    has(
        &words,
        "why403 upgrade --from 26.4.7 --to 26.5.6 --role query-users",
    );
    has(&words, "not measured");
    let nobody = words_of("/upgrade?from=26.4.7&to=26.5.6").await;
    has(&nobody, "with different required roles");
    has(&nobody, "Select your backend’s roles");
    has(
        &words_of("/upgrade?from=26.7&to=26.7.5&role=view-users").await,
        "nothing changes",
    );
    has(
        &words_of("/upgrade?from=26.7.3&to=24&role=view-users").await,
        "26.7.3 is newer than 24.0.5",
    );
    has(
        &words_of("/upgrade?from=x&to=26.7.3").await,
        "is not a Keycloak version",
    );
}

#[tokio::test]
async fn links_of_the_tools_carry_the_prefix() {
    let router = server::routes::router(with_prefix("/why403"));
    for path in [
        format!("/why403/roles?operation={USER}"),
        "/why403/what-if?role=view-users".to_owned(),
        "/why403/upgrade?role=view-users".to_owned(),
    ] {
        let answer = get(&router, &path).await;
        for (at, _) in answer
            .body
            .match_indices("href=\"/")
            .chain(answer.body.match_indices("action=\"/"))
        {
            let link = answer.body[at..].split('"').nth(1).unwrap();
            assert!(link.starts_with("/why403"), "{path}: {link}");
        }
    }
}
