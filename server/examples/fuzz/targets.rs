//! The targets of the mutated inputs: the readers, and the HTTP API through the real router.

use std::collections::BTreeMap;
use std::fmt;
use std::future::ready;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use diagnosis::attempt::Field;
use fastrand::Rng;
use futures_util::future::BoxFuture;
use http_body_util::BodyExt;
use permissions::{Matrix, Permissions, TokenRealm};
use reader::reading::{Context, read};
use server::knowledge::{knowledge, matrix};
use server::settings::Settings;
use server::transport::{AddressPolicy, Lookup, Outgoing, Reach};
use tower::ServiceExt;

use super::mutation::Corpus;

const HOST: &str = "127.0.0.1:8403";

/// A target of inputs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// `reader::reading::read`.
    Reading,
    /// `reader::code::read`.
    Code,
    /// `reader::text`: a paste, a command, and a search.
    Text,
    /// `GET` of a page.
    Page,
    /// `POST` of a form.
    Form,
    /// `POST /api/check`.
    Check,
    /// A check of the demo.
    Demo,
    /// Any bytes to the API.
    Bytes,
}

const TARGETS: [Target; 8] = [
    Target::Reading,
    Target::Code,
    Target::Text,
    Target::Page,
    Target::Form,
    Target::Check,
    Target::Demo,
    Target::Bytes,
];

/// The paths of pages and files; `*` becomes a mutated text.
const PATHS: &[&str] = &[
    "/",
    "/?*",
    "/?url=*&realm=*&operation=*",
    "/causes",
    "/causes?text=*",
    "/causes/*",
    "/causes/*.md",
    "/operations",
    "/operations?q=*",
    "/operations/*",
    "/*/operations",
    "/*/operations/*",
    "/roles",
    "/roles?op=*&keycloak=*",
    "/roles/*",
    "/what-if?role=*&keycloak=*",
    "/upgrade?from=*&to=*&role=*",
    "/changes",
    "/changes?*",
    "/search?q=*",
    "/guide",
    "/data",
    "/data/*",
    "/changes.json?*",
    "/changes.atom",
    "/sitemap.xml",
    "/robots.txt",
    "/llms.txt",
    "/api/*",
    "/demo/*",
    "/demo/x/realms/*",
    "/demo/x/admin/realms/*",
    "/demo/x/admin/realms/403-forbidden-fix/users/*",
    "/pkg/*",
    "/*",
];

/// The outcome of an input.
pub enum Outcome {
    /// A result, or an error for the visitor.
    Fine,
    /// A failure of the program.
    Failed(String),
}

/// How many inputs each target received.
#[derive(Debug, Default)]
pub struct Counts(BTreeMap<Target, u64>);

impl Counts {
    /// Counts an input.
    pub fn add(&mut self, target: Target) {
        *self.0.entry(target).or_default() += 1;
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts: Vec<String> = self
            .0
            .iter()
            .map(|(target, count)| format!("{target:?} {count}"))
            .collect();
        f.write_str(&counts.join(", "))
    }
}

impl Target {
    /// A random target.
    pub fn random(random: &mut Rng) -> Self {
        random.choice(TARGETS).unwrap_or(Self::Reading)
    }

    /// An input for the target. The input of the HTTP API is a method, a path, a media type, and a body, separated by line feeds.
    pub fn input(self, corpus: &Corpus, random: &mut Rng) -> String {
        match self {
            Self::Reading | Self::Code | Self::Text => corpus.text(random),
            Self::Page => {
                let path = random.choice(PATHS).copied().unwrap_or("/");
                let path: String = path
                    .split_inclusive('*')
                    .map(|part| match part.strip_suffix('*') {
                        Some(start) => format!("{start}{}", encoded(&corpus.word(random))),
                        None => part.to_owned(),
                    })
                    .collect();
                let method = random.choice(["GET", "GET", "GET", "HEAD", "POST", "PUT"]);
                request(method.unwrap_or("GET"), &path, "text/plain", "")
            }
            Self::Form => {
                let (path, names) = random
                    .choice([
                        (
                            "/",
                            &[
                                "url",
                                "realm",
                                "grant",
                                "client_id",
                                "client_secret",
                                "token",
                                "operation",
                                "user_id",
                                "param-x",
                            ][..],
                        ),
                        ("/causes", &["text"][..]),
                        ("/roles", &["code", "log", "text", "keycloak", "op"][..]),
                    ])
                    .unwrap_or(("/", &[]));
                let mut form = url::form_urlencoded::Serializer::new(String::new());
                for name in names {
                    if random.u8(0..4) > 0 {
                        form.append_pair(name, &corpus.text(random));
                    }
                }
                let media_type = "application/x-www-form-urlencoded";
                request("POST", path, media_type, &form.finish())
            }
            Self::Check | Self::Demo => {
                let mut input = serde_json::json!({
                    "url": "http://keycloak.example.com", "realm": "acme", "client_id": "backend",
                    "client_secret": "hush-hush-hush", "user_id": "7f1f0f6e-4b6a-4a52-8a55-1f6f5f6f7a11",
                });
                if self == Self::Demo {
                    input["url"] = format!("http://{HOST}/demo/fuzz").into();
                    input["realm"] = demo::REALM.into();
                    input["client_id"] = demo::CLIENT_ID.into();
                    input["client_secret"] = demo::CLIENT_SECRET.into();
                }
                let names: Vec<_> = Field::ALL
                    .into_iter()
                    .filter(|field| field.is_text())
                    .map(Field::name)
                    .collect();
                for _ in 0..random.usize(1..4) {
                    let name = random.choice(&names).copied().unwrap_or("realm");
                    let text = match (name, random.bool()) {
                        ("grant", true) => "token".to_owned(),
                        ("grant", false) => "password".to_owned(),
                        ("operation", true) => {
                            format!("GET /admin/realms/{{realm}}/{}", corpus.word(random))
                        }
                        _ => corpus.word(random),
                    };
                    input[name] = text.into();
                }
                if random.u8(0..4) == 0 {
                    input["params"] = serde_json::json!({ "client-uuid": corpus.word(random) });
                }
                request("POST", "/api/check", "application/json", &input.to_string())
            }
            Self::Bytes => {
                let path = random
                    .choice(["/api/check", "/api/run-check"])
                    .unwrap_or("/api/check");
                request("POST", path, "application/json", &corpus.text(random))
            }
        }
    }
}

fn request(method: &str, path: &str, media_type: &str, body: &str) -> String {
    format!("{method}\n{path}\n{media_type}\n{body}")
}

/// A text as part of a URL; about half of the texts keep their slashes, so that they become several segments.
fn encoded(text: &str) -> String {
    let encoded: String = url::form_urlencoded::byte_serialize(text.as_bytes()).collect();
    if text.len().is_multiple_of(2) {
        encoded
            .replace("%2F", "/")
            .replace("%3D", "=")
            .replace("%26", "&")
    } else {
        encoded
    }
}

/// A resolver that knows no name.
#[derive(Debug)]
struct NoNames;

impl Lookup for NoNames {
    fn lookup(&self, _: &str) -> BoxFuture<'static, io::Result<Vec<SocketAddr>>> {
        Box::pin(ready(Err(io::ErrorKind::NotFound.into())))
    }
}

/// The router, and the data for the readers.
pub struct Targets {
    router: Router,
    matrix: &'static Matrix,
}

impl Targets {
    /// A router that sends nothing.
    pub fn new() -> Result<Self, String> {
        let listen = HOST.parse().map_err(|_| "the address is invalid")?;
        Ok(Self {
            matrix: matrix().map_err(ToString::to_string)?,
            router: server::routes::router(Settings {
                policy: Arc::new(AddressPolicy::new(Reach::Internal(Vec::new()))),
                outgoing: Arc::new(Outgoing {
                    lookup: Arc::new(NoNames),
                    ..Outgoing::default()
                }),
                ..Settings::new(listen)
            }),
        })
    }

    /// Gives an input to a target.
    pub async fn run(&self, target: Target, input: &str) -> Outcome {
        let permissions: Permissions<'_> = self.matrix.newest(TokenRealm::Target);
        match target {
            Target::Reading => {
                let reading = read(
                    input,
                    &Context {
                        matrix: self.matrix,
                        version: None,
                        operation: "",
                        now: knowledge(self.matrix).now,
                    },
                );
                // A reading must be serializable, and its report renderable.
                match serde_json::to_string(&reading) {
                    Ok(_) => Outcome::Fine,
                    Err(error) => Outcome::Failed(error.to_string()),
                }
            }
            Target::Code => {
                let _ = reader::code::read(&permissions, input);
                Outcome::Fine
            }
            Target::Text => {
                let _ = reader::text::recognize(input, Some(&permissions));
                let _ = reader::text::called(input, &permissions);
                let _ = reader::text::split_url(input, &permissions);
                let _ = reader::text::search(input);
                Outcome::Fine
            }
            Target::Page | Target::Form | Target::Check | Target::Demo | Target::Bytes => {
                self.send(input).await
            }
        }
    }

    async fn send(&self, input: &str) -> Outcome {
        let mut parts = input.splitn(4, '\n');
        let mut next = || parts.next().unwrap_or_default();
        let (method, path, media_type) = (next(), next(), next());
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", HOST)
            .header("content-type", media_type)
            .body(Body::from(next().to_owned()));
        // What no HTTP library sends is not an input.
        let Ok(request) = request else {
            return Outcome::Fine;
        };
        let response = match self.router.clone().oneshot(request).await {
            Ok(response) => response,
            Err(never) => match never {},
        };
        let status = response.status();
        let body = response.into_body().collect().await;
        match body {
            // Without its files, a server is not ready, and says so.
            _ if status.is_server_error() && path != "/readyz" => {
                Outcome::Failed(format!("status {status}"))
            }
            Err(error) => Outcome::Failed(format!("the body breaks off: {error}")),
            Ok(_) => Outcome::Fine,
        }
    }
}
