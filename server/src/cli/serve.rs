//! `why403 serve`: runs the website and the HTTP API.

mod suggestions;
mod targets;

use std::io::{IsTerminal, Write, stderr, stdout};
use std::net::{IpAddr, SocketAddr};
use std::num::{NonZeroU32, NonZeroUsize, ParseIntError};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use axum::http::uri::Authority;
use clap::{Args, ValueEnum};
use ipnet::IpNet;
use tokio::net::TcpListener;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::ParseError;
use url::{Origin, Url};

use super::footer::FooterArguments;
use super::outgoing::OutgoingArguments;
use super::{seconds, wrong_usage};
use crate::certificate::{CertificateFiles, acceptor};
use crate::descriptors;
use crate::metrics::{self, Metrics};
use crate::routes::counted_router;
use crate::serve::{ConnectionLimits, StopSignals, serve};
use crate::settings::{
    ClientLimits, DEFAULT_MAX_BODIES, DEFAULT_MAX_CHECKS, DEFAULT_MAX_CONNECTIONS, PathPrefix,
    PathPrefixError, Settings,
};
use crate::site::Site;
use crate::transport::{Limits, Reach};
use suggestions::SuggestionArguments;
use targets::TargetArguments;

/// The maximum number of threads that wait for the system's name lookups and for files. Each thread costs memory.
const MAX_BLOCKING_THREADS: usize = 64;
/// The maximum number of connections for metrics. Prometheus needs one.
const METRICS_CONNECTIONS: usize = 8;

/// The arguments of `why403 serve`. Each setting is declared here, once: see `cli/config.rs`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// TOML file with settings. `why403 help config` describes its keys.
    #[arg(long, env = "WHY403_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(flatten)]
    site: SiteArguments,
    #[command(flatten)]
    targets: TargetArguments,
    #[command(flatten)]
    outgoing: OutgoingArguments,
    #[command(flatten)]
    suggestions: SuggestionArguments,
    #[command(flatten)]
    limits: LimitArguments,
    #[command(flatten)]
    log: LogArguments,
}

/// The address of the site and its files.
#[derive(Debug, Args)]
#[command(next_help_heading = "Site")]
struct SiteArguments {
    /// Address and port to listen on.
    #[arg(
        long,
        env = "WHY403_LISTEN",
        value_name = "ADDRESS",
        default_value = "127.0.0.1:8403"
    )]
    listen: SocketAddr,
    /// URL that visitors use. Required unless the server listens on loopback. Requests for other hosts are refused.
    ///
    /// Example: `https://why403.example.com`
    #[arg(long, env = "WHY403_PUBLIC_URL", value_name = "URL", value_parser = public_url)]
    public_url: Option<Url>,
    /// PEM file with the server's certificate and its chain, if no proxy in front terminates TLS. Requires --tls-key.
    ///
    /// A changed file is used within seconds, without a restart. If a file is broken, Why403 logs an error and keeps the earlier certificate.
    ///
    /// Example: `/etc/why403/tls.crt`
    #[arg(long, env = "WHY403_TLS_CERTIFICATE", value_name = "FILE")]
    tls_certificate: Option<PathBuf>,
    /// PEM file with the private key of --tls-certificate.
    ///
    /// Example: `/etc/why403/tls.key`
    #[arg(long, env = "WHY403_TLS_KEY", value_name = "FILE")]
    tls_key: Option<PathBuf>,
    /// Path prefix behind a proxy. Default: the path of the public URL.
    ///
    /// Example: `/why403`
    #[arg(long, env = "WHY403_PATH_PREFIX", value_name = "PATH", value_parser = prefix, default_value = "", hide_default_value = true)]
    path_prefix: PathPrefix,
    /// Origin of a static site whose pages may run checks on this server. Repeatable.
    ///
    /// Visitors of that site send the credentials of a check to this server. `why403 export --server` writes such a site.
    ///
    /// Example: `https://docs.example.com`
    #[arg(long = "allowed-origin", env = "WHY403_ALLOWED_ORIGIN", value_name = "ORIGIN", value_delimiter = ',', value_parser = origin)]
    allowed_origins: Vec<String>,
    /// Address or network of a proxy whose X-Forwarded-For or Forwarded header names the client. Repeatable.
    ///
    /// List only proxies. A client in a listed network could choose the address for which its requests count.
    ///
    /// Example: `127.0.0.1`, `10.0.7.0/28`
    #[arg(long = "trusted-proxy", env = "WHY403_TRUSTED_PROXY", value_name = "CIDR", value_delimiter = ',', value_parser = network)]
    trusted_proxies: Vec<IpNet>,
    /// Host and port of another replica of this server behind the same public URL. Repeatable. Requires --public-url.
    ///
    /// This server repeats visitors' changes to the demo there, so that any replica can handle any request. A name with several addresses
    /// stands for all of them, and may include this server.
    ///
    /// Example: `why403-replicas:8403`
    #[arg(long = "replica", env = "WHY403_REPLICA", value_name = "HOST:PORT", value_delimiter = ',', value_parser = host_and_port)]
    replicas: Vec<String>,
    /// Folder with the site's files. Default: the files in the program, or target/site if it was built without them.
    ///
    /// Example: `/usr/share/why403/site`
    #[arg(long, env = "WHY403_SITE_DIR", value_name = "FOLDER")]
    site_dir: Option<PathBuf>,
    #[command(flatten)]
    footer: FooterArguments,
}

/// The limits of checks and clients.
#[derive(Debug, Args)]
#[command(next_help_heading = "Limits")]
struct LimitArguments {
    /// Time limit for each request to Keycloak, in seconds.
    #[arg(long, env = "WHY403_TIMEOUT", value_name = "SECONDS", value_parser = seconds, default_value = "10")]
    timeout: Duration,
    /// Time after which a check sends no further probes, in seconds. The report then names more possible causes.
    #[arg(long, env = "WHY403_CHECK_TIMEOUT", value_name = "SECONDS", value_parser = seconds, default_value = "50")]
    check_timeout: Duration,
    /// Size limit for each response from Keycloak, in bytes.
    #[arg(long, env = "WHY403_MAX_BODY", value_name = "BYTES", default_value_t = Limits::default().size)]
    max_body: u64,
    /// Size limit for the responses from Keycloak that all running checks hold, in bytes. A check that exceeds it gets a 503.
    #[arg(long, env = "WHY403_MAX_BODIES", value_name = "BYTES", value_parser = number, default_value_t = DEFAULT_MAX_BODIES)]
    max_bodies: usize,
    /// Maximum number of checks at a time. Further checks get a 503.
    #[arg(long, env = "WHY403_MAX_CHECKS", value_name = "NUMBER", value_parser = number, default_value_t = DEFAULT_MAX_CHECKS)]
    max_checks: usize,
    /// Maximum number of connections at a time. Further connections wait.
    #[arg(long, env = "WHY403_MAX_CONNECTIONS", value_name = "NUMBER", value_parser = number, default_value_t = DEFAULT_MAX_CONNECTIONS)]
    max_connections: usize,
    /// Maximum number of connections at a time from one client address. Further connections are closed.
    ///
    /// This limit does not apply to trusted proxies and to clients on this machine.
    #[arg(long, env = "WHY403_MAX_CONNECTIONS_PER_CLIENT", value_name = "NUMBER", value_parser = number, default_value_t = ClientLimits::default().connections)]
    max_connections_per_client: usize,
    /// Maximum number of requests a minute from one client address. Further requests get a 429.
    ///
    /// This limit and the two that follow do not apply while only this machine reaches the server.
    #[arg(long, env = "WHY403_MAX_REQUESTS_PER_CLIENT", value_name = "NUMBER", default_value_t = ClientLimits::default().requests)]
    max_requests_per_client: NonZeroU32,
    /// Maximum number of checks at a time from one client address. Further checks get a 429.
    #[arg(long, env = "WHY403_MAX_CHECKS_PER_CLIENT", value_name = "NUMBER", value_parser = number, default_value_t = ClientLimits::default().checks)]
    max_checks_per_client: usize,
    /// Maximum number of password attempts in ten minutes for one user name on one host. Further attempts get a 429.
    #[arg(long, env = "WHY403_MAX_PASSWORD_ATTEMPTS", value_name = "NUMBER", default_value_t = ClientLimits::default().passwords)]
    max_password_attempts: NonZeroU32,
}

/// The log and the metrics.
#[derive(Debug, Args)]
#[command(next_help_heading = "Log and metrics")]
struct LogArguments {
    /// Log level (error, warn, info, debug) or a filter by module. The log never contains secrets.
    #[arg(long, env = "WHY403_LOG", value_name = "LEVEL", value_parser = log_filter, default_value = "info")]
    log: EnvFilter,
    /// Format of the log. Every line about a request carries the ID that the response has in X-Request-Id.
    #[arg(long, env = "WHY403_LOG_FORMAT", value_name = "FORMAT", value_enum, default_value_t = LogFormat::Text)]
    log_format: LogFormat,
    /// Address and port at which Prometheus reads /metrics. Default: no metrics.
    ///
    /// The port serves nothing else and requires no sign-in. The metrics contain no personal data.
    ///
    /// Example: `127.0.0.1:9403`
    #[arg(long, env = "WHY403_METRICS_LISTEN", value_name = "ADDRESS")]
    metrics_listen: Option<SocketAddr>,
}

/// The formats of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum LogFormat {
    /// Lines for people.
    Text,
    /// One JSON object per line.
    Json,
}

impl SiteArguments {
    /// The path prefix: as set, or the path of the public URL.
    fn prefix(&self) -> Result<PathPrefix, String> {
        let of_url = self
            .public_url
            .as_ref()
            .map_or_else(PathPrefix::default, |url| {
                // The value parser has already checked the path.
                PathPrefix::parse(url.path()).unwrap_or_default()
            });
        let none = PathPrefix::default();
        if self.path_prefix == none || self.path_prefix == of_url {
            Ok(of_url)
        } else if of_url == none {
            Ok(self.path_prefix.clone())
        } else {
            Err(format!(
                "--path-prefix {} contradicts the path of --public-url, {}. Remove --path-prefix",
                self.path_prefix.as_str(),
                of_url.as_str()
            ))
        }
    }

    /// The files of the certificate, if both are set.
    fn certificate(&self) -> Result<Option<CertificateFiles>, String> {
        match (&self.tls_certificate, &self.tls_key) {
            (Some(chain), Some(key)) => Ok(Some(CertificateFiles {
                chain: chain.clone(),
                key: key.clone(),
            })),
            (None, None) => Ok(None),
            (Some(_), None) => {
                Err("--tls-certificate needs --tls-key, the file with its private key".to_owned())
            }
            (None, Some(_)) => {
                Err("--tls-key needs --tls-certificate, the file with its certificate".to_owned())
            }
        }
    }
}

impl LimitArguments {
    fn clients(&self) -> ClientLimits {
        ClientLimits {
            requests: self.max_requests_per_client,
            connections: self.max_connections_per_client,
            checks: self.max_checks_per_client,
            passwords: self.max_password_attempts,
        }
    }
}

impl Arguments {
    /// The settings, unless they contradict each other.
    fn settings(&self) -> Result<Settings, String> {
        let site = &self.site;
        // Otherwise a page whose owner points its host name to this machine could control the server (DNS rebinding).
        if !site.listen.ip().is_loopback() && site.public_url.is_none() {
            return Err(format!(
                "--listen {} is reachable from other machines, so --public-url is required. Give the URL that visitors use, \
                 such as --public-url https://why403.example.com. Requests for any other host are refused.",
                site.listen
            ));
        }
        if self
            .log
            .metrics_listen
            .is_some_and(|metrics| metrics == site.listen && metrics.port() != 0)
        {
            return Err(format!(
                "--metrics-listen and --listen are the same address, {}. Give --metrics-listen a port of its own, such as 127.0.0.1:9403",
                site.listen
            ));
        }
        if self.limits.check_timeout < self.limits.timeout {
            return Err(format!(
                "--check-timeout {} is shorter than --timeout {}, the time limit for one request of a check",
                self.limits.check_timeout.as_secs_f64(),
                self.limits.timeout.as_secs_f64()
            ));
        }
        if !site.replicas.is_empty()
            && (site.public_url.is_none() || site.tls_certificate.is_some())
        {
            return Err(
                "--replica needs --public-url and a proxy in front that distributes the requests and terminates TLS. Give --public-url, and \
                 remove --tls-certificate"
                    .to_owned(),
            );
        }
        let mut settings = Settings {
            site: Site::or_default(site.site_dir.clone()),
            certificate: site.certificate()?,
            prefix: site.prefix()?,
            public_url: site.public_url.clone(),
            limits: Limits {
                time: self.limits.timeout,
                check_time: self.limits.check_timeout,
                size: self.limits.max_body,
            },
            footer: site.footer.links(),
            no_master_probe: self.targets.no_master_probe,
            max_checks: self.limits.max_checks,
            max_bodies: self.limits.max_bodies,
            max_connections: self.limits.max_connections,
            client_limits: self.limits.clients(),
            allowed_origins: site.allowed_origins.clone(),
            replicas: site.replicas.clone(),
            trusted_proxies: site.trusted_proxies.clone(),
            ..Settings::new(site.listen)
        };
        settings.policy = Arc::new(self.targets.policy(settings.is_local())?);
        settings.outgoing = self.outgoing.outgoing()?;
        settings.suggestions = self.suggestions.suggestions(&settings.policy)?;
        Ok(settings)
    }
}

/// Serves until the process gets a signal to stop. `unknown_variables` are variables that look like settings but are not.
pub(super) fn run(arguments: Arguments, unknown_variables: &[String]) -> ExitCode {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .max_blocking_threads(MAX_BLOCKING_THREADS)
        .build();
    match runtime {
        Ok(runtime) => {
            let status = runtime.block_on(listen(arguments, unknown_variables));
            // A name lookup that hangs cannot be canceled, so the server does not wait for it.
            runtime.shutdown_background();
            status
        }
        Err(error) => wrong_usage(&format!("the runtime does not start: {error}")),
    }
}

async fn listen(arguments: Arguments, unknown_variables: &[String]) -> ExitCode {
    let mut settings = match arguments.settings() {
        Ok(settings) => settings,
        Err(error) => return wrong_usage(&error),
    };
    let metrics = Arc::new(Metrics::default());
    if let Err(error) = listen_for_metrics(arguments.log.metrics_listen, &metrics).await {
        return wrong_usage(&error);
    }
    start_log(arguments.log);
    let tls = match settings.certificate.clone().map(acceptor).transpose() {
        Ok(tls) => tls,
        Err(error) => return wrong_usage(&format!("the TLS certificate is unusable: {error}")),
    };
    let listener = match TcpListener::bind(settings.listen).await {
        Ok(listener) => listener,
        Err(error) => {
            return wrong_usage(&format!("cannot listen at {}: {error}", settings.listen));
        }
    };
    // Port 0 lets the system choose; from here on, the settings contain its choice.
    settings.listen = listener.local_addr().unwrap_or(settings.listen);
    let address = match &settings.public_url {
        Some(url) => url.to_string(),
        None => format!(
            "{}://{}{}",
            settings.scheme(),
            settings.listen,
            settings.prefix.as_str()
        ),
    };
    log_start(&settings);
    for name in unknown_variables {
        tracing::warn!("{name} is not a setting. `why403 help config` lists all variables");
    }
    let capacity = descriptors::raise(&settings);
    settings.max_checks = capacity.checks;
    let limits = ConnectionLimits {
        per_client: settings.client_limits.connections,
        proxies: settings.trusted_proxies.clone(),
        grace: settings.limits.check_time + settings.limits.time,
        ..ConnectionLimits::new(capacity.connections)
    };
    let router = counted_router(settings, metrics);
    // A program that reads the address may stop the server immediately.
    let signals = match StopSignals::new() {
        Ok(signals) => signals,
        Err(error) => return wrong_usage(&format!("cannot listen for signals: {error}")),
    };
    // A closed output is no reason to stop.
    let _ = writeln!(stdout(), "{address}");
    serve(listener, router, tls, limits, stop(signals)).await;
    ExitCode::SUCCESS
}

/// Serves metrics in the background, if the settings enable them.
async fn listen_for_metrics(
    address: Option<SocketAddr>,
    metrics: &Arc<Metrics>,
) -> Result<(), String> {
    let Some(address) = address else {
        return Ok(());
    };
    let listener = TcpListener::bind(address)
        .await
        .map_err(|error| format!("--metrics-listen {address}: cannot listen: {error}"))?;
    let router = metrics::router(Arc::clone(metrics));
    tokio::spawn(serve(
        listener,
        router,
        None,
        ConnectionLimits::new(METRICS_CONNECTIONS),
        std::future::pending(),
    ));
    Ok(())
}

fn start_log(arguments: LogArguments) {
    let log = tracing_subscriber::fmt()
        .with_env_filter(arguments.log)
        .with_ansi(stderr().is_terminal())
        .with_writer(stderr)
        .with_target(false);
    match arguments.log_format {
        LogFormat::Text => log.init(),
        LogFormat::Json => log
            .json()
            .flatten_event(true)
            .with_current_span(true)
            .with_span_list(false)
            .init(),
    }
}

/// Logs what operators should know about the settings.
fn log_start(settings: &Settings) {
    tracing::info!(version = env!("WHY403_BUILD"), "starting");
    tracing::info!(targets = %settings.policy, "address policy");
    if let Some(proxy) = &settings.outgoing.proxy {
        tracing::info!(%proxy, "requests go through a proxy");
    }
    let authorities = settings.outgoing.authorities.len();
    if authorities > 0 {
        tracing::info!(authorities, "more certificate authorities are trusted");
    }
    // The pages are readable without the site's files, but not interactive.
    if let Some(folder) = settings.site.missing() {
        tracing::warn!(
            folder = %folder.display(),
            "site files not found: pages have no styles and scripts. Run cargo xtask build, or set --site-dir"
        );
    }
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
}

/// Completes at the first signal. A second signal ends the process at once.
async fn stop(mut signals: StopSignals) {
    signals.next().await;
    tokio::spawn(async move {
        signals.next().await;
        std::process::exit(1);
    });
}

fn prefix(text: &str) -> Result<PathPrefix, PathPrefixError> {
    PathPrefix::parse(text)
}

fn origin(text: &str) -> Result<String, String> {
    let origin = Url::parse(text.trim()).ok().map(|url| url.origin());
    origin
        .filter(Origin::is_tuple)
        .map(|origin| origin.ascii_serialization())
        .filter(|origin| origin == text.trim().trim_end_matches('/'))
        .ok_or_else(|| {
            "an origin looks like https://docs.example.com or https://docs.example.com:8443, without a path or a default port"
                .to_owned()
        })
}

fn host_and_port(text: &str) -> Result<String, String> {
    let text = text.trim();
    text.parse::<Authority>()
        .ok()
        .filter(|authority| authority.port_u16().is_some() && !text.contains('@'))
        .map(|authority| authority.to_string())
        .ok_or_else(|| "a replica looks like why403-replicas:8403 or 10.1.2.3:8403".to_owned())
}

/// Parses a filter. The library's own conversion only warns about an invalid one.
fn log_filter(text: &str) -> Result<EnvFilter, ParseError> {
    EnvFilter::builder().parse(text)
}

fn number(text: &str) -> Result<usize, ParseIntError> {
    text.parse().map(NonZeroUsize::get)
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
        .filter(|url| url.username().is_empty() && url.password().is_none())
        .filter(|url| PathPrefix::parse(url.path()).is_ok())
        .ok_or_else(|| "a public URL looks like https://tools.example.com/why403".to_owned())
}
