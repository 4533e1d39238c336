//! Prints a report for people, in the order of the page: verdict, checks, fix, roles, requests.

use std::io::{self, Write};

use super::terminal;
use anstyle::{AnsiColor, Style};
use diagnosis::report::{
    Fix, FixKind, GateReport, GateState, Outcome, Report, Step, UNKNOWN_OPERATION,
};

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const GOOD: Style = AnsiColor::Green.on_default().bold();
const BAD: Style = AnsiColor::Red.on_default().bold();

/// Prints to standard output, with colors where a terminal shows them and `NO_COLOR` is not set.
pub(super) fn print(report: &Report) -> io::Result<()> {
    let mut out = anstream::stdout().lock();
    write(&mut out, report)?;
    out.flush()
}

/// Prints only the fixes, so that the output can go to a file: code to standard output, and notes about the code to standard error.
pub(super) fn print_fixes(report: &Report) -> io::Result<()> {
    let report = &terminal::report(report)?;
    let mut notes = anstream::stderr().lock();
    let mut out = anstream::stdout().lock();
    writeln!(
        notes,
        "{} {} ({}, {})",
        report.verdict,
        report.cause.title,
        report.cause.code,
        report.cause.certainty.word()
    )?;
    if report.fixes.is_empty() {
        writeln!(notes, "No fix is available in this form.")?;
    }
    missing_forms(&mut notes, report)?;
    for fix in &report.fixes {
        writeln!(notes, "\n{BOLD}Fix: {}{BOLD:#}", fix.title)?;
        if fix.kind.is_code() {
            // The file must contain one change, so an alternative goes to the notes.
            if fix.alternative {
                writeln!(notes, "{}", fix.text)?;
            } else {
                writeln!(out, "{}", fix.text)?;
                out.flush()?;
            }
            details(&mut notes, fix, "")?;
        } else {
            one_fix(&mut out, fix)?;
        }
    }
    out.flush()
}

/// Writes a report.
pub(super) fn write(out: &mut impl Write, report: &Report) -> io::Result<()> {
    let report = &terminal::report(report)?;
    verdict(out, report)?;
    gates(out, report)?;
    settle(out, report)?;
    fixes(out, report)?;
    roles(out, report)?;
    calls(out, &report.steps)
}

fn verdict(out: &mut impl Write, report: &Report) -> io::Result<()> {
    let style = if report.outcome == Outcome::Allowed {
        GOOD
    } else {
        BAD
    };
    writeln!(out, "{style}{}{style:#}", report.verdict)?;
    if report.operation != UNKNOWN_OPERATION {
        writeln!(out, "{DIM}{}{DIM:#}", report.operation)?;
    }
    let cause = &report.cause;
    let certainty = cause.certainty.word();
    writeln!(
        out,
        "\n{BOLD}{}{BOLD:#} ({}, {certainty})",
        cause.title, cause.code
    )?;
    writeln!(out, "{}", cause.explanation)?;
    for evidence in &cause.evidence {
        writeln!(out, "  - {evidence}")?;
    }
    if let Some(source) = &cause.source {
        writeln!(
            out,
            "  - This cause is {}, not measured. Source: {source}.",
            cause.grade.words()
        )?;
    }
    if !report.also_possible.is_empty() {
        heading(out, "Similar causes")?;
        for other in &report.also_possible {
            writeln!(
                out,
                "  - {}: {} {}",
                other.title, other.why, other.tell_apart
            )?;
        }
    }
    Ok(())
}

fn gates(out: &mut impl Write, report: &Report) -> io::Result<()> {
    heading(out, "Checks")?;
    let not_reached: Vec<&str> = report
        .gates
        .iter()
        .filter(|gate| gate.state == GateState::NotReached)
        .map(|gate| gate.title.as_str())
        .collect();
    let looked_at = |gate: &&GateReport| gate.state != GateState::NotReached;
    for gate in report.gates.iter().filter(looked_at) {
        let (style, sign) = match gate.state {
            GateState::Passed => (GOOD, "✓ passed     "),
            GateState::Refused => (BAD, "✗ refused    "),
            GateState::Hidden => (DIM, "? hidden     "),
            GateState::NotReached => (DIM, "· not reached"),
        };
        writeln!(
            out,
            "  {style}{sign}{style:#}  {}  {DIM}{}{DIM:#}",
            gate.title, gate.because
        )?;
    }
    if !not_reached.is_empty() {
        let titles = not_reached.join(", ");
        writeln!(out, "  {DIM}· not reached{DIM:#}  {DIM}{titles}{DIM:#}")?;
    }
    writeln!(
        out,
        "  Keycloak {}  {DIM}{}{DIM:#}",
        report.keycloak.versions, report.keycloak.because
    )
}

/// The command that shows which cause it is, in its first form.
fn settle(out: &mut impl Write, report: &Report) -> io::Result<()> {
    let Some(command) = report.settle.first() else {
        return Ok(());
    };
    heading(out, "Find out which cause it is")?;
    writeln!(
        out,
        "  An administrator runs this command. It only reads. Pass its output to: why403 read"
    )?;
    one_fix(out, command)
}

fn fixes(out: &mut impl Write, report: &Report) -> io::Result<()> {
    // The messages differ only in the form of the change.
    let message = report.fixes.iter().find(|fix| fix.form.is_some());
    let is_shown = |fix: &&Fix| match fix.kind {
        FixKind::ClientCode => false,
        _ => fix.form.is_none() || message.is_some_and(|first| first == *fix),
    };
    for fix in report.fixes.iter().filter(is_shown) {
        heading(out, &format!("Fix: {}", fix.title))?;
        one_fix(out, fix)?;
    }
    missing_forms(out, report)?;
    // Many languages are too much for one report.
    let is_code = |fix: &&Fix| fix.kind == FixKind::ClientCode;
    let languages: Vec<&str> = report
        .fixes
        .iter()
        .filter(is_code)
        .map(|fix| fix.title.as_str())
        .collect();
    if !languages.is_empty() {
        heading(out, "Client code")?;
        writeln!(
            out,
            "  To print client code, add --fix client-code. Languages: {}.",
            languages.join(", ")
        )?;
    }
    Ok(())
}

/// Lists the forms in which the fix is not offered, and the reasons.
fn missing_forms(out: &mut impl Write, report: &Report) -> io::Result<()> {
    for form in &report.not_offered {
        writeln!(
            out,
            "  Not available for {}: {}",
            form.kind.label(),
            form.why
        )?;
    }
    Ok(())
}

fn one_fix(out: &mut impl Write, fix: &Fix) -> io::Result<()> {
    // Code is not indented, so that it can be copied unchanged.
    let indent = if fix.kind.is_code() { "" } else { "  " };
    for line in fix.text.lines() {
        writeln!(out, "{indent}{line}")?;
    }
    details(out, fix, indent)
}

/// Prints the details of a fix: how it is proven, its risk, and its undo.
fn details(out: &mut impl Write, fix: &Fix, indent: &str) -> io::Result<()> {
    // The text contains the whole path in the Admin Console; the steps are for the page.
    if fix.kind != FixKind::AdminConsole {
        for (number, step) in (1..).zip(&fix.steps) {
            writeln!(out, "  {number}. {step}")?;
        }
    }
    // A mail link repeats the message.
    if fix.kind != FixKind::HandOff {
        if let Some(link) = fix.links.first() {
            writeln!(out, "  {link}")?;
        }
        if let Some(link) = fix.links.get(1) {
            writeln!(out, "  If you administer only this realm: {link}")?;
        }
    }
    if let Some(proof) = fix.proof() {
        writeln!(out, "{DIM}{proof}{DIM:#}")?;
    }
    if !fix.risk.is_empty() {
        writeln!(out, "{DIM}Risk:{DIM:#} {}", fix.risk)?;
    }
    if !fix.undo.is_empty() {
        writeln!(out, "{DIM}To undo:{DIM:#}")?;
        for line in fix.undo.lines() {
            writeln!(out, "{indent}{line}")?;
        }
    }
    Ok(())
}

fn roles(out: &mut impl Write, report: &Report) -> io::Result<()> {
    let roles = &report.roles;
    if roles.needed.is_empty() && roles.claimed.is_empty() {
        return Ok(());
    }
    heading(out, &format!("Roles of the {} client", roles.container))?;
    let sets = |sets: &[Vec<String>]| {
        let sets: Vec<String> = sets.iter().map(|set| set.join(" + ")).collect();
        sets.join(", or ")
    };
    let rows = [
        ("needed", sets(&roles.needed)),
        ("alternatives", sets(&roles.also_sufficient)),
        ("in the token", roles.claimed.join(", ")),
        ("missing", roles.missing.join(", ")),
        ("not needed", roles.excess.join(", ")),
        ("detected", roles.effective.clone()),
    ];
    for (name, value) in rows.iter().filter(|(_, value)| !value.is_empty()) {
        writeln!(out, "  {name:<16} {value}")?;
    }
    Ok(())
}

fn calls(out: &mut impl Write, steps: &[Step]) -> io::Result<()> {
    heading(out, "Requests")?;
    for step in steps {
        let answer = match &step.response.failure {
            Some(failure) => failure.clone(),
            None => step.response.status.to_string(),
        };
        writeln!(
            out,
            "  {} {}  {BOLD}{answer}{BOLD:#}  {DIM}{} ms  {}{DIM:#}",
            step.request.method, step.request.url, step.millis, step.purpose
        )?;
    }
    Ok(())
}

fn heading(out: &mut impl Write, text: &str) -> io::Result<()> {
    writeln!(out, "\n{BOLD}{text}{BOLD:#}")
}
