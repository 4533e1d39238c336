//! Routes HTTP requests: one file for each endpoint, and the layers around all of them.

mod changes;
mod check;
mod client;
mod compression;
mod cors;
mod crawlers;
mod dataset;
mod error;
mod explanations;
mod files;
mod forms;
mod generated;
mod guard;
mod headers;
mod health;
mod log;
mod openapi;
mod origin;
mod pages;
mod permissions;
mod prefix;
mod quota;
mod replicas;
mod run_check;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Extension, Request, State};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::Response;
use axum::routing::{any, get, post};
use demo::PublicBase;

use crate::metrics::Metrics;
use crate::settings::Settings;
use crate::transport::{Demo, Memory};
pub use compression::compressed;
pub use crawlers::page_paths;
use error::Problem;
use origin::Origin;
use quota::Quotas;

/// The state that endpoints share.
#[derive(Clone)]
struct Context(Arc<Shared>);

struct Shared {
    settings: Settings,
    demo: Router,
    quotas: Quotas,
    memory: Arc<Memory>,
    metrics: Arc<Metrics>,
}

impl Context {
    fn settings(&self) -> &Settings {
        &self.0.settings
    }

    fn quotas(&self) -> &Quotas {
        &self.0.quotas
    }

    fn memory(&self) -> &Arc<Memory> {
        &self.0.memory
    }

    fn metrics(&self) -> &Arc<Metrics> {
        &self.0.metrics
    }

    /// The URL of the site for the visitor at `origin`, without a trailing slash.
    fn base(&self, origin: &Origin) -> String {
        format!("{origin}{}", self.settings().prefix.as_str())
    }

    /// The demo under the URL by which the visitor at `origin` reaches it.
    fn demo(&self, origin: &Origin) -> Demo {
        let path = format!("{}/demo", self.settings().prefix.as_str());
        Demo::new(origin.authority().to_owned(), path, self.0.demo.clone())
    }
}

/// The router of the server, with and without the path prefix.
pub fn router(settings: Settings) -> Router {
    counted_router(settings, Arc::default())
}

/// The router, counted by `metrics`.
pub fn counted_router(settings: Settings, metrics: Arc<Metrics>) -> Router {
    let prefix = settings.prefix.clone();
    let context = Context(Arc::new(Shared {
        quotas: Quotas::new(&settings, Arc::clone(&metrics)),
        memory: Arc::new(Memory::new(settings.max_bodies)),
        metrics: Arc::clone(&metrics),
        demo: replicas::repeated(demo::router(), &settings),
        settings,
    }));
    let demo = context
        .0
        .demo
        .clone()
        .layer(from_fn_with_state(context.clone(), add_public_base));
    let routes = Router::new()
        .route("/api/v1/check", post(check::check))
        // The newest version.
        .route("/api/check", post(check::check))
        .route("/api/openapi.json", get(openapi::openapi))
        .route("/api/{*rest}", any(unknown))
        .route("/healthz", get(health::health))
        .route("/readyz", get(health::ready))
        .route("/data/permissions.json", get(permissions::permissions))
        .route("/data/{name}", get(dataset::file))
        .route("/llms.txt", get(dataset::llms))
        .route("/changes.json", get(changes::json))
        .route("/changes.atom", get(changes::feed))
        .route("/robots.txt", get(crawlers::robots))
        .route("/sitemap.xml", get(crawlers::sitemap))
        .method_not_allowed_fallback(wrong_method)
        .with_state(context.clone())
        .nest("/demo", demo)
        .merge(pages::router(&context))
        .layer(from_fn(explanations::explain))
        .layer(compression::layer())
        .layer(from_fn_with_state(context.clone(), run_check::prepare))
        .layer(from_fn_with_state(context.clone(), guard::guard))
        .layer(from_fn_with_state(context.clone(), client::limit))
        .layer(from_fn_with_state(context.clone(), cors::allow))
        .layer(from_fn_with_state(context, origin::note))
        .layer(from_fn(headers::add))
        .layer(from_fn_with_state(metrics, log::log));
    prefix::with_and_without(prefix, routes)
}

async fn unknown() -> Problem {
    Problem::not_found("Unknown endpoint. GET /api/openapi.json describes the API.")
}

async fn wrong_method() -> Problem {
    Problem::wrong_method("Wrong method. Use POST for /api/v1/check and GET for everything else.")
}

/// Adds the demo's public URL to the request, because the demo writes it into tokens.
async fn add_public_base(
    State(context): State<Context>,
    Extension(origin): Extension<Origin>,
    mut request: Request,
    next: Next,
) -> Response {
    let base = format!("{}/demo", context.base(&origin));
    request.extensions_mut().insert(PublicBase(base));
    next.run(request).await
}
