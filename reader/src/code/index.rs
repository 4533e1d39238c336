//! The operations of one version by method and area.

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use permissions::{Operation, Permissions, admin_path, segments};

/// A generated function: its name in lower case, and the method and the path of its request.
pub(super) type Function = (String, &'static str, String);

/// The operations by method and area, because a log has many lines.
pub(super) struct Index<'m> {
    operations: HashMap<(&'m str, &'m str), Vec<&'m Operation>>,
    /// The first segments below a realm.
    pub areas: HashSet<&'m str>,
    pub permissions: Permissions<'m>,
    /// The functions of generated clients, built when a text first calls one.
    pub generated: OnceLock<Vec<Function>>,
}

/// The position of the segment below a realm that names the area.
pub(super) const AREA: usize = 3;

impl<'m> Index<'m> {
    pub fn new(permissions: Permissions<'m>) -> Self {
        let mut index = Self {
            operations: HashMap::new(),
            areas: HashSet::new(),
            permissions,
            generated: OnceLock::new(),
        };
        for operation in permissions.operations() {
            let area = segments(&operation.template).nth(AREA).unwrap_or_default();
            index
                .operations
                .entry((operation.method.as_str(), area))
                .or_default()
                .push(operation);
            index.areas.insert(area);
        }
        index.areas.remove("");
        index
    }

    pub fn find(&self, method: &str, path: &str) -> Option<&'m Operation> {
        let path = admin_path(path);
        let area = segments(&path).nth(AREA).unwrap_or_default();
        self.operations
            .get(&(method, area))?
            .iter()
            .filter(|operation| operation.fits(&path))
            .max_by_key(|operation| operation.fixed_segments())
            .copied()
    }
}
