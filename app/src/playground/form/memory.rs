//! Stores the form's open fields in the browser and in links. Secrets are never stored.

use std::collections::BTreeMap;

use diagnosis::attempt::{Field, Kept, Notice, names, revealed};
use form_urlencoded::Serializer;
use leptos::prelude::*;

use super::{CLIENT_CREDENTIALS, Form, parameter_id, parameter_of};
use crate::{browser, playground::demo_console::is_demo};

/// The key under which the browser stores the open fields.
const KEPT: &str = "why403.form";

impl Form {
    /// Stores the open fields across reloads, in the form of a link. Values from a link or the demo do not replace what the user entered
    /// before.
    pub fn keep(self) {
        let params = self.params.get();
        let kept = self.in_link(
            |field| field.kept() != Kept::Nowhere,
            params.keys().map(String::as_str),
        );
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
        let query = browser::query();
        let linked = query.clone().or_else(|| browser::recall_in_tab(KEPT));
        let known = from_query(
            &linked
                .clone()
                .or_else(|| browser::recall(KEPT))
                .unwrap_or_default(),
        );
        // A link must not choose the certificate authority that the check trusts.
        let by_link = |field: &Field| linked.is_none() || field.kept() == Kept::InLinks;
        for field in open().filter(by_link) {
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
        if query.is_some() {
            // The form now contains the values of the URL; a secret in the URL must not stay in the history.
            browser::drop_query();
        }
    }

    /// The query of a link that fills in everything except secrets.
    pub fn query(self) -> String {
        let operation = self.operation_untracked();
        untrack(|| self.in_link(|field| field.kept() == Kept::InLinks, names(&operation)))
    }

    /// The values of these fields and parameters in the form of a link, without values that contain a secret.
    fn in_link<'n>(
        self,
        is_wanted: impl Fn(Field) -> bool,
        parameters: impl Iterator<Item = &'n str>,
    ) -> String {
        let revealed = revealed(&self.input());
        let is_open = |field: Field, parameter: Option<&str>| {
            let is_its =
                |notice: &Notice| notice.field == field && notice.parameter.as_deref() == parameter;
            !revealed.iter().any(is_its)
        };
        let mut query = Serializer::new(String::new());
        for field in open().filter(|field| is_wanted(*field) && is_open(*field, None)) {
            let text = self.text(field).get();
            if !text.is_empty() {
                query.append_pair(field.name(), &text);
            }
        }
        let params = self.params.get();
        for name in parameters.filter(|name| is_open(Field::Params, Some(name))) {
            if let Some(value) = params.get(name).filter(|value| !value.is_empty()) {
                query.append_pair(&parameter_id(name), value);
            }
        }
        query.finish()
    }
}

/// The fields with one text that is not a secret.
fn open() -> impl Iterator<Item = Field> {
    Field::ALL
        .into_iter()
        .filter(|field| field.is_text() && field.kept() != Kept::Nowhere)
}

/// The open fields among the parameters of a URL. Everything else, secrets above all, is ignored.
fn from_query(query: &str) -> BTreeMap<String, String> {
    let mut known = BTreeMap::new();
    for (key, value) in form_urlencoded::parse(query.trim_start_matches('?').as_bytes()) {
        if open().any(|field| field.name() == key) || parameter_of(&key).is_some() {
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

    #[test]
    fn a_copied_link_contains_exactly_the_fields_of_links() {
        let owner = Owner::new();
        owner.set();
        let form = Form::new();
        for field in Field::ALL.into_iter().filter(|field| field.is_text()) {
            form.set(field, format!("value of {}", field.name()));
        }
        form.set(Field::Grant, "password");
        let expected: Vec<&str> = Field::ALL
            .into_iter()
            .filter(|field| field.kept() == Kept::InLinks && *field != Field::Params)
            .map(Field::name)
            .collect();
        let query = form.query();
        let found: Vec<_> = form_urlencoded::parse(query.as_bytes())
            .map(|(name, _)| name.into_owned())
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_secret_in_another_field_is_not_in_a_link() {
        let owner = Owner::new();
        owner.set();
        let form = Form::new();
        form.set(Field::ClientSecret, "Bz3kQ9vXn1LrT7pW");
        form.set(Field::Scope, "openid Bz3kQ9vXn1LrT7pW");
        form.set(Field::Realm, "acme");
        let query = form.query();
        assert!(!query.contains("Bz3kQ9vXn1LrT7pW"), "{query}");
        assert_eq!(from_query(&query)["realm"], "acme");
    }
}
