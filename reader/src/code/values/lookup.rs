//! Looks up names: parameters, definitions, and functions without parameters.

use super::program::{DEPTH, NEAR, Place, Program, Value};

impl Program<'_> {
    /// The text of a name, and whether the text is known. The name is a bound parameter, a definition, or a function without parameters.
    /// `owner` is the word before the dot.
    pub(super) fn lookup(
        &self,
        name: &str,
        owner: Option<&str>,
        place: Place,
    ) -> Option<(String, bool)> {
        if name.is_empty() || place.depth >= DEPTH {
            return None;
        }
        if owner.is_none()
            && let Some((_, text)) = place.bound.iter().find(|(bound, _)| *bound == name)
        {
            let is_placeholder =
                text.starts_with('{') && text.ends_with('}') && text.matches('{').count() == 1;
            return Some((text.clone(), !is_placeholder));
        }
        if let Some(found) = self.defined(name, owner, place) {
            let definition = self.definitions.get(found)?;
            let is_hidden =
                owner.is_none() && definition.scope.is_none() && self.is_parameter(name, place.at);
            if !is_hidden {
                let text = self.of_definition(found, place)?;
                definition.used.set(true);
                return Some((text, true));
            }
        }
        if owner.is_none() && self.is_parameter(name, place.at) {
            return None;
        }
        let indexes = self.functions_by_name.get(name)?;
        let index = indexes.iter().take(NEAR).find(|index| {
            self.functions
                .get(**index)
                .is_some_and(|function| function.parameters.is_empty())
        })?;
        let value = self.returned(*index, &[], place.depth + 1, place.budget)?;
        Some((value.text, true))
    }

    /// The text of a definition, if it is known.
    fn of_definition(&self, index: usize, place: Place) -> Option<String> {
        let can_remember = place.bound.is_empty();
        if can_remember && let Some(known) = self.memo.borrow().get(&index) {
            return known.clone();
        }
        let definition = self.definitions.get(index)?;
        let inner = Place {
            at: definition.at,
            depth: place.depth + 1,
            ..place
        };
        let mut value = self.sum(&self.tokens, definition.value, inner);
        if definition.appends {
            let before = self.lookup(definition.name, None, inner);
            value = match (before, value) {
                (Some((text, known)), Some(value)) => {
                    let mut whole = Value {
                        text,
                        known,
                        changed: true,
                        end: value.end,
                    };
                    whole.append(&value, "");
                    Some(whole)
                }
                _ => None,
            };
        }
        let text = value.filter(|value| value.known).map(|value| value.text);
        if can_remember && place.budget.steps.get() > 0 {
            self.memo.borrow_mut().insert(index, text.clone());
        }
        text
    }

    /// The definition that applies at a place: the nearest one before it, otherwise the first one after it that is not local.
    fn defined(&self, name: &str, owner: Option<&str>, place: Place) -> Option<usize> {
        let indexes = self.by_name.get(name)?;
        let fits = |index: &&usize| {
            let Some(definition) = self.definitions.get(**index) else {
                return false;
            };
            // `url: "#{settings.url}/admin"` does not contain itself.
            let is_itself = self
                .tokens
                .get(definition.value)
                .is_some_and(|value| value.start <= place.at && place.at < value.end);
            if is_itself || definition.at == place.at {
                return false;
            }
            let is_own = owner.is_none_or(|owner| {
                ["self", "this", "cls", "@", "static", "it"].contains(&owner)
                    || owner.as_bytes().first().is_some_and(u8::is_ascii_uppercase)
            });
            match (definition.entry, owner) {
                (Some(container), Some(owner)) => container.is_empty() || container == owner,
                (Some(_), None) => false,
                (None, Some(_)) => is_own && definition.scope.is_none(),
                (None, None) => definition
                    .scope
                    .is_none_or(|(begin, end)| begin <= place.at && place.at < end),
            }
        };
        let after = indexes.partition_point(|index| {
            self.definitions
                .get(*index)
                .is_some_and(|definition| definition.at < place.at)
        });
        let before = indexes.get(..after)?.iter().rev().take(NEAR).find(fits);
        before
            .or_else(|| {
                indexes.get(after..)?.iter().take(NEAR).find(|index| {
                    fits(index)
                        && self
                            .definitions
                            .get(**index)
                            .is_some_and(|definition| definition.scope.is_none())
                })
            })
            .copied()
    }
}
