//! `GET /causes/missing-role.md` and `.json`, and the same for operations and roles, also by version (`/26.5/roles/view-users.md`): the
//! reference pages for scripts and wikis.

use axum::extract::Request;
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;

use super::generated::generated;
use crate::knowledge::matrix;
use crate::reference::Explanation;

/// Responds to the path of a reference page with a suffix. Passes all other requests on.
pub(super) async fn explain(request: Request, next: Next) -> Response {
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    match found(request.uri().path()).filter(|_| is_read) {
        Some((media_type, text)) => generated(media_type, text),
        None => next.run(request).await,
    }
}

/// The media type and the text at this path.
fn found(path: &str) -> Option<(&'static str, String)> {
    let (folder, page) = path.strip_prefix('/')?.split_once('/')?;
    let stated = folder.parse().ok();
    let (folder, page) = match stated {
        Some(_) => page.split_once('/')?,
        None => (folder, page),
    };
    let (subject, suffix) = page.rsplit_once('.')?;
    let explanation = Explanation::of(matrix().ok()?, subject, stated)?;
    match (folder, &explanation) {
        // Causes have no page by version.
        ("causes", Explanation::Cause(_)) if stated.is_some() => return None,
        ("causes", Explanation::Cause(_))
        | ("operations", Explanation::Operation(_))
        | ("roles", Explanation::Role(_)) => {}
        _ => return None,
    }
    match suffix {
        "md" => Some(("text/markdown; charset=utf-8", explanation.markdown())),
        "json" => Some(("application/json", explanation.json())),
        _ => None,
    }
}
