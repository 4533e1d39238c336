//! Lists the operations of the Admin API that Keycloak's OpenAPI description omits.
//!
//! No annotation of the Admin API in `keycloak-services` declares them. They are listed by hand, with the module and the release whose
//! sources have them. Whether a release has an operation is measured.

use super::{callers::Reply, operations::Declared};
use crate::keycloak::Version;

const LIST: &str = include_str!("extensions.txt");
/// The first release with the experimental version 2 of the Admin API for clients.
const FIRST_WITH_V2: Version = Version::new(26, 7, 0);

/// An operation that a release may have.
pub(super) struct Candidate {
    pub operation: Declared,
    /// Why Keycloak denies every caller of the measurement, if the reason is not a role.
    pub denied: Option<String>,
}

/// The operations, in the order of the list.
pub(super) fn candidates() -> Vec<Candidate> {
    LIST.lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| {
            let mut words = line.splitn(6, ' ');
            let (method, path, java) = (words.next()?, words.next()?, words.next()?);
            Some(Candidate {
                operation: Declared {
                    template: path.replacen('~', "/admin/realms/{realm}", 1),
                    method: method.to_owned(),
                    java: java.to_owned(),
                },
                denied: words.nth(2).map(str::to_owned),
            })
        })
        .collect()
}

/// The arguments that turn on the experimental feature of a release, which is off by default, so that its server has every operation.
pub(super) fn features(version: Version) -> Vec<String> {
    let v2 = (version >= FIRST_WITH_V2).then(|| "--features=client-admin-api:v2".to_owned());
    v2.into_iter().collect()
}

/// Whether this response to a caller with every role shows that the release lacks the operation. The target exists, so a 404 is about the
/// path.
pub(super) fn is_absent(full: &Reply) -> bool {
    matches!(full.status, 404 | 405)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_line_names_an_operation_and_its_source() {
        let lines: Vec<&str> = LIST.lines().filter(|line| !line.starts_with('#')).collect();
        let candidates = candidates();
        assert_eq!(candidates.len(), lines.len());
        for (line, candidate) in lines.iter().zip(&candidates) {
            let words: Vec<&str> = line.split(' ').collect();
            assert!(words.len() == 5 || candidate.denied.is_some(), "{line}");
            assert!(words[3].starts_with("keycloak-"), "{line}");
            assert!(words[4].parse::<Version>().is_ok(), "{line}");
            assert!(
                candidate.operation.template.starts_with("/admin/"),
                "{line}"
            );
            assert!(candidate.operation.java.contains('.'), "{line}");
        }
        let names: BTreeSet<String> = candidates
            .iter()
            .map(|candidate| candidate.operation.name())
            .collect();
        assert_eq!(
            names.len(),
            candidates.len(),
            "an operation is listed twice"
        );
    }
}
