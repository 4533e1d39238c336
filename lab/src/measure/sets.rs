//! Finds the minimal sets of roles.

use std::collections::{BTreeSet, HashSet};

use anyhow::Result;

pub(super) type Roles = BTreeSet<String>;

/// Every minimal subset of `candidates` that `reaches` accepts, in order of size and name.
///
/// Assumes that another role never denies anything. `guesses` only save requests: a wrong guess is dropped, and the result is complete
/// because every set that contains none of the found sets is part of a set that was tried and does not reach.
pub(super) fn minimal(
    candidates: &Roles,
    guesses: &[Roles],
    reaches: &mut impl FnMut(&Roles) -> Result<bool>,
) -> Result<Vec<Roles>> {
    let mut found: Vec<Roles> = Vec::new();
    for guess in guesses {
        if guess.is_subset(candidates) && reaches(guess)? {
            found.push(guess.clone());
        }
    }
    let mut short_of_it: HashSet<Roles> = HashSet::new();
    'search: loop {
        keep_minimal(&mut found);
        for missing in transversals(&found) {
            let largest: Roles = candidates.difference(&missing).cloned().collect();
            if short_of_it.contains(&largest) {
                continue;
            }
            if reaches(&largest)? {
                found.push(shrink(&largest, reaches)?);
                continue 'search;
            }
            short_of_it.insert(largest);
        }
        found.sort_by_key(|set| (set.len(), set.clone()));
        return Ok(found);
    }
}

/// Every minimal set that contains a role of each of these sets.
fn transversals(sets: &[Roles]) -> Vec<Roles> {
    let mut transversals = vec![Roles::new()];
    for set in sets {
        let (mut next, missing): (Vec<Roles>, Vec<Roles>) = transversals
            .into_iter()
            .partition(|transversal| !transversal.is_disjoint(set));
        for transversal in missing {
            for role in set {
                let mut longer = transversal.clone();
                longer.insert(role.clone());
                next.push(longer);
            }
        }
        keep_minimal(&mut next);
        transversals = next;
    }
    transversals
}

fn keep_minimal(sets: &mut Vec<Roles>) {
    sets.sort_by_key(|set| (set.len(), set.clone()));
    sets.dedup();
    let mut kept: Vec<Roles> = Vec::new();
    for set in sets.drain(..) {
        if !kept.iter().any(|smaller| smaller.is_subset(&set)) {
            kept.push(set);
        }
    }
    *sets = kept;
}

/// A minimal subset of a set that reaches: leaves out ever smaller parts as long as the rest still reaches.
fn shrink(set: &Roles, reaches: &mut impl FnMut(&Roles) -> Result<bool>) -> Result<Roles> {
    let mut set = set.clone();
    let mut size = set.len().div_ceil(2).max(1);
    loop {
        let roles: Vec<String> = set.iter().cloned().collect();
        for part in roles.chunks(size) {
            let rest: Roles = set
                .iter()
                .filter(|role| !part.contains(role))
                .cloned()
                .collect();
            if reaches(&rest)? {
                set = rest;
            }
        }
        if size == 1 {
            return Ok(set);
        }
        size = size.div_ceil(2);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn roles(names: &str) -> Roles {
        names.chars().map(String::from).collect()
    }

    #[test]
    fn every_minimal_set_is_found_and_no_other() {
        for needed in [
            vec![],
            vec![""],
            vec!["a"],
            vec!["ab"],
            vec!["ab", "cd"],
            vec!["ab", "bc", "ac"],
            vec!["a", "bc"],
            vec!["abc", "cde", "ae"],
        ] {
            let mut sets: Vec<Roles> = needed.iter().map(|names| roles(names)).collect();
            sets.sort_by_key(|set| (set.len(), set.clone()));
            for guesses in [
                vec![],
                vec![roles("ab")],
                vec![roles("abcdef"), roles("f"), roles("cd")],
                sets.clone(),
            ] {
                let found = minimal(&roles("abcdef"), &guesses, &mut |held| {
                    Ok(sets.iter().any(|set| set.is_subset(held)))
                })
                .unwrap();
                assert_eq!(found, sets, "with the guesses {guesses:?}");
            }
        }
    }

    #[test]
    fn a_right_guess_costs_few_requests() {
        let sets = [roles("ax"), roles("ay"), roles("bx"), roles("by")];
        let mut questions = 0;
        let found = minimal(&roles("abcdefghxyz"), &sets, &mut |held| {
            questions += 1;
            Ok(sets.iter().any(|set| set.is_subset(held)))
        });
        assert_eq!(found.unwrap(), sets);
        assert_eq!(
            questions, 6,
            "the four sets, and all roles without a and b, and without x and y"
        );
    }
}
