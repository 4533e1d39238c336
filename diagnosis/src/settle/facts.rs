//! Holds the facts of an output: for each request its values, by the names of their members.

use std::collections::BTreeMap;

use permissions::Version;
use serde_json::Value;

/// The facts. A fact is the response to one request; its values are known by the names of their members.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Facts(BTreeMap<String, Vec<(String, Value)>>);

impl Facts {
    /// Adds a fact. The values of nested objects and lists are collected in order, each with the name of the closest member.
    pub fn insert(&mut self, name: &str, value: &Value) {
        let mut values = Vec::new();
        collect("", value, &mut values);
        self.0.insert(name.to_owned(), values);
    }

    /// Whether there is no fact.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The names of the facts, in alphabetical order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// Whether the response to a request contains no value; `None` if the request failed.
    pub(super) fn is_empty_response(&self, name: &str) -> Option<bool> {
        self.0.get(name).map(Vec::is_empty)
    }

    /// The texts of a member; `None` if the request failed.
    pub(super) fn texts(&self, name: &str, member: &str) -> Option<Vec<&str>> {
        let values = self.0.get(name)?;
        Some(
            values
                .iter()
                .filter(|(known, _)| known == member)
                .filter_map(|(_, value)| value.as_str())
                .collect(),
        )
    }

    /// The value of a member; `None` if it is missing or not the same everywhere.
    fn only(&self, name: &str, member: &str) -> Option<&Value> {
        let mut found = self
            .0
            .get(name)?
            .iter()
            .filter(|(known, _)| known == member)
            .map(|(_, value)| value);
        let first = found.next()?;
        found.all(|other| other == first).then_some(first)
    }

    /// A switch.
    pub(super) fn flag(&self, name: &str, member: &str) -> Option<bool> {
        self.only(name, member)?.as_bool()
    }

    /// A number.
    pub(super) fn number(&self, name: &str, member: &str) -> Option<i64> {
        self.only(name, member)?.as_i64()
    }

    /// A text.
    pub(super) fn text(&self, name: &str, member: &str) -> Option<&str> {
        self.only(name, member)?.as_str()
    }

    /// The server's version.
    pub(super) fn version(&self) -> Option<Version> {
        self.text("version", "version")?.parse().ok()
    }
}

fn collect(member: &str, value: &Value, values: &mut Vec<(String, Value)>) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                collect(name, value, values);
            }
        }
        Value::Array(items) => {
            for item in items {
                collect(member, item, values);
            }
        }
        value => values.push((member.to_owned(), value.clone())),
    }
}
