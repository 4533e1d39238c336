//! The format of the measured data.
//!
//! One JSON object; the measuring command writes it with one line per operation and range of versions, so that a new version shows as a
//! readable difference.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The whole file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Data {
    /// The measured versions, oldest first.
    pub versions: Vec<String>,
    /// The roles that occur.
    pub roles: Vec<RoleData>,
    /// The operations, by path and method.
    pub operations: Vec<OperationData>,
}

/// One role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleData {
    /// Its name.
    pub name: String,
    /// The first and last measured version that has it.
    pub versions: [String; 2],
    /// What it includes as a composite.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub includes: Vec<String>,
    /// Whether it is a realm role of `master`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub of_master: bool,
}

/// One operation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OperationData {
    /// `GET /admin/realms/{realm}/users/{user-id}`
    pub operation: String,
    /// What it does, in a few words.
    pub does: String,
    /// The Java method that answers it in the newest version that has it, `UserResource.getUser`.
    pub java: String,
    /// What it needs, by ranges of versions, oldest first.
    pub ranges: Vec<RangeData>,
}

/// What an operation needs in a range of measured versions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RangeData {
    /// The first and the last measured version of the range.
    pub versions: [String; 2],
    /// For a token of the target realm.
    #[serde(flatten)]
    pub target: SetsData,
    /// For a token of `master`; left out where it is the same with `admin` in the place of `realm-admin`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub master: Option<SetsData>,
    /// Why it could not be measured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unmeasured: Option<String>,
}

/// Sets of roles, and the statuses that prove them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetsData {
    /// Minimal sets that let the request through.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sufficient: Vec<Vec<String>>,
    /// Minimal sets that allow it with a partial response.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reduced: Vec<Vec<String>>,
    /// Status → the roles whose holders got it; `*` stands for the roles named nowhere else.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub statuses: BTreeMap<String, Vec<String>>,
}
