//! Finds the requests of Karate's feature files, which state URL, path, and method in steps of their own.

use super::arguments::split;
use super::call::Call;
use super::path;
use super::scan::{Text, verb};

/// The words that begin a step.
const KEYWORDS: [&str; 6] = ["Given ", "When ", "Then ", "And ", "But ", "* "];

/// Whether the text is a feature file with HTTP requests.
pub(super) fn is_feature(text: &str) -> bool {
    text.contains("Scenario")
        && text
            .lines()
            .any(|line| step(line).is_some_and(|step| step.starts_with("method ")))
}

/// Every request. The path of a step belongs to the next request; the URL holds until the end of the scenario, and the one of the background
/// for every scenario.
pub(super) fn calls(text: &str) -> Vec<Call> {
    let mut calls = Vec::new();
    let mut of_background: Option<String> = None;
    let mut url: Option<String> = None;
    let mut below = String::new();
    let mut is_background = false;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let place = at;
        at += line.len();
        let trimmed = line.trim_start();
        if trimmed.starts_with("Background") {
            is_background = true;
        } else if trimmed.starts_with("Scenario") {
            is_background = false;
            url.clone_from(&of_background);
            below.clear();
        }
        let Some((word, rest)) = step(line).and_then(|step| step.split_once(' ')) else {
            continue;
        };
        let rest = rest.trim();
        match word {
            "url" => {
                let base = path::found(Text(rest)).into_iter().next();
                url = base.map(|found| found.path);
                below.clear();
                if is_background {
                    of_background.clone_from(&url);
                }
            }
            "path" => {
                for argument in split(rest) {
                    below.push_str(&segment(argument.trim()));
                }
            }
            "method" => {
                if let (Some(base), Some(method)) = (&url, verb(rest)) {
                    calls.push(Call {
                        at: place + (line.len() - trimmed.len()),
                        method,
                        path: format!("{base}{below}"),
                    });
                }
                below.clear();
            }
            _ => {}
        }
    }
    calls
}

/// The step on a line, without the word that begins it.
fn step(line: &str) -> Option<&str> {
    let line = line.trim_start();
    KEYWORDS
        .iter()
        .find_map(|keyword| line.strip_prefix(keyword))
        .map(str::trim_start)
}

/// The part of a path that an argument is.
fn segment(argument: &str) -> String {
    let Some(text) = argument.strip_prefix(['\'', '"']) else {
        return "/{}".to_owned();
    };
    let begin = argument.len() - text.trim_start_matches('/').len();
    path::read(Text(argument), begin).0
}
