//! How much does a browser load to make the page come alive?

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use super::Limit;

/// The limited page, the playground; its bundle's wasm and JavaScript, as they are served to a browser that takes brotli.
const LIMITED: &str = "playground";
/// What pages load besides, by kind of page, or when it is needed.
const OTHERS: [&str; 2] = ["reference", "on-demand"];

/// Measures the bundles in the folder of the site.
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
        at_most: 200.0,
        unit: "kB",
    })
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

/// The bits of JavaScript that a bundle imports: few, and too short to be compressed.
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
