//! Installs what is missing from Debian's packages.

use std::{fs, path::Path, process::Command};

use anyhow::{Context, Result, bail};

use crate::{
    command::{Run, program},
    project, stage,
};

/// Whether packages can be installed: apt is on the PATH, and this is root.
fn can_install() -> bool {
    let user = program("id").arg("-u").output_text();
    project::on_path("apt-get").is_some() && user.is_ok_and(|id| id == "0")
}

/// Installs a package, or fails with `advice` if packages cannot be installed.
pub fn install(package: &str, usually: &str, advice: &str) -> Result<()> {
    if !can_install() {
        bail!("{advice}");
    }
    let what = format!("installing Debian's {package}");
    stage::step(&what, usually, || {
        // One of the machine's package sources may be unreachable; the installation shows whether that matters.
        if let Err(error) = apt(&["update"]).run() {
            eprintln!("  {error:#}");
        }
        apt(&["install", "--yes", "--no-install-recommends", package]).run()
    })
}

/// Unpacks a package of another Debian suite into a folder, without installing it or changing the machine's sources.
pub fn unpack(package: &str, version: &str, suite: &str, folder: &Path) -> Result<()> {
    fs::create_dir_all(folder.join("lists/partial"))?;
    let mirror = mirror().context("the apt sources of this machine contain no Debian mirror")?;
    let source = folder.join("suite.list");
    let keys = "/usr/share/keyrings/debian-archive-keyring.gpg";
    fs::write(
        &source,
        format!("deb [signed-by={keys}] {mirror} {suite} main\n"),
    )?;
    let apt_here = |arguments: &[&str]| {
        let mut command = apt(&[]);
        command.arg("-o");
        command.arg(format!("Dir::Etc::sourcelist={}", source.display()));
        command.args(["-o", "Dir::Etc::sourceparts=/dev/null", "-o"]);
        command.arg(format!("Dir::State::lists={}/lists", folder.display()));
        // Root may read the folder, but apt's own user may not.
        command.args(["-o", "APT::Sandbox::User=root"]);
        command.args(arguments).current_dir(folder);
        command
    };
    apt_here(&["update"]).run()?;
    apt_here(&["download", &format!("{package}={version}")])
        .run()
        .with_context(|| format!("Debian's {suite} has no {package} {version}"))?;
    let archive = fs::read_dir(folder)?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .find(|file| file.extension().is_some_and(|end| end == "deb"))
        .context("apt downloaded no package")?;
    program("dpkg").arg("-x").arg(archive).arg(folder).run()
}

fn apt(arguments: &[&str]) -> Command {
    let mut command = program("apt-get");
    command.env("DEBIAN_FRONTEND", "noninteractive");
    command.arg("--quiet").args(arguments);
    command
}

/// The mirror from which this machine gets Debian packages.
fn mirror() -> Option<String> {
    let more = fs::read_dir("/etc/apt/sources.list.d")
        .into_iter()
        .flatten();
    let more = more.filter_map(|entry| Some(entry.ok()?.path()));
    ["/etc/apt/sources.list".into()]
        .into_iter()
        .chain(more)
        .filter_map(|file| fs::read_to_string(file).ok())
        .find_map(|sources| mirror_in(&sources))
}

/// The URL of Debian's archive in either format of apt's sources, recognized by the last part of its path.
fn mirror_in(sources: &str) -> Option<String> {
    let lines = sources.lines().map(str::trim);
    lines
        .filter(|line| line.starts_with("URIs:") || line.starts_with("deb "))
        .flat_map(str::split_whitespace)
        .find(|word| word.contains("://") && word.trim_end_matches('/').ends_with("/debian"))
        .map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::mirror_in;

    #[test]
    fn debian_mirrors_are_found_in_both_formats() {
        let deb822 = "Types: deb\n# http://old.example/debian\nURIs: http://mirror.example/debian\nSuites: x\n";
        let one_line = "# comment\ndeb [arch=amd64] http://mirror.example/debian/ stable main\n";
        assert_eq!(
            mirror_in(deb822).as_deref(),
            Some("http://mirror.example/debian")
        );
        assert_eq!(
            mirror_in(one_line).as_deref(),
            Some("http://mirror.example/debian/")
        );
        let others =
            "URIs: http://mirror.example/debian-security\ndeb http://x.example/sdk sdk main\n";
        assert_eq!(mirror_in(others), None);
    }
}
