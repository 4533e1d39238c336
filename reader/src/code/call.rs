//! A request in the text, and a place that was not followed.

/// A request in the text: its place, the method, and the path.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Call {
    pub at: usize,
    pub method: &'static str,
    pub path: String,
}

/// A place that was not followed.
pub(super) struct Lost {
    pub at: usize,
    pub why: &'static str,
}
