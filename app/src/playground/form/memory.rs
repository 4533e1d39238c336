//! Stores the form's open fields in the browser and in links. Secrets are never stored.

use std::collections::BTreeMap;

use diagnosis::attempt::{Field, names};
use form_urlencoded::Serializer;
use leptos::prelude::*;

use super::{CLIENT_CREDENTIALS, Form, OPEN, parameter_id, parameter_of};
use crate::{browser, playground::demo_console::is_demo};

/// The key under which the browser stores the open fields.
const KEPT: &str = "why403.form";

impl Form {
    /// Stores the open fields across reloads, in the form of a link. Values from a link or the demo do not replace what the user entered
    /// before.
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
        let kept = kept.finish();
        if self.linked.get() {
            browser::remember_in_tab(KEPT, &kept);
        } else if !is_demo(&self.text(Field::Url).get_untracked()) {
            browser::remember(KEPT, &kept);
        }
    }

    /// Whether a link filled in the fields and the user has changed none of them.
    pub fn is_linked(self) -> bool {
        self.linked.get()
    }

    /// After the first change, the form no longer counts as filled in by a link.
    pub(super) fn unlink(self) {
        if self.linked.get_untracked() {
            self.linked.set(false);
            browser::forget_in_tab(KEPT);
        }
    }

    /// Fills the form from the page's URL, or from the stored fields; values that were already typed take precedence.
    pub fn restore(self) {
        let asked = browser::query();
        let linked = asked.clone().or_else(|| browser::recall_in_tab(KEPT));
        let known = from_query(
            &linked
                .clone()
                .or_else(|| browser::recall(KEPT))
                .unwrap_or_default(),
        );
        // A link must not choose the certificate authority that the check trusts.
        let by_link = |field: &Field| linked.is_none() || *field != Field::CaCertificate;
        for field in OPEN.into_iter().filter(by_link) {
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
            // The grant always has a value. Its default does not count as typed.
            if field != Field::Grant || typed != CLIENT_CREDENTIALS {
                self.text(field).set(typed);
            }
        }
        self.linked.set(linked.is_some());
        if asked.is_some() {
            // The form now contains the values of the URL; a secret in the URL must not stay in the history.
            browser::drop_query();
        }
    }

    /// The query of a link that fills in everything except secrets.
    pub fn query(self) -> String {
        let mut query = Serializer::new(String::new());
        for field in OPEN
            .into_iter()
            .filter(|field| *field != Field::CaCertificate)
        {
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

/// The open fields among the parameters of a URL. Everything else, secrets above all, is ignored.
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
    fn a_copied_link_fills_in_the_form_without_secrets() {
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
