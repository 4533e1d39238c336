//! Builds the container image without a container engine: an OCI image layout and an archive of it.
//!
//! The image follows the last stage of `packaging/Dockerfile`. Its base is what distroless images contain: the C libraries of the program and
//! the certificate authorities of Debian, both from this machine.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context, Result, bail};
use serde_json::{Map, Value, json};

use super::add;
use crate::{
    command::{Run, program},
    project,
};

/// The folder that the Dockerfile builds in.
const BUILD_FOLDER: &str = "/why403/";
/// The certificate authorities of Debian's `ca-certificates`, one file each. Those that this machine's administrator added are elsewhere.
const AUTHORITIES: &str = "/usr/share/ca-certificates/mozilla";
/// The file that programs read certificate authorities from.
const BUNDLE: &str = "etc/ssl/certs/ca-certificates.crt";
/// The files of the base that describe the system: path and content.
const SYSTEM: [(&str, &str); 3] = [
    (
        "etc/passwd",
        "root:x:0:0:root:/root:/sbin/nologin\nnonroot:x:65532:65532:nonroot:/:/sbin/nologin\n",
    ),
    ("etc/group", "root:x:0:\nnonroot:x:65532:\n"),
    ("etc/nsswitch.conf", "hosts: files dns\n"),
];

// The media types of the OCI image specification.
const INDEX: &str = "application/vnd.oci.image.index.v1+json";
const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
const CONFIG: &str = "application/vnd.oci.image.config.v1+json";
const LAYER: &str = "application/vnd.oci.image.layer.v1.tar+gzip";

/// The last stage of a Dockerfile.
#[derive(Debug, Default, PartialEq, Eq)]
struct Stage {
    /// The files of the build: path below the project's root, and path in the image.
    files: Vec<(String, String)>,
    user: String,
    environment: Vec<String>,
    ports: Vec<String>,
    entry_point: Vec<String>,
    arguments: Vec<String>,
}

impl Stage {
    /// Parses the last stage. An instruction that this image does not support is an error, so that none is lost.
    fn last_of(dockerfile: &str) -> Result<Self> {
        let lines: Vec<&str> = dockerfile
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
            .collect();
        let start = lines
            .iter()
            .rposition(|line| line.starts_with("FROM "))
            .context("the Dockerfile has no FROM")?;
        let mut stage = Self::default();
        for &line in &lines[start + 1..] {
            let (instruction, value) = line.split_once(' ').unwrap_or((line, ""));
            match instruction {
                "COPY" => stage.files.extend(copied(value)?),
                "USER" => value.clone_into(&mut stage.user),
                "ENV" => stage.environment.push(value.to_owned()),
                "EXPOSE" => stage.ports.push(format!("{value}/tcp")),
                "ENTRYPOINT" => stage.entry_point = list(value)?,
                "CMD" => stage.arguments = list(value)?,
                other => bail!(
                    "the last stage of the Dockerfile has {other}, which `cargo xtask package` does not support"
                ),
            }
        }
        if stage.user.is_empty() || stage.entry_point.is_empty() {
            bail!("the last stage of the Dockerfile has no USER or no ENTRYPOINT");
        }
        Ok(stage)
    }
}

/// The words of a command in the form without a shell, which the image lacks: a JSON list.
fn list(value: &str) -> Result<Vec<String>> {
    serde_json::from_str(value)
        .with_context(|| format!("{value} in the Dockerfile must be a JSON list of strings"))
}

/// The files of `COPY --from=build SOURCE… TARGET`: path below the project's root, and path in the image.
fn copied(value: &str) -> Result<Vec<(String, String)>> {
    let words: Vec<&str> = value
        .split_whitespace()
        .filter(|word| !word.starts_with("--"))
        .collect();
    let (target, sources) = words
        .split_last()
        .context("COPY in the Dockerfile has no files")?;
    let below = |source: &&str| -> Result<(String, String)> {
        let source = source
            .strip_prefix(BUILD_FOLDER)
            .with_context(|| format!("COPY of {source}, which is not below {BUILD_FOLDER}"))?;
        let name = source.rsplit('/').next().unwrap_or(source);
        let path = if target.ends_with('/') {
            format!("{target}{name}")
        } else {
            (*target).to_owned()
        };
        Ok((source.to_owned(), path.trim_start_matches('/').to_owned()))
    };
    sources.iter().map(below).collect()
}

/// Writes the image with this binary to `folder`: the layout, and its archive, whose path is returned. The same files make the same image,
/// byte for byte. `date` is the date of every file.
pub(super) fn image(
    binary: &Path,
    folder: &Path,
    architecture: &str,
    date: Duration,
) -> Result<PathBuf> {
    let dockerfile = fs::read_to_string(project::path("packaging/Dockerfile"))?;
    let stage = Stage::last_of(&dockerfile)?;
    let root = folder.join("image-root");
    project::delete(&root)?;
    base(binary, &root)?;
    for (source, path) in &stage.files {
        let is_binary = source.ends_with("/why403");
        let source = if is_binary {
            binary.to_owned()
        } else {
            project::path(source)
        };
        let content = fs::read(&source).with_context(|| format!("reading {}", source.display()))?;
        add(&root, path, &content, is_binary)?;
    }
    let name = format!("why403_{}_{architecture}.oci", env!("CARGO_PKG_VERSION"));
    let layout = folder.join(&name);
    write_layout(&layout, &root, &stage, architecture, date)?;
    let archive = folder.join(format!("{name}.tar"));
    tar(&layout, &archive, date)?;
    project::delete(&root)?;
    Ok(archive)
}

/// Adds what the program needs from the system: its libraries with their licenses, certificate authorities, and the name of its user.
fn base(binary: &Path, root: &Path) -> Result<()> {
    for library in libraries(binary)? {
        let content =
            fs::read(&library).with_context(|| format!("reading {}", library.display()))?;
        let path = library.to_string_lossy();
        add(root, path.trim_start_matches('/'), &content, true)?;
        for package in packages(&library)? {
            let license = format!("usr/share/doc/{package}/copyright");
            let content = fs::read(Path::new("/").join(&license))
                .with_context(|| format!("the license of {package}"))?;
            add(root, &license, &content, false)?;
        }
    }
    let mut authorities: Vec<PathBuf> = fs::read_dir(AUTHORITIES)
        .context("Debian's ca-certificates is missing. Install it")?
        .map(|file| Ok(file?.path()))
        .collect::<Result<_>>()?;
    authorities.sort();
    let mut bundle = Vec::new();
    for authority in authorities {
        bundle.extend(fs::read(authority)?);
    }
    add(root, BUNDLE, &bundle, false)?;
    for (path, content) in SYSTEM {
        add(root, path, content.as_bytes(), false)?;
    }
    Ok(())
}

/// The shared libraries that the program loads, and their loader. A static program has none.
fn libraries(binary: &Path) -> Result<Vec<PathBuf>> {
    let output = program("ldd")
        .arg(binary)
        // The messages below are English.
        .env("LC_ALL", "C")
        .output()
        .context("ldd is missing")?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned()
        + &String::from_utf8_lossy(&output.stderr);
    if text.contains("statically linked") || text.contains("not a dynamic") {
        return Ok(Vec::new());
    }
    if !output.status.success() || text.contains("not found") {
        bail!("ldd {}: {text}", binary.display());
    }
    let libraries = text
        .split_whitespace()
        .filter(|word| word.starts_with('/'))
        .map(PathBuf::from)
        .collect();
    Ok(libraries)
}

/// The Debian packages that a library comes from.
fn packages(library: &Path) -> Result<Vec<String>> {
    // Merged systems list a file by the path behind the links.
    let real = fs::canonicalize(library)?;
    let plain = real
        .strip_prefix("/usr")
        .map(|below| Path::new("/").join(below));
    let found = [Some(real.clone()), plain.ok()]
        .into_iter()
        .flatten()
        .filter_map(|path| program("dpkg").arg("-S").arg(path).output().ok())
        .find(|output| output.status.success())
        .with_context(|| format!("no Debian package has {}", real.display()))?;
    let found = String::from_utf8(found.stdout)?;
    let (packages, _) = found.split_once(": ").unwrap_or_default();
    Ok(packages
        .split(", ")
        .filter_map(|package| Some(package.split(':').next()?.to_owned()))
        .collect())
}

/// Writes an OCI image layout with one layer, the files below `root`.
fn write_layout(
    layout: &Path,
    root: &Path,
    stage: &Stage,
    architecture: &str,
    date: Duration,
) -> Result<()> {
    project::delete(layout)?;
    let blobs = layout.join("blobs/sha256");
    fs::create_dir_all(&blobs)?;
    let files = layout.join("layer.tar");
    tar(root, &files, date)?;
    let content = format!("sha256:{}", sha256(&files)?);
    // Without the name and the date of the file, which gzip would store.
    program("gzip").arg("-n9").arg(&files).run()?;
    let layer = keep(&blobs, &layout.join("layer.tar.gz"), LAYER)?;
    let created = program("date")
        .args(["--utc", "+%Y-%m-%dT%H:%M:%SZ"])
        .arg(format!("--date=@{}", date.as_secs()))
        .output_text()?;
    let version = env!("CARGO_PKG_VERSION");
    let ports: Map<String, Value> = stage
        .ports
        .iter()
        .map(|port| (port.clone(), json!({})))
        .collect();
    let config = json!({
        "created": created,
        "architecture": architecture,
        "os": "linux",
        "config": {
            "User": stage.user,
            "ExposedPorts": ports,
            "Env": stage.environment,
            "Entrypoint": stage.entry_point,
            "Cmd": stage.arguments,
            "Labels": {
                "org.opencontainers.image.title": "why403",
                "org.opencontainers.image.version": version,
                "org.opencontainers.image.licenses": "Apache-2.0",
            },
        },
        "rootfs": { "type": "layers", "diff_ids": [content] },
        "history": [{ "created": created, "created_by": "cargo xtask package" }],
    });
    let config = keep_document(&blobs, &config, CONFIG)?;
    let manifest = json!({
        "schemaVersion": 2,
        "mediaType": MANIFEST,
        "config": config,
        "layers": [layer],
    });
    let mut manifest = keep_document(&blobs, &manifest, MANIFEST)?;
    manifest["platform"] = json!({ "architecture": architecture, "os": "linux" });
    manifest["annotations"] = json!({
        "org.opencontainers.image.ref.name": version,
        // The name under which Podman and Docker load the image. Without it, they would use the version as the name.
        "io.containerd.image.name": format!("docker.io/library/why403:{version}"),
    });
    let index = json!({ "schemaVersion": 2, "mediaType": INDEX, "manifests": [manifest] });
    fs::write(layout.join("index.json"), index.to_string())?;
    let mark = json!({ "imageLayoutVersion": "1.0.0" });
    fs::write(layout.join("oci-layout"), mark.to_string())?;
    Ok(())
}

/// Moves a file to the blobs, under its digest, and returns its descriptor.
fn keep(blobs: &Path, file: &Path, media_type: &str) -> Result<Value> {
    let digest = sha256(file)?;
    let size = fs::metadata(file)?.len();
    fs::rename(file, blobs.join(&digest))?;
    Ok(json!({ "mediaType": media_type, "digest": format!("sha256:{digest}"), "size": size }))
}

/// Writes a JSON document to the blobs, and returns its descriptor.
fn keep_document(blobs: &Path, document: &Value, media_type: &str) -> Result<Value> {
    let file = blobs.join("document.json");
    fs::write(&file, document.to_string())?;
    keep(blobs, &file, media_type)
}

fn sha256(file: &Path) -> Result<String> {
    let line = program("sha256sum").arg("--").arg(file).output_text()?;
    let digest = line.split_whitespace().next();
    Ok(digest.context("sha256sum printed nothing")?.to_owned())
}

/// Writes the files below `folder` as an archive that depends only on their contents and modes.
fn tar(folder: &Path, archive: &Path, date: Duration) -> Result<()> {
    program("tar")
        .args(["--create", "--format=ustar", "--sort=name"])
        .args([
            "--owner=0",
            "--group=0",
            "--numeric-owner",
            "--mode=u=rwX,go=rX",
        ])
        .arg(format!("--mtime=@{}", date.as_secs()))
        .arg("--file")
        .arg(archive)
        .arg("--directory")
        .arg(folder)
        .arg(".")
        .run()
}

#[cfg(test)]
mod tests {
    use std::io::{self, BufRead, BufReader, Read, Write};
    use std::net::TcpStream;
    use std::process::{Child, Stdio};

    use super::*;

    const DATE: Duration = Duration::from_secs(1_700_000_000);

    fn read(path: &Path) -> Value {
        serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
    }

    /// The blob of a descriptor, after the rules of the specification for descriptors are checked.
    fn blob(layout: &Path, descriptor: &Value, media_type: &str) -> PathBuf {
        assert_eq!(descriptor["mediaType"], media_type);
        let digest = descriptor["digest"].as_str().unwrap();
        let digits = digest.strip_prefix("sha256:").unwrap();
        assert!(
            digits.len() == 64 && !digits.contains(|c: char| !matches!(c, '0'..='9' | 'a'..='f'))
        );
        let path = layout.join("blobs/sha256").join(digits);
        assert_eq!(sha256(&path).unwrap(), digits);
        assert_eq!(descriptor["size"], fs::metadata(&path).unwrap().len());
        path
    }

    #[test]
    fn the_last_stage_of_the_dockerfile_is_read() {
        let text = "FROM a AS build\nRUN x \\\n  && y\nENV A=b\nCOPY . .\n\n# base\nFROM b\n\
                    COPY --from=build /why403/target/release/why403 /usr/bin/why403\n\
                    COPY --from=build /why403/LICENSE /why403/N.txt /usr/share/doc/\nUSER 1:2\nENV C=d\nEXPOSE 8403\n\
                    ENTRYPOINT [\"/x\"]\nCMD [\"serve\", \"-v\"]\n";
        let files = [
            ("target/release/why403", "usr/bin/why403"),
            ("LICENSE", "usr/share/doc/LICENSE"),
            ("N.txt", "usr/share/doc/N.txt"),
        ];
        let files = files.map(|(source, path)| (source.to_owned(), path.to_owned()));
        let stage = Stage {
            files: files.into(),
            user: "1:2".to_owned(),
            environment: vec!["C=d".to_owned()],
            ports: vec!["8403/tcp".to_owned()],
            entry_point: vec!["/x".to_owned()],
            arguments: vec!["serve".to_owned(), "-v".to_owned()],
        };
        assert_eq!(Stage::last_of(text).unwrap(), stage);
        for unknown in ["HEALTHCHECK NONE", "VOLUME /data", "CMD serve"] {
            assert!(
                Stage::last_of(&format!("{text}{unknown}\n")).is_err(),
                "{unknown}"
            );
        }
        for unknown in ["RUN x", "COPY . /", "WORKDIR /x"] {
            let text = text.replace("FROM b\n", &format!("FROM b\n{unknown}\n"));
            assert!(Stage::last_of(&text).is_err(), "{unknown}");
        }
        assert!(Stage::last_of("FROM scratch\n").is_err());
    }

    /// The rules are those of the OCI image specification 1.1: image layout, index, manifest, config, and layer.
    #[test]
    fn the_layout_follows_the_specification_and_its_files_run() {
        if project::on_path("dpkg").is_none() || !Path::new(AUTHORITIES).is_dir() {
            return;
        }
        let release = project::path("target/release/why403");
        // Without a release build, another dynamic program takes its place.
        let binary = if release.is_file() {
            release
        } else {
            fs::canonicalize("/bin/true").unwrap()
        };
        let folder = project::path("target/image-test");
        project::delete(&folder).unwrap();
        fs::create_dir_all(&folder).unwrap();
        let archive = image(&binary, &folder, "amd64", DATE).unwrap();
        let layout = archive.with_extension("");
        assert_eq!(
            read(&layout.join("oci-layout")),
            json!({ "imageLayoutVersion": "1.0.0" })
        );
        let mut names: Vec<String> = fs::read_dir(&layout)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        assert_eq!(names, ["blobs", "index.json", "oci-layout"]);
        let index = read(&layout.join("index.json"));
        assert_eq!(
            (&index["schemaVersion"], &index["mediaType"]),
            (&json!(2), &json!(INDEX))
        );
        assert_eq!(index["manifests"].as_array().unwrap().len(), 1);
        let described = &index["manifests"][0];
        assert_eq!(
            described["platform"],
            json!({ "architecture": "amd64", "os": "linux" })
        );
        let manifest = read(&blob(&layout, described, MANIFEST));
        assert_eq!(
            (&manifest["schemaVersion"], &manifest["mediaType"]),
            (&json!(2), &json!(MANIFEST))
        );
        let config = read(&blob(&layout, &manifest["config"], CONFIG));
        assert_eq!(
            (&config["architecture"], &config["os"]),
            (&json!("amd64"), &json!("linux"))
        );
        assert_eq!(config["created"], "2023-11-14T22:13:20Z");
        let run = &config["config"];
        assert_eq!(run["User"], "65532:65532");
        assert_eq!(run["ExposedPorts"], json!({ "8403/tcp": {} }));
        assert_eq!(run["Env"], json!(["WHY403_LISTEN=0.0.0.0:8403"]));
        assert_eq!(
            (&run["Entrypoint"], &run["Cmd"]),
            (&json!(["/usr/bin/why403"]), &json!(["serve"]))
        );

        let layer = blob(&layout, &manifest["layers"][0], LAYER);
        let unpacked = folder.join("unpacked");
        fs::create_dir(&unpacked).unwrap();
        program("tar")
            .arg("-xzf")
            .arg(&layer)
            .arg("-C")
            .arg(&unpacked)
            .run()
            .unwrap();
        let plain = folder.join("layer.tar");
        let decompressed = program("gzip")
            .arg("-dc")
            .arg(&layer)
            .output()
            .unwrap()
            .stdout;
        fs::write(&plain, decompressed).unwrap();
        assert_eq!(
            config["rootfs"],
            json!({ "type": "layers", "diff_ids": [format!("sha256:{}", sha256(&plain).unwrap())] })
        );
        let listed = program("tar")
            .arg("--list")
            .arg("--verbose")
            .arg("--numeric-owner")
            .arg("--file")
            .arg(&plain)
            .output_text()
            .unwrap();
        for line in listed.lines() {
            assert!(line.contains(" 0/0 "), "{line}");
            // Nobody but the owner may write, and no program gets the rights of its owner.
            assert!(
                matches!(&line[..10], "drwxr-xr-x" | "-rwxr-xr-x" | "-rw-r--r--"),
                "{line}"
            );
        }
        let bundle = fs::read_to_string(unpacked.join(BUNDLE)).unwrap();
        assert!(bundle.matches("-----BEGIN CERTIFICATE-----").count() > 100);
        runs(&unpacked, binary.ends_with("why403"));

        // The same files make the same image.
        let first = fs::read(&archive).unwrap();
        assert!(first == fs::read(image(&binary, &folder, "amd64", DATE).unwrap()).unwrap());
        project::delete(&folder).unwrap();
    }

    /// Runs the program of the root file system with nothing else, as the image's user. Only root may change the root folder.
    fn runs(root: &Path, is_why403: bool) {
        let is_root = program("id")
            .arg("-u")
            .output_text()
            .is_ok_and(|id| id == "0");
        if !is_root || project::on_path("chroot").is_none() {
            return;
        }
        let mut command = program("chroot");
        command
            .arg("--userspec=65532:65532")
            .arg(root)
            .arg("/usr/bin/why403");
        if !is_why403 {
            command.run().unwrap();
            return;
        }
        let mut server = command
            .args(["serve", "--listen", "127.0.0.1:0"])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let response = health(&mut server);
        server.kill().unwrap();
        server.wait().unwrap();
        let response = response.unwrap();
        assert!(response.starts_with("HTTP/1.1 200 "), "{response}");
    }

    /// The response of a server that has just started to `GET /healthz`. Returns errors, so that the test stops the server before it fails.
    fn health(server: &mut Child) -> io::Result<String> {
        let mut url = String::new();
        let output = server.stdout.take().ok_or(io::ErrorKind::BrokenPipe)?;
        BufReader::new(output).read_line(&mut url)?;
        let authority = url
            .trim()
            .strip_prefix("http://")
            .ok_or(io::ErrorKind::InvalidData)?;
        let mut connection = TcpStream::connect(authority)?;
        write!(
            connection,
            "GET /healthz HTTP/1.1\r\nHost: {authority}\r\nConnection: close\r\n\r\n"
        )?;
        let mut response = String::new();
        connection.read_to_string(&mut response)?;
        Ok(response)
    }
}
