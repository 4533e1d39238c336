//! Fetches a library with the ordinary client of its registry, and lists its methods.
//!
//! Where the language allows it, a program calls every method and records the requests that leave the library. The Java client's
//! annotations and the sources of the other libraries name the requests.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail, ensure};

use super::{Library, Registry, list::List, program::Form, source};
use crate::project;

/// Lists the methods of a library. `sources` is a folder with its sources, which then are not fetched.
pub fn list(library: &Library, sources: Option<&str>) -> Result<List> {
    let folder = project::path(&format!("target/libraries/{}", library.key));
    fs::create_dir_all(&folder).with_context(|| format!("creating {}", folder.display()))?;
    let of_sources = sources.map(PathBuf::from);
    let list = match (library.registry, of_sources) {
        (Registry::Npm, None) => List::from_output(&npm(library, &folder)?),
        (Registry::PyPi, None) => List::from_output(&pypi(library, &folder)?),
        (Registry::Maven, None) => List::from_output(&maven(library, &folder)?),
        (Registry::Go, None) => List::from_output(&go(library, &folder)?),
        (Registry::Crates, None) => source::rust(&crates(library, &folder)?)?,
        (Registry::RubyGems, None) => List::from_output(&ruby(&gem(library, &folder)?, &folder)?),
        (Registry::RubyGems, Some(sources)) => List::from_output(&ruby(&sources, &folder)?),
        (Registry::NuGet, Some(sources)) if library.program == Form::AuthServices => {
            source::csharp(&sources.join("src/Keycloak.AuthServices.Sdk/Admin"), |_| {
                true
            })?
        }
        (Registry::NuGet, Some(sources)) => {
            let is_model = |file: &Path| file.iter().any(|part| part == "Models");
            source::csharp(&sources.join("src").join(library.name), |file| {
                !is_model(file)
            })?
        }
        (Registry::Packagist, Some(sources)) => source::php(&sources)?,
        (Registry::NuGet | Registry::Packagist, None) => bail!(
            "the sources of {} are needed: --sources {}=FOLDER",
            library.name,
            library.key
        ),
        (_, Some(_)) => bail!("{} is fetched and takes no folder", library.name),
    };
    ensure!(!list.methods.is_empty(), "no method was found");
    Ok(list)
}

fn npm(library: &Library, folder: &Path) -> Result<String> {
    write(
        folder,
        "package.json",
        "{ \"private\": true, \"type\": \"module\" }\n",
    )?;
    write(folder, "list.mjs", include_str!("list.mjs"))?;
    run(Command::new("npm")
        .args([
            "install",
            "--silent",
            "--no-audit",
            "--no-fund",
            "--ignore-scripts",
        ])
        .arg(format!("{}@{}", library.name, library.version))
        .current_dir(folder))?;
    run(Command::new("node").arg("list.mjs").current_dir(folder))
}

fn pypi(library: &Library, folder: &Path) -> Result<String> {
    write(folder, "list.py", include_str!("list.py"))?;
    run(Command::new("python3")
        .args([
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
        ])
        .args([
            "--root-user-action=ignore",
            "--upgrade",
            "--target",
            "packages",
        ])
        .arg(format!("{}=={}", library.name, library.version))
        .current_dir(folder))?;
    run(Command::new("python3")
        .arg("list.py")
        .env("PYTHONPATH", "packages")
        .current_dir(folder))
}

fn maven(library: &Library, folder: &Path) -> Result<String> {
    let (group, artifact) = library.name.split_once(':').context("no group")?;
    let version = library.version;
    let pom = format!(
        "<project xmlns=\"http://maven.apache.org/POM/4.0.0\">\n  <modelVersion>4.0.0</modelVersion>\n  \
         <groupId>why403</groupId>\n  <artifactId>libraries</artifactId>\n  <version>1</version>\n  <dependencies>\n    <dependency>\n      \
         <groupId>{group}</groupId>\n      <artifactId>{artifact}</artifactId>\n      <version>{version}</version>\n    \
         </dependency>\n  </dependencies>\n</project>\n"
    );
    write(folder, "pom.xml", &pom)?;
    write(folder, "List.java", include_str!("List.java"))?;
    run(Command::new("mvn")
        .args(["--quiet", "--batch-mode", "dependency:copy-dependencies"])
        .args(["-DincludeScope=runtime", "-DoutputDirectory=jars"])
        .current_dir(folder))?;
    run(Command::new("java")
        .args(["-classpath", "jars/*", "List.java"])
        .current_dir(folder))
}

fn go(library: &Library, folder: &Path) -> Result<String> {
    let module = format!(
        "module list\n\ngo 1.22\n\nrequire {} v{}\n",
        library.name, library.version
    );
    write(folder, "go.mod", &module)?;
    write(
        folder,
        "main.go",
        &include_str!("list.go").replace("MODULE", library.name),
    )?;
    run(Command::new("go").args(["mod", "tidy"]).current_dir(folder))?;
    run(Command::new("go").args(["run", "."]).current_dir(folder))
}

/// Returns the folder of the crate's sources.
fn crates(library: &Library, folder: &Path) -> Result<PathBuf> {
    let manifest = format!(
        "[package]\nname = \"list\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[lib]\npath = \"list.rs\"\n\n\
         [dependencies]\n{} = {{ version = \"={}\", default-features = false }}\n\n[workspace]\n",
        library.name, library.version
    );
    write(folder, "Cargo.toml", &manifest)?;
    write(folder, "list.rs", "")?;
    let metadata = run(Command::new("cargo")
        .args(["metadata", "--quiet", "--format-version=1"])
        .current_dir(folder))?;
    let metadata: serde_json::Value = serde_json::from_str(&metadata)?;
    let packages = metadata["packages"].as_array().context("no packages")?;
    let manifest = packages
        .iter()
        .find(|package| package["name"] == library.name)
        .and_then(|package| package["manifest_path"].as_str())
        .context("the crate is not among the packages")?;
    let sources = Path::new(manifest).parent().context("no folder")?;
    Ok(sources.join("src"))
}

/// Returns the folder of the gem's sources.
fn gem(library: &Library, folder: &Path) -> Result<PathBuf> {
    run(Command::new("gem")
        .args(["unpack", library.name, "--version", library.version])
        .current_dir(folder))?;
    let sources = folder.join(format!("{}-{}", library.name, library.version));
    // The command succeeds even if there is no such gem.
    ensure!(
        sources.is_dir(),
        "the gem was not fetched; a folder with its sources: --sources {}=FOLDER",
        library.key
    );
    Ok(sources)
}

fn ruby(sources: &Path, folder: &Path) -> Result<String> {
    write(folder, "list.rb", include_str!("list.rb"))?;
    let sources = fs::canonicalize(sources)
        .with_context(|| format!("there is no folder {}", sources.display()))?;
    run(Command::new("ruby")
        .arg("list.rb")
        .arg(sources)
        .current_dir(folder))
}

fn write(folder: &Path, name: &str, text: &str) -> Result<()> {
    let file = folder.join(name);
    fs::write(&file, text).with_context(|| format!("writing {}", file.display()))
}

/// Runs a command and returns its standard output. Its standard error is shown only if it fails: listing programs write there why a method
/// refused the arguments.
fn run(command: &mut Command) -> Result<String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command
        .output()
        .with_context(|| format!("`{name}` has to be on the PATH"))?;
    if !output.status.success() {
        bail!(
            "`{name}` failed: {}",
            String::from_utf8_lossy(&output.stderr).trim()
        );
    }
    Ok(String::from_utf8(output.stdout)?)
}
