//! What of the form outlives the page? The open fields, in the browser's storage and in links; never a secret.

use std::collections::BTreeMap;

use diagnosis::attempt::{Field, names};
use form_urlencoded::Serializer;
use leptos::prelude::*;

use super::{CLIENT_CREDENTIALS, Form, OPEN, parameter_id, parameter_of};
use crate::browser;

/// Where the browser keeps the open fields.
const KEPT: &str = "why403.form";

impl Form {
    /// Keeps the open fields over reloads, as a link would carry them.
    pub fn keep(self) {
        let mut kept = Serializer::new(String::new());
        for field in OPEN {
            let text = self.text(field).get();
            if !text.is_empty() {
                kept.append_pair(field.name(), &text);
            }
        }
        for (name, value) in self.params.get() {
            if !value.is_empty() {
                kept.append_pair(&parameter_id(&name), &value);
            }
        }
        browser::remember(KEPT, &kept.finish());
    }

    /// Fills the form from what was kept, over it from the page's address, and over that with what was typed already.
    pub fn restore(self) {
        let linked = browser::query();
        let known = from_query(
            &linked
                .clone()
                .or_else(|| browser::recall(KEPT))
                .unwrap_or_default(),
        );
        for field in OPEN {
            if let Some(text) = known.get(field.name()).filter(|text| !text.is_empty()) {
                self.text(field).set(text.clone());
            }
        }
        for (key, value) in &known {
            let Some(parameter) = parameter_of(key) else {
                continue;
            };
            self.set_parameter(parameter, value.clone());
            let own = match parameter {
                "user-id" => self.text(Field::UserId),
                "realm" => self.text(Field::Realm),
                _ => continue,
            };
            if own.with_untracked(String::is_empty) {
                own.set(value.clone());
            }
        }
        for (field, typed) in self.early.get_value() {
            // The choice of the grant is never empty: as it was rendered, it says nothing.
            if field != Field::Grant || typed != CLIENT_CREDENTIALS {
                self.text(field).set(typed);
            }
        }
        if linked.is_some() {
            // What the address carried is in the form now; a secret somebody put there must not stay in the history.
            browser::drop_query();
        }
    }

    /// The query of a link that fills in everything but secrets.
    pub fn query(self) -> String {
        let mut query = Serializer::new(String::new());
        for field in OPEN {
            let text = self.text(field).get_untracked();
            if !text.is_empty() {
                query.append_pair(field.name(), &text);
            }
        }
        let params = self.params.get_untracked();
        for parameter in names(&self.operation_untracked()) {
            if let Some(value) = params.get(parameter).filter(|value| !value.is_empty()) {
                query.append_pair(&parameter_id(parameter), value);
            }
        }
        query.finish()
    }
}

/// The open fields among the parameters of an address; everything else, secrets above all, is ignored.
fn from_query(query: &str) -> BTreeMap<String, String> {
    let mut known = BTreeMap::new();
    for (key, value) in form_urlencoded::parse(query.trim_start_matches('?').as_bytes()) {
        if OPEN.iter().any(|field| field.name() == key) || parameter_of(&key).is_some() {
            known.insert(key.into_owned(), value.into_owned());
        }
    }
    known
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_fills_in_no_secret() {
        let found = from_query(
            "?url=https%3A%2F%2Fsso.example.com&client_secret=s1&password=p&token=t&realm=a+b&access_token=x",
        );
        let names: Vec<&str> = found.keys().map(String::as_str).collect();
        assert_eq!(names, ["realm", "url"]);
        assert_eq!(found["realm"], "a b");
    }

    #[test]
    fn a_link_fills_in_the_parameters_of_the_path() {
        let found =
            from_query("?param-client-uuid=7f3a&param-=x&param-a%20b=y&param-executionId=z");
        let names: Vec<&str> = found.keys().map(String::as_str).collect();
        assert_eq!(names, ["param-client-uuid", "param-executionId"]);
        let owner = Owner::new();
        owner.set();
        let form = Form::new();
        form.set(
            Field::Operation,
            "GET /admin/realms/{realm}/clients/{client-uuid}",
        );
        form.set_parameter("client-uuid", "7f3a".to_owned());
        form.set_parameter("group-id", "of another operation".to_owned());
        let again = from_query(&form.query());
        assert_eq!(again["param-client-uuid"], "7f3a");
        assert!(!again.contains_key("param-group-id"), "{again:?}");
    }

    #[test]
    fn a_link_made_here_fills_in_the_same_and_no_secret() {
        let owner = Owner::new();
        owner.set();
        let form = Form::new();
        form.set(Field::Realm, "büro & co");
        form.set(Field::ClientSecret, "hush");
        form.set(Field::Token, "hush");
        let query = form.query();
        assert!(!query.contains("hush"), "{query}");
        assert_eq!(from_query(&query)["realm"], "büro & co");
    }
}
