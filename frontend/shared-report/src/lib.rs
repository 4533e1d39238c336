//! The bundle that shows shared reports and stored checks.
//!
//! A link to a report opens quickly because this bundle is small: it contains neither the readers nor the permission data. The functions take
//! and return strings and lists of strings.

use render::{SharedReport, Source};
use wasm_bindgen::prelude::wasm_bindgen;

/// Returns the two parts of a shared report as HTML. `stored` is not empty for a report that this browser stored. Returns nothing if the
/// text is not a shared report.
#[wasm_bindgen]
#[must_use]
pub fn opened(text: &str, stored: &str, prefix: &str) -> Vec<String> {
    let source = if stored.is_empty() {
        Source::Link
    } else {
        Source::Browser
    };
    SharedReport::from_text(text).map_or_else(Vec::new, |shared| {
        let html = shared.html(prefix, source);
        let data = render::report_data(&shared.report, false);
        vec![html.answer, html.analysis + &data]
    })
}

/// Returns the comparison of two shared reports, the older one first, as HTML. Returns nothing if a text is not a shared report.
#[wasm_bindgen]
#[must_use]
pub fn compared(older: &str, newer: &str) -> Vec<String> {
    let read = SharedReport::from_text;
    match (read(older), read(newer)) {
        (Some(older), Some(newer)) => vec![render::compared([&older, &newer]).into_string()],
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DATA: &str = include_str!("../../../permissions/data/permissions.json");

    /// A shared report of a pasted text, made by the bundle that makes it in the browser.
    fn shared() -> String {
        assert!(on_demand::learn(DATA));
        let response = "GET /admin/realms/acme/users/1 403\n\n{\"error\":\"HTTP 403 Forbidden\"}";
        let analysis = on_demand::pasted(response, "", "", "1800000000", "").remove(2);
        let (_, data) = analysis
            .split_once("<template class=\"report-data\">")
            .unwrap();
        let (data, _) = data.split_once("</template>").unwrap();
        let data = data.replace("&quot;", "\"").replace("&amp;", "&");
        on_demand::shared(&data, "", "2026-01-01").remove(0)
    }

    #[test]
    fn a_shared_report_is_opened() {
        let html = opened(&shared(), "", "/sub");
        assert!(
            html[0].contains("Shared report, created on 2026-01-01"),
            "{}",
            html[0]
        );
        assert!(html[0].contains("/sub/causes/missing-role"));
        assert!(opened("{}", "", "").is_empty());
    }

    #[test]
    fn two_shared_reports_are_compared() {
        let report = shared();
        assert_eq!(compared(&report, &report).len(), 1);
        assert!(compared(&report, "{}").is_empty());
    }
}
