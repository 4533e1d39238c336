//! Packages what ships: a Debian package, a container image, and the software bill of materials beside them.

mod image;

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use anyhow::{Context, Result};

use crate::{
    build::{self, Profile},
    command::{Run, program},
    project,
};

/// The files of the package: source below the project's root, path in the package, and whether it is executable. The binary is not listed.
const FILES: [(&str, &str); 4] = [
    (
        "packaging/systemd/why403.service",
        "usr/lib/systemd/system/why403.service",
    ),
    ("packaging/systemd/why403.toml", "etc/why403/why403.toml"),
    ("LICENSE", "usr/share/doc/why403/copyright"),
    ("THIRD-PARTY.txt", "usr/share/doc/why403/THIRD-PARTY.txt"),
];

/// How ELF files name versions of the C library's symbols.
const SYMBOL_VERSION: &[u8] = b"GLIBC_";
/// The library with which Rust programs unwind.
const LIBGCC: &[u8] = b"libgcc_s.so.1";

/// Loads the unit, and restarts a running service after an upgrade: the old program keeps running until then. After an installation, the
/// administrator changes the settings first, so the service does not start by itself.
const AFTER_INSTALLATION: &str = "\
#!/bin/sh
set -e
if [ \"$1\" = configure ] && [ -d /run/systemd/system ]; then
    systemctl daemon-reload
    if [ -n \"$2\" ]; then
        systemctl try-restart why403.service
    fi
fi
";
/// Stops the service before the program is removed, not before an upgrade.
const BEFORE_REMOVAL: &str = "\
#!/bin/sh
set -e
if [ \"$1\" = remove ] && [ -d /run/systemd/system ]; then
    systemctl disable --now why403.service
fi
";

/// Forgets the unit after the program is removed.
const AFTER_REMOVAL: &str = "\
#!/bin/sh
set -e
if [ -d /run/systemd/system ]; then
    systemctl daemon-reload
fi
";

/// Builds everything, and writes the package, the image, and the bill of materials to `target/package`.
pub fn run() -> Result<()> {
    build::everything(Profile::Release)?;
    let folder = project::path("target/package");
    let architecture = program("dpkg")
        .arg("--print-architecture")
        .output_text()
        .context("dpkg is missing. Build the package on Debian")?;
    let binary = Profile::Release.binary();
    let package = debian(&binary, &folder, &architecture)?;
    let image = image::image(&binary, &folder, &architecture, date()?)?;
    let materials = folder.join("why403.cdx.json");
    fs::write(
        &materials,
        program("node").arg("xtask/sbom.mjs").output_text()? + "\n",
    )?;
    for file in [package, image, materials] {
        eprintln!("{}", file.display());
    }
    Ok(())
}

/// Writes a Debian package with this binary to `folder`. The same files make the same package, byte for byte.
fn debian(binary: &Path, folder: &Path, architecture: &str) -> Result<PathBuf> {
    let version = env!("CARGO_PKG_VERSION");
    let root = folder.join("root");
    project::delete(&root)?;
    let content = fs::read(binary)?;
    add(&root, "usr/bin/why403", &content, true)?;
    for (source, path) in FILES {
        add(&root, path, &fs::read(project::path(source))?, false)?;
    }
    let size = size_in_kilobytes(&root)?;
    let dependencies = dependencies(&content);
    let control = format!(
        "Package: why403\n\
         Version: {version}\n\
         Architecture: {architecture}\n\
         Maintainer: The Why403 authors <why403@localhost>\n\
         Installed-Size: {size}\n\
         Depends: {dependencies}\n\
         Section: admin\n\
         Priority: optional\n\
         Description: finds out why Keycloak's Admin API denied a request\n \
         Why403 sends the request as the caller does, reads the responses of Keycloak,\n \
         and shows the cause and the smallest change that allows the request.\n"
    );
    add(&root, "DEBIAN/control", control.as_bytes(), false)?;
    add(
        &root,
        "DEBIAN/conffiles",
        b"/etc/why403/why403.toml\n",
        false,
    )?;
    add(
        &root,
        "DEBIAN/postinst",
        AFTER_INSTALLATION.as_bytes(),
        true,
    )?;
    add(&root, "DEBIAN/prerm", BEFORE_REMOVAL.as_bytes(), true)?;
    add(&root, "DEBIAN/postrm", AFTER_REMOVAL.as_bytes(), true)?;
    let package = folder.join(format!("why403_{version}_{architecture}.deb"));
    program("dpkg-deb")
        .args(["--root-owner-group", "--build"])
        .args([&root, &package])
        // The time of every file in the package.
        .env("SOURCE_DATE_EPOCH", date()?.as_secs().to_string())
        .output_text()?;
    Ok(package)
}

/// The packages that the program needs: certificate authorities, and its C libraries. A static program has none.
fn dependencies(program: &[u8]) -> String {
    let mut packages = vec!["ca-certificates".to_owned()];
    if let Some((major, minor)) = oldest_libc(program) {
        packages.push(format!("libc6 (>= {major}.{minor})"));
    }
    if program.windows(LIBGCC.len()).any(|part| part == LIBGCC) {
        packages.push("libgcc-s1".to_owned());
    }
    packages.join(", ")
}

/// The oldest C library that the program runs with: the newest version of a symbol that it uses. ELF files name versions as `GLIBC_2.34`.
fn oldest_libc(program: &[u8]) -> Option<(u32, u32)> {
    let version = |at: usize| {
        let rest = program.get(at + SYMBOL_VERSION.len()..)?;
        let end = rest.iter().position(|byte| *byte == 0)?;
        let (major, minor) = std::str::from_utf8(&rest[..end]).ok()?.split_once('.')?;
        // A third number, as in 2.2.5, only occurs in versions that every Debian release has.
        Some((major.parse().ok()?, minor.parse().ok()?))
    };
    program
        .windows(SYMBOL_VERSION.len())
        .enumerate()
        .filter(|(_, part)| *part == SYMBOL_VERSION)
        .filter_map(|(at, _)| version(at))
        .max()
}

/// Adds a file to the package or the image.
fn add(root: &Path, path: &str, content: &[u8], executable: bool) -> Result<()> {
    let file = root.join(path);
    let folder = file.parent().unwrap_or(root);
    fs::create_dir_all(folder)?;
    fs::write(&file, content).with_context(|| format!("writing {}", file.display()))?;
    let mode = if executable { 0o755 } else { 0o644 };
    fs::set_permissions(&file, fs::Permissions::from_mode(mode))?;
    let mut folder = Some(folder);
    // The umask of this machine must not change the package.
    while let Some(one) = folder.filter(|one| one.starts_with(root)) {
        fs::set_permissions(one, fs::Permissions::from_mode(0o755))?;
        folder = one.parent();
    }
    Ok(())
}

/// The date of the package and the image: that of the commit, or of `SOURCE_DATE_EPOCH`.
fn date() -> Result<Duration> {
    if let Ok(seconds) = std::env::var("SOURCE_DATE_EPOCH") {
        return Ok(Duration::from_secs(seconds.parse()?));
    }
    let commit = program("git")
        .args(["log", "-1", "--format=%ct"])
        .output_text();
    Ok(match commit {
        Ok(seconds) => Duration::from_secs(seconds.parse()?),
        // A source archive has no history.
        Err(_) => SystemTime::now().duration_since(UNIX_EPOCH)?,
    })
}

fn size_in_kilobytes(folder: &Path) -> Result<u64> {
    let mut size = 0;
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        size += if path.is_dir() {
            size_in_kilobytes(&path)?
        } else {
            fs::metadata(&path)?.len().div_ceil(1024)
        };
    }
    Ok(size)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn output(package: &Path, arguments: &[&str]) -> String {
        let mut command = program("dpkg-deb");
        command.arg(arguments[0]).arg(package).args(&arguments[1..]);
        command.output_text().unwrap()
    }

    #[test]
    fn the_package_needs_the_c_library_that_the_program_was_linked_with() {
        for (program, expected) in [
            (&b"#!/bin/sh\n"[..], "ca-certificates"),
            (
                b"\x7fELF\0libgcc_s.so.1\0GLIBC_2.9\0GLIBC_2.34\0GLIBC_2.2.5\0GLIBC_PRIVATE\0",
                "ca-certificates, libc6 (>= 2.34), libgcc-s1",
            ),
        ] {
            assert_eq!(dependencies(program), expected);
        }
    }

    #[test]
    fn the_package_contains_the_program_its_unit_and_its_settings() {
        if project::on_path("dpkg-deb").is_none() {
            return;
        }
        let folder = project::path("target/package-test");
        fs::create_dir_all(&folder).unwrap();
        let binary = folder.join("binary");
        fs::write(&binary, "#!/bin/sh\n").unwrap();
        let package = debian(&binary, &folder, "amd64").unwrap();
        let first = fs::read(&package).unwrap();
        let list = output(&package, &["--contents"]);
        let files: Vec<(&str, &str, &str)> = list
            .lines()
            .filter(|line| line.starts_with('-'))
            .map(|line| {
                let words: Vec<&str> = line.split_whitespace().collect();
                (words[0], words[1], words[5])
            })
            .collect();
        let owner = "root/root";
        assert_eq!(
            files,
            [
                ("-rw-r--r--", owner, "./etc/why403/why403.toml"),
                ("-rwxr-xr-x", owner, "./usr/bin/why403"),
                (
                    "-rw-r--r--",
                    owner,
                    "./usr/lib/systemd/system/why403.service"
                ),
                (
                    "-rw-r--r--",
                    owner,
                    "./usr/share/doc/why403/THIRD-PARTY.txt"
                ),
                ("-rw-r--r--", owner, "./usr/share/doc/why403/copyright"),
            ]
        );
        assert!(
            list.lines().all(|line| line.contains(" root/root ")),
            "{list}"
        );
        for (field, expected) in [
            ("Package", "why403"),
            ("Version", env!("CARGO_PKG_VERSION")),
            ("Architecture", "amd64"),
        ] {
            assert_eq!(output(&package, &["--field", field]), expected);
        }
        // An administrator's changes survive an upgrade.
        let conffiles = output(&package, &["--info", "conffiles"]);
        assert_eq!(conffiles.trim(), "/etc/why403/why403.toml");
        // An upgrade restarts a running service.
        let installed = output(&package, &["--info", "postinst"]);
        assert!(installed.contains("try-restart why403.service"));
        // The unit starts the program of the package with the settings of the package.
        let unit = fs::read_to_string(project::path("packaging/systemd/why403.service")).unwrap();
        assert!(unit.contains("ExecStart=/usr/bin/why403 serve --config /etc/why403/why403.toml"));
        // The same files make the same package.
        let second = fs::read(debian(&binary, &folder, "amd64").unwrap()).unwrap();
        assert!(first == second);
        project::delete(&folder).unwrap();
    }
}
