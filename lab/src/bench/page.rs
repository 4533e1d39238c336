//! How much does a browser load to make the page come alive?

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use super::Limit;

/// The bundle's wasm and JavaScript, as they are served to a browser that takes brotli.
pub fn bundle(site: &Path) -> Result<Limit> {
    let mut bytes = 0;
    println!("What a browser loads (brotli):");
    let folder = site.join("pkg");
    let files = fs::read_dir(&folder).with_context(|| format!("reading {}", folder.display()))?;
    for file in files {
        let path = file?.path();
        let name = path
            .file_name()
            .and_then(|name| name.to_str())
            .unwrap_or_default()
            .to_owned();
        if name.ends_with(".wasm.br") || name.ends_with(".js.br") {
            let length = fs::metadata(&path)?.len();
            println!("{name:<44} {:>8.1} kB", kilobytes(length));
            bytes += length;
        }
    }
    Ok(Limit {
        what: "wasm and JavaScript, brotli",
        measured: kilobytes(bytes),
        at_most: 200.0,
        unit: "kB",
    })
}

#[allow(
    clippy::cast_precision_loss,
    reason = "sizes of files are far below 2^52"
)]
fn kilobytes(bytes: u64) -> f64 {
    bytes as f64 / 1_000.0
}
