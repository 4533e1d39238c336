//! Limits of the distance to search for a method.

/// The maximum distance to search in a statement, in both directions.
pub(super) const REACH: usize = 600;

/// The maximum distance to search in a mapping, in both directions.
pub(super) const MAPPING: usize = 6_000;

/// The maximum distance to follow a variable.
pub(super) const USE: usize = 1_500;
