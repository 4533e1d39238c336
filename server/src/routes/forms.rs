//! Handles the forms of browsers without JavaScript: `POST /`, `POST /causes`, `POST /roles`.
//!
//! The values may be secrets: they are sent in the body, never in a URL, and are neither stored nor logged.

use app::{CheckError, Checked, Posted, SearchedFor};
use axum::body::Body;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, HeaderValue};
use axum::response::Response;
use diagnosis::attempt::{Field, Input};
use leptos::IntoView;
use leptos::prelude::provide_context;
use render::{AttemptSummary, LiveCheck, ReportHtml, Seen};
use url::form_urlencoded;

use super::check::{Check, MAX_BODY, read, today};
use super::error::ask_to_wait;
use super::{Context, Origin, Problem, client};
use crate::client::Client;

/// The maximum size of a search text: more than a page of log.
const MAX_SEARCH: usize = 64 * 1024;
/// The maximum size of pasted code and logs, in form encoding.
const MAX_PASTED: usize = 2 * 1024 * 1024;

/// Renders the playground with the report for the form; `context` and `page` as for every page.
pub(super) async fn playground<V: IntoView + 'static>(
    shared: Context,
    request: Request,
    context: impl Fn() + Clone + Send + Sync + 'static,
    page: impl Fn() -> V + Clone + Send + Sync + 'static,
) -> Result<Response, Problem> {
    let (request, fields) = fields(request, MAX_BODY, "The form is larger than 512 kB.").await?;
    let origin = request.extensions().get::<Origin>().cloned();
    let client = client::of(request.extensions());
    let (status, wait, checked) = match run(&shared, origin, client, fields).await {
        Ok(checked) => (StatusCode::OK, None, checked),
        Err(problem) => {
            let wait = problem.wait();
            let (status, error) = problem.into_check_error();
            let checked = match error {
                CheckError::Input { errors } => {
                    let messages = errors.into_iter().map(|error| error.message);
                    Checked::Mistakes(messages.collect())
                }
                CheckError::Other { error } => Checked::Failed(error),
            };
            (status, wait, checked)
        }
    };
    let context = move || {
        context();
        provide_context(checked.clone());
    };
    let mut response = render(request, context, page).await;
    *response.status_mut() = status;
    ask_to_wait(&mut response, wait);
    Ok(response)
}

/// Runs the check for the form.
async fn run(
    shared: &Context,
    origin: Option<Origin>,
    client: Client,
    fields: Vec<(String, String)>,
) -> Result<Checked, Problem> {
    let origin = origin.ok_or(Problem::Other(
        StatusCode::INTERNAL_SERVER_ERROR,
        "The request has no origin.",
    ))?;
    let check = Check::prepare(shared, &origin, client, input(fields))?;
    let inputs = check.inputs();
    let date = today();
    let report = check.run(|_| ()).await?;
    let now = AttemptSummary::new(&report, inputs);
    let live = LiveCheck {
        now: &now,
        before: None,
        date: &date,
    };
    let prefix = shared.settings().prefix.as_str();
    let ReportHtml { answer, analysis } =
        render::report(&report, prefix, Seen::Keycloak, Some(live));
    Ok(Checked::Report(answer, analysis))
}

/// The fields of the form by their names, without unknown names.
fn input(fields: Vec<(String, String)>) -> Input {
    let mut input = Input::default();
    for (name, text) in fields {
        if let Some(parameter) = name.strip_prefix("param-") {
            input.params.insert(parameter.to_owned(), text);
            continue;
        }
        if let Some(field) = Field::named(&name) {
            input.set(field, text);
        }
    }
    input
}

/// Renders the causes that a search found; `context` and `page` as for every page.
pub(super) async fn causes<V: IntoView + 'static>(
    request: Request,
    context: impl Fn() + Clone + Send + Sync + 'static,
    page: impl Fn() -> V + Clone + Send + Sync + 'static,
) -> Result<Response, Problem> {
    let too_large = "The text is larger than 64 kB. Paste only the line with the error.";
    let (request, fields) = fields(request, MAX_SEARCH, too_large).await?;
    let query = fields
        .into_iter()
        .find(|(name, _)| name == "q")
        .map(|(_, query)| query)
        .unwrap_or_default();
    let context = move || {
        context();
        provide_context(SearchedFor(query.clone()));
    };
    Ok(render(request, context, page).await)
}

/// Renders the roles for the operations in a pasted text; `context` and `page` as for every page.
pub(super) async fn roles<V: IntoView + 'static>(
    request: Request,
    context: impl Fn() + Clone + Send + Sync + 'static,
    page: impl Fn() -> V + Clone + Send + Sync + 'static,
) -> Result<Response, Problem> {
    let too_large = "The text is larger than 2 MB. For larger files, use the command line: why403 roles --from-file.";
    let (request, fields) = fields(request, MAX_PASTED, too_large).await?;
    let context = move || {
        context();
        provide_context(Posted(fields.clone()));
    };
    Ok(render(request, context, page).await)
}

/// Splits a request into the request without its body, and the fields in the body. `too_large` is the message for a larger body.
async fn fields(
    request: Request,
    limit: usize,
    too_large: &'static str,
) -> Result<(Request, Vec<(String, String)>), Problem> {
    let (parts, body) = request.into_parts();
    let body = read(body, limit, too_large).await?;
    let fields = form_urlencoded::parse(&body).into_owned().collect();
    Ok((Request::from_parts(parts, Body::empty()), fields))
}

async fn render<V: IntoView + 'static>(
    request: Request,
    context: impl Fn() + Clone + Send + Sync + 'static,
    page: impl Fn() -> V + Clone + Send + Sync + 'static,
) -> Response {
    let render = leptos_axum::render_app_async_with_context(context, page);
    let mut response = render(request).await;
    response
        .headers_mut()
        .insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
