//! A request in the text, and a place that was not followed.

/// A request in the text: its place, the method, and the path.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Call {
    pub at: usize,
    pub method: &'static str,
    pub path: String,
}

/// Why a function or a client that only lacks its calls was not followed. Another file may contain the calls.
pub(super) const UNCALLED: &str = "no call of this function was found";
/// Why a base without requests was not followed. Another file may contain the requests.
pub(super) const UNREQUESTED: &str = "no request below this path was found";

/// A place that was not followed.
pub(super) struct Lost {
    pub at: usize,
    pub why: &'static str,
}
