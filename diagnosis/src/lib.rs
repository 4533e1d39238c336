//! Diagnoses why Keycloak's Admin API denied a request, and finds the smallest change that allows it.
//!
//! ```text
//! Attempt → Check::next → Exchange → Check::receive → … → Check::report → Report
//! ```
//!
//! The crate sends nothing. A caller with a transport gets the next requests from a [`Check`] and sends them; requests of one batch are
//! independent and can be sent at the same time. The caller passes the [`exchange::Exchange`]s to the check, and repeats this until there
//! are no more requests.
//! [`diagnose`] reports on exchanges that a text shows.

pub mod attempt;
pub mod exchange;
pub mod gate;
pub mod probe;
pub mod report;
pub mod settle;
pub mod token;
pub mod version_range;

pub mod cause;

mod check_lines;
mod diagnose;
mod driver;
mod evidence;
mod fix;
mod picture;
mod redact;

pub use diagnose::{diagnose, of_message, verdict_of};
pub use driver::Check;
pub use fix::{Claim, claims, to_grant};
pub use redact::{Steps, call_name, sent, without_secrets, without_tokens};

use permissions::Matrix;

/// The knowledge that a diagnosis needs in addition to the exchanges.
#[derive(Debug, Clone, Copy)]
pub struct Knowledge<'a> {
    /// The measured permission data.
    pub matrix: &'a Matrix,
    /// The current time in seconds since 1970, to detect expired tokens.
    pub now: i64,
}
