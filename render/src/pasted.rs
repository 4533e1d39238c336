//! Reads pasted texts for the page. Nothing is sent.

use diagnosis::{Knowledge, attempt::Notice, diagnose, report::Report};
use permissions::{Matrix, TokenRealm};
use reader::reading::{self, Context};
use reader::text::{Known, Pasted, PastedEvidence, Remark, exchanges, recognize, remarks};
use secrecy::SecretString;

/// The result of reading pasted texts.
#[derive(Debug, Clone)]
pub enum Reading {
    /// A response: the report on it, as far as the evidence goes, and the operation that the text names only in words.
    Answered(Box<Report>, Option<String>),
    /// A token alone: its flaws, claims, and roles.
    Token(Vec<Remark>, Box<Report>),
    /// A command alone: the values for the form.
    Command(Box<Known>),
    /// Nothing readable.
    Nothing,
    /// Texts that contradict each other, or values that are invalid.
    Mistakes(Vec<Notice>),
}

/// Reads the texts together, at this time (seconds since 1970). `operation` is used if the texts name none.
pub fn read(texts: [&str; 2], operation: &str, matrix: &Matrix, now: i64) -> Reading {
    let permissions = matrix.newest(TokenRealm::Target);
    let mut command: Option<Box<Known>> = None;
    let mut token: Option<SecretString> = None;
    for text in texts {
        match recognize(text, Some(&permissions)) {
            Pasted::Token(found) | Pasted::TokenAnswer(found) => token = Some(found),
            Pasted::Curl(found) => command = Some(found),
            Pasted::Answer(_) | Pasted::Text => {}
        }
    }
    let context = Context {
        matrix,
        version: None,
        operation,
        now,
    };
    let reading = reading::read(&texts.join("\n"), &context);
    if let Some(report) = reading.report {
        return Reading::Answered(Box::new(report), reading.proposed_operation);
    }
    let Some(token) = token else {
        return command.map_or(Reading::Nothing, Reading::Command);
    };
    let pasted = PastedEvidence {
        input: command.map(|command| command.input).unwrap_or_default(),
        token: Some(token.clone()),
        answer: None,
    };
    match exchanges(&pasted) {
        Ok((attempt, seen)) => {
            let report = diagnose(&attempt, &seen, &Knowledge { matrix, now });
            Reading::Token(remarks(&token, now), Box::new(report))
        }
        Err(mistakes) => Reading::Mistakes(mistakes),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_800_000_000;
    const FORBIDDEN: &str = "HTTP/1.1 403 Forbidden\nContent-Type: application/json\n\n{\"error\":\"HTTP 403 Forbidden\"}";
    /// A token of realm acme without a role; `exp` is 1 700 000 000.
    const EXPIRED: &str = "eyJhbGciOiJSUzI1NiIsImtpZCI6ImsifQ.eyJ0eXAiOiJCZWFyZXIiLCJpc3MiOiJodHRwczovL3Nzby5leGFtcGxlLmNvbS9yZWFsbXMvYWNtZSIsImF6cCI6ImJhY2tlbmQiLCJleHAiOjE3MDAwMDAwMDAsInJlYWxtX2FjY2VzcyI6eyJyb2xlcyI6WyJkZWZhdWx0LXJvbGVzLWFjbWUiXX19.c2ln";
    /// The same token; `exp` is 4 000 000 000.
    const VALID: &str = "eyJhbGciOiJSUzI1NiIsImtpZCI6ImsifQ.eyJ0eXAiOiJCZWFyZXIiLCJpc3MiOiJodHRwczovL3Nzby5leGFtcGxlLmNvbS9yZWFsbXMvYWNtZSIsImF6cCI6ImJhY2tlbmQiLCJleHAiOjQwMDAwMDAwMDAsInJlYWxtX2FjY2VzcyI6eyJyb2xlcyI6WyJkZWZhdWx0LXJvbGVzLWFjbWUiXX19.c2ln";
    const COMMAND: &str = "curl -H 'Authorization: Bearer $TOKEN' \
        https://sso.example.com/admin/realms/acme/users/767aa65d-2912-4e44-81de-2301c0e83e25";

    fn read(first: &str, second: &str) -> Reading {
        let matrix =
            Matrix::from_json(include_str!("../../permissions/data/permissions.json")).unwrap();
        super::read([first, second], "", &matrix, NOW)
    }

    #[test]
    fn a_token_alone_shows_that_it_is_expired() {
        for texts in [[EXPIRED, ""], ["", EXPIRED]] {
            match read(texts[0], texts[1]) {
                Reading::Token(remarks, report) => {
                    assert_eq!(remarks[0].code, Some("token-expired"));
                    assert!(report.token.is_some());
                }
                other => panic!("{other:?}"),
            }
        }
    }

    #[test]
    fn a_response_is_diagnosed_with_its_token() {
        let Reading::Answered(alone, _) = read(FORBIDDEN, "") else {
            panic!("no report")
        };
        assert_eq!(alone.status, Some(403));
        let Reading::Answered(both, _) = read(FORBIDDEN, VALID) else {
            panic!("no report")
        };
        assert_eq!(both.cause.code, "missing-role");
        assert!(both.token.is_some());
    }

    #[test]
    fn a_command_fills_the_form_and_completes_a_response() {
        assert!(
            matches!(read(COMMAND, ""), Reading::Command(known) if known.input.realm == "acme")
        );
        let Reading::Answered(report, _) = read(FORBIDDEN, COMMAND) else {
            panic!("no report")
        };
        assert!(
            report.steps[0]
                .request
                .url
                .starts_with("https://sso.example.com/"),
            "{:?}",
            report.steps
        );
    }

    #[test]
    fn a_button_takes_over_an_operation_in_words() {
        let words = "With Keycloak I get 403 Forbidden when I try to list users.";
        let operation = "GET /admin/realms/{realm}/users";
        let button = format!("data-operation=\"{operation}\"");
        let reading = read(words, "");
        let html = crate::reading(&reading, "").unwrap();
        assert!(html.answer.contains(&button), "{}", html.answer);
        assert!(!html.analysis.contains("Pasted requests"));
        let reading = read(words, operation);
        let html = crate::reading(&reading, "").unwrap();
        assert!(!html.answer.contains("data-operation"));
        assert!(html.analysis.contains("Pasted requests"));
    }

    #[test]
    fn unreadable_text_is_reported() {
        assert!(matches!(read("", ""), Reading::Nothing));
        assert!(matches!(read("good morning", "\u{0}"), Reading::Nothing));
    }
}
