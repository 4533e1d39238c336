//! Renders the events of a check for the page that runs it: on a server, or in the browser on a static site.

use diagnosis::{
    call_name,
    report::{Event, Outcome, Report},
};
use render::{AttemptSummary, LiveCheck, ReportHtml, Seen};

use super::{CheckEvent, RenderedReport};

/// The page that runs a check, and what its report contains in addition to the report of the engine.
#[derive(Clone, Debug)]
pub struct CheckPage {
    /// The URL of the site's root, or its path, without a trailing slash: the start of links.
    pub prefix: String,
    /// What the user entered, without secrets.
    pub inputs: Vec<(String, String)>,
    /// The previous attempt. An attempt that another version summarized is not compared.
    pub before: Option<AttemptSummary>,
    /// The date and time of the check, as people read them.
    pub date: String,
    /// Whether the requests go to the demo.
    pub demo: bool,
}

impl CheckPage {
    /// The event in the form that the page expects.
    pub fn event(&self, event: Event) -> CheckEvent {
        match event {
            Event::Sent {
                name,
                method,
                url,
                purpose,
            } => CheckEvent::Sent {
                name,
                method,
                url,
                purpose,
            },
            Event::Answered { step } => CheckEvent::Answered {
                name: call_name(step.name),
                status: Some(step.response.status).filter(|status| *status != 0),
                millis: step.millis,
            },
            Event::Report { report } => CheckEvent::Report(Box::new(self.report(&report))),
            Event::Failed { error } => CheckEvent::Failed(error),
        }
    }

    fn report(&self, report: &Report) -> RenderedReport {
        let now = AttemptSummary::new(report, self.inputs.clone());
        let live = LiveCheck {
            now: &now,
            before: self.before.as_ref(),
            date: &self.date,
        };
        let seen = if self.demo {
            Seen::Demo
        } else {
            Seen::Keycloak
        };
        let ReportHtml { answer, analysis } =
            render::report(report, &self.prefix, seen, Some(live));
        RenderedReport {
            answer,
            analysis: analysis + &render::report_data(report, !self.demo),
            spoken: format!("{} {}", report.verdict, report.cause.title),
            allowed: report.outcome == Outcome::Allowed,
            // Without the scope, a role does not help.
            missing: diagnosis::cause::missing_scope(&report.cause.code)
                .map(str::to_owned)
                .or_else(|| report.roles.missing.first().cloned()),
            suggestions: report.suggestions.clone(),
            earlier: now.to_text(),
        }
    }
}
