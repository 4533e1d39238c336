//! Which pages are there? One a file.

mod causes;
mod not_found;
mod playground;

pub use causes::{CausePage, CausesPage};
pub use not_found::NotFound;
pub use playground::PlaygroundPage;
