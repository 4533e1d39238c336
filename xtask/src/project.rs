//! Locates the folders of the project and of this user's cache.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

/// The project's root.
pub fn root() -> &'static Path {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.parent().unwrap_or(package)
}

/// A path below the root.
pub fn path(below: &str) -> PathBuf {
    root().join(below)
}

/// The folder of the programs that this project installs: outside of `target`, so that `cargo clean` keeps them.
pub fn tools() -> Result<PathBuf> {
    let cache = env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    let cache = cache
        .or_else(|| Some(env::home_dir()?.join(".cache")))
        .context("neither XDG_CACHE_HOME nor a home directory is known")?;
    Ok(cache.join("why403/tools"))
}

/// The `PATH` with this project's tools first.
pub fn search_path() -> Result<std::ffi::OsString> {
    let ours = [tools()?.join("bin"), path("end2end/node_modules/.bin")];
    let theirs = env::var_os("PATH").unwrap_or_default();
    Ok(env::join_paths(
        ours.into_iter().chain(env::split_paths(&theirs)),
    )?)
}

/// The path of a program that people install themselves.
pub fn on_path(program: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path)
        .map(|folder| folder.join(program))
        .find(|file| file.is_file())
}

/// Deletes a folder, if it is there.
pub fn delete(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("deleting {}", folder.display()))
        }
        _ => Ok(()),
    }
}
