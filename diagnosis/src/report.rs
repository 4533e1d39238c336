//! The result, as the page shows it and as the command line and the HTTP API print it (schema `why403/1`).

use std::collections::BTreeMap;

pub use permissions::Grade;
use serde::{Deserialize, Serialize};

/// The schema's name, in every report.
pub const SCHEMA: &str = "why403/1";

/// What the caller got in the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// The operation is let through.
    Allowed,
    /// 400 or 401 at the token call, or 401 from the Admin API: Keycloak does not know who you are.
    Unauthorized,
    /// 403, or a proxy's block of the Admin API: it knows, and says no.
    Forbidden,
    /// 404 for realm, user or path.
    NotFound,
    /// No usable answer.
    Unreachable,
    /// Anything else that refused.
    Refused,
}

/// How sure the diagnosis is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Certainty {
    /// It fits, as other causes do.
    Possible,
    /// It fits best; `also_possible` names what else would look the same.
    Likely,
    /// The evidence excludes every other cause in the catalogue.
    Certain,
}

impl Certainty {
    /// The fixed word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Certain => "certain",
            Self::Likely => "likely",
            Self::Possible => "possible",
        }
    }
}

/// Why the first refusing gate refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CauseReport {
    /// The stable code; its page is `/causes/<code>`.
    pub code: String,
    /// How sure.
    pub certainty: Certainty,
    /// One sentence.
    pub title: String,
    /// What it means here, in plain words with the user's names in it.
    pub explanation: String,
    /// What was seen, one sentence each.
    pub evidence: Vec<String>,
    /// How the statement is known.
    #[serde(default)]
    pub grade: Grade,
    /// Where an announcement comes from, with its date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

/// Another cause that would look the same from outside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlsoPossible {
    /// The code.
    pub code: String,
    /// The cause in a few words.
    #[serde(default)]
    pub title: String,
    /// Why it cannot be excluded.
    pub why: String,
    /// What would tell it apart.
    pub tell_apart: String,
}

/// A gate's state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GateState {
    /// The call went through it.
    Passed,
    /// It stopped the call.
    Refused,
    /// It cannot be known until another gate opens.
    Hidden,
    /// An earlier gate stopped the call.
    NotReached,
}

/// One gate of the picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GateReport {
    /// The gate's name, such as `token-accepted`.
    pub gate: String,
    /// The gate's name for people.
    pub title: String,
    /// Its state.
    pub state: GateState,
    /// What shows that state.
    pub because: String,
}

/// Which Keycloak versions fit everything seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeycloakReport {
    /// A range such as `26.0 – 26.5`, or `unknown`.
    pub versions: String,
    /// What shows it.
    pub because: String,
}

/// A request as it may be shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepRequest {
    /// The HTTP method.
    pub method: String,
    /// The address. Secrets never are in it.
    pub url: String,
    /// Headers, with the token cut out.
    pub headers: BTreeMap<String, String>,
    /// The body, with secrets replaced by `…redacted`.
    pub body: String,
}

/// An answer as it may be shown; without one, `failure` says why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepResponse {
    /// The status code, 0 where no answer came.
    pub status: u16,
    /// Headers; cookies are cut out.
    pub headers: BTreeMap<String, String>,
    /// The body, tokens replaced by `…redacted`.
    pub body: String,
    /// Where no answer came: why.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub failure: Option<String>,
}

/// One call that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Which call, such as `token`, `operation`, `serverinfo`.
    pub name: String,
    /// What was sent.
    pub request: StepRequest,
    /// What came back.
    pub response: StepResponse,
    /// How long it took, in milliseconds.
    pub millis: u64,
    /// What it was for.
    pub purpose: String,
}

/// The token's visible parts; the signature is never among them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TokenReport {
    /// The JOSE header.
    pub header: serde_json::Value,
    /// The claims.
    pub claims: serde_json::Value,
}

/// How one role relates to the operation and the caller.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleRow {
    /// The role.
    pub role: String,
    /// Lets the operation through on its own.
    pub sufficient: bool,
    /// Is the least of those that do.
    pub least: bool,
    /// The caller's token lists it.
    pub claimed: bool,
    /// How many other operations of this version it opens.
    pub opens: usize,
    /// How many of those write.
    pub opens_writes: usize,
}

/// What the operation needs and what the caller has.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RolesReport {
    /// The least set of roles that lets the operation through (one entry, unless versions in question differ).
    pub needed: Vec<Vec<String>>,
    /// Other minimal sets that would, broader ones.
    pub also_sufficient: Vec<Vec<String>>,
    /// The caller's roles in the container, as the token's claims list them.
    pub claimed: Vec<String>,
    /// What the calls have shown about the roles that the server sees.
    pub effective: String,
    /// What is missing of the least set.
    pub missing: Vec<String>,
    /// Roles held beyond the need.
    pub excess: Vec<String>,
    /// The client whose roles count: `realm-management`, or `{realm}-realm` for a token of master.
    pub container: String,
    /// The comparison of the roles that matter here.
    #[serde(default)]
    pub table: Vec<RoleRow>,
}

/// In which way a fix is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FixKind {
    /// Clicks in the Admin Console.
    AdminConsole,
    /// Commands of `kcadm.sh`.
    Kcadm,
    /// Commands of `curl`.
    Curl,
    /// Configuration for Terraform's provider `keycloak/keycloak`.
    Terraform,
    /// Tasks of an Ansible playbook.
    Ansible,
    /// Members of a realm file.
    RealmJson,
    /// A change of what was typed or of how the caller calls; nothing to change in Keycloak.
    Caller,
    /// A text for the person who administers Keycloak, the proxy or the network.
    HandOff,
}

impl FixKind {
    /// Whether the text is code to copy, not a sentence.
    pub fn is_code(self) -> bool {
        match self {
            Self::Kcadm | Self::Curl | Self::Terraform | Self::Ansible | Self::RealmJson => true,
            Self::AdminConsole | Self::Caller | Self::HandOff => false,
        }
    }
}

/// One way to make the call go through.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fix {
    /// In which way it is told.
    pub kind: FixKind,
    /// What it does.
    pub title: String,
    /// Commands that run as they are, or a sentence.
    pub text: String,
    /// The click path or the steps, one each.
    pub steps: Vec<String>,
    /// Links into the reader's own console.
    pub links: Vec<String>,
    /// How to take it back.
    #[serde(default)]
    pub undo: String,
    /// What the change allows besides the request; empty where it allows nothing else or the reach is unknown.
    #[serde(default)]
    pub risk: String,
    /// The Keycloak releases on which this form of this change was executed; empty where it was not executed.
    #[serde(default)]
    pub executed_on: Vec<String>,
}

impl Fix {
    /// A fix without steps, links, undo, risk, and releases.
    pub fn new(kind: FixKind, title: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            kind,
            title: title.into(),
            text: text.into(),
            steps: Vec::new(),
            links: Vec::new(),
            undo: String::new(),
            risk: String::new(),
            executed_on: Vec::new(),
        }
    }

    /// The same fix with the way to take it back.
    #[must_use]
    pub fn undone_by(mut self, undo: impl Into<String>) -> Self {
        self.undo = undo.into();
        self
    }
}

/// The whole result of a check.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Always [`SCHEMA`].
    pub schema: String,
    /// What the caller got.
    pub outcome: Outcome,
    /// The operation, `GET /admin/realms/{realm}/users/{user-id}`.
    pub operation: String,
    /// The status that decided: of the operation, or of the token call that refused.
    pub status: Option<u16>,
    /// The verdict in one sentence.
    pub verdict: String,
    /// Why.
    pub cause: CauseReport,
    /// What else would look the same.
    pub also_possible: Vec<AlsoPossible>,
    /// The picture, in Keycloak's order.
    pub gates: Vec<GateReport>,
    /// Which Keycloak.
    pub keycloak: KeycloakReport,
    /// The calls, in the order they were asked for.
    pub steps: Vec<Step>,
    /// The roles.
    pub roles: RolesReport,
    /// The ways to fix it, best first.
    pub fixes: Vec<Fix>,
    /// The token's claims, where there was a token.
    #[serde(default)]
    pub token: Option<TokenReport>,
    /// A shell script that repeats the calls with curl; secrets come from the environment.
    #[serde(default)]
    pub script: String,
}

impl Report {
    /// Whether it is about an operation that writes, and was answered for without having been sent.
    pub fn is_unsent(&self) -> bool {
        let was_sent = |step: &Step| step.name == "operation";
        let got_no_token = |step: &Step| step.name == "token" && step.response.failure.is_some();
        self.status.is_none()
            && !self.steps.is_empty()
            && !self
                .steps
                .iter()
                .any(|step| was_sent(step) || got_no_token(step))
    }
}

/// What happens during a check, as it happens: one JSON object a line (`application/x-ndjson`).
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Event {
    /// A call is on its way.
    Sent {
        /// Which call.
        name: String,
        /// The HTTP method.
        method: String,
        /// The address.
        url: String,
        /// What it is for.
        purpose: String,
    },
    /// A call was answered, or failed.
    Answered {
        /// The call, redacted.
        step: Step,
    },
    /// The last event.
    Report {
        /// The result.
        report: Box<Report>,
    },
}
