//! Parses Keycloak's base URL: the part of its URLs before `/realms` and `/admin`.

use std::fmt;

use url::Url;

use super::dots::leads_elsewhere;

/// The maximum length. A longer text was pasted by mistake.
const MAX_URL: usize = 2_000;

/// Why a text is not a base URL, with the corrected URL where that is clear.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BaseUrlError {
    /// The text is empty.
    #[error("Enter the base URL of Keycloak, for example https://sso.example.com.")]
    Empty,
    /// The text is too long.
    #[error("The base URL is too long.")]
    TooLong,
    /// The text lacks `https://` or `http://`.
    #[error("Start the base URL with https:// or http://.")]
    NoScheme {
        /// The URL with a scheme.
        suggestion: String,
    },
    /// The scheme is not `https` or `http`.
    #[error("The base URL starts with {0}://. Use https:// or http://.")]
    OtherScheme(String),
    /// The URL of a realm, the Admin API, or the Admin Console.
    #[error("Use only the base URL, without /{cut}/….")]
    TooDeep {
        /// The first path segment that does not belong to the base URL.
        cut: String,
        /// The base URL.
        suggestion: String,
    },
    /// The URL contains `user:password@`.
    #[error("Remove the user name and password from the base URL. URLs end up in logs.")]
    Credentials {
        /// The URL without the credentials.
        suggestion: String,
    },
    /// The URL contains `?…` or `#…`.
    #[error("Remove the part from ? or # on. The base URL has no query.")]
    Query {
        /// The URL without query and fragment.
        suggestion: String,
    },
    /// The host name contains letters outside ASCII.
    #[error("Enter the ASCII form of the host name. The ASCII form starts with xn--.")]
    NotAscii {
        /// The URL with the host name in ASCII.
        suggestion: String,
    },
    /// Any other error, in the words of the URL parser.
    #[error("This is not a valid URL: {0}.")]
    Malformed(String),
}

impl BaseUrlError {
    /// The corrected URL, if one is suggested.
    pub fn suggestion(&self) -> Option<&str> {
        match self {
            Self::NoScheme { suggestion }
            | Self::TooDeep { suggestion, .. }
            | Self::Credentials { suggestion }
            | Self::Query { suggestion }
            | Self::NotAscii { suggestion } => Some(suggestion),
            _ => None,
        }
    }
}

/// A base URL: http or https, no credentials, no query, no trailing slash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseUrl(Url);

impl BaseUrl {
    /// Parses a base URL. Removes surrounding blanks and trailing slashes.
    pub fn parse(text: &str) -> Result<Self, BaseUrlError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(BaseUrlError::Empty);
        }
        if text.len() > MAX_URL {
            return Err(BaseUrlError::TooLong);
        }
        if text.chars().any(|c| c.is_control() || c.is_whitespace()) {
            return Err(BaseUrlError::Malformed(
                "it contains a space or a line break".to_owned(),
            ));
        }
        // "localhost:8080" parses as the scheme "localhost": what lacks "://" lacks a scheme.
        if !text.contains("://") {
            let local = ["localhost", "127.", "[::1]", "host.docker.internal"]
                .iter()
                .any(|name| text.starts_with(name));
            let candidate = format!("{}://{text}", if local { "http" } else { "https" });
            let suggestion = match Self::parse(&candidate) {
                Ok(url) => url.to_string(),
                Err(error) => error
                    .suggestion()
                    .map(str::to_owned)
                    .ok_or_else(|| BaseUrlError::Malformed("it has no host name".to_owned()))?,
            };
            return Err(BaseUrlError::NoScheme { suggestion });
        }
        if let Some(suggestion) = in_ascii(text) {
            return Err(BaseUrlError::NotAscii { suggestion });
        }
        let mut url = Url::parse(text).map_err(|e| BaseUrlError::Malformed(e.to_string()))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(BaseUrlError::OtherScheme(url.scheme().to_owned()));
        }
        if text.split('/').skip(3).any(leads_elsewhere) {
            return Err(BaseUrlError::Malformed(
                "a path segment is . or .., in some encoding".to_owned(),
            ));
        }
        let path = url.path().trim_end_matches('/').to_owned();
        url.set_path(&path);
        if let Some((kept, cut)) = too_deep(&path) {
            let mut suggestion = url.clone();
            suggestion.set_path(&kept);
            strip(&mut suggestion);
            return Err(BaseUrlError::TooDeep {
                cut,
                suggestion: Self(suggestion).to_string(),
            });
        }
        if !url.username().is_empty() || url.password().is_some() {
            strip(&mut url);
            return Err(BaseUrlError::Credentials {
                suggestion: Self(url).to_string(),
            });
        }
        if url.query().is_some() || url.fragment().is_some() {
            strip(&mut url);
            return Err(BaseUrlError::Query {
                suggestion: Self(url).to_string(),
            });
        }
        Ok(Self(url))
    }

    /// Returns the URL of `segments` below the base URL, each percent-encoded.
    pub fn join<'a>(&self, segments: impl IntoIterator<Item = &'a str>) -> Url {
        let mut url = self.0.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(segments);
        }
        url
    }

    /// Returns the base URL with another path or scheme, if the result is a base URL.
    pub fn with(&self, change: impl FnOnce(&mut Url)) -> Option<Self> {
        let mut url = self.0.clone();
        change(&mut url);
        (url != self.0).then_some(Self(url))
    }

    /// `https` or `http`.
    pub fn scheme(&self) -> &str {
        self.0.scheme()
    }

    /// The host name or address.
    pub fn host(&self) -> &str {
        self.0.host_str().unwrap_or_default()
    }

    /// Keycloak's relative path: empty, or for example `/auth`.
    pub fn path(&self) -> &str {
        self.0.path().trim_end_matches('/')
    }

    /// The URL in the standard's spelling: a bare host ends with a slash.
    pub fn url(&self) -> &Url {
        &self.0
    }
}

impl fmt::Display for BaseUrl {
    /// Writes the URL without a trailing slash.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str().trim_end_matches('/'))
    }
}

/// Returns the URL with its host name in ASCII, if it is not: each label in Punycode (RFC 3492) after `xn--` (RFC 5890, 2.3.2.1).
fn in_ascii(text: &str) -> Option<String> {
    let (scheme, rest) = text.split_once("://")?;
    let end = rest.find(['/', '?', '#', ':', '@']).unwrap_or(rest.len());
    let (host, behind) = rest.split_at(end);
    if host.is_ascii() || rest.contains('@') {
        return None;
    }
    let labels: Option<Vec<String>> = host
        .to_lowercase()
        .split('.')
        .map(|label| {
            if label.is_ascii() {
                Some(label.to_owned())
            } else {
                Some(format!("xn--{}", idna::punycode::encode_str(label)?))
            }
        })
        .collect();
    Some(format!("{scheme}://{}{behind}", labels?.join(".")))
}

fn strip(url: &mut Url) {
    // Both fail only for URLs without a host. http and https URLs have one.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url.set_query(None);
    url.set_fragment(None);
}

/// Splits a path before the first segment that belongs to Keycloak: returns the rest and that segment.
fn too_deep(path: &str) -> Option<(String, String)> {
    let segments: Vec<&str> = path.split('/').collect();
    let at = segments
        .iter()
        .position(|segment| matches!(*segment, "realms" | "admin"))?;
    Some((segments.get(..at)?.join("/"), segments.get(at)?.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pasted_urls_are_accepted_or_corrected() {
        let taken = [
            ("https://sso.example.com", "https://sso.example.com"),
            (" https://sso.example.com/ \n", "https://sso.example.com"),
            ("http://localhost:8080/auth/", "http://localhost:8080/auth"),
            ("HTTPS://SSO.example.com:443", "https://sso.example.com"),
            ("http://[::1]:8080", "http://[::1]:8080"),
        ];
        for (typed, expected) in taken {
            assert_eq!(
                BaseUrl::parse(typed).unwrap().to_string(),
                expected,
                "{typed}"
            );
        }
        let suggestion = [
            ("sso.example.com", "https://sso.example.com"),
            ("localhost:8080", "http://localhost:8080"),
            (
                "sso.example.com/auth/admin/master/console",
                "https://sso.example.com/auth",
            ),
            (
                "https://sso.example.com/admin/master/console/#/acme/users",
                "https://sso.example.com",
            ),
            (
                "https://sso.example.com/auth/realms/acme",
                "https://sso.example.com/auth",
            ),
            ("https://me:pw@sso.example.com", "https://sso.example.com"),
            ("https://sso.example.com/?a=b", "https://sso.example.com"),
            (
                "https://login.Bücher.example:8443/auth",
                "https://login.xn--bcher-kva.example:8443/auth",
            ),
        ];
        for (typed, expected) in suggestion {
            let error = BaseUrl::parse(typed).unwrap_err();
            assert_eq!(error.suggestion(), Some(expected), "{typed}: {error}");
            assert!(BaseUrl::parse(expected).is_ok());
        }
        for wrong in [
            "",
            "ftp://sso.example.com",
            "https://",
            "https://a b",
            "http://\0",
            "://x",
        ] {
            assert!(BaseUrl::parse(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn segments_are_encoded() {
        let base = BaseUrl::parse("http://localhost:8080/auth").unwrap();
        assert_eq!(
            base.join(["admin", "realms", "a b/c"]).as_str(),
            "http://localhost:8080/auth/admin/realms/a%20b%2Fc"
        );
    }
}
