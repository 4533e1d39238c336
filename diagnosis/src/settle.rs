//! Joins the output of an administrator's read-only command with the evidence of a check, so that one of several causes remains.
//!
//! [`crate::report::Report::settle`] contains the command. Its output names the check and lists facts of the server. Reading the text is
//! the reader's task; [`report`] repeats the diagnosis with the facts.

mod facts;
mod verdict;

pub use facts::Facts;

pub use crate::check_lines::{CHECK, CLAIMS, FACT, FAILED, FIRST_LINE, LAST_LINE};

use std::collections::BTreeMap;

use crate::Knowledge;
use crate::cause;
use crate::check_lines;
use crate::diagnose::report_on;
use crate::evidence::Evidence;
use crate::report::{Report, TokenReport};

/// The output of the command.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Output {
    /// The check that the command belongs to: names and values, as the command printed them.
    pub check: BTreeMap<String, String>,
    /// The facts about the server.
    pub facts: Facts,
}

/// Diagnoses the check of the output again, with the facts in the output. `None` if the output does not describe a check.
pub fn report(output: &Output, knowledge: &Knowledge) -> Option<Report> {
    let (attempt, exchanges) = check_lines::attempt(&output.check)?;
    let evidence = Evidence::with_version(&attempt, &exchanges, knowledge, output.facts.version());
    let findings = verdict::settled(&evidence, &output.facts, cause::fitting(&evidence));
    let mut report = report_on(&evidence, findings);
    // The requests are known by their result only.
    report.steps.clear();
    report.script.clear();
    report.token = None::<TokenReport>;
    Some(report)
}
