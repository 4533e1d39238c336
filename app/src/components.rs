//! Which parts are pages made of? One component a file.

mod cause_listing;
mod cause_search;
mod demo_card;
mod demo_step;
mod field;
mod form_fields;
mod form_panel;
mod header;
mod html;
mod intro;
mod mistakes;
mod operation_field;
mod operation_search;
mod parameter_field;
mod paste_panel;
mod pressed;
mod progress;
mod tool_form;

pub(crate) mod playground;

#[cfg(feature = "ssr")]
pub use cause_search::CauseSearch;
pub use header::Header;
#[cfg(feature = "ssr")]
pub use operation_search::{ALL, FOUND, OperationSearch};
#[cfg(feature = "ssr")]
pub use tool_form::ToolForm;
