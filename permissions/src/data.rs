//! Defines the format of the measured data.
//!
//! The data is one JSON object. The measuring command writes one line for each operation and range of versions, so that a new version makes
//! a readable diff.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The whole file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Data {
    /// The measured versions, oldest first.
    pub versions: Vec<String>,
    /// All roles.
    pub roles: Vec<RoleData>,
    /// The operations, by path and method.
    pub operations: Vec<OperationData>,
}

/// One role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleData {
    /// Its name.
    pub name: String,
    /// The first and last measured version that has the role.
    pub versions: [String; 2],
    /// The roles that it includes as a composite.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub includes: Vec<String>,
    /// Whether the role is a realm role of `master`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub of_master: bool,
}

/// One operation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OperationData {
    /// `GET /admin/realms/{realm}/users/{user-id}`
    pub operation: String,
    /// A short description of what the operation does.
    pub does: String,
    /// The Java method that implements it in the newest version that has it, `UserResource.getUser`.
    pub java: String,
    /// The required roles by ranges of versions, oldest first.
    pub ranges: Vec<RangeData>,
}

/// The required roles in a range of measured versions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RangeData {
    /// The first and the last measured version of the range.
    pub versions: [String; 2],
    /// The required roles for a token of the target realm.
    #[serde(flatten)]
    pub target: SetsData,
    /// The required roles for a token of `master`; `None` if they are the same with `admin` instead of `realm-admin`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub master: Option<SetsData>,
    /// Why the operation could not be measured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unmeasured: Option<String>,
}

/// Role sets, and the statuses that prove them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetsData {
    /// Minimal sets that allow the request.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sufficient: Vec<Vec<String>>,
    /// Minimal sets that allow it with a partial response.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reduced: Vec<Vec<String>>,
    /// Status → the roles that return it alone; `*` stands for the roles that are not listed elsewhere.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub statuses: BTreeMap<String, Vec<String>>,
}
