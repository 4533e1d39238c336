//! The settings of an internal installation: what the form suggests, and links to the organization's own documentation.

use app::{HelpLink, Suggestions};
use clap::Args;
use diagnosis::attempt::BaseUrl;
use url::Url;

use crate::transport::AddressPolicy;

/// The suggestions and links that the page shows to the users of this installation.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Suggestions")]
pub(super) struct SuggestionArguments {
    /// Base URL that the form suggests. Repeatable. The address policy must allow it.
    ///
    /// Example: `https://sso.corp.example`, `https://sso.test.corp.example/auth`
    #[arg(long = "suggest-base-url", env = "WHY403_SUGGEST_BASE_URL", value_name = "URL", value_delimiter = ',', value_parser = base_url)]
    base_urls: Vec<BaseUrl>,
    /// Realm that the form suggests. Repeatable.
    ///
    /// Example: `employees`, `customers`
    #[arg(
        long = "suggest-realm",
        env = "WHY403_SUGGEST_REALM",
        value_name = "NAME",
        value_delimiter = ','
    )]
    realms: Vec<String>,
    /// Client ID that the form suggests. Repeatable.
    ///
    /// Example: `backend`
    #[arg(
        long = "suggest-client",
        env = "WHY403_SUGGEST_CLIENT",
        value_name = "ID",
        value_delimiter = ','
    )]
    clients: Vec<String>,
    /// Link below the form, to your own documentation: a title without commas, an equals sign, and a URL. Repeatable.
    ///
    /// Example: `Wiki=https://wiki.corp.example/keycloak`
    #[arg(long = "help-link", env = "WHY403_HELP_LINK", value_name = "TITLE=URL", value_delimiter = ',', value_parser = help_link)]
    links: Vec<HelpLink>,
}

impl SuggestionArguments {
    /// The suggestions and links, unless `policy` refuses a suggested URL.
    pub(super) fn suggestions(&self, policy: &AddressPolicy) -> Result<Suggestions, String> {
        let mut base_urls = Vec::new();
        for url in &self.base_urls {
            let url = url.to_string();
            if let Some(why) = Url::parse(&url)
                .ok()
                .and_then(|url| policy.refusal_before_lookup(&url))
            {
                return Err(format!(
                    "the address policy refuses --suggest-base-url {url}: {why}"
                ));
            }
            base_urls.push(url);
        }
        Ok(Suggestions {
            base_urls,
            realms: self.realms.clone(),
            clients: self.clients.clone(),
            links: self.links.clone(),
        })
    }
}

fn base_url(text: &str) -> Result<BaseUrl, String> {
    BaseUrl::parse(text).map_err(|error| error.to_string())
}

fn help_link(text: &str) -> Result<HelpLink, String> {
    let link = || {
        let (title, url) = text.split_once('=')?;
        let url = Url::parse(url.trim()).ok()?;
        (matches!(url.scheme(), "http" | "https") && !title.trim().is_empty()).then(|| HelpLink {
            title: title.trim().to_owned(),
            url: url.to_string(),
        })
    };
    link().ok_or_else(|| {
        "expected TITLE=URL, for example Wiki=https://wiki.example.com/keycloak; the title can't contain commas"
            .to_owned()
    })
}
