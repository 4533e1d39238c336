//! Finds the first places of many phrases in one pass over a text.

/// The first place of each phrase. A phrase has at least two bytes.
pub fn places<'p>(text: &str, phrases: impl Iterator<Item = &'p str>) -> Vec<Option<usize>> {
    let phrases: Vec<&[u8]> = phrases.map(str::as_bytes).collect();
    // The phrases that begin with two bytes, and for each two bytes the number of their list, from 1.
    let mut lists: Vec<Vec<usize>> = Vec::new();
    let mut starts = vec![0_usize; 1 << 16];
    for (number, phrase) in phrases.iter().enumerate() {
        let Some(start) = start(phrase) else {
            continue;
        };
        if starts[start] == 0 {
            lists.push(Vec::new());
            starts[start] = lists.len();
        }
        if let Some(list) = lists.get_mut(starts[start] - 1) {
            list.push(number);
        }
    }
    let mut places = vec![None; phrases.len()];
    let bytes = text.as_bytes();
    for at in 0..bytes.len() {
        let rest = &bytes[at..];
        let Some(list) = start(rest).and_then(|start| starts[start].checked_sub(1)) else {
            continue;
        };
        for &number in &lists[list] {
            if places[number].is_none() && rest.starts_with(phrases[number]) {
                places[number] = Some(at);
            }
        }
    }
    places
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
    use super::places;

    #[test]
    fn every_phrase_is_found_at_its_first_place() {
        let phrases = ["ab", "abc", "c ab", "zz", "é!"];
        assert_eq!(
            places("abc ab é!", phrases.into_iter()),
            [Some(0), Some(0), Some(2), None, Some(7)]
        );
        assert_eq!(places("", phrases.into_iter()), [None; 5]);
        assert_eq!(places("a", phrases.into_iter()), [None; 5]);
    }
}
