//! Which pages are there? One a file.

mod playground;
mod not_found;

pub use not_found::NotFound;
pub use playground::PlaygroundPage;
