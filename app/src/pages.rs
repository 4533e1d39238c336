//! The pages, one per file.

mod causes;
mod changes;
mod chosen_version;
mod data;
mod entry_points;
mod filter;
mod footer;
mod guide;
mod head;
mod header;
mod links;
mod nearest;
mod not_found;
mod operations;
mod playground;
mod role;
mod roles;
mod search;
mod tool;
mod unknown;
mod upgrade;
mod what_if;

pub use causes::{CausePage, CausesPage};
pub use changes::ChangesPage;
pub use data::DataPage;
pub use footer::Footer;
pub use guide::GuidePage;
pub use not_found::NotFound;
pub use operations::{OperationPage, OperationsPage};
pub use playground::PlaygroundPage;
pub use role::RolePage;
pub use roles::RolesPage;
pub use search::SearchPage;
pub use upgrade::UpgradePage;
pub use what_if::WhatIfPage;
