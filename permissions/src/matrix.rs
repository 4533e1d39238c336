//! Holds the measured permissions of all versions.

use super::{
    announced::{AnnouncedCauses, announced_causes},
    data::{Data, SetsData},
    operation::{Match, Operation, Range, admin_path, segments, shape},
    releases::{Facts, facts},
    role::{Role, RoleSet, UnknownRole},
    rule::{Rule, State, Statuses},
    smallest::Reaches,
    token_realm::TokenRealm,
    version::{Fit, Version, VersionError, resolve},
};
use std::collections::HashMap;

/// Why the measured data cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum MatrixError {
    /// The data is not JSON, or has other fields.
    #[error("the permission data cannot be read: {0}")]
    Json(#[from] serde_json::Error),
    /// A version is invalid.
    #[error(transparent)]
    Version(#[from] VersionError),
    /// A range of versions names a version that was not measured.
    #[error("{0} is not among the measured versions")]
    NotMeasured(String),
    /// A set contains a role that the list of roles lacks.
    #[error(transparent)]
    Role(#[from] UnknownRole),
    /// There are more roles than a set can hold.
    #[error("more than 64 roles")]
    TooManyRoles,
    /// A status is not a number.
    #[error("{0:?} is not an HTTP status")]
    Status(String),
    /// An operation is not a method and a path.
    #[error("{0:?} is not a method and a path")]
    Operation(String),
}

/// The measured permissions of all versions.
#[derive(Clone, Debug)]
pub struct Matrix {
    versions: Vec<Version>,
    roles: Vec<Role>,
    operations: Vec<Operation>,
    by_shape: HashMap<(String, String), usize>,
    by_slug: HashMap<String, usize>,
    pub(super) reaches: Reaches,
    /// What is known about the releases in addition to the measured permissions.
    pub(super) facts: Vec<Facts>,
    pub(super) announced_causes: AnnouncedCauses,
}

impl Matrix {
    /// Reads the data file.
    pub fn from_json(json: &str) -> Result<Self, MatrixError> {
        Self::from_data(serde_json::from_str(json)?)
    }

    /// Reads copies of the data files `permissions.json`, `releases.json`, and `announced.json`.
    pub fn from_files(
        permissions: &str,
        releases: &str,
        announced: &str,
    ) -> Result<Self, MatrixError> {
        let (facts, announced) = (
            serde_json::from_str(releases)?,
            serde_json::from_str(announced)?,
        );
        Self::build(serde_json::from_str(permissions)?, facts, announced)
    }

    /// Builds the matrix from the data.
    pub fn from_data(data: Data) -> Result<Self, MatrixError> {
        Self::build(data, facts().to_vec(), announced_causes())
    }

    fn build(
        data: Data,
        facts: Vec<Facts>,
        announced_causes: AnnouncedCauses,
    ) -> Result<Self, MatrixError> {
        let versions: Vec<Version> = data
            .versions
            .iter()
            .map(|version| version.parse())
            .collect::<Result<_, _>>()?;
        let position = |version: &String| {
            data.versions
                .iter()
                .position(|measured| measured == version)
                .ok_or_else(|| MatrixError::NotMeasured(version.clone()))
        };
        if data.roles.len() > u64::BITS as usize {
            return Err(MatrixError::TooManyRoles);
        }
        let mut matrix = Self {
            versions,
            roles: Vec::new(),
            operations: Vec::new(),
            by_shape: HashMap::new(),
            by_slug: HashMap::new(),
            reaches: Reaches::default(),
            facts: Vec::new(),
            announced_causes,
        };
        for role in &data.roles {
            let [first, last] = &role.versions;
            matrix.roles.push(Role {
                name: role.name.clone(),
                includes: role.includes.clone(),
                of_master: role.of_master,
                versions: (position(first)?, position(last)?),
            });
        }
        let admins = (
            matrix.role("realm-admin").unwrap_or_default(),
            matrix.role("admin").unwrap_or_default(),
        );
        for operation in data.operations {
            let (method, template) = operation
                .operation
                .split_once(' ')
                .ok_or_else(|| MatrixError::Operation(operation.operation.clone()))?;
            let mut ranges = Vec::new();
            for range in &operation.ranges {
                let [first, last] = &range.versions;
                let (first, last) = (position(first)?, position(last)?);
                let target = matrix.rule(
                    &range.target,
                    range.unmeasured.as_ref(),
                    TokenRealm::Target,
                    last,
                )?;
                let master = match &range.master {
                    Some(sets) => {
                        matrix.rule(sets, range.unmeasured.as_ref(), TokenRealm::Master, last)?
                    }
                    None => target.renamed(admins.0, admins.1),
                };
                ranges.push(Range {
                    first,
                    last,
                    target,
                    master,
                });
            }
            let position = matrix.operations.len();
            let lower = [&operation.does, template, &operation.java].map(str::to_lowercase);
            matrix
                .by_shape
                .insert((method.to_owned(), shape(template)), position);
            matrix.operations.push(Operation {
                method: method.to_owned(),
                template: template.to_owned(),
                does: operation.does,
                java: operation.java,
                position,
                ranges,
                depth: Operation::depth_of(template),
                lower,
            });
        }
        let slugs = matrix.operations.iter().map(Operation::slug).zip(0..);
        matrix.by_slug = slugs.collect();
        matrix.facts = matrix.graded(facts);
        Ok(matrix)
    }

    fn rule(
        &self,
        sets: &SetsData,
        unmeasured: Option<&String>,
        token_realm: TokenRealm,
        version: usize,
    ) -> Result<Rule, MatrixError> {
        let read = |sets: &[Vec<String>]| {
            sets.iter()
                .map(|set| self.role_set(set))
                .collect::<Result<Vec<_>, _>>()
        };
        let named: RoleSet =
            self.role_set(sets.statuses.values().flatten().filter(|name| *name != "*"))?;
        let all = self.roles_at(token_realm, version);
        let mut statuses = Vec::new();
        for (status, names) in &sets.statuses {
            let mut roles = self.role_set(names.iter().filter(|name| *name != "*"))?;
            if names.iter().any(|name| name == "*") {
                roles = roles.union(all.without(named));
            }
            let status = status
                .parse()
                .map_err(|_| MatrixError::Status(status.clone()))?;
            statuses.push((status, roles));
        }
        Ok(Rule {
            sufficient: read(&sets.sufficient)?,
            reduced: read(&sets.reduced)?,
            statuses: Statuses(statuses),
            unmeasured: unmeasured.cloned(),
        })
    }

    fn roles_at(&self, token_realm: TokenRealm, version: usize) -> RoleSet {
        self.roles
            .iter()
            .enumerate()
            .filter(|(_, role)| role.versions.0 <= version && version <= role.versions.1)
            .filter(|(_, role)| match token_realm {
                TokenRealm::Target => !role.of_master,
                TokenRealm::Master => role.name != "realm-admin",
            })
            .fold(RoleSet::NONE, |set, (position, _)| {
                set.union(RoleSet::of(position))
            })
    }

    /// The measured versions, oldest first.
    pub fn versions(&self) -> &[Version] {
        &self.versions
    }

    /// All operations of all versions, by path.
    pub fn operations(&self) -> &[Operation] {
        &self.operations
    }

    /// All roles of all versions.
    pub fn roles(&self) -> &[Role] {
        &self.roles
    }

    /// The set of the role with this name.
    pub fn role(&self, name: &str) -> Result<RoleSet, UnknownRole> {
        let position = self.roles.iter().position(|role| role.name == name);
        position
            .map(RoleSet::of)
            .ok_or_else(|| UnknownRole(name.to_owned()))
    }

    /// The set of the roles with these names.
    pub fn role_set<S: AsRef<str>>(
        &self,
        names: impl IntoIterator<Item = S>,
    ) -> Result<RoleSet, UnknownRole> {
        names.into_iter().try_fold(RoleSet::NONE, |set, name| {
            Ok(set.union(self.role(name.as_ref())?))
        })
    }

    /// The names of the roles of a set, in the order of [`Self::roles`].
    pub fn role_names(&self, set: RoleSet) -> Vec<&str> {
        self.roles
            .iter()
            .enumerate()
            .filter(|(at, _)| set.contains(RoleSet::of(*at)))
            .map(|(_, role)| role.name.as_str())
            .collect()
    }

    /// The operation with this [`Operation::slug`].
    pub fn by_slug(&self, slug: &str) -> Option<&Operation> {
        self.operations.get(*self.by_slug.get(slug)?)
    }

    /// The operation in the form `GET /admin/realms/{realm}/users/{user-id}`; the names of parameters may be those of an older version.
    pub fn operation(&self, written: &str) -> Option<&Operation> {
        let (method, template) = written.trim().split_once(char::is_whitespace)?;
        let position = self
            .by_shape
            .get(&(method.to_uppercase(), shape(template.trim())))?;
        self.operations.get(*position)
    }

    /// The permissions of the measured version that stands for `version`, for tokens of `token_realm`.
    ///
    /// The newest measured version at or below the stated one stands for it; `26.4` means the newest 26.4.x. A measured version also stands
    /// for older patch releases of its line, and the oldest one for every older version. [`Permissions::fit`] says which case applies.
    pub fn at(&self, version: Version, token_realm: TokenRealm) -> Permissions<'_> {
        let (index, fit) = resolve(&self.versions, version).unwrap_or((0, Fit::OlderThanMeasured));
        Permissions {
            matrix: self,
            index,
            fit,
            token_realm,
        }
    }

    /// The permissions of the newest measured version.
    pub fn newest(&self, token_realm: TokenRealm) -> Permissions<'_> {
        Permissions {
            matrix: self,
            index: self.versions.len().saturating_sub(1),
            fit: Fit::Measured,
            token_realm,
        }
    }

    /// The permissions of a version; without one, those of the newest measured version.
    pub fn at_or_newest(
        &self,
        version: Option<Version>,
        token_realm: TokenRealm,
    ) -> Permissions<'_> {
        version.map_or_else(
            || self.newest(token_realm),
            |version| self.at(version, token_realm),
        )
    }
}

/// The permissions of one version, for tokens of one realm.
#[derive(Clone, Copy, Debug)]
pub struct Permissions<'m> {
    pub(super) matrix: &'m Matrix,
    pub(super) index: usize,
    fit: Fit,
    token_realm: TokenRealm,
}

impl<'m> Permissions<'m> {
    /// The matrix that contains these permissions.
    pub fn matrix(&self) -> &'m Matrix {
        self.matrix
    }

    /// The measured version in use; `None` if the data contains no version.
    pub fn version(&self) -> Option<Version> {
        self.matrix.versions.get(self.index).copied()
    }

    /// The measured version in use, as text; empty if the data contains no version.
    pub fn version_name(&self) -> String {
        self.version()
            .map_or_else(String::new, |version| version.to_string())
    }

    /// How well that version stands for the requested one.
    pub fn fit(&self) -> Fit {
        self.fit
    }

    /// A sentence for the reader if another version than `stated` is in use.
    pub fn note(&self, stated: Version) -> Option<String> {
        self.fit.words(stated, self.version()?)
    }

    /// The container of the roles: the client `realm-management`, or the realm `master`.
    pub fn container(&self) -> &'static str {
        match self.token_realm {
            TokenRealm::Target => "realm-management",
            TokenRealm::Master => "master",
        }
    }

    /// The realm of the tokens.
    pub fn token_realm(&self) -> TokenRealm {
        self.token_realm
    }

    /// The roles that this version has for tokens of this realm.
    pub fn roles(&self) -> RoleSet {
        self.matrix.roles_at(self.token_realm, self.index)
    }

    /// The operations of this version, by path.
    pub fn operations(&self) -> impl Iterator<Item = &'m Operation> + use<'m> {
        let permissions = *self;
        self.matrix
            .operations
            .iter()
            .filter(move |operation| permissions.rule(operation).is_some())
    }

    /// The required roles of the operation; `None` if this version does not have it.
    pub fn rule(&self, operation: &Operation) -> Option<&'m Rule> {
        let operation = self.matrix.operations.get(operation.position)?;
        let range = operation
            .ranges
            .iter()
            .find(|range| range.first <= self.index && self.index <= range.last)?;
        Some(match self.token_realm {
            TokenRealm::Target => &range.target,
            TokenRealm::Master => &range.master,
        })
    }

    /// The names of every minimal set of roles that allow the operation, fewest roles first.
    pub fn sufficient(&self, operation: &Operation) -> Vec<Vec<&'m str>> {
        self.rule(operation)
            .map(|rule| self.names(&rule.sufficient))
            .unwrap_or_default()
    }

    /// The names of every minimal set of roles that allow it with a partial response.
    pub fn reduced(&self, operation: &Operation) -> Vec<Vec<&'m str>> {
        self.rule(operation)
            .map(|rule| self.names(&rule.reduced))
            .unwrap_or_default()
    }

    fn names(&self, sets: &[RoleSet]) -> Vec<Vec<&'m str>> {
        let mut names: Vec<_> = sets
            .iter()
            .map(|set| self.matrix.role_names(*set))
            .collect();
        names.sort_by_key(Vec::len);
        names
    }

    /// The operation of this version that matches a request: `address` is a path or a full URL, with or without `/auth` or another base
    /// path.
    pub fn find(&self, method: &str, address: &str) -> Option<Match<'m>> {
        let path = admin_path(address);
        let depth = segments(&path).count();
        let operation = self
            .operations()
            // Comparing depths excludes most operations, and is faster than comparing segments.
            .filter(|operation| operation.depth.is_none_or(|fixed| fixed == depth))
            .filter(|operation| operation.method.eq_ignore_ascii_case(method))
            .filter(|operation| operation.fits(&path))
            .max_by_key(|operation| operation.fixed_segments())?;
        Some(Match {
            operation,
            parameters: operation.read(&path)?,
        })
    }

    /// Every operation with its result for a caller with exactly these roles.
    pub fn results(&self, held: RoleSet) -> impl Iterator<Item = (&'m Operation, State)> + use<'m> {
        let permissions = *self;
        self.operations().map(move |operation| {
            (
                operation,
                permissions
                    .rule(operation)
                    .map_or(State::Unknown, |rule| rule.state(held)),
            )
        })
    }
}
