//! Measures what a browser loads and how fast the page responds.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result};
use serde_json::Value;

use super::Limit;

/// The page with a size limit, the playground: the wasm and JavaScript of its bundle, as served to a browser that accepts brotli.
const LIMITED: &str = "playground";
/// The bundles of other kinds of pages, and those that are loaded on demand.
const OTHERS: [&str; 4] = ["reference", "browser-check", "shared-report", "on-demand"];

/// Measures the size of the bundles in the site's folder.
pub fn bundle(site: &Path) -> Result<Limit> {
    println!("What a browser loads (brotli):");
    let folder = site.join("pkg");
    let measured = size(&folder, LIMITED)? + snippets(&folder.join("snippets"))?;
    println!("{:<44} {measured:>8.1} kB", "the playground");
    for name in OTHERS {
        println!("{name:<44} {:>8.1} kB", size(&folder, name)?);
    }
    Ok(Limit {
        what: "wasm and JavaScript of the playground, brotli",
        measured,
        at_most: 230.0,
        unit: "kB",
    })
}

/// Measures the functions of the on-demand bundle in Node, which has Chromium's engine.
pub fn asked(project: &Path) -> Result<Vec<Limit>> {
    let output = Command::new("node")
        .arg(project.join("lab/src/bench/on_demand.mjs"))
        .arg(project.join("target/bench/on-demand"))
        .arg(project.join("permissions/data/permissions.json"))
        .stderr(Stdio::inherit())
        .output()
        .context("starting node")?;
    let times: Value = serde_json::from_slice(&output.stdout)
        .context("what pages ask could not be timed; cargo xtask bench builds what it takes")?;
    let time = |name: &str| times[name].as_f64().context("a time is missing");
    println!("\nWhat a page asks in wasm (ms):");
    for (name, words) in [
        ("learn", "read the permission data, once"),
        ("look_up", "look an operation up by its address"),
        ("solve", "solve for 50 operations"),
        ("solve_and_tell", "the same, rendered as the page's HTML"),
        ("paste", "read a pasted text of 1 MB"),
        ("log", "read a log of 10 MB"),
        ("code", "find the operations in 1 MB of code"),
    ] {
        println!("{words:<44} {:>8.3}", time(name)?);
    }
    let limit = |what, measured, at_most| Limit {
        what,
        measured,
        at_most,
        unit: "ms",
    };
    Ok(vec![
        limit("looking up an operation in wasm", time("look_up")?, 1.0),
        limit("solving for 50 operations in wasm", time("solve")?, 1.0),
        limit(
            "reading a pasted text of 1 MB in wasm",
            time("paste")?,
            100.0,
        ),
        limit("reading a log of 10 MB in wasm", time("log")?, 1_000.0),
    ])
}

fn size(folder: &Path, name: &str) -> Result<f64> {
    let mut bytes = 0;
    for file in [format!("{name}.js.br"), format!("{name}_bg.wasm.br")] {
        let path = folder.join(file);
        bytes += fs::metadata(&path)
            .with_context(|| format!("measuring {}", path.display()))?
            .len();
    }
    Ok(kilobytes(bytes))
}

/// The size of the JavaScript snippets that a bundle imports. They are too short to be compressed.
fn snippets(folder: &Path) -> Result<f64> {
    let mut bytes = 0;
    for entry in fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))? {
        let path = entry?.path();
        for file in fs::read_dir(&path)? {
            bytes += file?.metadata()?.len();
        }
    }
    Ok(kilobytes(bytes))
}

#[allow(
    clippy::cast_precision_loss,
    reason = "sizes of files are far below 2^52"
)]
fn kilobytes(bytes: u64) -> f64 {
    bytes as f64 / 1_000.0
}
