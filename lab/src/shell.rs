//! Runs printed commands as an administrator would, against a real server.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use anyhow::Result;

/// An administrator with the distribution's `kcadm.sh` on the PATH.
#[derive(Debug)]
pub struct Shell<'a> {
    /// The folder of the distribution.
    pub distribution: &'a Path,
    /// The name of the administrator.
    pub name: &'a str,
    /// The password of the administrator.
    pub password: &'a str,
    /// The secret of the scenario's client.
    pub client_secret: &'a str,
    /// The ID of the group that commands ask for; empty if there is none.
    pub group_id: &'a str,
}

/// The options of the Java VM that kcadm.sh starts for every line. It lives for a second, so the fast compiler, the simplest garbage
/// collector, and the shared class data of the JDK halve its work.
const JAVA_OPTIONS: &str = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto";

/// A home folder for one run of commands: kcadm.sh stores its session there, and tests of several servers run at the same time.
struct Home(PathBuf);

impl Drop for Home {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

impl Shell<'_> {
    /// Runs commands in bash, unchanged. `scratch` is a folder for this run, which is deleted afterwards.
    pub fn run(&self, commands: &str, scratch: &Path) -> Result<Output> {
        fs::create_dir_all(scratch)?;
        let home = Home(scratch.to_owned());
        let bin = self.distribution.join("bin");
        let path = format!("{}:{}", bin.display(), env::var("PATH")?);
        let run = Command::new("bash")
            .args(["-e", "-o", "pipefail", "-c", commands])
            .env("PATH", path)
            .env("KEYCLOAK_ADMIN", self.name)
            .env("KEYCLOAK_ADMIN_PASSWORD", self.password)
            .env("WHY403_CLIENT_SECRET", self.client_secret)
            .env("GROUP_ID", self.group_id)
            .env("HOME", &home.0)
            .env(
                "KC_OPTS",
                format!("{JAVA_OPTIONS} -Duser.home={}", home.0.display()),
            )
            .stdin(Stdio::null())
            .output()?;
        Ok(run)
    }
}
