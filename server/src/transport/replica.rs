//! Sends a request to another replica of this server. The operator lists the replicas, so the address policy for visitors does not apply.

use std::net::SocketAddr;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::Request;
use futures_util::future::{join, join_all};
use hyper_util::rt::TokioIo;
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;
use tower::BoxError;

use super::connection::open;

/// The time after which a replica counts as failed. The visitor waits for it.
const TIME: Duration = Duration::from_secs(2);

/// Sends a request to every address of `replica`, a host and a port. The error is that of the first address that did not accept the request.
pub async fn send_to_replica(replica: &str, request: &Request<Bytes>) -> Result<(), String> {
    let looked_up = timeout(TIME, lookup_host(replica)).await;
    let addresses = looked_up
        .map_err(|_| "the name lookup took too long".to_owned())?
        .map_err(|error| error.to_string())?;
    let sends =
        addresses.map(
            async |address| match timeout(TIME, send(address, request.clone())).await {
                Ok(Ok(())) => Ok(()),
                Ok(Err(error)) => Err(format!("{address}: {error}")),
                Err(_) => Err(format!("{address}: no response in time")),
            },
        );
    join_all(sends).await.into_iter().collect()
}

async fn send(address: SocketAddr, request: Request<Bytes>) -> Result<(), BoxError> {
    let stream = TcpStream::connect(address).await?;
    let (mut sender, connection) = open(TokioIo::new(stream)).await?;
    let exchange = async move {
        let response = sender.send_request(request.map(Body::from)).await?;
        let status = response.status();
        if status.is_success() || status.is_redirection() {
            Ok(())
        } else {
            Err(BoxError::from(format!("status {status}")))
        }
    };
    // The connection ends after the exchange, which drops the sender. If it ends earlier, the exchange fails.
    let (result, _) = join(exchange, connection).await;
    result
}
