//! Identifies the client for which limits count a request.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::extract::{ConnectInfo, Request, State};
use axum::http::{Extensions, HeaderMap, header::FORWARDED};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use ipnet::IpNet;

use super::Context;
use super::health::is_probe;
use crate::client::{Client, is_in};

const X_FORWARDED_FOR: &str = "x-forwarded-for";
/// The client that [`limit`] found. Requests without a peer, which only tests send, count as one client.
pub(super) fn of(extensions: &Extensions) -> Client {
    extensions
        .get()
        .copied()
        .unwrap_or_else(|| Client::new(IpAddr::V4(Ipv4Addr::UNSPECIFIED)))
}

/// Adds the client to the request, and refuses the request if the client has sent too many.
pub(super) async fn limit(
    State(context): State<Context>,
    mut request: Request,
    next: Next,
) -> Response {
    if let Some(ConnectInfo(peer)) = request.extensions().get::<ConnectInfo<SocketAddr>>() {
        let trusted = &context.settings().trusted_proxies;
        let client = Client::new(address(peer.ip(), request.headers(), trusted));
        request.extensions_mut().insert(client);
    }
    // Probes of a cluster must not depend on visitors.
    if !is_probe(request.uri().path())
        && let Err(problem) = context.quotas().request(of(request.extensions()))
    {
        return problem.into_response();
    }
    next.run(request).await
}

/// The address that a request comes from: the last one in the proxies' header that is not a trusted proxy's own.
///
/// A proxy usually writes one of the two headers and passes the other one on as the client sent it. So if both are present and disagree,
/// both are ignored.
fn address(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let peer = peer.to_canonical();
    if !is_in(peer, trusted) {
        return peer;
    }
    let elements = |name: &str| -> Vec<String> {
        headers
            .get_all(name)
            .iter()
            .flat_map(|value| {
                let text = String::from_utf8_lossy(value.as_bytes()).into_owned();
                text.split(',').map(str::to_owned).collect::<Vec<_>>()
            })
            .collect()
    };
    let listed = last_untrusted(
        peer,
        elements(X_FORWARDED_FOR)
            .iter()
            .map(|element| parse(element)),
        trusted,
    );
    let forwarded = last_untrusted(
        peer,
        elements(FORWARDED.as_str())
            .iter()
            .map(|element| forwarded_for(element).and_then(parse)),
        trusted,
    );
    match (listed, forwarded) {
        (Some(one), Some(other)) if one != other => peer,
        (Some(one), _) | (None, Some(one)) => one,
        (None, None) => peer,
    }
}

/// Walks from the nearest hop to the farthest. An element that is not an address ends the walk, because those after it cannot be trusted.
fn last_untrusted(
    peer: IpAddr,
    hops: impl DoubleEndedIterator<Item = Option<IpAddr>> + ExactSizeIterator,
    trusted: &[IpNet],
) -> Option<IpAddr> {
    if hops.len() == 0 {
        return None;
    }
    let mut nearest = peer;
    for hop in hops.rev() {
        match hop {
            Some(ip) => nearest = ip,
            None => break,
        }
        if !is_in(nearest, trusted) {
            break;
        }
    }
    Some(nearest)
}

/// The `for` parameter of an element of `Forwarded` (RFC 7239).
fn forwarded_for(element: &str) -> Option<&str> {
    element.split(';').find_map(|pair| {
        let (name, value) = pair.split_once('=')?;
        name.trim().eq_ignore_ascii_case("for").then_some(value)
    })
}

/// Parses an address, with or without quotes, brackets, and a port.
fn parse(text: &str) -> Option<IpAddr> {
    let text = text.trim().trim_matches('"');
    let bare = text.trim_start_matches('[').trim_end_matches(']');
    bare.parse()
        .ok()
        .or_else(|| text.parse().ok().map(|socket: SocketAddr| socket.ip()))
        .map(|ip: IpAddr| ip.to_canonical())
}
