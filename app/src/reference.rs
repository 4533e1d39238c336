//! Defines the islands of the pages about causes, operations, and roles: searches, and tools whose result follows each choice.

mod cause_search;
mod operation_search;
mod tool_form;

pub use self::cause_search::Found;
#[cfg(feature = "ssr")]
pub use self::{
    cause_search::CauseSearch,
    operation_search::{ALL, FOUND, OperationSearch, SEARCH},
    tool_form::ToolForm,
};
