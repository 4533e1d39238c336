//! Gives the engine what it needs besides the exchanges: the measured permission data and the time.

use std::sync::LazyLock;
use std::time::{SystemTime, UNIX_EPOCH};

use diagnosis::Knowledge;
use permissions::{Matrix, MatrixError};

/// The measured data as it is, for pages that load it.
pub const PERMISSIONS: &str = include_str!("../../permissions/data/permissions.json");

/// Read when first needed: a server that starts need not wait for it.
static MATRIX: LazyLock<Result<Matrix, MatrixError>> =
    LazyLock::new(|| Matrix::from_json(PERMISSIONS));

/// The measured permission data. It can only fail where the file this was built with is broken.
pub fn matrix() -> Result<&'static Matrix, &'static MatrixError> {
    MATRIX.as_ref()
}

/// What is known now.
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
