//! Finds any of several texts in one pass, after Aho and Corasick (1975).
//!
//! The crate `aho-corasick` does not report the incomplete pattern at the end of a text, which is a part of a secret if the text was cut.

use std::collections::HashMap;
use std::ops::Range;

/// The node at which every search begins.
const ROOT: usize = 0;

/// A set of texts to search for.
#[derive(Debug)]
pub(super) struct Patterns {
    nodes: Vec<Node>,
    edges: HashMap<(usize, u8), usize>,
}

/// A beginning of one or more patterns.
#[derive(Debug, Clone, Copy, Default)]
struct Node {
    /// The node of the longest proper suffix that is a beginning of a pattern.
    suffix: usize,
    /// The length of this beginning.
    length: usize,
    /// The length of the longest pattern that ends with this beginning, or 0.
    matched: usize,
}

/// The patterns that a text contains.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// The ranges of the patterns, in order. Patterns that overlap are one range.
    pub ranges: Vec<Range<usize>>,
    /// The length of the longest beginning of a pattern with which the text ends.
    pub incomplete: usize,
}

impl Default for Patterns {
    fn default() -> Self {
        Self::new([])
    }
}

impl Patterns {
    /// The set of these texts.
    pub fn new<'a>(texts: impl IntoIterator<Item = &'a [u8]>) -> Self {
        let mut patterns = Self {
            nodes: vec![Node::default()],
            edges: HashMap::new(),
        };
        // Parents and letters, in the order of creation.
        let mut origins = vec![(ROOT, 0)];
        for text in texts {
            let mut at = ROOT;
            for (length, byte) in text.iter().enumerate() {
                let created = patterns.nodes.len();
                let child = *patterns.edges.entry((at, *byte)).or_insert(created);
                if child == created {
                    origins.push((at, *byte));
                    patterns.nodes.push(Node {
                        length: length + 1,
                        ..Node::default()
                    });
                }
                at = child;
            }
            if let Some(node) = patterns.nodes.get_mut(at) {
                node.matched = text.len();
            }
        }
        // A suffix is shorter, so it is complete when a longer beginning refers to it.
        let mut order: Vec<usize> = (1..patterns.nodes.len()).collect();
        order.sort_by_key(|place| patterns.node(*place).length);
        for place in order {
            let (parent, byte) = origins.get(place).copied().unwrap_or_default();
            let suffix = if parent == ROOT {
                ROOT
            } else {
                patterns.after(patterns.node(parent).suffix, byte)
            };
            let shorter = patterns.node(suffix).matched;
            if let Some(node) = patterns.nodes.get_mut(place) {
                node.suffix = suffix;
                node.matched = node.matched.max(shorter);
            }
        }
        patterns
    }

    /// Whether there is no pattern.
    pub fn is_empty(&self) -> bool {
        self.edges.is_empty()
    }

    /// Searches a text, in time proportional to its length.
    pub fn find(&self, text: &[u8]) -> Found {
        let mut found = Found::default();
        let mut at = ROOT;
        for (end, byte) in text.iter().enumerate() {
            at = self.after(at, *byte);
            let matched = self.node(at).matched;
            if matched > 0 {
                add(&mut found.ranges, end + 1 - matched..end + 1);
            }
        }
        found.incomplete = self.node(at).length;
        found
    }

    fn node(&self, place: usize) -> Node {
        self.nodes.get(place).copied().unwrap_or_default()
    }

    /// The longest beginning of a pattern after one more byte.
    fn after(&self, mut at: usize, byte: u8) -> usize {
        loop {
            if let Some(next) = self.edges.get(&(at, byte)) {
                return *next;
            }
            if at == ROOT {
                return ROOT;
            }
            at = self.node(at).suffix;
        }
    }
}

/// Adds a range that does not end before the others. Joins ranges that overlap.
fn add(ranges: &mut Vec<Range<usize>>, mut new: Range<usize>) {
    while let Some(last) = ranges.last()
        && last.end > new.start
    {
        new.start = new.start.min(last.start);
        ranges.pop();
    }
    ranges.push(new);
}

/// Sorts ranges and joins those that overlap.
pub(super) fn joined(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_by_key(|range| (range.end, range.start));
    let mut result = Vec::with_capacity(ranges.len());
    for range in ranges {
        add(&mut result, range);
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn patterns(texts: &[String]) -> Patterns {
        Patterns::new(texts.iter().map(String::as_bytes))
    }

    proptest! {
        #[test]
        fn the_ranges_cover_what_a_simple_search_finds(
            texts in prop::collection::vec("[ab]{1,5}", 0..6),
            text in "[abc]{0,40}",
        ) {
            let found = patterns(&texts).find(text.as_bytes());
            let mut expected = vec![false; text.len()];
            for pattern in &texts {
                for start in 0..text.len() {
                    if text[start..].starts_with(pattern.as_str()) {
                        expected[start..start + pattern.len()].fill(true);
                    }
                }
            }
            let mut covered = vec![false; text.len()];
            for range in &found.ranges {
                covered[range.clone()].fill(true);
            }
            prop_assert_eq!(covered, expected);
            let incomplete = texts
                .iter()
                .flat_map(|pattern| (0..=pattern.len()).map(move |length| &pattern[..length]))
                .filter(|beginning| text.ends_with(beginning))
                .map(str::len)
                .max();
            prop_assert_eq!(found.incomplete, incomplete.unwrap_or(0));
        }
    }

    #[test]
    fn ranges_that_overlap_are_one() {
        assert_eq!(joined(vec![5..6, 0..2, 1..4, 4..5]), [0..4, 4..5, 5..6]);
        assert_eq!(
            joined(vec![2..3, 0..9, 4..5]),
            std::slice::from_ref(&(0..9))
        );
    }
}
