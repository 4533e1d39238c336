//! Which parts are pages made of? One component a file.

mod also_possible;
mod call;
mod calls;
mod cause_listing;
mod cause_search;
mod copy_button;
mod demo_card;
mod demo_step;
mod field;
mod fixes;
mod form_fields;
mod form_panel;
mod gates;
mod header;
mod intro;
mod mistakes;
mod next_steps;
mod operation_field;
mod parameter_field;
mod paste_panel;
mod paste_reading;
mod pressed;
mod progress;
mod report;
mod roles;
mod tabs;
mod two_attempts;
mod user_details;
mod verdict;

pub(crate) mod playground;

#[cfg(feature = "ssr")]
pub use cause_search::CauseSearch;
pub use header::Header;
pub use report::ReportView;
