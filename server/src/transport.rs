//! Sends requests to Keycloak within the limits of the address policy.
//!
//! This is the only place that creates an HTTP client (`clippy.toml` forbids any other). The client follows no redirect, because it would
//! send credentials along; ignores proxies in the environment, because the address policy could not see where a proxy connects to; enforces
//! one limit of time and one of size for each request; and sends nothing that reveals anything about the visitor.

mod address;
mod answer;
mod demo;
mod failure;
mod self_signed;
mod signature;
mod tls;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use diagnosis::attempt::Attempt;
use diagnosis::exchange::{
    Authorization, Body, Call, Exchange, Failure, Request, Response, Signature,
};
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue};
use secrecy::{ExposeSecret, SecretString};
use url::Url;
use url::form_urlencoded::Serializer;

use crate::metrics::Metrics;
pub use address::{AddressPolicy, Reach, Target, TargetError};
pub use demo::Demo;

/// The `User-Agent` that Keycloak receives.
const USER_AGENT: &str = concat!("why403/", env!("CARGO_PKG_VERSION"));

/// The limits of a check and of each of its requests.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// The time of a request, from the name lookup to the last byte of the response.
    pub time: Duration,
    /// The time of a check, after which it sends no further probes. Requests that are running may finish.
    pub check_time: Duration,
    /// The maximum size of a body in bytes.
    pub size: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            time: Duration::from_secs(10),
            check_time: Duration::from_secs(50),
            size: 1024 * 1024,
        }
    }
}

/// Sends the requests of one attempt. Connections are reused within the attempt and closed with it.
#[derive(Debug)]
pub struct Transport {
    limits: Limits,
    start: Instant,
    policy: Arc<AddressPolicy>,
    ca_certificate: Option<String>,
    demo: Option<Demo>,
    plain: OnceLock<Result<reqwest::Client, Failure>>,
    encrypted: OnceLock<Result<reqwest::Client, Failure>>,
    exhausted: AtomicBool,
    metrics: Option<Arc<Metrics>>,
}

impl Transport {
    /// A transport for `attempt`. Requests to `demo` stay in this process.
    pub fn new(
        limits: Limits,
        policy: Arc<AddressPolicy>,
        attempt: &Attempt,
        demo: Option<Demo>,
    ) -> Self {
        Self {
            limits,
            start: Instant::now(),
            policy,
            ca_certificate: attempt.ca_certificate.clone(),
            demo,
            plain: OnceLock::new(),
            encrypted: OnceLock::new(),
            exhausted: AtomicBool::new(false),
            metrics: None,
        }
    }

    /// The same transport, with its requests counted.
    #[must_use]
    pub fn counted(self, metrics: Arc<Metrics>) -> Self {
        Self {
            metrics: Some(metrics),
            ..self
        }
    }

    /// Whether a request failed because this process has no descriptors left. Such a check shows nothing about Keycloak.
    pub fn is_exhausted(&self) -> bool {
        self.exhausted.load(Ordering::Relaxed)
    }

    /// Whether the time of the check is over.
    pub fn is_out_of_time(&self) -> bool {
        self.start.elapsed() >= self.limits.check_time
    }

    /// Sends a request. If it reads the realm's keys, verifies `token` with them.
    pub async fn exchange(&self, request: Request, token: Option<&SecretString>) -> Exchange {
        let start = Instant::now();
        let result = tokio::time::timeout(self.limits.time, self.send(&request))
            .await
            .unwrap_or_else(|_| Err(Failure::TimedOut(millis(self.limits.time))));
        if let Some(metrics) = &self.metrics {
            metrics.call(result.as_ref().ok().map(|response| response.body.len()));
        }
        let millis = millis(start.elapsed());
        let signature = signature(&request, &result, token);
        Exchange {
            request,
            result,
            millis,
            signature,
        }
    }

    async fn send(&self, request: &Request) -> Result<Response, Failure> {
        let headers = headers(request)?;
        let body = body(&request.body);
        if let Some(demo) = &self.demo
            && let Some(place) = demo.place(&request.url)
        {
            return demo
                .send(request.method, place, headers, body, self.limits.size)
                .await;
        }
        address::check_url(&self.policy, &request.url)?;
        let method = reqwest::Method::from_bytes(request.method.as_bytes())
            .map_err(|error| Failure::BrokenAnswer(error.to_string()))?;
        let response = self
            .client(&request.url)?
            .request(method, request.url.clone())
            .headers(headers)
            .body(body)
            .send()
            .await
            .map_err(|error| {
                if failure::is_exhaustion(&error) {
                    self.exhausted.store(true, Ordering::Relaxed);
                }
                failure::classify(&error)
            })?;
        answer::read(response, self.limits.size).await
    }

    /// The client for the URL's scheme. Only https needs the machine's certificate authorities, which take time to read.
    fn client(&self, url: &Url) -> Result<&reqwest::Client, Failure> {
        let encrypted = url.scheme() == "https";
        let cell = if encrypted {
            &self.encrypted
        } else {
            &self.plain
        };
        cell.get_or_init(|| {
            let tls = if encrypted {
                tls::trusting(self.ca_certificate.as_deref())?
            } else {
                tls::trusting_nobody()?
            };
            client(tls, Arc::clone(&self.policy))
        })
        .as_ref()
        .map_err(Clone::clone)
    }
}

#[allow(
    clippy::disallowed_methods,
    reason = "the one constructor of HTTP clients"
)]
fn client(
    tls: rustls::ClientConfig,
    policy: Arc<AddressPolicy>,
) -> Result<reqwest::Client, Failure> {
    reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .dns_resolver(address::Resolver(policy))
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        .no_proxy()
        .http1_only()
        .user_agent(USER_AGENT)
        .build()
        .map_err(|error| failure::classify(&error))
}

/// The headers that are sent in addition to `Host`, `User-Agent`, and the length.
fn headers(request: &Request) -> Result<HeaderMap, Failure> {
    let mut headers = HeaderMap::new();
    headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
    if let Authorization::Bearer(token) = &request.authorization {
        let mut value = HeaderValue::from_str(&format!("Bearer {}", token.expose_secret()))
            .map_err(|_| {
                Failure::BrokenAnswer(
                    "nothing was sent: the token contains a character that an HTTP header can't contain"
                        .to_owned(),
                )
            })?;
        value.set_sensitive(true);
        headers.insert(AUTHORIZATION, value);
    }
    let content_type = match request.body {
        Body::Empty => None,
        Body::Form(_) => Some("application/x-www-form-urlencoded"),
        Body::Json(_) => Some("application/json"),
    };
    if let Some(content_type) = content_type {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    }
    Ok(headers)
}

fn body(body: &Body) -> String {
    match body {
        Body::Empty => String::new(),
        Body::Form(fields) => Serializer::new(String::new())
            .extend_pairs(fields.iter().map(|(name, value)| (name, value.expose())))
            .finish(),
        Body::Json(json) => json.clone(),
    }
}

fn signature(
    request: &Request,
    result: &Result<Response, Failure>,
    token: Option<&SecretString>,
) -> Option<Signature> {
    match (request.call, result, token) {
        (Call::Keys, Ok(response), Some(token)) if response.status == 200 => {
            signature::verify(token.expose_secret(), &response.body)
        }
        _ => None,
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
