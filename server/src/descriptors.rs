//! Raises the limit of open files, and divides it among connections and checks.

use crate::settings::Settings;

/// Descriptors for files, logs, name lookups, and the runtime.
const RESERVED: usize = 128;
/// The maximum number of connections that a check opens at a time.
const PER_CHECK: usize = 6;
/// The limit to set; some systems have no limit.
const WANTED: u64 = 65_536;

/// The numbers of connections and checks that the descriptors of this process allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capacity {
    /// The maximum number of visitors' connections.
    pub connections: usize,
    /// The maximum number of running checks.
    pub checks: usize,
}

/// Raises the limit as far as the system allows, and returns the resulting capacity.
pub fn raise(settings: &Settings) -> Capacity {
    let limit = rlimit::increase_nofile_limit(WANTED).unwrap_or_else(|error| {
        tracing::warn!(%error, "cannot raise the limit of open files");
        rlimit::getrlimit(rlimit::Resource::NOFILE).map_or(1024, |(soft, _)| soft)
    });
    let capacity = divided(
        usize::try_from(limit).unwrap_or(usize::MAX),
        settings.max_checks,
        settings.max_connections,
    );
    if capacity.checks < settings.max_checks {
        tracing::warn!(
            open_files = limit,
            checks = capacity.checks,
            "the limit of open files is too low for --max-checks: fewer checks run at a time. Raise the limit (ulimit -n)"
        );
    }
    capacity
}

/// Checks get what they need, but at most half, because visitors need connections as well.
fn divided(limit: usize, max_checks: usize, max_connections: usize) -> Capacity {
    let usable = limit.saturating_sub(RESERVED);
    let checks = max_checks.min(usable / 2 / PER_CHECK).max(1);
    Capacity {
        connections: usable
            .saturating_sub(checks * PER_CHECK)
            .clamp(1, max_connections.max(1)),
        checks,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connections_and_checks_stay_below_the_limit() {
        for limit in [256, 1024, 4096, 65_536] {
            for max_checks in [1, 100, 1_000, 1_000_000] {
                let Capacity {
                    connections,
                    checks,
                } = divided(limit, max_checks, usize::MAX);
                assert!(
                    connections + checks * PER_CHECK + RESERVED <= limit,
                    "{limit} {max_checks}"
                );
                assert!(
                    checks <= max_checks && connections >= checks,
                    "{limit} {max_checks}"
                );
            }
        }
    }

    #[test]
    fn the_setting_limits_connections() {
        assert_eq!(divided(65_536, 1_000, 4_000).connections, 4_000);
        assert!(divided(1024, 10, 4_000).connections < 1024);
    }
}
