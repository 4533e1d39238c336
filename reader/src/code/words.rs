//! Names that programs and libraries use for URLs and results.

/// Steps of builders that take a URL or a path.
pub(super) const BUILDS: [&str; 5] = ["url", "uri", "path", "target", "endpoint"];

/// Names of the path of a URL, which can be assigned.
pub(super) const PATHS: [&str; 6] = ["Path", "path", "pathname", "RawPath", "rawPath", "segments"];

/// Names of the second result of a function.
pub(super) const RESULTS: [&str; 5] = ["err", "error", "ok", "_", "e"];
