//! Which pages are there? One a file.

mod causes;
mod playground;
mod not_found;

pub use causes::{CausePage, CausesPage};
pub use not_found::NotFound;
pub use playground::PlaygroundPage;
