//! Tests the page's server function: the report as HTML, the comparison with the previous attempt, and that it contains no secret.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::serving::{Answer, HOST, get, router, send, story};

async fn attempt(router: &axum::Router, body: &Value) -> Answer {
    let headers = [("content-type", "application/json")];
    let arguments = json!({ "request": body });
    send(
        router,
        "POST",
        "/api/run-check",
        &headers,
        arguments.to_string(),
    )
    .await
}

fn last(answer: &Answer) -> Value {
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    answer.lines().last().unwrap()["report"].clone()
}

#[tokio::test]
async fn the_report_follows_the_requests_as_html() {
    let router = router();
    let input = story(&format!("http://{HOST}/demo/html"));
    let answer = attempt(&router, &json!({ "input": input, "demo": true })).await;
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(answer.lines()[0]["sent"]["name"], "token");
    assert!(!answer.body.contains(demo::CLIENT_SECRET));
    let report = last(&answer);
    assert_eq!(report["allowed"], false);
    assert_eq!(report["missing"], "view-users");
    let html = report["answer"].as_str().unwrap();
    assert!(
        html.contains("id=\"verdict\"") && html.contains("403"),
        "{html}"
    );
    // The demo has no Admin Console to link to.
    assert!(!html.contains("Open Admin Console"), "{html}");
    let analysis = report["analysis"].as_str().unwrap();
    assert!(analysis.contains("Requests"), "{analysis}");
    assert!(
        !analysis.contains("Previous and current attempt"),
        "{analysis}"
    );
}

#[tokio::test]
async fn the_previous_attempt_is_compared_and_escaped() {
    let router = router();
    let input = story(&format!("http://{HOST}/demo/compared"));
    let first = last(&attempt(&router, &json!({ "input": input, "demo": true })).await);
    let mut before = first["earlier"].clone();
    let again = json!({ "input": input, "before": before, "demo": true });
    let analysis = last(&attempt(&router, &again).await)["analysis"].to_string();
    assert!(analysis.contains("Both tokens have the same claims"));
    // The previous attempt comes from outside, like the rest of the body.
    before["title"] = json!("<script>alert(1)</script>");
    let again = json!({ "input": input, "before": before, "demo": true });
    let analysis = last(&attempt(&router, &again).await)["analysis"].to_string();
    assert!(analysis.contains("&lt;script&gt;") && !analysis.contains("<script"));
    // Attempts with different operations are not compared.
    before["operation"] = json!("GET /admin/realms/{realm}/users");
    let again = json!({ "input": input, "before": before, "demo": true });
    let analysis = last(&attempt(&router, &again).await)["analysis"].to_string();
    assert!(!analysis.contains("Previous and current attempt"));
}

#[tokio::test]
async fn a_body_without_the_form_is_refused_in_words() {
    let router = router();
    let mistakes = attempt(&router, &json!({ "input": {}, "demo": false })).await;
    assert_eq!(mistakes.status, StatusCode::UNPROCESSABLE_ENTITY);
    let fields: Vec<Value> = mistakes.json()["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| error["field"].clone())
        .collect();
    assert_eq!(fields, ["url", "realm", "client_id", "user_id"]);
    for body in [
        json!({}),
        json!({ "input": {}, "before": 1, "demo": false }),
        json!([]),
    ] {
        let answer = attempt(&router, &body).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{body}");
        assert!(answer.json()["error"].is_string(), "{}", answer.body);
    }
    let answer = get(&router, "/api/run-check").await;
    assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
}
