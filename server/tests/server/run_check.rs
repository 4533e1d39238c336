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
async fn the_demo_offers_to_assign_what_is_missing() {
    let router = router();
    let demo = format!("/demo/{}step", demo::ANNOUNCED_VISITOR);
    let input = json!({ "input": story(&format!("http://{HOST}{demo}")), "demo": true });
    for (missing, status) in [("kc-admin-api", "401"), ("view-users", "403")] {
        let report = last(&attempt(&router, &input).await);
        assert_eq!(report["missing"], missing);
        let html = report["answer"].as_str().unwrap();
        assert!(html.contains(status), "{html}");
        assert_eq!(html.contains("announced"), status == "401", "{html}");
        let button = format!("{demo}/admin/{}/console/assign-{missing}", demo::REALM);
        let pressed = send(&router, "POST", &button, &[], "").await;
        assert_eq!(pressed.status, StatusCode::SEE_OTHER);
    }
    let report = last(&attempt(&router, &input).await);
    assert_eq!(report["allowed"], true);
    assert_eq!(report["missing"], Value::Null);
}

#[tokio::test]
async fn the_previous_attempt_is_compared_and_escaped() {
    let router = router();
    let input = story(&format!("http://{HOST}/demo/compared"));
    let first = last(&attempt(&router, &json!({ "input": input, "demo": true })).await);
    let mut before: Value = serde_json::from_str(first["earlier"].as_str().unwrap()).unwrap();
    assert!(
        !before.to_string().contains(demo::CLIENT_SECRET),
        "{before}"
    );
    let again = json!({ "input": input, "before": before.to_string(), "demo": true });
    let analysis = last(&attempt(&router, &again).await)["analysis"].to_string();
    assert!(analysis.contains("Both tokens have the same claims"));
    // The previous attempt comes from outside, like the rest of the body.
    before["title"] = json!("<script>alert(1)</script>");
    let again = json!({ "input": input, "before": before.to_string(), "demo": true });
    let analysis = last(&attempt(&router, &again).await)["analysis"].to_string();
    assert!(analysis.contains("&lt;script&gt;") && !analysis.contains("<script"));
    // Attempts with different operations are not compared.
    before["operation"] = json!("GET /admin/realms/{realm}/users");
    let again = json!({ "input": input, "before": before.to_string(), "demo": true });
    let analysis = last(&attempt(&router, &again).await)["analysis"].to_string();
    assert!(!analysis.contains("Previous and current attempt"));
    // Neither are attempts of another version of the server.
    for other in ["", "{}", "null", "\u{0}"] {
        let again = json!({ "input": input, "before": other, "demo": true });
        let analysis = last(&attempt(&router, &again).await)["analysis"].to_string();
        assert!(
            !analysis.contains("Previous and current attempt"),
            "{other}"
        );
    }
}

#[tokio::test]
async fn the_report_lists_the_inputs_and_the_date_but_no_secret() {
    let router = router();
    let mut input = story(&format!("http://{HOST}/demo/printed"));
    let secret = demo::CLIENT_SECRET;
    // A secret in the wrong field is a secret as well.
    input["scope"] = json!(secret);
    let first = last(&attempt(&router, &json!({ "input": input, "demo": true })).await);
    let html = first["answer"].as_str().unwrap();
    let printed = html.split("</dl>").next().unwrap();
    for expected in [
        "Checked",
        " GMT",
        demo::REALM,
        demo::CLIENT_ID,
        demo::USER_ID,
        "Scope",
    ] {
        assert!(printed.contains(expected), "{expected}: {printed}");
    }
    let earlier = first["earlier"].as_str().unwrap();
    for text in [printed, earlier] {
        assert!(!text.contains(secret), "{text}");
    }
    let changed = json!({ "input": story(&format!("http://{HOST}/demo/printed")), "before": earlier, "demo": true });
    let analysis = last(&attempt(&router, &changed).await)["analysis"].to_string();
    let compared = analysis.split("</table>").next().unwrap();
    assert!(compared.contains("Scope") && !compared.contains(secret));
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
