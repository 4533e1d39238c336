//! Finds many phrases in one pass over a text.

/// Phrases of at least two bytes, prepared for searches.
#[derive(Debug)]
pub struct Phrases {
    texts: Vec<Vec<u8>>,
    /// The numbers of the phrases that begin with the same two bytes.
    lists: Vec<Vec<usize>>,
    /// For each two bytes the number of their list, from 1; 0 if no phrase begins with them.
    starts: Vec<u16>,
}

impl Phrases {
    /// Prepares phrases. A phrase is known by its place in the list.
    pub fn new<T: Into<Vec<u8>>>(phrases: impl IntoIterator<Item = T>) -> Self {
        let texts: Vec<Vec<u8>> = phrases.into_iter().map(Into::into).collect();
        let mut lists: Vec<Vec<usize>> = Vec::new();
        let mut starts = vec![0_u16; 1 << 16];
        for (number, phrase) in texts.iter().enumerate() {
            let Some(start) = start(phrase) else {
                continue;
            };
            if starts[start] == 0 {
                lists.push(Vec::new());
                starts[start] = u16::try_from(lists.len()).unwrap_or_default();
            }
            if let Some(list) = lists.get_mut(usize::from(starts[start]).wrapping_sub(1)) {
                list.push(number);
            }
        }
        Self {
            texts,
            lists,
            starts,
        }
    }

    /// All places of all phrases, in the order of the text: the place and the number of the phrase.
    pub fn places<'t>(&'t self, text: &'t str) -> impl Iterator<Item = (usize, usize)> + 't {
        let bytes = text.as_bytes();
        let mut from = 0;
        let mut candidates: (usize, &[usize]) = (0, &[]);
        std::iter::from_fn(move || {
            loop {
                while let (at, [number, rest @ ..]) = candidates {
                    candidates = (at, rest);
                    if bytes[at..].starts_with(&self.texts[*number]) {
                        return Some((at, *number));
                    }
                }
                // The loop that reads every byte: nothing but a look into the table.
                let (at, list) = bytes
                    .get(from..)?
                    .windows(2)
                    .map(|window| self.starts[usize::from(window[0]) << 8 | usize::from(window[1])])
                    .enumerate()
                    .find(|(_, list)| *list != 0)?;
                candidates = (from + at, self.lists.get(usize::from(list) - 1)?);
                from += at + 1;
            }
        })
    }

    /// The first place of any phrase, and the number of the phrase.
    pub fn first(&self, text: &str) -> Option<(usize, usize)> {
        self.places(text).next()
    }

    /// Whether the text contains one of the phrases.
    pub fn is_in(&self, text: &str) -> bool {
        self.first(text).is_some()
    }

    /// The first place of each phrase.
    pub fn first_places(&self, text: &str) -> Vec<Option<usize>> {
        let mut places = vec![None; self.texts.len()];
        for (at, number) in self.places(text) {
            places[number].get_or_insert(at);
        }
        places
    }
}

/// The first two bytes as a number.
fn start(bytes: &[u8]) -> Option<usize> {
    match bytes {
        [first, second, ..] => Some(usize::from(*first) << 8 | usize::from(*second)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::Phrases;

    const PHRASES: [&str; 5] = ["ab", "abc", "c ab", "zz", "é!"];

    #[test]
    fn every_place_of_every_phrase_is_found() {
        let phrases = Phrases::new(PHRASES);
        let places: Vec<_> = phrases.places("abc ab é!").collect();
        assert_eq!(places, [(0, 0), (0, 1), (2, 2), (4, 0), (7, 4)]);
        assert_eq!(
            phrases.first_places("abc ab é!"),
            [Some(0), Some(0), Some(2), None, Some(7)]
        );
        assert_eq!(phrases.first("x zz"), Some((2, 3)));
        for text in ["", "a"] {
            assert_eq!(phrases.first_places(text), [None; 5]);
            assert!(!phrases.is_in(text));
        }
    }
}
