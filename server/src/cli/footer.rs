//! The flags for the links in the footer of every page, which `why403 serve` and `why403 export` share.

use app::FooterLinks;
use clap::Args;
use url::Url;

/// The flags for the links in the footer.
#[derive(Debug, Clone, Args)]
pub(super) struct FooterArguments {
    /// URL of the source code. The footer of every page links to it. Must be an https: URL.
    ///
    /// Example: `https://git.example.com/tools/why403`
    #[arg(long, env = "WHY403_SOURCE_URL", value_name = "URL", value_parser = https_url)]
    source_url: Option<Url>,
    /// URL for questions and bug reports. The footer of every page links to it. Must be an https: URL.
    ///
    /// Example: `https://git.example.com/tools/why403/issues`
    #[arg(long, env = "WHY403_FEEDBACK_URL", value_name = "URL", value_parser = https_url)]
    feedback_url: Option<Url>,
}

impl FooterArguments {
    /// The links that pages show.
    pub(super) fn links(&self) -> FooterLinks {
        FooterLinks {
            source: self.source_url.as_ref().map(Url::to_string),
            feedback: self.feedback_url.as_ref().map(Url::to_string),
        }
    }
}

fn https_url(text: &str) -> Result<Url, String> {
    Url::parse(text.trim())
        .ok()
        .filter(|url| url.scheme() == "https" && url.username().is_empty() && url.password().is_none())
        .ok_or_else(|| {
            "expected an https: URL without a user name, for example https://git.example.com/tools/why403"
                .to_owned()
        })
}
