//! Renders reports and tools as HTML with pure functions, the same on the server, in the browser, and in tests.
//!
//! Attributes mark what can be clicked; the program that shows the HTML handles the clicks.

mod copy_button;
mod operation_choice;
mod operation_rows;
mod pasted;
mod reading;
mod report;
mod shared_report;
mod tone;
mod tools;
mod unreadable;

pub use copy_button::copy_button;
pub use operation_choice::{Offer, Offers, count, notice, offers};
pub use operation_rows::{Rows, joined, method, operation_table, path};
pub use pasted::{Reading, read};
pub use reading::reading;
pub use report::{AttemptSummary, LiveCheck, ReportHtml, Seen, call, inputs, report};
pub use shared_report::{SharedReport, Source, compared, report_data};
pub use tone::status_tone;
pub use tools::{Choice, Known, Shown, Tool};
pub use unreadable::{BlockedCheck, Unreadable, blocked, blocked_title};
