//! Finds many phrases in one pass over a text.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use aho_corasick::{AhoCorasick, Match};

/// A table whose rows have phrases, prepared for searches.
pub struct Phrases<T> {
    rows: Vec<T>,
    /// Numbers the phrases as `rows`. `None` only for gigabytes of phrases.
    automaton: Option<AhoCorasick>,
}

impl<T> Phrases<T> {
    /// Prepares the rows of a table. `phrase` returns the phrase of a row.
    pub fn new<P: AsRef<[u8]>>(
        rows: impl IntoIterator<Item = T>,
        phrase: impl Fn(&T) -> P,
    ) -> Self {
        let rows: Vec<T> = rows.into_iter().collect();
        Self {
            automaton: AhoCorasick::new(rows.iter().map(phrase)).ok(),
            rows,
        }
    }

    /// All places of all phrases with their rows, in the order of the text. At the same place, the order is that of the table.
    pub fn places(&self, text: &str) -> impl Iterator<Item = (usize, &T)> {
        let longest = self
            .automaton
            .as_ref()
            .map_or(0, AhoCorasick::max_pattern_len);
        let mut found = self.by_end(text).peekable();
        let mut waiting = BinaryHeap::new();
        std::iter::from_fn(move || {
            // A phrase that does not begin behind the first waiting one ends at most `longest` bytes behind the beginning of that one.
            while let Some(next) = found.next_if(|next| {
                waiting
                    .peek()
                    .is_none_or(|Reverse((at, _))| next.end() <= at + longest)
            }) {
                waiting.push(Reverse((next.start(), next.pattern().as_usize())));
            }
            let Reverse((at, number)) = waiting.pop()?;
            Some((at, self.rows.get(number)?))
        })
    }

    /// The first place of any phrase, and its row.
    pub fn first(&self, text: &str) -> Option<(usize, &T)> {
        self.places(text).next()
    }

    /// Whether the text contains one of the phrases.
    pub fn is_in(&self, text: &str) -> bool {
        self.automaton
            .as_ref()
            .is_some_and(|automaton| automaton.is_match(text))
    }

    /// The rows whose phrases are in the text, each with the first place, in the order of the table.
    pub fn first_places(&self, text: &str) -> impl Iterator<Item = (usize, &T)> {
        let mut places = vec![None; self.rows.len()];
        for found in self.by_end(text) {
            places[found.pattern().as_usize()].get_or_insert(found.start());
        }
        places
            .into_iter()
            .zip(&self.rows)
            .filter_map(|(at, row)| Some((at?, row)))
    }

    /// All matches, also overlapping ones, in the order of their ends.
    fn by_end(&self, text: &str) -> impl Iterator<Item = Match> {
        self.automaton
            .iter()
            .flat_map(move |automaton| automaton.find_overlapping_iter(text))
    }
}

#[cfg(test)]
mod tests {
    use super::Phrases;

    const PHRASES: [&str; 5] = ["ab", "abc", "c ab", "zz", "é!"];

    #[test]
    fn every_place_of_every_phrase_is_found() {
        let phrases = Phrases::new(PHRASES, |phrase| *phrase);
        let places: Vec<_> = phrases.places("abc ab é!").collect();
        assert_eq!(
            places,
            [
                (0, &"ab"),
                (0, &"abc"),
                (2, &"c ab"),
                (4, &"ab"),
                (7, &"é!")
            ]
        );
        let first_places: Vec<_> = phrases.first_places("abc ab é!").collect();
        assert_eq!(
            first_places,
            [(0, &"ab"), (0, &"abc"), (2, &"c ab"), (7, &"é!")]
        );
        assert_eq!(phrases.first("x zz"), Some((2, &"zz")));
        for text in ["", "a"] {
            assert_eq!(phrases.first_places(text).count(), 0);
            assert!(!phrases.is_in(text));
        }
    }

    #[test]
    fn a_phrase_that_begins_first_comes_first_wherever_it_ends() {
        let phrases = Phrases::new(["bc", "abcd", "a", "abc"], |phrase| *phrase);
        let places: Vec<_> = phrases.places("-abcd").collect();
        assert_eq!(places, [(1, &"abcd"), (1, &"a"), (1, &"abc"), (2, &"bc")]);
        assert_eq!(phrases.first("-abcd"), Some((1, &"abcd")));
    }
}
