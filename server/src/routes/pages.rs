//! Serves the pages and their static files.

use app::{App, Commit, DataSize, Measured, NoMasterProbe, Prefix, SiteOrigin, StaticSite, shell};
use axum::Router;
use axum::extract::Request;
use axum::handler::HandlerWithoutStateExt;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, post};
use leptos::config::LeptosOptions;
use leptos::nonce::use_nonce;
use leptos::prelude::{provide_context, use_context};
use leptos_axum::{LeptosRoutes, ResponseOptions, generate_route_list};
use tower::ServiceExt;
use tower_http::services::ServeDir;

use super::headers::page_policy;
use super::{Context, Origin, files, forms};
use crate::knowledge::{PERMISSIONS, matrix};
use crate::settings::{PathPrefix, Settings};
use crate::site::Site;

/// Routes the pages. Other paths are files of the site, or the page for an unknown URL.
pub(super) fn router(shared: &Context) -> Router {
    let (site, prefix) = (&shared.settings().site, &shared.settings().prefix);
    let options = LeptosOptions::builder()
        // Each page names its own bundle.
        .output_name("")
        .site_pkg_dir("pkg")
        .build();
    let context = page_context(prefix, shared.settings());
    let page = {
        let options = options.clone();
        move || shell(options.clone())
    };
    let render = leptos_axum::render_app_async_with_context(context.clone(), page.clone());
    let not_found = async move |request: Request| {
        let mut response = render(request).await;
        *response.status_mut() = StatusCode::NOT_FOUND;
        response
    };
    let pages = Router::new()
        .leptos_routes_with_context(
            &options,
            generate_route_list(App),
            context.clone(),
            page.clone(),
        )
        .with_state(options)
        .route(
            "/",
            post({
                let (shared, context, page) = (shared.clone(), context.clone(), page.clone());
                move |request| forms::playground(shared, request, context, page)
            }),
        )
        .route(
            "/causes",
            post({
                let (context, page) = (context.clone(), page.clone());
                move |request| forms::causes(request, context.clone(), page.clone())
            }),
        )
        .route(
            "/roles",
            post(move |request| forms::roles(request, context.clone(), page.clone())),
        )
        // Trunk's generated page is not for visitors.
        .route("/index.html", any(not_found.clone()));
    match site {
        Site::Folder(folder) => {
            let files = ServeDir::new(folder)
                .precompressed_br()
                .precompressed_gzip()
                .append_index_html_on_directories(false)
                .call_fallback_on_method_not_allowed(true)
                .fallback(not_found.clone().into_service());
            pages.fallback(async move |request: Request| {
                // No file has such a name, and opening it is an error of the system.
                let path = request.uri().path();
                if path.contains("%00") || path.len() > LONGEST_PATH {
                    return not_found(request).await;
                }
                match files.oneshot(request).await {
                    Ok(response) => response.into_response(),
                    Err(never) => match never {},
                }
            })
        }
        Site::Embedded(site) => {
            let site = *site;
            pages.fallback(
                async move |request: Request| match files::embedded(site, &request) {
                    Some(file) => file,
                    None => not_found(request).await,
                },
            )
        }
    }
    .layer(from_fn(revalidate))
}

/// The maximum length of the path of a file of the site. Systems limit the length of names.
const LONGEST_PATH: usize = 255;

/// The context of every page: the prefix for its links, and a policy that allows only its own scripts.
fn page_context(
    prefix: &PathPrefix,
    settings: &Settings,
) -> impl Fn() + Clone + Send + Sync + 'static + use<> {
    let prefix = Prefix(prefix.as_str().to_owned());
    let suggestions = settings.suggestions.clone();
    let footer = settings.footer.clone();
    let no_master_probe = settings.no_master_probe;
    move || {
        provide_context(prefix.clone());
        provide_context(suggestions.clone());
        provide_context(footer.clone());
        if let Some(origin) = use_context::<Parts>()
            .and_then(|parts| parts.extensions.get::<Origin>().map(ToString::to_string))
        {
            provide_context(SiteOrigin(origin));
        }
        if let Some(is_static) =
            use_context::<Parts>().and_then(|parts| parts.extensions.get::<StaticSite>().cloned())
        {
            provide_context(is_static);
        }
        // Invalid data would have failed this build's tests.
        if let Ok(matrix) = matrix() {
            provide_context(Measured(matrix));
            provide_context(DataSize(PERMISSIONS.len()));
        }
        if no_master_probe {
            provide_context(NoMasterProbe);
        }
        provide_context(Commit(env!("WHY403_COMMIT")));
        let path =
            use_context::<Parts>().map_or_else(String::new, |parts| parts.uri.path().to_owned());
        if let (Some(nonce), Some(response)) = (use_nonce(), use_context::<ResponseOptions>())
            && let Ok(policy) = HeaderValue::from_str(&page_policy(&path, &nonce))
        {
            response.insert_header(CONTENT_SECURITY_POLICY, policy);
        }
    }
}

/// Makes browsers revalidate files, because their names stay the same in every version.
async fn revalidate(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    response
        .headers_mut()
        .entry(CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-cache"));
    response
}
