//! States how each form of each change is proven, and on which releases it was executed.
//!
//! The tests compare [`claims`] with what they execute, and fail if the two differ: `lab/tests/live_causes.rs` for the commands, and
//! `diagnosis/tests/fix_proof.rs` for the steps in the Admin Console, which `end2end/console.test.js` follows.

use super::permission::{SINCE, SINCE_FOR_SERVICE_ACCOUNTS};
use super::{Change, ClientSetting, RealmSetting};
use crate::report::{FixGrade, FixKind};
use crate::version_range::Minor;

/// A form of a change that every test run executes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The form.
    pub form: FixKind,
    /// The name of the change, as in [`crate::report::Fix::change`].
    pub change: &'static str,
    /// The releases on which it is executed.
    pub releases: Vec<String>,
}

/// The releases on which every test run executes a change.
struct Executed {
    /// The name of the change.
    change: &'static str,
    /// The first release on which a scenario needs it.
    from: Minor,
    /// The first release after that on which no scenario needs it.
    before: Minor,
    /// The releases on which the steps in the Admin Console are followed.
    console: &'static [End],
    /// Whether every test run also creates a realm from its realm file.
    is_in_files: bool,
}

/// The oldest or the newest of the tested releases.
#[derive(Debug, Clone, Copy)]
enum End {
    Oldest,
    Newest,
}

const FIRST: Minor = (0, 0);
const LAST: Minor = (u16::MAX, 0);

/// The changes that every test run executes.
const EXECUTED: &[Executed] = &[
    Executed::always("Grant roles").on_console(&[End::Oldest, End::Newest]),
    Executed::always("Revoke wider roles").on_console(&[End::Oldest, End::Newest]),
    // Up to 25, the report of such a token has another likely cause.
    Executed::always("Add roles to the client's scope")
        .from((26, 0))
        .on_console(&[End::Newest]),
    // 26.7 looks up the roles that a token does not list.
    Executed::always("Assign the client scope roles").before((26, 7)),
    Executed::always("Turn on client authentication"),
    Executed::always("Turn on service accounts").on_console(&[End::Oldest, End::Newest]),
    Executed::always("Turn on direct access grants"),
    Executed::always("Turn off consent"),
    Executed::always("Enable the client"),
    Executed::always("Turn off DPoP-bound tokens").from((26, 4)),
    Executed::always("Turn off certificate-bound tokens"),
    // 26.0 looks up the roles of such a token.
    Executed::always("Turn off lightweight access tokens").before((26, 0)),
    Executed::always("Enable the realm"),
    Executed::always("Enable organizations").from((26, 0)),
    Executed::always("Store user events"),
    Executed::always("Store admin events"),
    Executed::always("Enable the user"),
    Executed::always("Allow a person one user")
        .from(SINCE)
        .in_files(),
    Executed::always("Allow a person the members of a group")
        .from(SINCE)
        .in_files(),
    Executed::always("Allow a service account one user")
        .from(SINCE_FOR_SERVICE_ACCOUNTS)
        .in_files(),
    Executed::always("Allow a service account the members of a group")
        .from(SINCE_FOR_SERVICE_ACCOUNTS)
        .in_files(),
];

/// Every form of a change that every test run executes, except client code.
pub fn claims() -> Vec<Claim> {
    let mut claims = Vec::new();
    for executed in EXECUTED {
        for form in FixKind::ALL {
            let releases = executed.releases(form);
            if !releases.is_empty() {
                claims.push(Claim {
                    form,
                    change: executed.change,
                    releases,
                });
            }
        }
    }
    claims
}

impl Executed {
    const fn always(change: &'static str) -> Self {
        Self {
            change,
            from: FIRST,
            before: LAST,
            console: &[],
            is_in_files: false,
        }
    }

    const fn from(mut self, from: Minor) -> Self {
        self.from = from;
        self
    }

    const fn before(mut self, before: Minor) -> Self {
        self.before = before;
        self
    }

    const fn on_console(mut self, console: &'static [End]) -> Self {
        self.console = console;
        self
    }

    const fn in_files(mut self) -> Self {
        self.is_in_files = true;
        self
    }

    /// The releases on which this form is executed: curl on all of them, and kcadm.sh, which starts a Java VM for every line, on the oldest
    /// and the newest of all tested releases.
    fn releases(&self, form: FixKind) -> Vec<String> {
        let tested = tested();
        let ends = |ends: &[End]| -> Vec<&String> {
            let of = |end: &End| match end {
                End::Oldest => tested.first(),
                End::Newest => tested.last(),
            };
            ends.iter().filter_map(of).collect()
        };
        let needed = within(self.from, self.before);
        let both = [End::Oldest, End::Newest];
        let on = match form {
            FixKind::Curl => return needed,
            FixKind::RealmJson if self.is_in_files => return needed,
            FixKind::Kcadm => ends(&both),
            FixKind::AdminConsole => ends(self.console),
            _ => Vec::new(),
        };
        needed.into_iter().filter(|one| on.contains(&one)).collect()
    }
}

/// The releases on which every test run executes commands: those whose servers it starts (`permissions/data/releases.json`).
pub(super) fn tested() -> Vec<String> {
    within(FIRST, LAST)
}

/// The tested releases from `from` on and before `before`.
fn within(from: Minor, before: Minor) -> Vec<String> {
    permissions::tested_releases()
        .filter(|version| {
            let minor = (version.major, version.minor.unwrap_or_default());
            from <= minor && minor < before
        })
        .map(|version| version.to_string())
        .collect()
}

/// The releases on which the other forms were executed once, each on its own realm, followed by their undo: Terraform's provider at commit
/// 05accfd8 with OpenTofu 1.10.6, community.general 11.4.2 with ansible-core, and realm files imported as new realms.
const BY_HAND: &[&str] = &["26.5.6", "26.7.3"];

/// The proof of this form of this change, and the releases on which it was executed. `diagnosis/tests/schemas` contains the published
/// schemas.
pub(super) fn proof(form: FixKind, change: &Change) -> (FixGrade, Vec<String>) {
    let on = |releases: &[&str]| releases.iter().map(|one| (*one).to_owned()).collect();
    let claimed = EXECUTED
        .iter()
        .filter(|executed| Some(executed.change) == change.name())
        .flat_map(|executed| executed.releases(form))
        .collect::<Vec<_>>();
    if !claimed.is_empty() {
        return (FixGrade::Tested, claimed);
    }
    match (form, change) {
        (
            FixKind::Terraform | FixKind::Ansible | FixKind::RealmJson,
            Change::GrantRoles(_) | Change::MapScope(_),
        )
        | (
            FixKind::Ansible | FixKind::RealmJson,
            Change::EnableUser
            | Change::Realm(RealmSetting::Enabled)
            | Change::Client(
                ClientSetting::Confidential
                | ClientSetting::ServiceAccounts
                | ClientSetting::DirectAccessGrants
                | ClientSetting::NoConsent,
            ),
        ) => (FixGrade::Executed, on(BY_HAND)),
        (FixKind::Terraform | FixKind::Operator | FixKind::Ansible, _) => {
            (FixGrade::Checked, Vec::new())
        }
        _ => (FixGrade::NotExecuted, Vec::new()),
    }
}
