//! The settings of the address policy.

use clap::{Args, ValueEnum};

use crate::transport::{AddressPolicy, Reach, Target};

/// Which hosts, ports, and schemes requests may go to.
#[derive(Debug, Clone, Args)]
pub(super) struct TargetArguments {
    /// Where requests may go. local: loopback, private, and public addresses. internal: only what --allow-target lists. public: only public
    /// addresses. Default: internal with --allow-target; otherwise local if only this machine reaches the server, and public if not.
    /// Link-local, metadata, multicast, and reserved addresses are always refused.
    #[arg(long, env = "WHY403_TARGETS", value_enum)]
    targets: Option<Mode>,
    /// Host (keycloak.corp.example or *.corp.example), address, or network (10.0.0.0/8) that requests may go to. Repeat the option for
    /// several.
    #[arg(
        long = "allow-target",
        env = "WHY403_ALLOW_TARGET",
        value_name = "TARGET",
        value_delimiter = ','
    )]
    allow_targets: Vec<Target>,
    /// Port that requests may go to. Repeat the option for several. Default: every port.
    #[arg(
        long = "allow-port",
        env = "WHY403_ALLOW_PORT",
        value_name = "PORT",
        value_delimiter = ','
    )]
    allow_ports: Vec<u16>,
    /// Refuse base URLs with http:.
    #[arg(long, env = "WHY403_HTTPS_ONLY")]
    https_only: bool,
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
