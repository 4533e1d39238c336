//! Holds the values of the form and their errors.

mod memory;

use std::collections::BTreeMap;

use diagnosis::attempt::{Field, Input, Kept, Notice, Severity, USER_BY_ID, notices};
use leptos::prelude::*;

use crate::{
    browser,
    on_demand::{OnDemand, playground as on_demand},
};

/// The ID of the operation field below the paste box.
pub const PASTE_OPERATION: &str = "paste-operation";

/// The default grant.
pub const CLIENT_CREDENTIALS: &str = "client-credentials";

/// The form. Copies share one state.
#[derive(Clone, Copy)]
pub struct Form {
    values: StoredValue<Vec<(Field, RwSignal<String>)>>,
    /// The values of the operation's parameters other than realm and user ID.
    pub params: RwSignal<BTreeMap<String, String>>,
    /// The on-demand bundle, which knows the operations.
    pub on_demand: OnDemand,
    /// Whether to send an operation that writes.
    pub send_writes: RwSignal<bool>,
    /// The fields that the user has left once; only their errors are shown.
    visited: RwSignal<Vec<Field>>,
    /// The parameters that the user has left once. If all of them were, [`Field::Params`] is among the fields.
    visited_parameters: RwSignal<Vec<String>>,
    /// The errors that the server found, until the form changes.
    found_by_server: RwSignal<Vec<Notice>>,
    /// Whether a link filled in the open fields and the user has changed none of them.
    linked: RwSignal<bool>,
    /// The contents of the page's inputs before hydration.
    early: StoredValue<Vec<(Field, String)>>,
}

impl Form {
    /// The empty form, as the server renders it; [`Form::restore`] fills it.
    pub fn new() -> Self {
        let fields = || Field::ALL.into_iter().filter(|field| field.is_text());
        let values = fields()
            .map(|field| {
                let preset = if field == Field::Grant {
                    CLIENT_CREDENTIALS
                } else {
                    ""
                };
                (field, RwSignal::new(preset.to_owned()))
            })
            .collect();
        // Users type and browsers fill in values before hydration.
        let early = fields()
            .map(|field| (field, field.name()))
            .chain([(Field::Operation, PASTE_OPERATION)])
            .filter_map(|(field, id)| Some((field, browser::typed(id)?)))
            .filter(|(_, typed)| !typed.is_empty())
            .collect();
        Self {
            values: StoredValue::new(values),
            params: RwSignal::default(),
            on_demand: OnDemand::new(),
            send_writes: RwSignal::new(false),
            visited: RwSignal::default(),
            visited_parameters: RwSignal::default(),
            found_by_server: RwSignal::default(),
            linked: RwSignal::default(),
            early: StoredValue::new(early),
        }
    }

    /// The text of a field.
    pub fn text(self, field: Field) -> RwSignal<String> {
        self.values
            .with_value(|values| {
                values
                    .iter()
                    .find(|(of, _)| *of == field)
                    .map(|(_, text)| *text)
            })
            // Parameters have no text of their own.
            .unwrap_or_default()
    }

    /// Changes a field.
    pub fn set(self, field: Field, text: impl Into<String>) {
        self.text(field).set(text.into());
        if field.kept() != Kept::Nowhere {
            self.unlink();
        }
        if field == Field::Operation {
            // The user agreed to send the previous operation, not this one.
            self.send_writes.set(false);
        }
        self.found_by_server.update(Vec::clear);
    }

    /// Changes a parameter of the operation's path.
    pub fn set_parameter(self, name: &str, value: String) {
        self.params.update(|params| {
            params.insert(name.to_owned(), value);
        });
        self.unlink();
        self.found_by_server.update(Vec::clear);
    }

    /// Sets the operation, and its parameters from the typed URL.
    pub fn choose(self, method: &str, template: &str) {
        let typed = self.text(Field::Operation).get_untracked();
        let address = typed.split_whitespace().last().unwrap_or_default();
        let spread = address.contains("/admin/") && self.take_over(&format!("{method} {address}"));
        if !spread {
            self.set(Field::Operation, format!("{method} {template}"));
        }
    }

    /// Puts the values in the operation's concrete path into their fields.
    pub fn spread(self) {
        let typed = self.text(Field::Operation).get_untracked();
        self.take_over(&typed);
    }

    /// Fills the fields from a request. Returns whether the text is one.
    fn take_over(self, call: &str) -> bool {
        let stated = self.text(Field::Keycloak).get_untracked();
        let mut found = on_demand::concrete(call, &stated);
        let url = self.text(Field::Url);
        if url.with_untracked(|url| !url.trim().is_empty()) {
            found.retain(|(name, _)| name != Field::Url.name());
        }
        let is_one = !found.is_empty();
        self.fill(found);
        is_one
    }

    /// Fills the fields from a pasted command. Other fields keep their values.
    pub fn take_command(self, known: Vec<(String, String)>) {
        // The command names its realms; a token realm that was typed before belongs to another Keycloak.
        self.set(Field::AuthRealm, "");
        self.fill(known);
    }

    /// Splits a URL of the Admin API or the Admin Console in the base URL field: the parts fill the empty fields. Returns
    /// whether the text is such a URL.
    pub fn split_url(self) -> bool {
        let typed = self.text(Field::Url).get_untracked();
        let stated = self.text(Field::Keycloak).get_untracked();
        let mut found = on_demand::split(&typed, &stated);
        found.retain(|(name, _)| match (Field::named(name), parameter_of(name)) {
            (Some(Field::Url), _) => true,
            (Some(field), _) => self
                .text(field)
                .with_untracked(|text| text.trim().is_empty()),
            (None, Some(parameter)) => self
                .params
                .with_untracked(|params| params.get(parameter).is_none_or(String::is_empty)),
            (None, None) => false,
        });
        let is_one = !found.is_empty();
        self.fill(found);
        is_one
    }

    /// Fills in fields and parameters by their names in links.
    fn fill(self, known: Vec<(String, String)>) {
        for (name, text) in known {
            if let Some(field) = Field::named(&name) {
                self.set(field, text);
            } else if let Some(parameter) = parameter_of(&name) {
                self.set_parameter(parameter, text);
            }
        }
    }

    /// Marks a field as visited.
    pub fn visit(self, field: Field) {
        self.visited.update(|visited| {
            if !visited.contains(&field) {
                visited.push(field);
            }
        });
    }

    /// Marks a parameter as visited.
    pub fn visit_parameter(self, name: &str) {
        self.visited_parameters.update(|visited| {
            if !visited.iter().any(|known| known == name) {
                visited.push(name.to_owned());
            }
        });
    }

    /// Marks every field as visited, because the user submitted the form.
    pub fn visit_all(self) {
        self.visited.set(Field::ALL.to_vec());
    }

    /// Shows the errors that the server found.
    pub fn show(self, notices: Vec<Notice>) {
        self.visit_all();
        self.found_by_server.set(notices);
    }

    /// The selected grant.
    pub fn grant(self) -> String {
        self.text(Field::Grant).get()
    }

    /// The operation; "get a user by ID" if none is typed.
    pub fn operation(self) -> String {
        let typed = self.text(Field::Operation).get();
        if typed.trim().is_empty() {
            USER_BY_ID.to_owned()
        } else {
            typed
        }
    }

    /// The operation, without subscribing to it.
    fn operation_untracked(self) -> String {
        untrack(move || self.operation())
    }

    /// The input for the core, without values that belong to another grant.
    pub fn input(self) -> Input {
        let grant = self.grant();
        let mut input = Input {
            params: self.params.get(),
            send_writes: self.send_writes.get(),
            ..Input::default()
        };
        for field in Field::ALL {
            if field.is_text() && field.applies(&grant) {
                input.set(field, self.text(field).get());
            }
        }
        input
    }

    /// All errors and warnings, in the order of the form.
    pub fn notices(self) -> Vec<Notice> {
        let input = self.input();
        let warnings = notices(&input);
        let mut all = input.parse().err().unwrap_or_default();
        if self.grant() == CLIENT_CREDENTIALS
            && self.text(Field::ClientSecret).with(String::is_empty)
        {
            all.push(Notice {
                field: Field::ClientSecret,
                severity: Severity::Error,
                message: "Enter the client secret.".to_owned(),
                suggestion: None,
                parameter: None,
            });
        }
        if let Some(notice) = self.operation_notice() {
            // This notice contains a suggestion, which parsing cannot make.
            if notice.severity == Severity::Error {
                all.retain(|known| known.field != Field::Operation);
            }
            all.push(notice);
        }
        for notice in self.found_by_server.get() {
            let is_known =
                |known: &Notice| known.field == notice.field && known.parameter == notice.parameter;
            if !all.iter().any(is_known) {
                all.push(notice);
            }
        }
        all.extend(warnings);
        all
    }

    /// The notice about the operation, from the permission data.
    fn operation_notice(self) -> Option<Notice> {
        let stated = self.text(Field::Keycloak).get();
        let typed = self.text(Field::Operation).get();
        self.on_demand
            .there
            .get()
            .then(|| on_demand::notice(&typed, &stated))
            .flatten()
    }

    /// The notice to show at a field: its most severe one, once the user has left the field.
    pub fn notice(self, field: Field, notices: &[Notice]) -> Option<Notice> {
        if !self.visited.with(|visited| visited.contains(&field)) {
            return None;
        }
        worst(notices.iter().filter(|notice| notice.field == field))
    }

    /// The notice to show at the field of a parameter.
    pub fn parameter_notice(self, name: &str, notices: &[Notice]) -> Option<Notice> {
        let all_visited = self
            .visited
            .with(|visited| visited.contains(&Field::Params));
        let visited = self
            .visited_parameters
            .with(|visited| visited.iter().any(|known| known == name));
        if !(visited || all_visited) {
            return None;
        }
        worst(
            notices
                .iter()
                .filter(|notice| notice.parameter.as_deref() == Some(name)),
        )
    }

    /// Whether the notice at a field prevents the check.
    #[allow(clippy::unused_self, reason = "callers use it as a method of the form")]
    pub fn is_wrong(self, notice: Memo<Option<Notice>>) -> bool {
        notice.with(|notice| {
            notice
                .as_ref()
                .is_some_and(|notice| notice.severity == Severity::Error)
        })
    }
}

/// The most severe notice: an error before a warning.
fn worst<'n>(notices: impl Iterator<Item = &'n Notice> + Clone) -> Option<Notice> {
    notices
        .clone()
        .find(|notice| notice.severity == Severity::Error)
        .or_else(|| notices.clone().next())
        .cloned()
}

/// The ID of a parameter's input, which is also its name in links.
pub fn parameter_id(name: &str) -> String {
    format!("param-{name}")
}

/// The parameter that this key names, if it names one.
fn parameter_of(key: &str) -> Option<&str> {
    let name = key.strip_prefix("param-")?;
    let is_one = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_');
    (!name.is_empty() && name.len() <= 40 && name.chars().all(is_one)).then_some(name)
}

/// The ID of the input that a notice is about.
pub fn input_id(notice: &Notice) -> String {
    match &notice.parameter {
        Some(parameter) => parameter_id(parameter),
        None => notice.field.name().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    #[test]
    fn values_of_another_grant_are_not_sent() {
        let owner = Owner::new();
        owner.set();
        let form = Form::new();
        form.set(Field::Password, "hush");
        form.set(Field::ClientSecret, "s1");
        let input = form.input();
        assert_eq!(input.client_secret.expose_secret(), "s1");
        assert!(input.password.expose_secret().is_empty());
        form.set(Field::Grant, "password");
        assert_eq!(form.input().password.expose_secret(), "hush");
    }

    #[test]
    fn an_error_is_shown_only_after_its_field_was_left() {
        let owner = Owner::new();
        owner.set();
        let form = Form::new();
        form.set(Field::Url, "sso.example.com");
        let notices = form.notices();
        assert_eq!(form.notice(Field::Url, &notices), None);
        form.visit(Field::Url);
        let notice = form.notice(Field::Url, &notices).unwrap();
        assert_eq!(
            notice.suggestion.as_deref(),
            Some("https://sso.example.com")
        );
        assert_eq!(form.notice(Field::Realm, &notices), None);
    }
}
