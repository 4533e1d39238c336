//! Tests that a server that is asked to stop finishes running checks.

use std::time::Duration;

use tokio::net::TcpStream;

use crate::binary::Serving;
use crate::serving::{attempt, rest, start_check};
use crate::upstream::{Behavior, Upstream, answer_bytes};

#[tokio::test(flavor = "multi_thread")]
async fn running_checks_finish_and_no_new_ones_start() {
    let answer = answer_bytes(
        "404 Not Found",
        "application/json",
        br#"{"error":"Realm does not exist"}"#,
    );
    let upstream = Upstream::new(Behavior::Slow(Duration::from_millis(800), answer)).await;
    let serving = Serving::start(&[], &[]);
    let address = serving.address();
    // An idle connection does not delay the stop.
    let idle = TcpStream::connect(address).await.unwrap();
    let check = start_check(address, "application/json", &attempt(&upstream.url())).await;
    upstream.asked().await;
    serving.ask_to_stop();
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(
        TcpStream::connect(address).await.is_err(),
        "it still takes connections"
    );
    let answer = rest(check).await;
    assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
    assert!(answer.contains("realm-not-found"), "{answer}");
    let (status, _) = tokio::task::spawn_blocking(|| serving.wait())
        .await
        .unwrap();
    assert_eq!(status, Some(0));
    drop(idle);
}
