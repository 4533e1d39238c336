//! Starts a real Keycloak, waits until it is ready, and stops it.

use std::{
    fs,
    net::TcpListener,
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::{self, Child, Command, Stdio},
    sync::atomic::{AtomicU32, Ordering},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

use super::{Admin, Version, distribution, fetch};

mod home;

/// Options in addition to a plain `start-dev`.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The port on 127.0.0.1; a free one if `None`.
    pub port: Option<u16>,
    /// `--http-relative-path`, for example `/auth`; it becomes part of the base URL.
    pub relative_path: Option<String>,
    /// Further arguments of `kc.sh start-dev`, for example `--features=admin-fine-grained-authz` or `--log-level=DEBUG`.
    pub args: Vec<String>,
    /// Further environment variables.
    pub env: Vec<(String, String)>,
}

/// A running Keycloak with an empty database of its own. Dropping it stops it and deletes its files.
#[derive(Debug)]
pub struct Server {
    version: Version,
    base_url: String,
    distribution: PathBuf,
    home: PathBuf,
    child: Child,
}

const ADMIN_NAME: &str = "admin";
const ADMIN_PASSWORD: &str = "admin";

/// The maximum start time. A start takes 20 to 60 seconds on two idle cores, and ten times that on busy ones.
const READY_WITHIN: Duration = Duration::from_mins(15);
const REPORT_EVERY: Duration = Duration::from_secs(10);

/// Runs `kc.sh` and watches standard input: when the process at its other end is gone, for whatever reason, the whole process group ends
/// and the run's folder (`$0`) is deleted. `exec` keeps further shells out of the group.
const WATCHED_START: &str = r#"
exec 3<&0
(trap "" TERM INT HUP; cat <&3 >/dev/null; kill -TERM 0; sleep 0.5; rm -rf "$0"; kill -KILL 0) &
exec "$0/bin/kc.sh" "$@" 3<&- </dev/null
"#;

impl Server {
    /// Fetches the version if needed, starts it on loopback, and waits until it responds.
    pub fn start(version: Version, options: &Options) -> Result<Self> {
        static RUNS: AtomicU32 = AtomicU32::new(0);
        let distribution = fetch(version)?;
        let run = RUNS.fetch_add(1, Ordering::Relaxed);
        let home = distribution::folder().join(format!("runs/{version}-{}-{run}", process::id()));
        let augmentation = home::augmentation(version, options);
        home::prepare(&distribution, &augmentation, &home)?;

        let port = options.port.map_or_else(free_port, Ok)?;
        let path = options.relative_path.as_deref().unwrap_or_default();
        let child = spawn(version, &home, port, options)
            .inspect_err(|_| drop(fs::remove_dir_all(&home)))?;
        let mut server = Self {
            version,
            base_url: format!("http://127.0.0.1:{port}{}", path.trim_end_matches('/')),
            distribution,
            home,
            child,
        };
        server.wait_until_ready()?;
        home::keep_augmentation(&server.home, &augmentation);
        Ok(server)
    }

    /// The running version.
    #[must_use]
    pub fn version(&self) -> Version {
        self.version
    }

    /// The base URL with the relative path, without a trailing slash.
    #[must_use]
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// The unpacked distribution; `bin/kcadm.sh` is in it.
    #[must_use]
    pub fn distribution(&self) -> &Path {
        &self.distribution
    }

    /// The server's log so far.
    pub fn log(&self) -> Result<String> {
        Ok(String::from_utf8_lossy(&fs::read(log_file(&self.home))?).into_owned())
    }

    /// The name of the administrator in the realm `master`.
    #[must_use]
    pub fn admin_name(&self) -> &str {
        ADMIN_NAME
    }

    /// The password of the administrator in the realm `master`.
    #[must_use]
    pub fn admin_password(&self) -> &str {
        ADMIN_PASSWORD
    }

    /// The Admin REST API with that administrator.
    pub fn admin(&self) -> Result<Admin> {
        Admin::log_in(&self.base_url, ADMIN_NAME, ADMIN_PASSWORD)
    }

    /// Waits until the server ends by itself, which is an error.
    pub fn wait(mut self) -> Result<()> {
        while self.child.try_wait()?.is_none() {
            thread::sleep(Duration::from_millis(500));
        }
        bail!("Keycloak ended:\n{}", self.log_tail())
    }

    /// Stops the server and deletes its files, as dropping it does.
    pub fn stop(self) {
        drop(self);
    }

    fn wait_until_ready(&mut self) -> Result<()> {
        let name = format!("keycloak {}", self.version);
        eprintln!("{name}: starting at {} (usually 15 to 60 s)", self.base_url);
        let started = Instant::now();
        let mut reported = started;
        // Requests a token for the administrator, because the realm may respond before its administrator exists.
        while let Err(not_yet) = self.admin() {
            if let Some(status) = self.child.try_wait()? {
                bail!("{name} ended with {status}:\n{}", self.log_tail());
            }
            if started.elapsed() > READY_WITHIN {
                let tail = self.log_tail();
                bail!("{name} was not ready within {READY_WITHIN:?} ({not_yet:#}):\n{tail}");
            }
            if reported.elapsed() > REPORT_EVERY {
                reported = Instant::now();
                let seconds = started.elapsed().as_secs();
                eprintln!("{name}: still starting after {seconds} s");
            }
            thread::sleep(Duration::from_millis(250));
        }
        eprintln!(
            "{name}: ready after {:.1} s",
            started.elapsed().as_secs_f32()
        );
        Ok(())
    }

    fn log_tail(&self) -> String {
        let log = self.log().unwrap_or_default();
        let lines: Vec<_> = log.lines().collect();
        lines[lines.len().saturating_sub(40)..].join("\n")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _ = self.child.wait();
        // The watcher deletes the folder and then exits; the missing folder shows that the group is gone.
        for _ in 0..100 {
            if !self.home.exists() {
                return;
            }
            thread::sleep(Duration::from_millis(50));
        }
        let _ = fs::remove_dir_all(&self.home);
    }
}

fn spawn(version: Version, home: &Path, port: u16, options: &Options) -> Result<Child> {
    let log = fs::File::create(log_file(home))?;
    let mut command = Command::new("sh");
    command.args(["-c", WATCHED_START]).arg(home);
    command.args(["start-dev", "--db=dev-mem", "--http-host=127.0.0.1"]);
    command.arg(format!("--http-port={port}"));
    command.args(home::build_arguments(options));
    // The names depend on how the version creates the first administrator.
    let [name, password] = if version.major >= 26 {
        ["KC_BOOTSTRAP_ADMIN_USERNAME", "KC_BOOTSTRAP_ADMIN_PASSWORD"]
    } else {
        ["KEYCLOAK_ADMIN", "KEYCLOAK_ADMIN_PASSWORD"]
    };
    command.env(name, ADMIN_NAME).env(password, ADMIN_PASSWORD);
    // The pool closes connections that were idle for five minutes, and H2 drops an in-memory database with its last connection: afterwards,
    // 24.0.5 and 26.0.8 responded to every request with 500 `unknown_error`. 26.4.0 and 26.4.7 set the property themselves, and H2 rejects it
    // twice.
    if (version.major, version.minor) != (26, 4) {
        command.env("KC_DB_URL_PROPERTIES", ";DB_CLOSE_DELAY=-1");
    }
    command.env("JAVA_OPTS_KC_HEAP", "-Xms64m -Xmx512m");
    // These servers run for minutes, so the fast compiler alone starts them sooner.
    command.env("JAVA_OPTS_APPEND", "-XX:TieredStopAtLevel=1");
    command.envs(options.env.iter().map(|(name, value)| (name, value)));
    command.stdin(Stdio::piped());
    command.stdout(log.try_clone()?).stderr(log);
    command.process_group(0);
    command.spawn().context("starting kc.sh through sh")
}

fn log_file(home: &Path) -> PathBuf {
    home.join("server.log")
}

/// A port that was free a moment ago. If another process takes it before Keycloak does, the start fails with an error.
fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}
