//! Holds the operations of the Admin API and the roles that each of them requires, by Keycloak version.
//!
//! All results come from measured data (`permissions/data/permissions.json`, made by `cargo xtask measure`), never from documentation. A
//! [`Matrix`] holds all versions; [`Matrix::at`] gives the [`Permissions`] of one version, for tokens of the target realm or of `master`.
//!
//! ```
//! use permissions::{Matrix, TokenRealm};
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let matrix = Matrix::from_json(include_str!("../data/permissions.json"))?;
//! let permissions = matrix.at("26.7".parse()?, TokenRealm::Target);
//! let found = permissions.find("GET", "https://sso.example/auth/admin/realms/shop/users/7f3a").ok_or("no such operation")?;
//! assert_eq!(found.operation.to_string(), "GET /admin/realms/{realm}/users/{user-id}");
//! assert_eq!(found.parameters[1], ("user-id", "7f3a".to_owned()));
//! # Ok(()) }
//! ```

mod announced;
mod data;
mod guards;
mod history;
mod matrix;
mod operation;
mod releases;
mod role;
mod rule;
mod search;
mod smallest;
mod token_realm;
mod upgrade;
mod version;
mod words;

pub use announced::{AnnouncedCause, AnnouncedCauses};
pub use data::{Data, OperationData, RangeData, RoleData, SetsData};
pub use guards::{Guard, guards};
pub use history::{SetChange, Span, Turn};
pub use matrix::{Matrix, MatrixError, Permissions};
pub use operation::{Match, Operation, admin_path, segments, shape};
pub use releases::{Effect, Facts, Grade, Note, Release, tested_releases};
pub use role::{Role, RoleSet, UnknownRole};
pub use rule::{Rule, State, Statuses};
pub use smallest::{Need, Reach, Smallest};
pub use token_realm::TokenRealm;
pub use upgrade::{Change, Changed, Upgrade};
pub use version::{Fit, Version, VersionError};
pub use words::{capital, counted, enumerated};

#[cfg(test)]
mod tests;
