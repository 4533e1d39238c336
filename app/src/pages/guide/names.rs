//! Reads the reader's names from the URL of the guide.

use diagnosis::attempt::BaseUrl;
use leptos::prelude::ReadUntracked;
use leptos_router::hooks::use_query_map;
use maud::{Markup, html};

/// The message for a name that the commands cannot contain.
pub const REJECTED: &str = "A name was not used. The commands accept a base URL such as https://sso.example.com, and names of \
     letters, digits, and the characters . _ and -, such as billing-service.";
/// The names that need no quoting in a shell or in a URL, as an HTML pattern. Keycloak rejects @ in the name of a realm.
const REALM_PATTERN: &str = "[A-Za-z0-9_.][A-Za-z0-9._\\-]*";
/// The same for clients and users, whose names may contain @.
const NAME_PATTERN: &str = "[A-Za-z0-9_.][A-Za-z0-9._@\\-]*";
/// The base URLs that need no quoting.
const URL_PATTERN: &str = "https?:\\/\\/[A-Za-z0-9._:\\/~\\-]+";
/// The maximum length of a name. Keycloak accepts 255 characters, but a command with such a name is hard to read.
const LONGEST: usize = 80;
/// The maximum length of a base URL.
const LONGEST_URL: usize = 200;

/// The names in the commands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Names {
    url: String,
    realm: String,
    client_id: String,
    username: String,
    /// Whether a name in the URL was not used, because a shell or a URL would need it quoted.
    pub rejected: bool,
}

/// An input of the form.
pub struct Field<'a> {
    /// The ID and the name of the input.
    pub id: &'static str,
    /// The label.
    pub label: &'static str,
    /// The accepted values, as an HTML pattern.
    pub pattern: &'static str,
    /// The current value.
    pub value: &'a str,
}

impl Names {
    /// The names in the URL of the page that is being rendered, and examples for the missing ones.
    pub fn here() -> Self {
        let query = use_query_map();
        Self::of(|name| query.read_untracked().get(name))
    }

    fn of(value_of: impl Fn(&str) -> Option<String>) -> Self {
        let mut rejected = false;
        let mut name = |field: &str, example: &str, read: fn(&str) -> Option<String>| {
            let text = value_of(field).unwrap_or_default();
            let text = text.trim();
            read(text).unwrap_or_else(|| {
                rejected |= !text.is_empty();
                example.to_owned()
            })
        };
        Self {
            url: name("url", "https://sso.example.com", base_url),
            realm: name("realm", "acme", |name| {
                plain(name).filter(|name| !name.contains('@'))
            }),
            client_id: name("client_id", "billing-service", plain),
            username: name("username", "john-doe", plain),
            rejected,
        }
    }

    /// The inputs of the form.
    pub fn fields(&self) -> [Field<'_>; 4] {
        let field = |id, label, pattern, value| Field {
            id,
            label,
            pattern,
            value,
        };
        [
            field("url", "Keycloak base URL", URL_PATTERN, &self.url),
            field("realm", "Realm", REALM_PATTERN, &self.realm),
            field("client_id", "Client ID", NAME_PATTERN, &self.client_id),
            field("username", "User name", NAME_PATTERN, &self.username),
        ]
    }

    /// The server, the realm, and the client as a query that fills in the playground.
    pub fn query(&self) -> String {
        form_urlencoded::Serializer::new(String::new())
            .append_pair("url", &self.url)
            .append_pair("realm", &self.realm)
            .append_pair("client_id", &self.client_id)
            .finish()
    }

    /// A text with the names instead of `{url}`, `{realm}`, `{client_id}`, `{account}`, and `{username}`. The page's script finds the names
    /// by their marks.
    pub fn fill(&self, text: &str) -> Markup {
        html! {
            @for (at, part) in text.split('{').enumerate() {
                @match part.split_once('}').and_then(|(name, rest)| Some((name, self.value(name)?, rest))) {
                    Some((name, value, rest)) if at > 0 => {
                        mark data-name=(name) { (value) } (rest)
                    }
                    _ => { @if at > 0 { "{" } (part) }
                }
            }
        }
    }

    fn value(&self, name: &str) -> Option<String> {
        Some(match name {
            "url" => self.url.clone(),
            "realm" => self.realm.clone(),
            "client_id" => self.client_id.clone(),
            // The service account's user name contains the client ID. Keycloak stores user names in lower case.
            "account" => self.client_id.to_lowercase(),
            "username" => self.username.clone(),
            _ => return None,
        })
    }
}

/// The name, if it means the same in a shell, in a URL, and in the Admin Console.
fn plain(name: &str) -> Option<String> {
    let is_plain = (1..=LONGEST).contains(&name.len())
        && !name.starts_with(['-', '@'])
        && !name.bytes().all(|byte| byte == b'.')
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"._@-".contains(&byte));
    is_plain.then(|| name.to_owned())
}

/// The base URL, or the one that was probably meant, if a shell needs no quotes for it.
fn base_url(text: &str) -> Option<String> {
    let url = match BaseUrl::parse(text) {
        Ok(url) => url.to_string(),
        Err(error) => error.suggestion()?.to_owned(),
    };
    let is_plain = url.len() <= LONGEST_URL
        && url
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"._:/~-".contains(&byte));
    is_plain.then_some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(field: &'static str, text: &str) -> Names {
        Names::of(|name| (name == field).then(|| text.to_owned()))
    }

    #[test]
    fn a_plain_name_replaces_the_example() {
        for name in [
            "acme",
            "403-forbidden-fix",
            "Team_1",
            "a.b",
            "  spaces-around ",
        ] {
            let names = with("realm", name);
            assert_eq!((names.realm.as_str(), names.rejected), (name.trim(), false));
            assert_eq!(names.client_id, "billing-service");
        }
        assert_eq!(with("client_id", "a@b.example").client_id, "a@b.example");
    }

    #[test]
    fn a_name_that_a_shell_or_a_url_would_change_is_not_put_into_commands() {
        let long = "a".repeat(81);
        for name in [
            "my realm", "a;rm", "$(id)", "a/b", "ü", "'", "--help", "..", "a\nb", "a@b", "@file",
            "{realm}", &long,
        ] {
            let names = with("realm", name);
            assert_eq!(
                (names.realm.as_str(), names.rejected),
                ("acme", true),
                "{name:?}"
            );
        }
        assert!(!with("realm", "").rejected);
    }

    #[test]
    fn a_base_url_is_read_like_the_one_in_the_playground() {
        for (text, url) in [
            ("http://localhost:8080/", "http://localhost:8080"),
            (
                "https://sso.example.org/auth",
                "https://sso.example.org/auth",
            ),
            ("sso.example.org", "https://sso.example.org"),
            (
                "https://sso.example.org/admin/master/console/",
                "https://sso.example.org",
            ),
        ] {
            let names = with("url", text);
            assert_eq!((names.url.as_str(), names.rejected), (url, false), "{text}");
        }
        for text in [
            "ftp://sso.example.org",
            "https://$(id).example.org",
            "https://sso.example.org/$(id)",
            "https://sso.example.org/`id`",
            "javascript:alert(1)",
        ] {
            let names = with("url", text);
            assert!(
                names.rejected && names.url == "https://sso.example.com",
                "{text}: {names:?}"
            );
        }
    }

    #[test]
    fn only_names_of_the_guide_are_replaced() {
        assert_eq!(
            with("client_id", "Billing")
                .fill("-r {realm} service-account-{account} {other} ${X}")
                .into_string(),
            "-r <mark data-name=\"realm\">acme</mark> service-account-<mark data-name=\"account\">billing</mark> {other} ${X}"
        );
    }
}
