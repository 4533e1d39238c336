//! Compares the description of the HTTP API with real responses.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use diagnosis::attempt::Field;
use serde_json::{Value, json};
use server::settings::Settings;

use crate::schema::mistakes;
use crate::serving::{
    Answer, HOST, attempt, check, get, router, send, settings, story, with_prefix,
};
use crate::upstream::{Behavior, Upstream, answer_bytes};

async fn description() -> Value {
    let answer = get(&router(), "/api/openapi.json").await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.header("content-type"), "application/json");
    answer.json()
}

fn assert_fits(root: &Value, name: &str, value: &Value) {
    let schema = json!({ "$ref": format!("#/components/schemas/{name}") });
    let mistakes = mistakes(root, &schema, value, name);
    assert!(mistakes.is_empty(), "{mistakes:#?}");
}

/// Checks that an error has a status in the description, the media type of problems, and their members.
fn assert_problem(root: &Value, answer: &Answer) {
    assert_eq!(answer.header("content-type"), "application/problem+json");
    let problem = answer.json();
    assert_fits(root, "Problem", &problem);
    assert_eq!(problem["status"], answer.status.as_u16());
    assert!(problem["detail"].as_str().unwrap().len() > 10, "{problem}");
    assert!(
        problem["error"].is_string() != problem["errors"].is_array(),
        "{problem}"
    );
    let status = answer.status.as_str();
    assert!(
        root["paths"]["/api/v1/check"]["post"]["responses"]
            .get(status)
            .is_some(),
        "{status} is not described"
    );
}

#[tokio::test]
async fn reports_and_events_match_the_description() {
    let root = description().await;
    let not_found = Upstream::new(Behavior::Bytes(answer_bytes(
        "404 Not Found",
        "application/json",
        br#"{"error":"Realm does not exist"}"#,
    )))
    .await;
    let mut written = story(&format!("http://{HOST}/demo/openapi"));
    written["operation"] = json!("DELETE /admin/realms/{realm}/users/{user-id}");
    for input in [
        story(&format!("http://{HOST}/demo/openapi")),
        written,
        attempt(&not_found.url()),
        attempt("http://keycloak.invalid"),
        attempt("http://169.254.169.254"),
    ] {
        assert_fits(&root, "CheckInput", &input);
        let report = check(&router(), &input).await;
        assert_eq!(report.status, StatusCode::OK, "{}", report.body);
        assert_fits(&root, "Report", &report.json());
        let headers = [
            ("content-type", "application/json"),
            ("accept", "application/x-ndjson"),
        ];
        let events = send(&router(), "POST", "/api/check", &headers, input.to_string()).await;
        assert!(events.lines().len() > 2);
        for event in events.lines() {
            assert_fits(&root, "Event", &event);
        }
    }
}

#[tokio::test]
async fn errors_are_problems_and_keep_the_members_that_clients_read() {
    let root = description().await;
    let router = router();
    let json_type = [("content-type", "application/json")];
    let foreign = [
        ("content-type", "application/json"),
        ("origin", "https://evil.example"),
    ];
    let elsewhere = [
        ("content-type", "application/json"),
        ("host", "evil.example"),
    ];
    let long = json!({ "realm": "x".repeat(1024 * 1024) }).to_string();
    for (method, headers, body, status) in [
        ("POST", &json_type[..], "{", StatusCode::BAD_REQUEST),
        (
            "POST",
            &json_type[..],
            "{\"nonsense\":1}",
            StatusCode::BAD_REQUEST,
        ),
        (
            "POST",
            &json_type[..],
            "{}",
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        ("POST", &[][..], "{}", StatusCode::UNSUPPORTED_MEDIA_TYPE),
        (
            "POST",
            &json_type[..],
            &*long,
            StatusCode::PAYLOAD_TOO_LARGE,
        ),
        ("POST", &foreign[..], "{}", StatusCode::FORBIDDEN),
        (
            "POST",
            &elsewhere[..],
            "{}",
            StatusCode::MISDIRECTED_REQUEST,
        ),
        ("GET", &[][..], "", StatusCode::METHOD_NOT_ALLOWED),
    ] {
        let answer = send(&router, method, "/api/check", headers, body.to_owned()).await;
        assert_eq!(answer.status, status, "{}", answer.body);
        assert_problem(&root, &answer);
    }
    // Errors for the page's own requests have the same members.
    let answer = send(&router, "POST", "/api/run-check", &json_type, "{").await;
    assert_problem(&root, &answer);
    let page: app::CheckError = serde_json::from_str(&answer.body).unwrap();
    assert!(matches!(page, app::CheckError::Other { .. }));
    let answer = send(&router, "POST", "/api/check", &json_type, "{}").await;
    let page: app::CheckError = serde_json::from_str(&answer.body).unwrap();
    assert!(matches!(page, app::CheckError::Input { .. }));
}

/// The example of the README, and the one of the description, with the demo's URL.
#[tokio::test]
async fn the_examples_run() {
    let readme = include_str!("../../../README.md");
    let (_, command) = readme
        .split_once("    curl -H 'Content-Type: application/json' ")
        .unwrap();
    let path = command
        .split_once("127.0.0.1:8403")
        .unwrap()
        .1
        .split_once(' ')
        .unwrap()
        .0;
    let body = command
        .split_once("-d '")
        .unwrap()
        .1
        .split_once('\'')
        .unwrap()
        .0;
    let root = description().await;
    let described = &root["paths"][path]["post"]["requestBody"]["content"]["application/json"];
    for mut input in [
        serde_json::from_str::<Value>(body).unwrap(),
        described["example"].clone(),
    ] {
        assert_fits(&root, "CheckInput", &input);
        input["url"] = json!(format!("http://{HOST}/demo/examples"));
        let json_type = [("content-type", "application/json")];
        let answer = send(&router(), "POST", path, &json_type, input.to_string()).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        assert_eq!(answer.json()["schema"], "why403/1");
    }
}

#[tokio::test]
async fn the_path_without_a_version_is_that_of_the_newest_one() {
    let input = attempt("http://keycloak.invalid").to_string();
    let json_type = [("content-type", "application/json")];
    for (path, status) in [
        ("/api/v1/check", StatusCode::OK),
        ("/api/check", StatusCode::OK),
        ("/api/v2/check", StatusCode::NOT_FOUND),
    ] {
        let answer = send(&router(), "POST", path, &json_type, input.clone()).await;
        assert_eq!(answer.status, status, "{path}");
    }
}

#[tokio::test]
async fn the_input_has_the_fields_of_the_form() {
    let root = description().await;
    let properties = &root["components"]["schemas"]["CheckInput"]["properties"];
    let described: BTreeSet<String> = properties.as_object().unwrap().keys().cloned().collect();
    for field in Field::ALL {
        let is_secret = properties[field.name()]["format"] == "password";
        assert_eq!(is_secret, field.is_secret(), "{field:?}");
    }
    let expected: BTreeSet<String> = Field::ALL
        .into_iter()
        .map(|field| field.name().to_owned())
        .collect();
    assert_eq!(described, expected);
    let fields: Vec<&str> = Field::ALL.into_iter().map(Field::name).collect();
    assert_eq!(
        root["components"]["schemas"]["FieldError"]["properties"]["field"]["enum"],
        json!(fields)
    );
}

#[tokio::test]
async fn the_description_names_this_server_and_existing_paths() {
    let public = Settings {
        public_url: Some("https://tools.example.com/why403".parse().unwrap()),
        ..with_prefix("/why403")
    };
    for (settings, host, url) in [
        (settings(), HOST, format!("http://{HOST}")),
        (
            with_prefix("/why403"),
            HOST,
            format!("http://{HOST}/why403"),
        ),
        (
            public,
            "tools.example.com",
            "https://tools.example.com/why403".to_owned(),
        ),
    ] {
        let router = server::routes::router(settings);
        let headers = [("host", host)];
        let answer = send(&router, "GET", "/api/openapi.json", &headers, "").await;
        let root = answer.json();
        assert_eq!(root["servers"][0]["url"], url);
        assert_eq!(root["info"]["version"], env!("CARGO_PKG_VERSION"));
        for (path, methods) in root["paths"].as_object().unwrap() {
            for (method, operation) in methods.as_object().unwrap() {
                let mut path = path.clone();
                for parameter in operation["parameters"].as_array().into_iter().flatten() {
                    let name = format!("{{{}}}", parameter["name"].as_str().unwrap());
                    path = path.replace(&name, parameter["example"].as_str().unwrap());
                }
                let answer = send(&router, &method.to_uppercase(), &path, &headers, "").await;
                assert!(
                    !matches!(
                        answer.status,
                        StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED
                    ),
                    "{method} {path}"
                );
            }
        }
    }
}

/// Resources whose members the description leaves open.
#[tokio::test]
async fn every_json_resource_without_parameters_has_the_described_type() {
    let description = description().await;
    let mut read = 0;
    for (path, item) in description["paths"].as_object().unwrap() {
        let schema = &item["get"]["responses"]["200"]["content"]["application/json"]["schema"];
        if path.contains('{') || schema.is_null() {
            continue;
        }
        let answer = get(&router(), path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        let expected = if answer.json().is_array() {
            "array"
        } else {
            "object"
        };
        assert_eq!(schema["type"], expected, "{path}");
        read += 1;
    }
    assert!(read > 1, "{read}");
}
