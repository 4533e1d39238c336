//! Tests that the demo responds like a real Keycloak server of the newest release.
//!
//! Both get the same requests, before and after `view-users` is assigned, and with other roles as well. The variable
//! `LIVE_KEYCLOAKS` names the real servers; without it the test is skipped, which CI does not accept.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "what fails here fails the test"
)]

mod demo_agrees {
    pub mod requests;
}

use std::net::TcpListener;
use std::thread;

use demo_agrees::requests;
use lab::compare::{Request, Side};
use lab::keycloak::{Admin, NEWEST, RUNNING, Running, story};
use serde_json::json;

/// The role sets with which the requests of the Admin API are sent, one after the other.
const ASSIGNED: [&[&str]; 9] = [
    &[],
    &["view-users"],
    &["query-users"],
    &["manage-users"],
    &["view-clients"],
    &["view-users", "view-clients"],
    &["impersonation"],
    &["view-realm"],
    &["realm-admin"],
];

#[test]
fn the_demo_responds_like_the_real_server() {
    let Some(servers) = Running::all().unwrap() else {
        eprintln!("SKIPPED: {RUNNING} is not set, so the demo is compared with nothing");
        return;
    };
    let server = servers
        .iter()
        .find(|server| server.version().unwrap() == NEWEST);
    let server = server.unwrap_or_else(|| panic!("{RUNNING} has no {NEWEST}"));
    let base_url = server.base_url.as_str();
    let admin = (server.admin.as_str(), server.password.as_str());

    // A separate realm, because other tests use the story's realm at the same time.
    let realm = format!("demo-agrees-{}", std::process::id());
    let api = Admin::log_in(base_url, admin.0, admin.1).unwrap();
    seed(&api, &realm);
    let outcome = thread::scope(|scope| scope.spawn(|| compare(base_url, &realm, admin)).join());
    api.delete_realm(&realm).unwrap();
    let (sent, disagreements) = outcome.unwrap_or_else(|panic| std::panic::resume_unwind(panic));
    assert!(sent >= 400, "only {sent} requests were sent");
    assert!(
        disagreements.is_empty(),
        "{} of {sent} answers differ:\n{}",
        disagreements.len(),
        disagreements.join("\n")
    );
}

/// Creates the story's realm as `lab` does, with the password grant that the demo's client has as well.
fn seed(api: &Admin, realm: &str) {
    api.create_realm(json!({ "realm": realm })).unwrap();
    let client = json!({
        "clientId": story::CLIENT_ID,
        "secret": demo::CLIENT_SECRET,
        "publicClient": false,
        "serviceAccountsEnabled": true,
        "standardFlowEnabled": false,
        "directAccessGrantsEnabled": true,
    });
    api.create_client(realm, client).unwrap();
    let user = json!({
        "username": story::USERNAME,
        "email": "john.doe@example.com",
        "emailVerified": true,
        "firstName": "John",
        "lastName": "Doe",
        "credentials": [{ "type": "password", "value": story::PASSWORD, "temporary": false }],
    });
    api.create_user(realm, user).unwrap();
}

/// Returns the number of requests, and the responses that differ.
fn compare(base_url: &str, realm: &str, admin: (&str, &str)) -> (usize, Vec<String>) {
    let demo_admin = (demo::ADMIN, demo::ADMIN_PASSWORD);
    let mut real = Side::look_up(base_url, realm, admin, demo::CLIENT_SECRET).unwrap();
    let mut demo =
        Side::look_up(&serve_demo(), story::REALM, demo_admin, demo::CLIENT_SECRET).unwrap();
    let mut sent = 0;
    let mut disagreements = Vec::new();
    let mut both = |real: &Side, demo: &Side, under: &str, requests: Vec<Request>| {
        for request in requests {
            let (expected, got) = (real.send(&request).unwrap(), demo.send(&request).unwrap());
            sent += 1;
            if let Some(difference) = expected.difference(&got) {
                disagreements.push(format!("{under}: {request:?}\n  {difference}"));
            }
        }
    };
    both(&real, &demo, "anybody", requests::of_anybody());
    both(&real, &demo, "tokens", requests::of_the_token_endpoint());
    both(&real, &demo, "role mappings", requests::of_role_mappings());
    for roles in ASSIGNED {
        let under = format!("{roles:?}");
        real.renew().unwrap();
        demo.renew().unwrap();
        both(&real, &demo, &under, vec![requests::assign(roles)]);
        // These tokens were issued before the roles were assigned.
        both(&real, &demo, &under, requests::of_the_admin_api("{token}"));
        real.renew().unwrap();
        demo.renew().unwrap();
        both(&real, &demo, &under, requests::with_fresh_tokens());
        both(&real, &demo, &under, vec![requests::unassign(roles)]);
    }
    real.renew().unwrap();
    demo.renew().unwrap();
    both(
        &real,
        &demo,
        "the admin",
        requests::of_the_admin_api("{admin-token}"),
    );
    (sent, disagreements)
}

/// Serves the demo on a free port until the test ends, nested as in the server.
fn serve_demo() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_io()
            .build()
            .unwrap();
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::from_std(listener).unwrap();
            let router = axum::Router::new().nest("/demo", demo::router());
            axum::serve(listener, router).await.unwrap();
        });
    });
    format!("http://{address}/demo/agrees")
}
