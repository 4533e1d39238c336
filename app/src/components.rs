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
mod operation_search;
mod parameter_field;
mod paste_panel;
mod paste_reading;
mod pressed;
mod progress;
mod report;
mod roles;
mod tabs;
mod tool_form;
mod two_attempts;
mod user_details;
mod verdict;

pub(crate) mod playground;

#[cfg(feature = "ssr")]
pub use cause_search::CauseSearch;
pub(crate) use copy_button::copy_button;
pub use header::Header;
#[cfg(feature = "ssr")]
pub use operation_search::{ALL, FOUND, OperationSearch};
pub use report::ReportView;
#[cfg(feature = "ssr")]
pub use tool_form::ToolForm;
