//! Computes the texts of expressions: joined and formatted strings, constants, fields, entries of objects, and functions that return a URL.
//!
//! What is not known becomes a placeholder with the name of its expression: `base + "/users/" + user.id` is `{base}/users/{id}`.

mod arguments;
mod call;
mod definitions;
mod expression;
mod known_names;
mod lookup;
mod parts;
mod program;
mod result;
mod string;

pub(super) use program::{Program, Value};

#[cfg(test)]
mod tests;
