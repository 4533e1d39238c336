//! Builds what ships: the site and the server.

use std::{
    fs,
    panic::resume_unwind,
    path::{Path, PathBuf},
    thread,
};

use anyhow::{Context, Result};

use crate::{
    command::{Run, cargo, program},
    project, setup,
    stage::{self, Plan},
};

/// The profile with which the server is compiled.
#[derive(Clone, Copy)]
pub enum Profile {
    /// The program that ships.
    Release,
    /// A program that compiles quickly, for this machine.
    Serve,
}

impl Profile {
    fn name(self) -> &'static str {
        match self {
            Self::Release => "release",
            Self::Serve => "serve",
        }
    }

    /// The server's binary.
    pub fn binary(self) -> PathBuf {
        project::path("target").join(self.name()).join("why403")
    }
}

/// Builds the site and the server.
pub fn everything(profile: Profile) -> Result<()> {
    for_target(profile, None)
}

/// Builds the site, and the server for this machine or for another target.
fn for_target(profile: Profile, target: Option<&str>) -> Result<()> {
    let plan = Plan::new(&[
        "Rust's target for the browser",
        "npm packages",
        "the browser's bundles",
        "compression",
        "the server",
    ]);
    plan.next(setup::wasm_target)?;
    plan.next(setup::packages)?;
    plan.next(|| site(profile))?;
    plan.next(compressed)?;
    plan.next(|| server(profile, target))
}

/// Builds the site, and the server as a static program.
pub fn static_program() -> Result<()> {
    let target = setup::static_target()?;
    for_target(Profile::Release, Some(&target))?;
    let binary = project::path("target").join(target).join("release/why403");
    eprintln!("{}", binary.display());
    Ok(())
}

/// The folder of the files that the server serves in addition to its pages: the bundles and the public files.
pub fn site_folder() -> PathBuf {
    project::path("target/site")
}

/// The bundles. The first three use the crate `app`, each with other features, so the bundles are compiled one by one.
const BUNDLES: [&str; 5] = [
    "playground",
    "reference",
    "browser-check",
    SHARED_REPORT,
    ON_DEMAND,
];
const ON_DEMAND: &str = "on-demand";
const SHARED_REPORT: &str = "shared-report";
/// The bundles that pages load at once. Pages load the others when they are used.
const LOADED_AT_ONCE: [&str; 3] = ["playground", "reference", SHARED_REPORT];

/// The style sheets in their order. The site has one file with all of them.
const STYLES: [&str; 10] = [
    "tokens",
    "base",
    "layout",
    "form",
    "report",
    "causes",
    "reference",
    "tools",
    "guide",
    "embed",
];

/// Joins the style sheets into one file.
fn style() -> Result<()> {
    let mut joined = String::new();
    for name in STYLES {
        let sheet = project::path("style").join(name).with_extension("css");
        joined += &fs::read_to_string(&sheet)
            .with_context(|| format!("{} cannot be read", sheet.display()))?;
    }
    fs::write(site_folder().join("style.css"), joined).context("the style sheet cannot be written")
}

/// Builds the site: the bundles, the public files, and the style sheet. Trunk builds the same bundles from `frontend/index.html`.
///
/// wasm-opt makes the bundles smaller, which takes time. Without the release profile, only those that pages load at once are made smaller.
fn site(profile: Profile) -> Result<()> {
    stage::step("compiling for the browser", "2 min the first time", || {
        for package in BUNDLES.iter().filter(|name| **name != ON_DEMAND) {
            // Every command also names `on-demand`, so all use the same features of common dependencies, which are compiled once.
            wasm(&["--package", package, "--package", ON_DEMAND])?;
        }
        Ok(())
    })?;
    let site = site_folder();
    project::delete(&site)?;
    stage::step("making the bundles", "40 s the first time", || {
        make_bundles(&site.join("pkg"), &BUNDLES)?;
        let smaller = match profile {
            Profile::Release => &BUNDLES[..],
            Profile::Serve => &LOADED_AT_ONCE,
        };
        optimize(&site.join("pkg"), smaller)
    })?;
    copy_public(&project::path("public"), &site)?;
    style()
}

/// Copies the files that are served as they are, and the scripts without their comments, into an existing folder.
fn copy_public(from: &Path, to: &Path) -> Result<()> {
    for entry in fs::read_dir(from)? {
        let (file, target) = entry.map(|entry| (entry.path(), to.join(entry.file_name())))?;
        if file.is_dir() {
            fs::create_dir(&target)?;
            copy_public(&file, &target)?;
        } else if file.extension().is_some_and(|extension| extension == "js") {
            fs::write(target, without_comments(&fs::read_to_string(file)?))?;
        } else {
            fs::copy(file, target)?;
        }
    }
    Ok(())
}

/// A script without the lines that are comments, so that pages load less.
fn without_comments(script: &str) -> String {
    let is_comment =
        |line: &str| line.starts_with("//") || (line.starts_with("/**") && line.ends_with("*/"));
    script
        .lines()
        .filter(|line| !is_comment(line.trim()))
        .flat_map(|line| [line, "\n"])
        .collect()
}

/// Compiles packages for the browser.
fn wasm(packages: &[&str]) -> Result<()> {
    cargo(["build", "--profile=wasm-release"])
        .arg("--target=wasm32-unknown-unknown")
        .args(packages)
        .env("RUSTFLAGS", without_folders())
        .run()
}

/// The compiler flags that remove the folders of the build machine. Panic messages name source files.
fn without_folders() -> String {
    let home = std::env::var("CARGO_HOME")
        .ok()
        .or_else(|| Some(format!("{}/.cargo", std::env::var("HOME").ok()?)))
        .unwrap_or_default();
    format!(
        "--remap-path-prefix={home}=/cargo --remap-path-prefix={}=/why403/",
        project::path("").display()
    )
}

/// Writes the bundles of compiled packages into a folder.
fn make_bundles(folder: &Path, packages: &[&str]) -> Result<()> {
    let compiled = project::path("target/wasm32-unknown-unknown/wasm-release");
    let modules = packages
        .iter()
        .map(|name| compiled.join(name.replace('-', "_")).with_extension("wasm"));
    cargo(["run", "--quiet", "--package=bundle", "--"])
        .arg(folder)
        .args(modules)
        .run()
}

/// Makes bundles smaller with binaryen's wasm-opt, in place. npm's wasm-opt uses one core, so it runs once for each bundle at the same time.
/// The bundle that reads megabytes also becomes faster.
fn optimize(folder: &Path, bundles: &[&str]) -> Result<()> {
    let path = project::search_path()?;
    let optimize = |bundle: &str| {
        let wasm = folder.join(format!("{bundle}_bg.wasm"));
        program("wasm-opt")
            .arg(if bundle == ON_DEMAND { "-O2" } else { "-Oz" })
            .arg(&wasm)
            .arg("-o")
            .arg(&wasm)
            .env("PATH", &path)
            .run()
    };
    thread::scope(|scope| {
        let started: Vec<_> = bundles
            .iter()
            .map(|bundle| scope.spawn(|| optimize(bundle)))
            .collect();
        started
            .into_iter()
            .try_for_each(|thread| thread.join().unwrap_or_else(|panic| resume_unwind(panic)))
    })
}

fn compressed() -> Result<()> {
    stage::step("compressing the site", "6 s", || {
        program("node")
            .arg("xtask/precompress.mjs")
            .arg(site_folder())
            .run()
    })
}

/// Builds the on-demand bundle with the benchmark's extra functions, into `target/bench/on-demand`.
pub fn timed_bundle() -> Result<()> {
    stage::step(
        "building the module that the benchmark times",
        "2 min",
        || {
            wasm(&["--package", ON_DEMAND, "--features=bench"])?;
            let folder = project::path("target/bench/on-demand");
            make_bundles(&folder, &[ON_DEMAND])?;
            optimize(&folder, &[ON_DEMAND])
        },
    )
}

/// Builds the server, which contains the site, for this machine or for another target.
fn server(profile: Profile, target: Option<&str>) -> Result<()> {
    let usually = match profile {
        Profile::Release => "6 min the first time",
        Profile::Serve => "3 min the first time",
    };
    stage::step("building the server", usually, || {
        cargo(["build", "--package=server", "--profile", profile.name()])
            .args(target.map(|target| format!("--target={target}")))
            .env("RUSTFLAGS", without_folders())
            .env("WHY403_EMBED_SITE", site_folder())
            .run()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trunk_builds_the_same_bundles() {
        let page = fs::read_to_string(project::path("frontend/index.html")).unwrap();
        let mut named: Vec<&str> = page
            .lines()
            .filter(|line| line.contains("rel=\"rust\""))
            .filter_map(|line| line.split("href=\"").nth(1)?.split('/').next())
            .collect();
        let mut built = BUNDLES;
        named.sort_unstable();
        built.sort_unstable();
        assert_eq!(named, built);
    }
}
