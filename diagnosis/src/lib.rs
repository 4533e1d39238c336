//! Diagnoses why Keycloak's Admin API denied a request, and finds the smallest change that allows it.
//!
//! ```text
//! Attempt → probe::next → Exchange → … → diagnose → Report
//! ```
//!
//! The crate sends nothing. A driver with a transport calls [`probe::next`] for requests, sends them (the requests of one batch are
//! independent and can be sent at the same time), adds the [`exchange::Exchange`]s, and repeats until there are no more requests. Then it
//! calls [`diagnose`].

pub mod attempt;
pub mod exchange;
pub mod gate;
pub mod probe;
pub mod report;
pub mod settle;
pub mod token;
pub mod version_range;

pub mod cause;

mod diagnose;
mod evidence;
mod fix;
mod picture;
mod redact;
mod roles;

pub use diagnose::{diagnose, of_message, verdict_of};
pub use redact::{Steps, call_name, without_secrets};

use permissions::Matrix;

/// The knowledge that a diagnosis needs in addition to the exchanges.
#[derive(Debug, Clone, Copy)]
pub struct Knowledge<'a> {
    /// The measured permission data.
    pub matrix: &'a Matrix,
    /// The current time in seconds since 1970, to detect expired tokens.
    pub now: i64,
}
