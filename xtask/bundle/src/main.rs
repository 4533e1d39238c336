//! Makes bundles for browsers: `bundle FOLDER MODULE.wasm…` writes a JavaScript file and a WebAssembly file for each module.
//!
//! The command `wasm-bindgen` does the same, but every newcomer would have to compile ten times as many dependencies.

use std::{env, path::PathBuf};

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

fn main() -> Result<()> {
    let mut paths = env::args_os().skip(1).map(PathBuf::from);
    let folder = paths.next().context("no folder for the bundles")?;
    for module in paths {
        bundle(&module, &folder).with_context(|| format!("bundling {}", module.display()))?;
    }
    Ok(())
}

/// Writes the bundle of a module. File names have hyphens, as packages do; modules have underscores.
fn bundle(module: &PathBuf, folder: &PathBuf) -> Result<()> {
    let stem = module.file_stem().and_then(|stem| stem.to_str());
    let name = stem.context("a module has a name")?.replace('_', "-");
    Bindgen::new()
        .input_path(module)
        .out_name(&name)
        .web(true)?
        // The page loads the on-demand bundle without passing the URL of its module.
        .omit_default_module_path(false)
        .typescript(false)
        .generate(folder)
}
