//! `GET /robots.txt` and `GET /sitemap.xml`: which pages search engines may list.

use axum::extract::{Extension, State};
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;

use super::{Context, Origin};
use crate::knowledge::matrix;
use crate::reference;

/// The pages in addition to those of causes, operations, and roles.
const PAGES: [&str; 9] = [
    "/",
    "/causes",
    "/operations",
    "/roles",
    "/what-if",
    "/upgrade",
    "/changes",
    "/guide",
    "/data",
];

/// Allows everything except the demo, the API, and search results.
pub(super) async fn robots(
    State(context): State<Context>,
    Extension(origin): Extension<Origin>,
) -> impl IntoResponse {
    let prefix = context.settings().prefix.as_str();
    let text = format!(
        "User-agent: *\nDisallow: {prefix}/api/\nDisallow: {prefix}/demo/\nDisallow: {prefix}/search\nSitemap: \
         {origin}{prefix}/sitemap.xml\n"
    );
    ([(CONTENT_TYPE, "text/plain; charset=utf-8")], text)
}

/// The path of every page that may be listed.
pub fn page_paths() -> Vec<String> {
    let reference = matrix().ok().into_iter().flat_map(reference::pages);
    PAGES
        .into_iter()
        .map(str::to_owned)
        .chain(reference.map(|page| page.path))
        .collect()
}

/// Lists the URL of every page.
pub(super) async fn sitemap(
    State(context): State<Context>,
    Extension(origin): Extension<Origin>,
) -> impl IntoResponse {
    let base = context.base(&origin);
    let mut urls = String::new();
    for path in page_paths() {
        urls += "<url><loc>";
        urls += &base;
        urls += &path;
        urls += "</loc></url>\n";
    }
    let xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n{urls}</urlset>\n"
    );
    ([(CONTENT_TYPE, "application/xml")], xml)
}
