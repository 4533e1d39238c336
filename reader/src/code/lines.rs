//! The lines of a text by their places.

use super::scan::CONTINUED;

/// The lines of the original text, by their places in the expanded text.
pub(super) struct Lines<'t> {
    pub starts: Vec<usize>,
    original: Vec<&'t str>,
}

/// The maximum length of a shown line.
const LONGEST_SHOWN: usize = 160;

impl<'t> Lines<'t> {
    pub fn new(code: &str, original: &'t str) -> Self {
        Self {
            starts: std::iter::once(0)
                .chain(code.match_indices(['\n', CONTINUED]).map(|(at, _)| at + 1))
                .collect(),
            original: original.lines().collect(),
        }
    }

    /// The number of the line, counted from 1, and the line.
    pub fn at(&self, at: usize) -> (usize, String) {
        let number = self.starts.partition_point(|start| *start <= at);
        let line = number
            .checked_sub(1)
            .and_then(|index| self.original.get(index))
            .map_or("", |line| line.trim());
        let shown = match line.char_indices().nth(LONGEST_SHOWN) {
            Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
            None => line.to_owned(),
        };
        (number, shown)
    }
}
