//! Starts and stops the binary.

use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

/// The standard error of `why403 serve`, which these arguments stop at the start.
pub fn refused(arguments: &[&str]) -> String {
    let output = why403()
        .args(["serve", "--listen", "127.0.0.1:0"])
        .args(arguments)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    stderr(&output)
}

/// The command, without settings from the environment.
pub fn why403() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_why403"));
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("WHY403_") {
            command.env_remove(name);
        }
    }
    command.stdin(Stdio::null());
    command
}

/// `why403 serve` on a port of its own.
pub struct Serving {
    child: Child,
    pub url: String,
    log: mpsc::Receiver<String>,
}

impl Serving {
    pub fn start(arguments: &[&str], environment: &[(&str, &str)]) -> Self {
        Self::started(why403(), arguments, environment)
    }

    /// The address that the server listens on.
    pub fn address(&self) -> SocketAddr {
        self.url
            .strip_prefix("http://")
            .and_then(|address| address.parse().ok())
            .unwrap()
    }

    /// With a hard limit of open files.
    pub fn start_with_descriptors(limit: u32) -> Self {
        let mut shell = Command::new("sh");
        let script = format!("ulimit -n {limit}; exec \"$0\" \"$@\"");
        shell.args(["-c", &script, env!("CARGO_BIN_EXE_why403")]);
        Self::started(shell, &[], &[])
    }

    fn started(mut command: Command, arguments: &[&str], environment: &[(&str, &str)]) -> Self {
        let mut child = command
            .args(["serve", "--listen", "127.0.0.1:0"])
            .args(arguments)
            .envs(environment.iter().copied())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut url = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut url)
            .unwrap();
        let mut stderr = child.stderr.take().unwrap();
        let (send, log) = mpsc::channel();
        std::thread::spawn(move || {
            let mut text = String::new();
            let _ = stderr.read_to_string(&mut text);
            let _ = send.send(text);
        });
        Self {
            child,
            url: url.trim().to_owned(),
            log,
        }
    }

    /// The ID of the process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Asks the server to stop, as service managers do.
    pub fn ask_to_stop(&self) {
        let id = self.child.id().to_string();
        let status = Command::new("kill").args(["-TERM", &id]).status().unwrap();
        assert!(status.success());
    }

    /// The exit status and the log, once the server has ended.
    pub fn wait(mut self) -> (Option<i32>, String) {
        let start = Instant::now();
        while start.elapsed() < Duration::from_secs(20) {
            if let Some(status) = self.child.try_wait().unwrap() {
                return (status.code(), self.log.recv().unwrap());
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        panic!("it does not stop");
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The standard output of a command.
pub fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// The standard error of a command.
pub fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}
