//! `why403 roles`: finds the smallest role set for operations, and what else it allows.

mod needed;
mod output;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use permissions::{Permissions, RoleSet, State, Version};

use self::needed::Needed;
use self::output::{Output, Required};
use super::CommonArguments;
use crate::cli::{NOT_ALLOWED, wrong_usage};
use crate::knowledge::matrix;

/// The exit status if part of the file was not understood.
const INCOMPLETE: u8 = 1;
/// The arguments of `why403 roles`.
#[derive(Debug, Args)]
pub(in crate::cli) struct Roles {
    #[command(flatten)]
    wanted: Wanted,
    /// Keycloak version, for example 26.5. Without it, the newest measured version.
    #[arg(long)]
    keycloak: Option<Version>,
    /// Exit with 1 if an operation requires more than these roles. Repeat the option for several roles.
    #[arg(long, value_name = "ROLE")]
    fail_if_more_than: Vec<String>,
    #[command(flatten)]
    common: CommonArguments,
}

/// The operations that the roles must allow: given directly, found in code, or both.
#[derive(Debug, Args)]
#[group(required = true, multiple = true)]
struct Wanted {
    /// Required operation, for example "GET /admin/realms/{realm}/users".
    #[arg(long = "operation", value_name = "OPERATION")]
    operations: Vec<String>,
    /// File to find operations in: code, an access log, or a list of paths; - for standard input.
    #[arg(long, value_name = "FILE")]
    from_file: Option<PathBuf>,
    /// Directory to find operations in, for example a Git checkout. Files that Git ignores are left out.
    #[arg(long, value_name = "DIR", conflicts_with = "from_file")]
    from_dir: Option<PathBuf>,
}

/// Finds the smallest role set for operations. The exit status is 1 if a file was not read completely.
pub(in crate::cli) fn run(arguments: &Roles) -> ExitCode {
    let matrix = match matrix() {
        Ok(matrix) => matrix,
        Err(error) => return wrong_usage(error),
    };
    let permissions = matrix.at_or_newest(arguments.keycloak, arguments.common.token_realm());
    let needed = match Needed::read(&arguments.wanted, matrix, permissions) {
        Ok(found) => found,
        Err(error) => return wrong_usage(&error),
    };
    if needed.operations.is_empty() && needed.not_understood.is_empty() {
        return wrong_usage(&needed.nothing(permissions));
    }
    let needs_more = match needs_more(&arguments.fail_if_more_than, permissions, &needed) {
        Ok(needs_more) => needs_more,
        Err(error) => return wrong_usage(&format!("--fail-if-more-than: {error}")),
    };
    let smallest = permissions.smallest(&needed.operations);
    let mut output = Output::new(arguments.keycloak, permissions, &smallest, needed);
    output.needs_more = needs_more;
    let more = output
        .needs_more
        .as_ref()
        .is_some_and(|more| !more.is_empty());
    let status = if more {
        ExitCode::from(NOT_ALLOWED)
    } else if output.complete == Some(false) {
        ExitCode::from(INCOMPLETE)
    } else {
        ExitCode::SUCCESS
    };
    arguments
        .common
        .print(&output, |out| output.write(out), status)
}

/// The operations that a caller with only these roles is denied, and the least privileged set for each. `None` if no role is given.
fn needs_more<'m>(
    most: &[String],
    permissions: Permissions<'m>,
    needed: &Needed<'m>,
) -> Result<Option<Vec<Required<'m>>>, String> {
    if most.is_empty() {
        return Ok(None);
    }
    let matrix = permissions.matrix();
    let mut held = RoleSet::NONE;
    for name in most {
        let role = matrix.role(name).map_err(|error| error.to_string())?;
        if !permissions.roles().contains(role) {
            return Err(format!(
                "Keycloak {} does not have the role {name} for tokens of {}",
                permissions.version_name(),
                permissions.token_realm()
            ));
        }
        held = held.union(role);
    }
    let more = needed.operations.iter().filter_map(|operation| {
        let rule = permissions.rule(operation)?;
        let least = permissions.least_first(&rule.sufficient).into_iter().next();
        (rule.state(held) != State::Allowed).then(|| Required {
            operation: operation.to_string(),
            roles: least.map(|set| matrix.role_names(set)).unwrap_or_default(),
        })
    });
    Ok(Some(more.collect()))
}
