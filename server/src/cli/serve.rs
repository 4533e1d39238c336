//! `why403 serve`: the web page and the HTTP API.

mod targets;

use std::io::{IsTerminal, Write, stderr, stdout};
use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use ipnet::IpNet;
use tokio::net::TcpListener;
use tracing_subscriber::EnvFilter;
use url::Url;

use super::{seconds, wrong_usage};
use crate::descriptors;
use crate::routes::router;
use crate::serve::{asked_to_stop, serve};
use crate::settings::{
    ClientLimits, DEFAULT_MAX_CHECKS, DEFAULT_SITE_DIR, PathPrefix, PathPrefixError, Settings,
};
use crate::transport::{AddressPolicy, Limits, Reach};
use targets::TargetArguments;

/// Threads that may wait for the system's name lookups and for files; each costs memory.
const MAX_BLOCKING_THREADS: usize = 64;
/// A check makes its calls in a few rounds, each within the time-out.
const ROUNDS: u32 = 6;

/// What `why403 serve` takes.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Address and port to listen on.
    #[arg(long, env = "WHY403_LISTEN", default_value = "127.0.0.1:8403")]
    listen: SocketAddr,
    /// Folder with the site's files.
    #[arg(long, env = "WHY403_SITE_DIR", default_value = DEFAULT_SITE_DIR)]
    site_dir: PathBuf,
    /// Path prefix behind a proxy, for example /why403.
    #[arg(long, env = "WHY403_PATH_PREFIX", value_parser = prefix, default_value = "")]
    path_prefix: PathPrefix,
    /// URL that visitors use. Required beyond loopback. Requests for other hosts are refused.
    #[arg(long, env = "WHY403_PUBLIC_URL", value_parser = public_url)]
    public_url: Option<Url>,
    /// Time limit for each request to Keycloak, in seconds.
    #[arg(long, env = "WHY403_TIMEOUT", value_parser = seconds, default_value = "10")]
    timeout: Duration,
    /// Size limit for each response from Keycloak, in bytes.
    #[arg(long, env = "WHY403_MAX_BODY", default_value_t = Limits::default().size)]
    max_body: u64,
    /// Maximum number of checks at a time. Further checks get a 503.
    #[arg(long, env = "WHY403_MAX_CHECKS", default_value_t = DEFAULT_MAX_CHECKS)]
    max_checks: usize,
    /// Network of a proxy whose X-Forwarded-For or Forwarded header names the client, such as 10.0.0.0/8. Repeatable.
    #[arg(long = "trusted-proxy", env = "WHY403_TRUSTED_PROXY", value_name = "CIDR", value_delimiter = ',', value_parser = network)]
    trusted_proxies: Vec<IpNet>,
    #[command(flatten)]
    targets: TargetArguments,
    /// Maximum number of requests a minute from one client address. Further requests get a 429. Not limited while the server is only
    /// reachable from this machine, like the two settings that follow.
    #[arg(long, env = "WHY403_MAX_REQUESTS_PER_CLIENT", default_value_t = ClientLimits::default().requests)]
    max_requests_per_client: NonZeroU32,
    /// Maximum number of checks at a time from one client address. Further checks get a 429.
    #[arg(long, env = "WHY403_MAX_CHECKS_PER_CLIENT", default_value_t = ClientLimits::default().checks)]
    max_checks_per_client: usize,
    /// Maximum number of password attempts in ten minutes for one user name on one host. Further attempts get a 429.
    #[arg(long, env = "WHY403_MAX_PASSWORD_ATTEMPTS", default_value_t = ClientLimits::default().passwords)]
    max_password_attempts: NonZeroU32,
    /// Log level (error, warn, info, debug) or a filter by module. The log never contains secrets.
    #[arg(long, env = "WHY403_LOG", default_value = "info")]
    log: EnvFilter,
}

/// Serves until asked to stop.
pub(super) fn run(arguments: Arguments) -> ExitCode {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .max_blocking_threads(MAX_BLOCKING_THREADS)
        .build();
    match runtime {
        Ok(runtime) => {
            let status = runtime.block_on(listen(arguments));
            // A name lookup that hangs cannot be cancelled, and need not be waited for.
            runtime.shutdown_background();
            status
        }
        Err(error) => wrong_usage(&format!("the runtime does not start: {error}")),
    }
}

async fn listen(arguments: Arguments) -> ExitCode {
    tracing_subscriber::fmt()
        .with_env_filter(arguments.log)
        .with_ansi(stderr().is_terminal())
        .with_writer(stderr)
        .with_target(false)
        .init();
    // The pages are readable without, but nothing on them would come alive.
    if !arguments.site_dir.join("pkg").is_dir() {
        tracing::warn!(
            folder = %arguments.site_dir.display(),
            "site files not found: pages have no styles and scripts. Run cargo xtask build, or set --site-dir"
        );
    }
    // A page whose name its owner points at this machine could otherwise drive the server (DNS rebinding).
    if !arguments.listen.ip().is_loopback() && arguments.public_url.is_none() {
        return wrong_usage(&format!(
            "--listen {} is reachable from other machines, so --public-url is required. Give the URL that visitors use, \
             such as --public-url https://why403.example.com. Requests for any other host are refused.",
            arguments.listen
        ));
    }
    let listener = match TcpListener::bind(arguments.listen).await {
        Ok(listener) => listener,
        Err(error) => {
            return wrong_usage(&format!("cannot listen at {}: {error}", arguments.listen));
        }
    };
    // Port 0 lets the system choose: what it chose counts from here on.
    let listen = listener.local_addr().unwrap_or(arguments.listen);
    let prefix = match &arguments.public_url {
        Some(url) if arguments.path_prefix == PathPrefix::default() => {
            PathPrefix::parse(url.path()).unwrap_or_default()
        }
        _ => arguments.path_prefix,
    };
    let address = match &arguments.public_url {
        Some(url) => url.to_string(),
        None => format!("http://{listen}{}", prefix.as_str()),
    };
    let mut settings = Settings {
        listen,
        policy: Arc::new(AddressPolicy::new(Reach::Public)),
        site_dir: arguments.site_dir,
        prefix,
        public_url: arguments.public_url,
        limits: Limits {
            time: arguments.timeout,
            size: arguments.max_body,
        },
        max_checks: arguments.max_checks,
        client_limits: ClientLimits {
            requests: arguments.max_requests_per_client,
            checks: arguments.max_checks_per_client,
            passwords: arguments.max_password_attempts,
        },
        trusted_proxies: arguments.trusted_proxies,
    };
    match arguments.targets.policy(settings.is_local()) {
        Ok(policy) => settings.policy = Arc::new(policy),
        Err(error) => return wrong_usage(&error),
    }
    tracing::info!(targets = %settings.policy, "address policy");
    if settings.policy.reach == Reach::Local && !settings.is_local() {
        tracing::warn!(
            "visitors can send requests to loopback and private addresses of this server's network. Require a sign-in in front, or \
             list the targets with --allow-target"
        );
    }
    if settings.public_url.is_some()
        && settings.trusted_proxies.is_empty()
        && settings.listen.ip().is_loopback()
    {
        tracing::warn!(
            "all visitors count as one client: give the proxy in front with --trusted-proxy 127.0.0.1"
        );
    }
    let capacity = descriptors::raise(&settings);
    settings.max_checks = capacity.checks;
    let grace = settings.limits.time * ROUNDS;
    let router = router(settings);
    // Whoever started it may not listen, which is no reason to stop.
    let _ = writeln!(stdout(), "{address}");
    serve(listener, router, capacity.connections, grace, stop()).await;
    ExitCode::SUCCESS
}

/// Completes when asked to stop. Who asks again does not want to wait.
async fn stop() {
    if let Err(error) = asked_to_stop().await {
        tracing::error!(%error, "cannot listen for signals");
        return std::future::pending().await;
    }
    tokio::spawn(async {
        if asked_to_stop().await.is_ok() {
            std::process::exit(1);
        }
    });
}

fn prefix(text: &str) -> Result<PathPrefix, PathPrefixError> {
    PathPrefix::parse(text)
}

fn network(text: &str) -> Result<IpNet, String> {
    let text = text.trim();
    text.parse()
        .or_else(|_| text.parse::<IpAddr>().map(IpNet::from))
        .map_err(|_| "a network looks like 10.0.0.0/8, fd00::/8, or 10.1.2.3".to_owned())
}

pub(super) fn public_url(text: &str) -> Result<Url, String> {
    Url::parse(text)
        .ok()
        .filter(|url| matches!(url.scheme(), "http" | "https"))
        .filter(|url| url.query().is_none() && url.fragment().is_none())
        .filter(|url| PathPrefix::parse(url.path()).is_ok())
        .ok_or_else(|| "a public URL looks like https://tools.example.com/why403".to_owned())
}
