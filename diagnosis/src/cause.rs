//! Defines every known cause: one file each, with its detection, page, similar causes, and fix.
//!
//! A cause reads the [`Evidence`] and returns a [`Finding`] if it fits. The most certain cause becomes the report's cause, the others are
//! listed as possible. The order of the catalog breaks ties.

use crate::evidence::Evidence;
use crate::fix::Change;
use crate::gate::Gate;
use crate::report::{Certainty, Grade, Outcome};
use permissions::Matrix;

mod address_not_allowed;
mod admin_audience_missing;
mod allowed;
mod allowed_but_filtered;
mod allowed_but_partial;
mod authentication_flow_denied;
mod authorization_header_lost;
mod authorization_services_disabled;
mod base_path_wrong;
mod blocked_by_proxy;
pub(crate) mod built_in_protected;
mod client_auth_method_mismatch;
mod client_in_other_realm;
mod client_is_bearer_only;
mod client_is_public;
mod client_is_saml;
mod client_not_found_or_disabled;
mod client_policy_rejected;
mod client_secret_wrong;
mod conclusions;
mod connection_lost;
mod connection_refused;
mod consent_required;
mod cors_refused;
mod direct_access_grants_disabled;
mod dns_failed;
mod dpop_required;
mod events_not_stored;
mod fine_grained_permission_denied;
mod gateway_error;
mod grant_unsupported;
mod https_required;
mod insufficient_scope;
mod mail_not_configured;
mod mapper_roles_stripped;
pub(crate) mod missing_role;
mod mtls_required;
mod not_keycloak;
mod not_the_admin_api;
mod operation_not_found;
mod organizations_disabled;
mod origin_rejected;
mod otp_required;
mod page;
mod rate_limited;
mod realm_disabled;
mod realm_not_found;
mod realm_role_same_name;
mod redirected;
mod refresh_token_expired;
mod request_invalid;
mod response_too_large;
mod role_not_grantable;
mod role_on_wrong_client;
pub(crate) mod role_out_of_scope;
mod role_revoked_since_token;
pub(crate) mod roles_not_in_token;
mod scheme_mismatch;
mod scope_invalid;
mod seen;
mod server_error;
mod service_account_disabled;
mod service_account_missing;
pub(crate) mod target_more_powerful;
mod target_not_found;
mod timed_out;
mod tls_expired;
mod tls_name_mismatch;
mod tls_untrusted;
mod token_dpop_bound;
mod token_exchange_denied;
mod token_expired;
mod token_from_other_realm;
mod token_issuer_mismatch;
mod token_malformed;
mod token_missing;
mod token_not_accepted;
mod token_revoked;
mod token_signature_invalid;
mod token_stale;
mod token_wrong_type;
mod unexplained;
mod user_credentials_wrong;
mod user_disabled;
mod user_id_is_username;
mod user_not_found;
mod user_setup_incomplete;
mod words;

pub(crate) use conclusions::not_found_user;
pub(crate) use events_not_stored::setting_of_empty_list;
pub use not_the_admin_api::{ONLY_FOR_CONSOLE, framework_of};
pub use page::{CausePage, Endpoint, Page, Seen, page, pages};
pub(crate) use user_id_is_username::{found_user, is_name, name_parameter};
pub use words::words;

/// A cause: the reason why a check fails.
#[derive(Debug)]
pub(crate) struct Cause {
    /// The stable code: the file's name with hyphens.
    pub code: &'static str,
    /// The check that fails.
    pub gate: Gate,
    /// One sentence, in general words.
    pub title: &'static str,
    /// Whether the cause fits the evidence, and how certain it is.
    pub detect: fn(&Evidence) -> Option<Finding>,
}

/// The causes that decide the result for the caller, whatever the status is: something in front of Keycloak, or a setting of the realm.
static DECIDING: &[(&Cause, Outcome)] = &[
    (&base_path_wrong::CAUSE, Outcome::NotFound),
    (&blocked_by_proxy::CAUSE, Outcome::Forbidden),
    (&gateway_error::CAUSE, Outcome::Refused),
    (&https_required::CAUSE, Outcome::Refused),
    (&not_keycloak::CAUSE, Outcome::Unreachable),
    (&realm_disabled::CAUSE, Outcome::Refused),
    (&redirected::CAUSE, Outcome::Refused),
    (&server_error::CAUSE, Outcome::Refused),
];

/// The results of an operation that is not sent. Every other cause predicts a denial.
static PREDICTING: &[(&Cause, Outcome)] = &[
    (&allowed::CAUSE, Outcome::Allowed),
    (&token_malformed::CAUSE, Outcome::Unauthorized),
    (&unexplained::CAUSE, Outcome::Unreachable),
];

impl Cause {
    /// The result for the caller, if the cause decides it whatever the status is.
    pub fn outcome(&self) -> Option<Outcome> {
        self.outcome_in(DECIDING)
    }

    /// The predicted result of an operation that is not sent.
    pub fn predicted_outcome(&self) -> Outcome {
        self.outcome_in(PREDICTING).unwrap_or(Outcome::Forbidden)
    }

    /// Whether no known cause explains the response.
    pub fn is_unexplained(&self) -> bool {
        self.code == unexplained::CAUSE.code
    }

    fn outcome_in(&self, outcomes: &[(&Cause, Outcome)]) -> Option<Outcome> {
        let known = outcomes.iter().find(|(cause, _)| cause.code == self.code);
        known.map(|(_, outcome)| *outcome)
    }
}

impl crate::report::CauseReport {
    /// Whether no known cause explains the response.
    pub fn is_unexplained(&self) -> bool {
        self.code == unexplained::CAUSE.code
    }

    /// Whether title, explanation, and fixes name the roles that the operation requires, so that they mean nothing without the operation.
    pub fn depends_on_operation(&self) -> bool {
        self.code == missing_role::CAUSE.code
    }
}

/// Whether the cause with this code is an application's own response.
pub fn is_of_application(code: &str) -> bool {
    code == not_the_admin_api::CAUSE.code
}

/// Whether the cause with this code is an allowed request from whose response permissions removed something.
pub(crate) fn is_partial(code: &str) -> bool {
    [
        allowed_but_filtered::CAUSE.code,
        allowed_but_partial::CAUSE.code,
    ]
    .contains(&code)
}

/// The result of a cause that fits.
#[derive(Debug)]
pub(crate) struct Finding {
    /// How certain it is.
    pub certainty: Certainty,
    /// The title with the names of this check, if it is more specific than the cause's title.
    pub title: Option<String>,
    /// The explanation with the user's names.
    pub explanation: String,
    /// The evidence, one sentence each.
    pub evidence: Vec<String>,
    /// How to recognize this cause when another one fits better.
    pub tell_apart: String,
    /// The changes that fix it, best first.
    pub changes: Vec<Change>,
    /// How the statement is known.
    pub grade: Grade,
    /// The source of an announcement, with its date; empty for what was measured.
    pub source: &'static str,
}

impl Finding {
    fn new(certainty: Certainty, explanation: impl Into<String>) -> Self {
        Self {
            certainty,
            title: None,
            explanation: explanation.into(),
            evidence: Vec::new(),
            tell_apart: String::new(),
            changes: Vec::new(),
            grade: Grade::Measured,
            source: "",
        }
    }

    fn certain(explanation: impl Into<String>) -> Self {
        Self::new(Certainty::Certain, explanation)
    }

    fn likely(explanation: impl Into<String>) -> Self {
        Self::new(Certainty::Likely, explanation)
    }

    fn possible(explanation: impl Into<String>) -> Self {
        Self::new(Certainty::Possible, explanation)
    }

    /// Replaces the cause's title by one with the names of this check.
    fn titled(mut self, title: impl Into<String>) -> Self {
        self.title = Some(title.into());
        self
    }

    /// Sets the grade and the source of the statement.
    fn graded(mut self, grade: Grade, source: &'static str) -> Self {
        self.grade = grade;
        self.source = source;
        self
    }

    /// Adds a sentence of evidence.
    fn seen(mut self, sentence: impl Into<String>) -> Self {
        self.evidence.push(sentence.into());
        self
    }

    /// Sets how to recognize this cause when another one fits better.
    fn apart(mut self, sentence: impl Into<String>) -> Self {
        self.tell_apart = sentence.into();
        self
    }

    /// Adds a change that fixes it.
    fn change(mut self, change: Change) -> Self {
        self.changes.push(change);
        self
    }

    /// Adds a change of the caller's request.
    fn caller(self, title: &'static str, text: impl Into<String>) -> Self {
        self.change(Change::Caller {
            title,
            text: text.into(),
        })
    }

    /// Adds a change that another person makes.
    fn hand_off(self, title: &'static str, text: impl Into<String>) -> Self {
        self.change(Change::HandOff {
            title,
            text: text.into(),
        })
    }

    /// Adds steps in the Admin Console of the token's realm. They show settings, and change nothing.
    fn look(self, title: &'static str, at: &'static str, steps: &[&str]) -> Self {
        self.steps(title, at, steps, false, None)
    }

    /// Adds a change in the token's realm that is described for the Admin Console only, with the reason.
    fn console(
        self,
        title: &'static str,
        at: &'static str,
        steps: &[&str],
        why_only: &'static str,
    ) -> Self {
        self.steps(title, at, steps, false, Some(why_only))
    }

    /// Adds a change in the realm of the request that is described for the Admin Console only, with the reason.
    fn console_of_target(
        self,
        title: &'static str,
        at: &'static str,
        steps: &[&str],
        why_only: &'static str,
    ) -> Self {
        self.steps(title, at, steps, true, Some(why_only))
    }

    fn steps(
        self,
        title: &'static str,
        at: &'static str,
        steps: &[&str],
        is_of_target: bool,
        why_only: Option<&'static str>,
    ) -> Self {
        self.change(Change::Console {
            title,
            at,
            steps: steps.iter().map(|step| (*step).to_owned()).collect(),
            is_of_target,
            why_only,
        })
    }
}

/// Declares the two tables of the catalog.
macro_rules! catalog {
    ($($module:ident),+ $(,)?) => {
        /// All causes. Those that explain more come before those that explain less.
        static CATALOG: &[&Cause] = &[$(&$module::CAUSE),+];
        /// All causes with their pages. The table is separate, so that only programs that show pages contain the text.
        static PAGES: &[(&Cause, &Page)] = &[$((&$module::CAUSE, &$module::PAGE)),+];
    };
}

catalog!(
    dns_failed,
    connection_refused,
    timed_out,
    tls_expired,
    tls_untrusted,
    tls_name_mismatch,
    scheme_mismatch,
    address_not_allowed,
    redirected,
    cors_refused,
    response_too_large,
    base_path_wrong,
    rate_limited,
    connection_lost,
    not_the_admin_api,
    blocked_by_proxy,
    gateway_error,
    mail_not_configured,
    server_error,
    not_keycloak,
    realm_not_found,
    realm_disabled,
    https_required,
    client_in_other_realm,
    client_not_found_or_disabled,
    client_secret_wrong,
    client_is_public,
    client_is_bearer_only,
    client_is_saml,
    service_account_disabled,
    service_account_missing,
    direct_access_grants_disabled,
    consent_required,
    client_auth_method_mismatch,
    dpop_required,
    mtls_required,
    scope_invalid,
    grant_unsupported,
    client_policy_rejected,
    token_exchange_denied,
    refresh_token_expired,
    user_credentials_wrong,
    authentication_flow_denied,
    otp_required,
    user_disabled,
    user_setup_incomplete,
    token_malformed,
    token_wrong_type,
    token_dpop_bound,
    token_expired,
    token_issuer_mismatch,
    admin_audience_missing,
    token_signature_invalid,
    authorization_header_lost,
    token_revoked,
    token_not_accepted,
    token_missing,
    insufficient_scope,
    origin_rejected,
    token_from_other_realm,
    token_stale,
    fine_grained_permission_denied,
    target_more_powerful,
    role_not_grantable,
    built_in_protected,
    mapper_roles_stripped,
    role_on_wrong_client,
    realm_role_same_name,
    role_revoked_since_token,
    roles_not_in_token,
    role_out_of_scope,
    missing_role,
    user_id_is_username,
    user_not_found,
    operation_not_found,
    organizations_disabled,
    authorization_services_disabled,
    target_not_found,
    allowed_but_filtered,
    allowed_but_partial,
    events_not_stored,
    allowed,
    request_invalid,
    unexplained,
);

/// Returns every cause that fits, most certain first.
pub(crate) fn fitting(evidence: &Evidence) -> Vec<(&'static Cause, Finding)> {
    let mut fitting: Vec<_> = CATALOG
        .iter()
        .filter_map(|cause| Some((*cause, (cause.detect)(evidence)?)))
        .collect();
    fitting.sort_by_key(|(_, finding)| std::cmp::Reverse(finding.certainty));
    fitting
}

/// Returns the causes that fit, most certain first; only `unexplained` if none fits.
pub(crate) fn findings(evidence: &Evidence) -> Vec<(&'static Cause, Finding)> {
    let mut fitting = fitting(evidence);
    // A certain cause excludes all others.
    if fitting
        .first()
        .is_some_and(|(_, first)| first.certainty == Certainty::Certain)
    {
        fitting.truncate(1);
    }
    // `unexplained` is reported only if no other cause fits.
    if fitting.len() > 1 {
        fitting.retain(|(cause, _)| cause.code != unexplained::CAUSE.code);
    }
    fitting
}

/// The cause with this code.
pub(crate) fn by_code(code: &str) -> Option<&'static Cause> {
    CATALOG.iter().copied().find(|cause| cause.code == code)
}

/// The title of the cause with this code.
pub fn title(code: &str) -> Option<&'static str> {
    by_code(code).map(|cause| cause.title)
}

/// The source of the announcement of this cause, with its date, while the measured data does not prove the cause; `None` for a measured
/// cause.
pub fn announcement(matrix: &Matrix, code: &str) -> Option<&'static str> {
    (matrix.grade_of(code) == Grade::Announced)
        .then(|| announced_by(code))
        .flatten()
}

/// The source of the announcement of this cause, with its date, whether or not it is measured by now; `None` for a cause that was not
/// announced.
pub fn announced_by(code: &str) -> Option<&'static str> {
    (code == admin_audience_missing::CAUSE.code).then_some(admin_audience_missing::SOURCE)
}

/// The client scope that the client lacks because of this cause; `None` for a cause that is not a missing scope.
pub fn missing_scope(code: &str) -> Option<&'static str> {
    (code == admin_audience_missing::CAUSE.code).then_some(admin_audience_missing::SCOPE)
}

/// The finding for an attempt without any exchange.
pub(crate) fn nothing_seen() -> (&'static Cause, Finding) {
    (
        &unexplained::CAUSE,
        Finding::possible("Nothing has been sent yet."),
    )
}
