//! `user-setup-incomplete`: the user has to do something at the next login.

use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "user-setup-incomplete",
    gate: Gate::Grant,
    title: "The user has to do something at the next login",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: &[],
    meaning: &[],
    how_known: "",
    looks_like: &[],
    fix: &[],
    versions: "",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    if !evidence.token_error(&[400, 401], "invalid_grant", "Account is not fully set up") {
        return None;
    }
    Some(
        Finding::certain(
            "The user has a required action, a temporary password, or lacks a field that \
             the user profile requires. The password grant cannot show the page for it.",
        )
        .seen("The token endpoint says “Account is not fully set up”.")
        .console(
            "Clear what is required",
            "users",
            &[
                "Users",
                &evidence
                    .user_name()
                    .unwrap_or_else(|| "the user".to_owned()),
                "Details",
                "Required user actions (remove), e-mail and names (fill in), Credentials → \
             Temporary: Off",
            ],
        )
        .caller(
            "Or log in once in a browser",
            "The login page asks for what is missing.",
        ),
    )
}
