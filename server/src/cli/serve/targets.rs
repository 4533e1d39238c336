//! The settings of the address policy.

use clap::{Args, ValueEnum};

use crate::transport::{AddressPolicy, Reach, Target};

/// Which hosts, ports, and schemes requests may go to.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Targets")]
pub(super) struct TargetArguments {
    /// Hosts that requests may go to. Default: internal with --allow-target; otherwise local if only this machine reaches the server, and
    /// public if not.
    ///
    /// Link-local, metadata, multicast, unspecified, and reserved addresses are refused in every mode. The start-up log states the mode.
    ///
    /// Example: `public`
    #[arg(long, env = "WHY403_TARGETS", value_enum)]
    targets: Option<Mode>,
    /// Host, address, or network that requests may go to. Repeatable.
    ///
    /// `*.corp.example` allows every host below `corp.example`. The addresses of a listed host are allowed whatever they are, except those
    /// that every mode refuses.
    ///
    /// Example: `keycloak.corp.example`, `10.0.0.0/8`
    #[arg(
        long = "allow-target",
        env = "WHY403_ALLOW_TARGET",
        value_name = "TARGET",
        value_delimiter = ','
    )]
    allow_targets: Vec<Target>,
    /// Port that requests may go to. Repeatable. Default: every port.
    ///
    /// Example: `443`, `8443`
    #[arg(
        long = "allow-port",
        env = "WHY403_ALLOW_PORT",
        value_name = "PORT",
        value_delimiter = ','
    )]
    allow_ports: Vec<u16>,
    /// Refuse base URLs with http:.
    #[arg(long, env = "WHY403_HTTPS_ONLY", value_name = "BOOL", num_args = 0..=1, require_equals = true, default_value_t = false,
        default_missing_value = "true", action = clap::ArgAction::Set)]
    https_only: bool,
    /// Never try credentials in another realm. Default: if Keycloak does not know the client, a check sends the credentials once more, to the
    /// master realm of the same server (or to the target realm if master issues the token).
    ///
    /// A check can also decline this request: `--no-master-probe` of `why403 check`, `no_master_probe` of the HTTP API.
    #[arg(long, env = "WHY403_NO_MASTER_PROBE", value_name = "BOOL", num_args = 0..=1, require_equals = true, default_value_t = false,
        default_missing_value = "true", action = clap::ArgAction::Set)]
    pub(super) no_master_probe: bool,
}

/// The modes of the address policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Mode {
    /// Loopback, private, and public addresses.
    Local,
    /// Only hosts and networks that --allow-target lists.
    Internal,
    /// Only public addresses.
    Public,
}

impl TargetArguments {
    /// The address policy. `is_local`: only this machine's own users reach the server.
    pub(super) fn policy(&self, is_local: bool) -> Result<AddressPolicy, String> {
        let listed = !self.allow_targets.is_empty();
        let reach = match self.targets {
            Some(Mode::Internal) if !listed => {
                return Err(
                    "--targets internal needs at least one --allow-target, such as --allow-target keycloak.corp.example \
                     or --allow-target 10.0.0.0/8"
                        .to_owned(),
                );
            }
            Some(Mode::Local | Mode::Public) if listed => {
                return Err(
                    "--allow-target lists the only targets, so --targets must be internal. Remove --targets or --allow-target"
                        .to_owned(),
                );
            }
            Some(Mode::Local) => Reach::Local,
            Some(Mode::Public) => Reach::Public,
            Some(Mode::Internal) | None if listed => Reach::Internal(self.allow_targets.clone()),
            _ if is_local => Reach::Local,
            _ => Reach::Public,
        };
        Ok(AddressPolicy {
            reach,
            ports: self.allow_ports.clone(),
            https_only: self.https_only,
        })
    }
}
