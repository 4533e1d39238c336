//! Provides the engine with the measured permission data and the time.

use std::sync::LazyLock;
use std::time::{SystemTime, UNIX_EPOCH};

use diagnosis::Knowledge;
use permissions::{Matrix, MatrixError};

/// The text of the measured data, for pages that load it.
pub const PERMISSIONS: &str = include_str!("../../permissions/data/permissions.json");

/// Parsed on first use, so that the server starts without waiting for it.
static MATRIX: LazyLock<Result<Matrix, MatrixError>> =
    LazyLock::new(|| Matrix::from_json(PERMISSIONS));

/// The measured permission data. Fails only if the embedded file is invalid.
pub fn matrix() -> Result<&'static Matrix, &'static MatrixError> {
    MATRIX.as_ref()
}

/// The permission data and the current time.
pub fn knowledge(matrix: &Matrix) -> Knowledge<'_> {
    Knowledge {
        matrix,
        now: SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .ok()
            .and_then(|since| i64::try_from(since.as_secs()).ok())
            .unwrap_or_default(),
    }
}
