//! Reads a version's operations from its JAX-RS annotations.

use std::{
    collections::{BTreeMap, HashMap},
    path::PathBuf,
};

use anyhow::{Result, bail};

use super::java::{Class, Method, Sources};
use crate::{
    keycloak::{Version, maven::Artifact},
    project,
};

/// An operation in the sources.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Declared {
    /// `/admin/realms/{realm}/users/{user-id}`
    pub template: String,
    /// `GET`
    pub method: String,
    /// The class and method that implement it, `UserResource.getUser`.
    pub java: String,
}

impl Declared {
    /// `GET /admin/realms/{realm}/users/{user-id}`
    pub fn name(&self) -> String {
        format!("{} {}", self.method, self.template)
    }
}

/// The class at which the walk begins.
const ROOT: &str = "org/keycloak/services/resources/admin/AdminRoot";
pub(super) const METHODS: [&str; 5] = ["GET", "POST", "PUT", "DELETE", "PATCH"];
/// The maximum depth of sub-resources, which are nested six deep at most. More means a cycle.
const DEEPEST: usize = 10;

/// The operations of a version, by path and method.
///
/// The result omits the Admin Console's own pages (`/admin`, `/admin/{realm}/console`) and the operations of extensions below
/// `{extension}`, such as the console's `ui-ext`, because no annotation of the Admin API declares them. `extensions.txt` lists these
/// operations.
pub fn declared(version: Version) -> Result<Vec<Declared>> {
    let mut sources = Sources::open(&jar(version)?)?;
    let root = sources.read(ROOT)?;
    let mut walk = Walk {
        sources: &mut sources,
        found: BTreeMap::new(),
    };
    walk.descend(&root, "/admin", &mut vec![root.name.clone()])?;
    Ok(walk
        .found
        .into_values()
        .filter(|operation| is_admin_api(&operation.template))
        .collect())
}

fn is_admin_api(template: &str) -> bool {
    template.starts_with("/admin/realms") || template.starts_with("/admin/serverinfo")
}

/// The sources jar of `keycloak-services`: of this release, or else of the nearest earlier patch release with available sources.
///
/// Not every mirror of Maven Central has the sources of every patch release. A patch release hardly ever changes the annotations: those of
/// 26.7.4 and 26.7.5 are the same in the compiled classes.
fn jar(version: Version) -> Result<PathBuf> {
    for patch in (0..=version.patch).rev() {
        let candidate = Version { patch, ..version };
        if let Some(jar) = jar_of(candidate)? {
            if candidate != version {
                eprintln!(
                    "keycloak {version}: reads the operations from the sources of {candidate}"
                );
            }
            return Ok(jar);
        }
    }
    bail!("Maven did not fetch the sources of Keycloak {version}")
}

/// The sources jar of exactly this release, from the local Maven repository or else through Maven.
fn jar_of(version: Version) -> Result<Option<PathBuf>> {
    let number = version.to_string();
    let sources = Artifact {
        name: "keycloak-services",
        version: &number,
        packaging: "jar",
        classifier: Some("sources"),
    };
    match sources.local() {
        Some(jar) => Ok(Some(jar)),
        None => sources.copy_to(&project::path("target/measure/sources")),
    }
}

struct Walk<'a> {
    sources: &'a mut Sources,
    found: BTreeMap<(String, String), Declared>,
}

impl Walk<'_> {
    fn descend(&mut self, class: &Class, prefix: &str, chain: &mut Vec<String>) -> Result<()> {
        if chain.len() > DEEPEST {
            return Ok(());
        }
        let methods = self.methods(class)?;
        for (owner, method) in &methods {
            let path = method.annotations.get("Path").cloned().flatten();
            let template = path
                .as_deref()
                .map_or_else(|| prefix.to_owned(), |path| join(prefix, path));
            if let Some(verb) = METHODS
                .into_iter()
                .find(|verb| method.annotations.contains_key(*verb))
            {
                let declared = Declared {
                    template: template.clone(),
                    method: verb.to_owned(),
                    java: format!("{}.{}", owner.name, method.name),
                };
                self.found
                    .entry((template, verb.to_owned()))
                    .or_insert(declared);
            } else if path.is_some() {
                for (target, named) in self.targets(owner, method, &methods)? {
                    // `policy/{type}/{type}` is a policy of a type; deeper levels only repeat it.
                    if chain.iter().filter(|seen| **seen == named).count() > 0 {
                        continue;
                    }
                    chain.push(named);
                    self.descend(&target, &template, chain)?;
                    chain.pop();
                }
            }
        }
        Ok(())
    }

    /// The methods of the class and those that it inherits. Annotations of an overridden method count, as in JAX-RS.
    fn methods(&mut self, class: &Class) -> Result<Vec<(Class, Method)>> {
        let mut all: Vec<(Class, Method)> = class
            .methods
            .iter()
            .map(|method| (class.clone(), method.clone()))
            .collect();
        for parent in &class.parents {
            let Some(parent) = self.sources.class(parent, class)? else {
                continue;
            };
            for (owner, inherited) in self.methods(&parent)? {
                let own = all.iter_mut().find(|(_, method)| {
                    method.name == inherited.name && method.annotations.contains_key("Override")
                });
                match own {
                    Some((_, own)) => {
                        for (name, argument) in inherited.annotations {
                            own.annotations.entry(name).or_insert(argument);
                        }
                    }
                    None => all.push((owner, inherited)),
                }
            }
        }
        Ok(all)
    }

    /// The classes that a sub-resource locator can return: its return type, or if that is `Object`, the classes that it instantiates.
    fn targets(
        &mut self,
        owner: &Class,
        method: &Method,
        methods: &[(Class, Method)],
    ) -> Result<Vec<(Class, String)>> {
        let by_name: HashMap<&str, &(Class, Method)> = methods
            .iter()
            .rev()
            .map(|entry| (entry.1.name.as_str(), entry))
            .collect();
        let mut names = vec![(owner.clone(), method.returns.clone())];
        names.extend(
            method
                .makes
                .iter()
                .map(|made| (owner.clone(), made.clone())),
        );
        for call in &method.calls {
            if let Some((helper_owner, helper)) = by_name.get(call.as_str()) {
                names.extend(
                    helper
                        .makes
                        .iter()
                        .map(|made| (helper_owner.clone(), made.clone())),
                );
            }
        }
        let mut targets: Vec<(Class, String)> = Vec::new();
        for (seen_from, name) in names {
            if let Some(target) = self.sources.class(&name, &seen_from)?
                && !targets.iter().any(|(known, _)| known.file == target.file)
            {
                let simple_name = target.name.clone();
                targets.push((target, simple_name));
            }
        }
        Ok(targets)
    }
}

/// Joins two parts of a path and removes the patterns from `{path: .*}`. The annotations use the same name for both parameters of
/// `policy/{type}/{type}`; the second one, a policy of that type, gets another name, so that every parameter of a path is unique.
pub(super) fn join(prefix: &str, path: &str) -> String {
    let mut joined = prefix.trim_end_matches('/').to_owned();
    for segment in path.split('/').filter(|segment| !segment.is_empty()) {
        joined.push('/');
        match segment.split_once(':') {
            Some((name, _)) if name.starts_with('{') => {
                joined.push_str(name.trim_end());
                joined.push('}');
            }
            _ if segment == "{type}" && joined.contains("{type}") => joined.push_str("{policyId}"),
            _ => joined.push_str(segment),
        }
    }
    joined
}
