//! Why Keycloak's Admin API refused a call, and the smallest change that fixes it.
//!
//! ```text
//! Attempt → probe::next → Exchange → … → diagnose → Report
//! ```
//!
//! Whoever holds a transport drives it: ask [`probe::next`] for requests, send them (those of one answer are
//! independent and may go at the same time), push the [`exchange::Exchange`]s, ask again until it wants nothing more,
//! then [`diagnose`].

pub mod attempt;
pub mod exchange;
pub mod gate;
pub mod probe;
pub mod report;
pub mod token;
pub mod version_range;

pub mod cause;

mod diagnose;
mod evidence;
mod fix;
mod picture;
mod redact;
mod roles;

pub use diagnose::{diagnose, of_message};
pub use redact::{call_name, last_step};

use permissions::Matrix;

/// What the diagnosis knows besides the exchanges.
#[derive(Debug, Clone, Copy)]
pub struct Knowledge<'a> {
    /// The measured permission data.
    pub matrix: &'a Matrix,
    /// Now, in seconds since 1970: tokens expire.
    pub now: i64,
}
