//! Finds the method of commands: curl and its library, and PowerShell.

use super::reach::{REACH, USE};
use crate::code::scan::Text;
use crate::code::verbs::marked;

/// Commands of PowerShell that send requests.
const CMDLETS: [&str; 4] = ["Invoke-RestMethod", "Invoke-WebRequest", "irm", "iwr"];

/// The command of PowerShell whose argument is the path: its words before the path and those behind it.
pub(super) fn command_of_powershell(
    text: Text<'_>,
    start: usize,
    end: usize,
) -> Option<(&str, &str)> {
    let (from, to) = text.line(start);
    let before = text.slice(from.max(start.saturating_sub(REACH)), start);
    let name = before
        .split(|c: char| c.is_whitespace() || "(=;|{".contains(c))
        .rfind(|word| CMDLETS.contains(word))?;
    let at = name.as_ptr() as usize - before.as_ptr() as usize;
    let after = text.slice(end, to.min(end + REACH));
    let after = after.split(['|', ';']).next().unwrap_or(after);
    // Another command may follow the request: `irm $url | ForEach-Object { "/admin/…" }`.
    let command = before.get(at..)?;
    (!command.contains('|')).then_some((command, after))
}

/// Commands of PowerShell send everything by GET, unless the option `Method` says otherwise.
pub(super) fn of_cmdlet(text: Text, start: usize, end: usize) -> Option<&'static str> {
    let (before, after) = command_of_powershell(text, start, end)?;
    let has_method = [before, after]
        .iter()
        .any(|part| part.to_ascii_lowercase().contains("-method "));
    (!has_method).then_some("GET")
}

/// The method among the options of a handle of curl: `curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, "PUT")`.
pub(super) fn of_options(text: Text, start: usize, end: usize) -> Option<&'static str> {
    const URL: &str = "CURLOPT_URL";
    let (line, _) = text.line(start);
    if !text.slice(line, start).contains(URL) {
        return None;
    }
    let of = |options: &str| {
        marked(options).or_else(|| {
            let sends = options.contains("CURLOPT_POST") || options.contains("CURLOPT_COPYPOST");
            sends.then_some("POST")
        })
    };
    let after = text.slice(end, end + USE);
    let ends = [URL, "curl_easy_perform", "curl_exec", "curl_init", "\n}"];
    let after = ends
        .iter()
        .fold(after, |rest, end| rest.split(end).next().unwrap_or(rest));
    let before = text.slice(line.saturating_sub(REACH), line);
    let before = ends
        .iter()
        .chain(&["{\n", "curl_easy_init"])
        .fold(before, |rest, end| rest.rsplit(end).next().unwrap_or(rest));
    of(after).or_else(|| of(before))
}

/// curl sends data by POST, and everything else by GET.
pub(super) fn of_curl(text: Text, start: usize, end: usize) -> Option<&'static str> {
    let (from, to) = text.line(start);
    let before = text.slice(from.max(start.saturating_sub(REACH)), start);
    let after = text.slice(end, to.min(end + REACH));
    let curl = before.rfind("curl ")?;
    let words = || {
        before
            .get(curl..)
            .into_iter()
            .chain([after])
            .flat_map(str::split_whitespace)
    };
    let sends = |word: &str| {
        word == "-d"
            || word.starts_with("--data")
            || word == "--json"
            || word == "-F"
            || word.starts_with("-d'")
    };
    let posts = words().any(sends) && !words().any(|word| word == "-G" || word == "--get");
    Some(if posts { "POST" } else { "GET" })
}
