//! The settings of outgoing requests: proxy and certificate authorities.

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use secrecy::SecretString;

use crate::transport::{Authorities, Outgoing, Proxy, Target};

/// The proxy and the certificate authorities for requests to Keycloak.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Outgoing requests")]
pub(super) struct OutgoingArguments {
    /// HTTP proxy for requests to Keycloak. Default: no proxy, whatever `HTTP_PROXY` and `HTTPS_PROXY` contain.
    ///
    /// Why403 asks the proxy for tunnels (CONNECT), also for http: URLs. The address policy decides first, and the proxy gets the address
    /// that the policy allowed. If --allow-target lists a host by name, the proxy gets the name, because proxies filter by name. The URL may
    /// contain a user name and a password; the log never contains them.
    ///
    /// Example: `http://proxy.corp.example:3128`
    #[arg(long, env = "WHY403_PROXY", value_name = "URL", hide_env_values = true)]
    proxy: Option<SecretString>,
    /// Host, address, or network that is reached without the proxy. Repeatable. Loopback addresses never use the proxy.
    ///
    /// Example: `*.intern.example`, `10.0.0.0/8`
    #[arg(
        long = "no-proxy",
        env = "WHY403_NO_PROXY",
        value_name = "TARGET",
        value_delimiter = ','
    )]
    no_proxy: Vec<Target>,
    /// PEM file with certificate authorities to trust in addition to those of this machine.
    ///
    /// Example: `/etc/why403/ca.pem`
    #[arg(long, env = "WHY403_CA_FILE", value_name = "FILE")]
    ca_file: Option<PathBuf>,
}

impl OutgoingArguments {
    /// The settings, unless they contradict each other or the file is unusable.
    pub(super) fn outgoing(&self) -> Result<Arc<Outgoing>, String> {
        let proxy = match &self.proxy {
            Some(url) => Some(
                Proxy::new(url, self.no_proxy.clone())
                    .map_err(|error| format!("--proxy: {error}"))?,
            ),
            None if self.no_proxy.is_empty() => None,
            None => {
                return Err(
                    "--no-proxy lists exceptions from --proxy, which is not set. Remove --no-proxy, or set --proxy"
                        .to_owned(),
                );
            }
        };
        let authorities = match &self.ca_file {
            Some(file) => Authorities::read(file)
                .map_err(|error| format!("--ca-file {}: {error}", file.display()))?,
            None => Authorities::default(),
        };
        Ok(Arc::new(Outgoing {
            proxy,
            authorities,
            ..Outgoing::default()
        }))
    }
}
