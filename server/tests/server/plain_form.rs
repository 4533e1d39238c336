//! Tests the form as a browser without JavaScript sends it.

use axum::http::StatusCode;
use url::form_urlencoded::Serializer;

use crate::serving::{Answer, HOST, router, send, story};

async fn post(fields: &[(&str, &str)], more: &[(&str, &str)]) -> Answer {
    let body = Serializer::new(String::new()).extend_pairs(fields).finish();
    let mut headers = vec![("content-type", "application/x-www-form-urlencoded")];
    headers.extend(more);
    send(&router(), "POST", "/", &headers, body).await
}

#[tokio::test]
async fn the_report_is_returned_as_a_page_without_the_secret() {
    let story = story(&format!("http://{HOST}/demo/plainform"));
    let fields: Vec<(&str, &str)> = story
        .as_object()
        .unwrap()
        .iter()
        .filter_map(|(name, value)| Some((name.as_str(), value.as_str()?)))
        .collect();
    let answer = post(&fields, &[]).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.header("cache-control"), "no-store");
    assert!(answer.body.contains("id=\"verdict\"") && answer.body.contains("view-users"));
    assert!(
        !answer
            .body
            .contains(&format!("value=\"{}\"", demo::CLIENT_SECRET))
    );
}

#[tokio::test]
async fn errors_are_returned_as_a_page() {
    let answer = post(&[("url", "http://127.0.0.1:1"), ("realm", "acme")], &[]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("role=\"alert\"") && answer.body.contains("<h1"));
}

#[tokio::test]
async fn a_page_of_another_site_cannot_send_the_form() {
    for (header, value) in [
        ("origin", "https://evil.example"),
        ("sec-fetch-site", "cross-site"),
        ("origin", "null"),
    ] {
        let answer = post(&[("url", "http://127.0.0.1:1")], &[(header, value)]).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{header}: {value}");
    }
}
