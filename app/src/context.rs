//! Defines what the server provides to its pages as context.

use leptos::prelude::use_context;
use permissions::Matrix;

/// The prefix of every URL of this site, such as `/why403` behind a proxy; empty at the root of a host.
///
/// The server provides it as context. The router sees URLs without it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prefix(pub String);

impl Prefix {
    /// The prefix of the page that is being rendered.
    pub fn here() -> Self {
        use_context::<Self>().unwrap_or_default()
    }
}

/// Marks a request for a page of a static site, where no server handles what the page would send. The export adds it to its requests, and
/// the server provides it as context.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StaticSite {
    /// The folder of the scripts, the style sheet, and the bundles, such as `/assets-0123456789abcdef`. Its name changes with its content.
    pub assets: String,
    /// The URL of the Why403 server that runs the checks, without a trailing slash; `None` if the browser runs them.
    pub server: Option<String>,
}

/// Marks a page whose playground only reads pasted texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PasteOnly;

/// Scheme, host, and port by which visitors reach this site, such as `https://why403.example.com`; empty if not configured. The server
/// provides it as context, for URLs that other sites read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SiteOrigin(pub String);

/// The text to search among the causes, if the browser sent it to the server. The server provides it as context.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SearchedFor(pub String);

/// The fields of a form that was sent in the body of a request, because a pasted text must not appear in a URL. The server provides it as
/// context.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Posted(pub Vec<(String, String)>);

/// The result of a check that a browser without JavaScript submitted as a form. The server provides it as context.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Checked {
    /// The two parts of the report, as HTML.
    Report(String, String),
    /// The errors in the form, a sentence each.
    Mistakes(Vec<String>),
    /// Why the check did not run, in words.
    Failed(String),
}

/// The measured permission data, from which the server renders pages. The server provides it as context.
#[derive(Clone, Copy, Debug)]
pub struct Measured(pub &'static Matrix);

/// The size of `/data/permissions.json` in bytes. The server provides it as context.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DataSize(pub usize);

/// The commit that the server was built from; empty if unknown. The server provides it as context.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Commit(pub &'static str);

/// Marks a server whose checks try credentials in no other realm. The server provides it as context.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoMasterProbe;

/// The links in the footer to the source code and to a place for feedback, if they are configured. The server provides them as context.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FooterLinks {
    /// The URL of the source code.
    pub source: Option<String>,
    /// The URL for questions and bug reports.
    pub feedback: Option<String>,
}

/// The suggestions and links of an internal installation. The server provides them as context.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Suggestions {
    /// Base URLs.
    pub base_urls: Vec<String>,
    /// Realms.
    pub realms: Vec<String>,
    /// Client IDs.
    pub clients: Vec<String>,
    /// The organization's own documentation.
    pub links: Vec<HelpLink>,
}

/// A link to documentation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HelpLink {
    /// The text of the link.
    pub title: String,
    /// The URL.
    pub url: String,
}
