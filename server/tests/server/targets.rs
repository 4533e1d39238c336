//! Tests that the router and the binary apply the address policy.

use std::sync::Arc;

use serde_json::Value;
use server::settings::Settings;
use server::transport::{AddressPolicy, Reach};

use crate::binary::{Serving, refused};
use crate::serving::{HOST, attempt, check, get, settings, story};
use crate::upstream::{Behavior, Upstream, answer_bytes};

fn internal(targets: &[&str]) -> AddressPolicy {
    let targets = targets.iter().map(|target| target.parse().unwrap());
    AddressPolicy::new(Reach::Internal(targets.collect()))
}

/// The report of a check at this base URL by a server with this policy.
async fn report(policy: AddressPolicy, base_url: &str) -> Value {
    let router = server::routes::router(Settings {
        policy: Arc::new(policy),
        ..settings()
    });
    check(&router, &attempt(base_url)).await.json()
}

#[tokio::test]
async fn the_policy_decides_whether_a_connection_is_made() {
    let answer = answer_bytes(
        "404 Not Found",
        "application/json",
        br#"{"error":"Realm does not exist"}"#,
    );
    let upstream = Upstream::new(Behavior::Bytes(answer)).await;
    let port = upstream.address.port();
    let by_address = format!("http://127.0.0.1:{port}");
    let by_name = format!("http://localhost:{port}");
    let only_port = |port| AddressPolicy {
        ports: vec![port],
        ..AddressPolicy::new(Reach::Local)
    };
    let https = AddressPolicy {
        https_only: true,
        ..AddressPolicy::new(Reach::Local)
    };
    for (policy, url, reached) in [
        (AddressPolicy::new(Reach::Local), &by_address, true),
        (AddressPolicy::new(Reach::Local), &by_name, true),
        (AddressPolicy::new(Reach::Public), &by_address, false),
        (AddressPolicy::new(Reach::Public), &by_name, false),
        (internal(&["localhost"]), &by_name, true),
        (internal(&["localhost"]), &by_address, false),
        (internal(&["127.0.0.0/8"]), &by_address, true),
        (internal(&["127.0.0.0/8"]), &by_name, true),
        (internal(&["10.0.0.0/8", "*.localhost"]), &by_name, false),
        (only_port(port), &by_address, true),
        (only_port(443), &by_address, false),
        (https, &by_name, false),
    ] {
        let before = upstream.seen().len();
        let report = report(policy.clone(), url).await;
        let expected = if reached {
            "realm-not-found"
        } else {
            "address-not-allowed"
        };
        assert_eq!(report["cause"]["code"], expected, "{policy} {url}");
        assert_eq!(upstream.seen().len() > before, reached, "{policy} {url}");
    }
}

#[tokio::test]
async fn the_demo_needs_no_allowed_address() {
    for policy in [
        AddressPolicy::new(Reach::Public),
        internal(&["keycloak.corp.example"]),
    ] {
        let router = server::routes::router(Settings {
            policy: Arc::new(policy),
            ..settings()
        });
        let report = check(&router, &story(&format!("http://{HOST}/demo/policy"))).await;
        assert_eq!(report.json()["cause"]["code"], "missing-role");
    }
}

#[test]
fn the_log_states_the_policy() {
    let public_url = ["--public-url", "https://why403.example.com"];
    for (arguments, expected) in [
        (&[][..], "local: loopback, private, and public addresses"),
        (&public_url[..], "public: only public addresses"),
        (
            &[
                "--targets",
                "public",
                "--allow-port",
                "443,8443",
                "--https-only",
            ],
            "public: only public addresses; ports 443, 8443; only https:",
        ),
        (
            &[
                "--allow-target",
                "keycloak.corp.example",
                "--allow-target",
                "10.0.0.0/8",
            ],
            "internal: only keycloak.corp.example, 10.0.0.0/8",
        ),
        (
            &[
                "--public-url",
                "https://why403.example.com",
                "--targets",
                "local",
            ],
            "Require a sign-in in front",
        ),
    ] {
        let serving = Serving::start(arguments, &[]);
        serving.ask_to_stop();
        let (_, log) = serving.wait();
        assert!(log.contains(expected), "{arguments:?}: {log}");
    }
    let serving = Serving::start(&[], &[("WHY403_ALLOW_TARGET", "a.example,*.b.example")]);
    serving.ask_to_stop();
    let (_, log) = serving.wait();
    assert!(
        log.contains("internal: only a.example, *.b.example"),
        "{log}"
    );
}

#[test]
fn the_server_does_not_start_with_contradictory_settings() {
    for (arguments, expected) in [
        (
            &["--targets", "internal"][..],
            "--allow-target keycloak.corp.example",
        ),
        (
            &["--targets", "public", "--allow-target", "10.0.0.0/8"],
            "--targets must be internal",
        ),
        (
            &["--allow-target", "https://a.example"],
            "without scheme and port",
        ),
        (&["--allow-port", "0x50"], "--allow-port"),
    ] {
        let error = refused(arguments);
        assert!(error.contains(expected), "{error}");
    }
}

#[tokio::test]
async fn the_probe_of_master_can_be_declined() {
    let answer = answer_bytes(
        "401 Unauthorized",
        "application/json",
        br#"{"error":"invalid_client","error_description":"Invalid client or Invalid client credentials"}"#,
    );
    for (by_server, by_check, expected) in [
        (false, false, true),
        (true, false, false),
        (false, true, false),
    ] {
        let upstream = Upstream::new(Behavior::Bytes(answer.clone())).await;
        let router = server::routes::router(Settings {
            no_master_probe: by_server,
            ..settings()
        });
        let mut input = attempt(&upstream.url());
        input["no_master_probe"] = by_check.into();
        let report = check(&router, &input).await.json();
        assert_eq!(report["cause"]["code"], "client-not-found-or-disabled");
        let asked = |realm: &str| {
            let path = format!("/realms/{realm}/protocol/openid-connect/token");
            upstream
                .seen()
                .iter()
                .any(|request| request.contains(&path))
        };
        assert!(asked("acme"));
        assert_eq!(asked("master"), expected, "{by_server} {by_check}");
        // The page says so before a check.
        let page = get(&router, "/").await.body;
        assert_eq!(page.contains("it sends them once more"), !by_server);
    }
}
