//! Parses an input that a text shows only in part: a value that the text does not show is absent.

use secrecy::{ExposeSecret, SecretString};

use super::{Attempt, BaseUrl, Input, Notice, USER_BY_ID, names};

/// A value that the text does not show. For a value of the request, requests and commands contain a placeholder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Absent {
    /// The operation.
    Operation,
    /// A parameter of the operation's path other than the realm and the user ID.
    Parameter(String),
    /// The base URL.
    BaseUrl,
    /// The user ID.
    UserId,
    /// The realm.
    Realm,
    /// The client ID.
    ClientId,
    /// The user name.
    Username,
    /// The body of the response. The exchange contains the body that Keycloak usually sends, which reveals no version.
    ResponseBody,
}

impl Absent {
    /// The placeholder for the value. Empty for the response body, which no request contains.
    pub fn placeholder(&self) -> String {
        match self {
            Self::Operation => USER_BY_ID.to_owned(),
            Self::Parameter(name) => format!("your-{name}"),
            Self::BaseUrl => "https://keycloak.example".to_owned(),
            Self::UserId => "your-user-id".to_owned(),
            Self::Realm => "your-realm".to_owned(),
            Self::ClientId => "your-client".to_owned(),
            Self::Username => "your-user".to_owned(),
            Self::ResponseBody => String::new(),
        }
    }
}

impl Input {
    /// Parses the fields, and lists the missing values in [`Attempt::absent`] instead of reporting them.
    pub fn parse_partial(mut self) -> Result<Attempt, Vec<Notice>> {
        let mut absent = Vec::new();
        let mut fill = |field: &mut String, value: Absent| {
            let is_absent = field.trim().is_empty();
            if is_absent {
                *field = value.placeholder();
                absent.push(value);
            }
            is_absent
        };
        fill(&mut self.operation, Absent::Operation);
        let operation = self.operation.clone();
        for name in names(&operation).filter(|name| !matches!(*name, "realm" | "user-id")) {
            let value = self.params.entry(name.to_owned()).or_default();
            fill(value, Absent::Parameter(name.to_owned()));
        }
        fill(&mut self.url, Absent::BaseUrl);
        fill(&mut self.user_id, Absent::UserId);
        fill(&mut self.realm, Absent::Realm);
        if self.grant != "token" && fill(&mut self.client_id, Absent::ClientId) {
            self.assume_client_secret();
        }
        if self.grant == "password" {
            fill(&mut self.username, Absent::Username);
            if self.password.expose_secret().is_empty() {
                self.password = SecretString::from("your-password");
            }
        }
        let attempt = self.parse()?;
        Ok(Attempt { absent, ..attempt })
    }

    /// Fills in a client secret, because the text does not show whether the caller sent one.
    pub fn assume_client_secret(&mut self) {
        self.client_secret = SecretString::from("your-secret");
    }
}

impl Attempt {
    /// Whether the text shows every value of the request.
    pub fn shows_request(&self) -> bool {
        self.absent
            .iter()
            .all(|value| *value == Absent::ResponseBody)
    }

    /// The base URL, unless it is absent.
    pub fn known_base_url(&self) -> Option<&BaseUrl> {
        (!self.absent.contains(&Absent::BaseUrl)).then_some(&self.base_url)
    }

    /// The user ID that was entered, unless it is absent.
    pub fn user_id(&self) -> Option<&str> {
        let id = self.operation.params.get("user-id")?;
        (!self.lacks_user_id()).then_some(id)
    }

    /// Whether the text does not show the user ID.
    pub fn lacks_user_id(&self) -> bool {
        self.absent.contains(&Absent::UserId)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_that_equals_a_placeholder_is_not_absent() {
        let input = Input {
            url: Absent::BaseUrl.placeholder(),
            user_id: Absent::UserId.placeholder(),
            grant: "token".to_owned(),
            token: SecretString::from("t0ken"),
            ..Input::default()
        };
        let attempt = input.parse_partial().unwrap();
        assert_eq!(attempt.absent, [Absent::Operation, Absent::Realm]);
        assert_eq!(attempt.user_id(), Some("your-user-id"));
        assert!(attempt.known_base_url().is_some());
    }

    #[test]
    fn everything_that_a_text_does_not_show_is_absent() {
        let input = Input {
            operation: "GET /admin/realms/{realm}/groups/{group-id}".to_owned(),
            grant: "password".to_owned(),
            ..Input::default()
        };
        let attempt = input.parse_partial().unwrap();
        assert_eq!(
            attempt.absent,
            [
                Absent::Parameter("group-id".to_owned()),
                Absent::BaseUrl,
                Absent::UserId,
                Absent::Realm,
                Absent::ClientId,
                Absent::Username,
            ]
        );
        assert_eq!(attempt.user_id(), None);
        assert!(attempt.known_base_url().is_none());
    }

    #[test]
    fn a_complete_input_lacks_nothing() {
        let input = Input {
            operation: USER_BY_ID.to_owned(),
            url: "https://sso.example.com".to_owned(),
            realm: "acme".to_owned(),
            client_id: "backend".to_owned(),
            client_secret: SecretString::from("s3cret"),
            user_id: "767aa65d-2912-4e44-81de-2301c0e83e25".to_owned(),
            ..Input::default()
        };
        assert_eq!(input.parse_partial().unwrap().absent, []);
    }
}
