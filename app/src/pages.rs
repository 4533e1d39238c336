//! Which pages are there? One a file.

mod causes;
mod not_found;
mod operations;
mod playground;
mod roles;
mod tool;
mod upgrade;
mod what_if;

pub use causes::{CausePage, CausesPage};
pub use not_found::NotFound;
pub use operations::{OperationPage, OperationsPage};
pub use playground::PlaygroundPage;
pub use roles::{RolePage, RolesPage};
pub use upgrade::UpgradePage;
pub use what_if::WhatIfPage;
