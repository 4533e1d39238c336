//! Chooses the color of a status. Every page uses these, so that a status looks the same everywhere.

use diagnosis::report::Outcome;

/// The color of a status: green for allowed, amber for a caller that is not identified, red for denied, gray for the rest.
pub fn status_tone(status: u16) -> &'static str {
    match status {
        200..=299 => "ok",
        400 | 401 => "who",
        403 => "may",
        _ => "dim",
    }
}

/// The color of the result for the caller.
pub(crate) fn outcome_tone(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Allowed => "ok",
        Outcome::Unauthorized => "who",
        Outcome::Forbidden | Outcome::Refused => "may",
        Outcome::NotFound | Outcome::Unreachable => "dim",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The plate of a report and the status in its list of requests must not differ in color.
    #[test]
    fn the_usual_status_of_an_outcome_has_the_color_of_the_outcome() {
        for (status, outcome) in [
            (200, Outcome::Allowed),
            (204, Outcome::Allowed),
            (400, Outcome::Unauthorized),
            (401, Outcome::Unauthorized),
            (403, Outcome::Forbidden),
            (404, Outcome::NotFound),
            (0, Outcome::Unreachable),
        ] {
            assert_eq!(status_tone(status), outcome_tone(outcome), "{status}");
        }
    }
}
