//! Defines the report of a check, as the page, the command line, and the HTTP API show it (schema `why403/1`).

use std::collections::BTreeMap;

pub use permissions::Grade;
use serde::{Deserialize, Serialize};

use crate::attempt::Notice;
use crate::exchange::Call;
use crate::gate::Gate;

/// The name of the schema, which is part of every report.
pub const SCHEMA: &str = "why403/1";

/// The result for the caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Keycloak allowed the operation.
    Allowed,
    /// 400 or 401 from the token endpoint, or 401 from the Admin API: Keycloak could not identify the caller.
    Unauthorized,
    /// 403 from Keycloak, or a proxy blocked the Admin API.
    Forbidden,
    /// 404 for the realm, the user, or the path.
    NotFound,
    /// No conclusive response was received.
    Unreachable,
    /// Any other refusal.
    Refused,
}

/// How certain the diagnosis is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Certainty {
    /// The cause fits, and so do others.
    Possible,
    /// The cause fits best; `also_possible` lists the similar causes.
    Likely,
    /// The evidence excludes every other cause in the catalog.
    Certain,
}

impl Certainty {
    /// The fixed word for this certainty.
    pub fn word(self) -> &'static str {
        match self {
            Self::Certain => "certain",
            Self::Likely => "likely",
            Self::Possible => "possible",
        }
    }
}

/// The reason why the first refusing gate refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CauseReport {
    /// The stable code. The page of the cause is `/causes/<code>`.
    pub code: String,
    /// How certain the cause is.
    pub certainty: Certainty,
    /// One sentence.
    pub title: String,
    /// The explanation with the user's names.
    pub explanation: String,
    /// The evidence, one sentence each.
    pub evidence: Vec<String>,
    /// How the statement is known.
    #[serde(default)]
    pub grade: Grade,
    /// The source of an announcement, with its date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

/// A similar cause: one that looks the same from outside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlsoPossible {
    /// The code.
    pub code: String,
    /// The title of the cause.
    #[serde(default)]
    pub title: String,
    /// Why it cannot be excluded.
    pub why: String,
    /// How to distinguish the two causes.
    pub tell_apart: String,
}

/// A gate's state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GateState {
    /// The request passed the gate.
    Passed,
    /// The gate refused the request.
    Refused,
    /// The state is unknown until another gate is passed.
    Hidden,
    /// An earlier gate refused the request.
    NotReached,
}

/// One gate and its state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GateReport {
    /// The gate.
    pub gate: Gate,
    /// The gate's name for people.
    pub title: String,
    /// Its state.
    pub state: GateState,
    /// The evidence for the state.
    pub because: String,
}

/// The Keycloak versions that fit the evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeycloakReport {
    /// A range such as `26.0 – 26.5`, or `unknown`.
    pub versions: String,
    /// The evidence for the versions.
    pub because: String,
}

/// A request without secrets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepRequest {
    /// The HTTP method.
    pub method: String,
    /// The URL. It never contains secrets.
    pub url: String,
    /// The headers, without the token.
    pub headers: BTreeMap<String, String>,
    /// The body, with secrets replaced by `…redacted`.
    pub body: String,
}

/// A response without secrets, or the failure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepResponse {
    /// The status code; 0 if there was no response.
    pub status: u16,
    /// The headers, without cookies.
    pub headers: BTreeMap<String, String>,
    /// The body, with secrets replaced by `…redacted`.
    pub body: String,
    /// Why there was no response.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub failure: Option<String>,
}

/// One request with its response.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// The request, such as `token`, `operation`, or `serverinfo`.
    pub name: Call,
    /// The request.
    pub request: StepRequest,
    /// The response.
    pub response: StepResponse,
    /// The duration in milliseconds.
    pub millis: u64,
    /// The purpose of the request.
    pub purpose: String,
}

/// The header and the claims of the token, without the signature.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TokenReport {
    /// The JOSE header.
    pub header: serde_json::Value,
    /// The claims.
    pub claims: serde_json::Value,
}

/// The relation of a role to the operation and the caller.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleRow {
    /// The role.
    pub role: String,
    /// Whether the role alone allows the operation.
    pub sufficient: bool,
    /// Whether the role is the smallest set.
    pub least: bool,
    /// Whether the caller's token lists the role.
    pub claimed: bool,
    /// The number of other operations of this version that the role allows.
    pub opens: usize,
    /// The number of those operations that write.
    pub opens_writes: usize,
}

/// The required roles and the caller's roles.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RolesReport {
    /// The smallest role set (one entry, unless it differs between the versions in question).
    pub needed: Vec<Vec<String>>,
    /// Other minimal role sets, which allow more.
    pub also_sufficient: Vec<Vec<String>>,
    /// The caller's roles of the container, as the token lists them.
    pub claimed: Vec<String>,
    /// The roles that Keycloak sees, as far as the responses show them.
    pub effective: String,
    /// The roles of the smallest set that the caller lacks.
    pub missing: Vec<String>,
    /// Unneeded roles: roles of the caller that the operation does not require.
    pub excess: Vec<String>,
    /// The client whose roles count: `realm-management`, or `{realm}-realm` for a token of master.
    pub container: String,
    /// A comparison of the relevant roles.
    #[serde(default)]
    pub table: Vec<RoleRow>,
}

/// The form of a fix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FixKind {
    /// Steps in the Admin Console.
    #[serde(alias = "console")]
    AdminConsole,
    /// Commands for `kcadm.sh`.
    Kcadm,
    /// Commands for `curl`.
    Curl,
    /// Configuration for the Terraform provider `keycloak/keycloak`.
    Terraform,
    /// Tasks of an Ansible playbook.
    Ansible,
    /// Members of a realm file.
    RealmJson,
    /// A `KeycloakRealmImport` of Keycloak's operator.
    Operator,
    /// A change of the input or of the caller's request; nothing changes in Keycloak.
    Caller,
    /// The caller's program in one language, with comments at the lines to change.
    ClientCode,
    /// A message to the person who administers Keycloak, the proxy, or the network.
    HandOff,
}

impl FixKind {
    /// Every form.
    pub const ALL: [Self; 10] = [
        Self::AdminConsole,
        Self::Kcadm,
        Self::Curl,
        Self::Terraform,
        Self::Ansible,
        Self::RealmJson,
        Self::Operator,
        Self::Caller,
        Self::ClientCode,
        Self::HandOff,
    ];

    /// The name of the form in the JSON of a report.
    pub fn name(self) -> &'static str {
        match self {
            Self::AdminConsole => "admin-console",
            Self::Kcadm => "kcadm",
            Self::Curl => "curl",
            Self::Terraform => "terraform",
            Self::Ansible => "ansible",
            Self::RealmJson => "realm-json",
            Self::Operator => "operator",
            Self::Caller => "caller",
            Self::ClientCode => "client-code",
            Self::HandOff => "hand-off",
        }
    }

    /// The name of the form for people.
    pub fn label(self) -> &'static str {
        match self {
            Self::AdminConsole => "Admin Console",
            Self::Kcadm => "kcadm.sh",
            Self::Curl => "curl",
            Self::Terraform => "Terraform",
            Self::Ansible => "Ansible",
            Self::RealmJson => "Realm file",
            Self::Operator => "Operator",
            Self::Caller => "Change your request",
            Self::ClientCode => "Client code",
            Self::HandOff => "Ask an admin",
        }
    }

    /// Whether the text is code to copy.
    pub fn is_code(self) -> bool {
        match self {
            Self::Kcadm
            | Self::Curl
            | Self::Terraform
            | Self::Ansible
            | Self::RealmJson
            | Self::Operator
            | Self::ClientCode => true,
            Self::AdminConsole | Self::Caller | Self::HandOff => false,
        }
    }
}

/// How a form of a fix is proven.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FixGrade {
    /// Every test run executes it on real servers.
    Tested,
    /// It was executed once on real servers.
    Executed,
    /// Its names are checked against the published schema of the tool; it was not executed.
    Checked,
    /// It was not executed.
    NotExecuted,
}

/// One way to make Keycloak allow the request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fix {
    /// The form of the fix.
    pub kind: FixKind,
    /// The effect of the fix.
    pub title: String,
    /// Commands that can be run unchanged, or a sentence.
    pub text: String,
    /// The steps, one each.
    pub steps: Vec<String>,
    /// The same steps for each group of Keycloak releases, oldest first, if the labels of the Admin Console differ between releases.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub by_version: Vec<VersionSteps>,
    /// Links to the reader's own Admin Console: first for an administrator of master, then, if it is another URL, for an administrator of the
    /// realm. The link of a message opens a mail program.
    pub links: Vec<String>,
    /// How to undo the fix.
    #[serde(default)]
    pub undo: String,
    /// The other operations that the change allows; empty if there are none or if they are unknown.
    #[serde(default)]
    pub risk: String,
    /// How this form of this change is proven; nothing for advice and messages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grade: Option<FixGrade>,
    /// The Keycloak releases on which this form of this change was executed; empty if there are none.
    #[serde(default)]
    pub executed_on: Vec<String>,
    /// For a message to an administrator: the form of the change in the message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<FixKind>,
    /// Whether the change replaces the first change of the report, so that one of the two is enough.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub alternative: bool,
    /// The name of the change without the reader's names, for the tests that compare [`crate::claims`] with what they execute.
    #[serde(skip)]
    pub change: Option<&'static str>,
}

/// A form in which the fix is not offered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotOffered {
    /// The form.
    pub kind: FixKind,
    /// The reason, in one sentence.
    pub why: String,
}

/// Steps in the Admin Console of some Keycloak releases.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionSteps {
    /// The releases, such as "26.3 – 26.4".
    pub versions: String,
    /// The steps, one each.
    pub steps: Vec<String>,
}

impl Fix {
    /// A fix without steps, links, undo, risk, and releases.
    pub fn new(kind: FixKind, title: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            kind,
            title: title.into(),
            text: text.into(),
            steps: Vec::new(),
            by_version: Vec::new(),
            links: Vec::new(),
            undo: String::new(),
            risk: String::new(),
            grade: None,
            executed_on: Vec::new(),
            form: None,
            alternative: false,
            change: None,
        }
    }

    /// Whether the undo is commands, not a sentence.
    pub fn undo_is_code(&self) -> bool {
        matches!(self.kind, FixKind::Kcadm | FixKind::Curl)
    }

    /// The same fix with its grade and the releases on which it was executed.
    #[must_use]
    pub fn proven(mut self, grade: FixGrade, releases: &[String]) -> Self {
        self.grade = Some(grade);
        self.executed_on = releases.to_vec();
        self
    }

    /// How the fix is proven, in one sentence; nothing for advice and messages.
    pub fn proof(&self) -> Option<String> {
        let releases = permissions::enumerated(&self.executed_on, "and");
        Some(match self.grade? {
            FixGrade::Tested => format!("Tested on Keycloak {releases}."),
            FixGrade::Executed => format!("Executed on Keycloak {releases}."),
            FixGrade::Checked => "Not executed. Checked against the published schema.".to_owned(),
            FixGrade::NotExecuted => "Not executed.".to_owned(),
        })
    }

    /// The same fix with its undo.
    #[must_use]
    pub fn undone_by(mut self, undo: impl Into<String>) -> Self {
        self.undo = undo.into();
        self
    }
}

/// The operation of a report on a text that does not show the request.
pub const UNKNOWN_OPERATION: &str = "unknown";

/// The result of a check.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Always [`SCHEMA`].
    pub schema: String,
    /// The result for the caller.
    pub outcome: Outcome,
    /// The operation, `GET /admin/realms/{realm}/users/{user-id}`, or [`UNKNOWN_OPERATION`].
    pub operation: String,
    /// The status that decided: of the operation, or of the token request if that was refused.
    pub status: Option<u16>,
    /// The verdict in one sentence.
    pub verdict: String,
    /// The cause.
    pub cause: CauseReport,
    /// The similar causes.
    pub also_possible: Vec<AlsoPossible>,
    /// The gates, in Keycloak's order.
    pub gates: Vec<GateReport>,
    /// The Keycloak versions.
    pub keycloak: KeycloakReport,
    /// The requests, in the order in which they were sent.
    pub steps: Vec<Step>,
    /// The role analysis.
    pub roles: RolesReport,
    /// The ways to fix it, best first.
    pub fixes: Vec<Fix>,
    /// The forms in which a change in Keycloak is not offered.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_offered: Vec<NotOffered>,
    /// Values that the responses show to be right, each for the field that contains another value.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub suggestions: Vec<Notice>,
    /// The token's header and claims, if there was a token.
    #[serde(default)]
    pub token: Option<TokenReport>,
    /// A shell script that repeats the requests with curl; secrets come from the environment.
    #[serde(default)]
    pub script: String,
    /// A read-only command for an administrator, in each form: its output shows which of the possible causes it is. Empty if only one cause
    /// is possible, or if no setting that an administrator sees distinguishes the causes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub settle: Vec<Fix>,
}

impl Report {
    /// Whether the operation writes and was not sent, so that the result is predicted.
    pub fn is_unsent(&self) -> bool {
        let was_sent = |step: &Step| step.name == Call::Operation;
        let got_no_token =
            |step: &Step| step.name == Call::Token && step.response.failure.is_some();
        self.status.is_none()
            && !self.steps.is_empty()
            && !self
                .steps
                .iter()
                .any(|step| was_sent(step) || got_no_token(step))
    }
}

/// An event of a running check. The stream has one JSON object per line (`application/x-ndjson`).
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Event {
    /// A request is on its way.
    Sent {
        /// Which call.
        name: String,
        /// The HTTP method.
        method: String,
        /// The address.
        url: String,
        /// The purpose of the request.
        purpose: String,
    },
    /// A request was answered, or failed.
    Answered {
        /// The request, redacted.
        step: Step,
    },
    /// The last event.
    Report {
        /// The result.
        report: Box<Report>,
    },
    /// The last event if the server that runs the check failed, so that there is no report.
    Failed {
        /// The reason, one or two sentences for the user.
        error: String,
    },
}
