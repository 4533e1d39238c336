//! Which pages are there? One a file.

mod causes;
mod chosen_version;
mod header;
mod linked;
mod nearest;
mod not_found;
mod operations;
mod playground;
mod role;
mod roles;
mod tool;
mod unknown;
mod upgrade;
mod what_if;

pub use causes::{CausePage, CausesPage};
pub use not_found::NotFound;
pub use operations::{OperationPage, OperationsPage};
pub use playground::PlaygroundPage;
pub use role::RolePage;
pub use roles::RolesPage;
pub use upgrade::UpgradePage;
pub use what_if::WhatIfPage;
