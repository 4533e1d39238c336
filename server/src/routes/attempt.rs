//! `POST /api/attempt`: the same check for the page, which shows it as it happens and gets the report as HTML.
//!
//! So the page need not carry what reads and tells reports. Scripts take `POST /api/check`, which gives the report itself.

use axum::extract::{Extension, Request, State};
use axum::response::Response;
use diagnosis::attempt::Input;
use diagnosis::report::{Outcome, Report};
use render::{Earlier, Seen, Told};
use serde::{Deserialize, Serialize};

use super::check::{Check, MAX_BODY, events, read_json};
use super::{Context, Origin, Problem};

/// What the page sends besides the form is an earlier answer, and smaller than the form may be.
const MAX_ATTEMPT: usize = 2 * MAX_BODY;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wanted {
    /// The form, as for `/api/check`.
    input: Input,
    /// The attempt to compare with.
    before: Option<Earlier>,
    /// Whether it is the demo that is called.
    demo: bool,
}

/// The last line.
#[derive(Serialize)]
struct Last {
    event: &'static str,
    /// The report's two parts.
    answer: String,
    analysis: String,
    /// What is said to who cannot see it.
    spoken: String,
    allowed: bool,
    /// The first role that is missing.
    missing: Option<String>,
    /// What to send along as `before` with the next attempt.
    earlier: Earlier,
}

/// Checks what the form says, and tells it event by event.
pub(super) async fn attempt(
    State(context): State<Context>,
    Extension(origin): Extension<Origin>,
    request: Request,
) -> Result<Response, Problem> {
    let (parts, body) = request.into_parts();
    let wanted: Wanted = read_json(&parts.headers, body, MAX_ATTEMPT).await?;
    let check = Check::prepare(&context, &origin, wanted.input)?;
    let prefix = context.settings().prefix.as_str().to_owned();
    Ok(events(check, move |report| {
        told(&report, &prefix, wanted.before.as_ref(), wanted.demo)
    }))
}

fn told(report: &Report, prefix: &str, before: Option<&Earlier>, demo: bool) -> Last {
    let seen = if demo { Seen::Demo } else { Seen::Keycloak };
    let earlier = Earlier::from(report);
    let attempts = before.map(|before| [before, &earlier]);
    let Told { answer, analysis } = render::report(report, prefix, attempts, seen);
    Last {
        event: "told",
        answer,
        analysis,
        spoken: format!("{} {}", report.verdict, report.cause.title),
        allowed: report.outcome == Outcome::Allowed,
        missing: report.roles.missing.first().cloned(),
        earlier,
    }
}
