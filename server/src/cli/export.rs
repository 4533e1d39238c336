//! `why403 export`: writes the site as static files.

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash, Hasher};
use std::io::{self, Write, stdout};
use std::net::{Ipv4Addr, SocketAddr};
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use app::StaticSite;
use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::http::header::{CONTENT_TYPE, HOST};
use axum::http::{HeaderValue, Request, StatusCode};
use clap::Args;
use diagnosis::attempt::is_on_this_machine;
use futures_util::{StreamExt, stream};
use permissions::Matrix;
use tower::ServiceExt;
use url::{Position, Url};

use super::footer::FooterArguments;
use super::serve::public_url;
use super::wrong_usage;
use crate::knowledge::matrix;
use crate::reference;
use crate::routes::{compressed, page_paths, router};
use crate::settings::{ClientLimits, PathPrefix, Settings};
use crate::site::{File, Site};

/// The maximum size of a page.
const MAX_PAGE: usize = 16 * 1024 * 1024;
/// The number of pages that are rendered at a time.
const AT_ONCE: usize = 16;
/// The files that the server generates in addition to pages and the dataset.
const FILES: [&str; 7] = [
    // Other sites load this script, so its URL must not change.
    "/embed.js",
    "/sitemap.xml",
    "/robots.txt",
    "/llms.txt",
    "/changes.json",
    "/changes.atom",
    "/data/permissions.json",
];
/// A path without a page.
const UNKNOWN: &str = "/404";

/// The arguments of `why403 export`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Folder to write to. It must be empty or not exist.
    folder: PathBuf,
    /// URL at which readers will find the site, for example <https://docs.example.com/why403>.
    #[arg(long, value_parser = public_url)]
    base_url: Url,
    /// URL of a Why403 server that runs the site's checks, for example <https://why403.example.com>. Default: the visitor's browser runs them.
    ///
    /// Start that server with --allowed-origin and the origin of --base-url.
    #[arg(long, value_parser = public_url)]
    server: Option<Url>,
    /// Folder with the site's files. Default: the files in the program, or target/site if it was built without them.
    #[arg(long, env = "WHY403_SITE_DIR")]
    site_dir: Option<PathBuf>,
    #[command(flatten)]
    footer: FooterArguments,
}

/// Why the site was not written.
#[derive(Debug, thiserror::Error)]
enum Error {
    #[error("{} is not empty. Give an empty or a new folder", .0.display())]
    NotEmpty(PathBuf),
    #[error("{} has no site files. Run cargo xtask build, or set --site-dir", .0.display())]
    NoSite(PathBuf),
    #[error(
        "the browsers of readers block requests from {0} to --server {1}, because they have no TLS. Give --server an https: URL"
    )]
    WithoutTls(String, String),
    #[error("{}: {error}", path.display())]
    File { path: PathBuf, error: io::Error },
    #[error("the page {0} could not be rendered: {1}")]
    Page(String, String),
}

/// Writes the site, and prints its number of files and its size.
pub(super) fn run(arguments: &Arguments) -> ExitCode {
    let matrix = match matrix() {
        Ok(matrix) => matrix,
        Err(error) => return wrong_usage(&error),
    };
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => return wrong_usage(&format!("the runtime does not start: {error}")),
    };
    let started = Instant::now();
    let mut export = Export::new(arguments);
    match runtime.block_on(export.write(matrix)) {
        Ok(()) => {
            let line = format!(
                "{}: {} files, {} MB, in {:.1} s",
                arguments.folder.display(),
                export.files,
                export.bytes.div_ceil(1_000_000),
                started.elapsed().as_secs_f64()
            );
            let printed = writeln!(stdout(), "{line}");
            super::after_output(printed, ExitCode::SUCCESS)
        }
        Err(error) => wrong_usage(&error),
    }
}

/// A site that is being written.
struct Export<'a> {
    arguments: &'a Arguments,
    renderer: Renderer,
    site: Site,
    files: usize,
    bytes: u64,
}

/// A page or a generated file, and where it is written.
struct Job {
    /// The path of the request.
    path: String,
    /// The path of the file.
    file: String,
    expected: StatusCode,
    /// Whether the file is also written in compressed form.
    compressed: bool,
}

impl Job {
    /// A page of its own folder, so that every file server finds it at its path.
    fn page(path: &str) -> Self {
        Self {
            file: format!("{}/index.html", path.trim_end_matches('/')),
            ..Self::file(path)
        }
    }

    /// A generated file.
    fn file(path: &str) -> Self {
        Self {
            path: path.to_owned(),
            file: path.to_owned(),
            expected: StatusCode::OK,
            compressed: true,
        }
    }

    /// The same without compressed forms: there are many pages by version, and few readers.
    fn plain(self) -> Self {
        Self {
            compressed: false,
            ..self
        }
    }
}

/// Renders pages as the server would.
#[derive(Clone)]
struct Renderer {
    router: Router,
    prefix: PathPrefix,
    host: String,
    mark: StaticSite,
}

impl Renderer {
    /// The forms of a page: the endings of their files, and their contents.
    async fn forms(&self, job: &Job) -> Result<Vec<(&'static str, Bytes)>, Error> {
        let (media_type, content) = self.response(job).await?;
        let mut forms = vec![("", content.clone())];
        if let (true, Some(media_type)) = (job.compressed, media_type) {
            for (encoding, ending) in [("br", ".br"), ("gzip", ".gz")] {
                let compressed = compressed(media_type.clone(), content.clone(), encoding).await;
                forms.extend(compressed.map(|content| (ending, content)));
            }
        }
        Ok(forms)
    }

    async fn response(&self, job: &Job) -> Result<(Option<HeaderValue>, Bytes), Error> {
        let failed = |reason: String| Error::Page(job.path.clone(), reason);
        let request = Request::get(format!("{}{}", self.prefix.as_str(), job.path))
            .header(HOST, &self.host)
            .extension(self.mark.clone())
            .body(Body::empty())
            .map_err(|error| failed(error.to_string()))?;
        let Ok(response) = self.router.clone().oneshot(request).await;
        if response.status() != job.expected {
            return Err(failed(response.status().to_string()));
        }
        let media_type = response.headers().get(CONTENT_TYPE).cloned();
        let body = to_bytes(response.into_body(), MAX_PAGE)
            .await
            .map_err(|error| failed(error.to_string()))?;
        Ok((media_type, body))
    }
}

/// Every page and every generated file.
fn jobs(matrix: &Matrix) -> Vec<Job> {
    let mut jobs: Vec<Job> = page_paths().iter().map(|path| Job::page(path)).collect();
    jobs.push(Job::page("/search"));
    jobs.push(Job {
        file: "/404.html".to_owned(),
        expected: StatusCode::NOT_FOUND,
        ..Job::file(UNKNOWN)
    });
    jobs.extend(FILES.map(Job::file));
    let data = reference::file_names(matrix);
    jobs.extend(data.iter().map(|name| Job::file(&format!("/data/{name}"))));
    let suffixed = |path: &str| ["md", "json"].map(|suffix| Job::file(&format!("{path}.{suffix}")));
    for page in reference::pages(matrix) {
        jobs.extend(suffixed(&page.path).map(Job::plain));
        jobs.extend(embedded(&page.path).map(|path| Job::page(&path).plain()));
    }
    jobs.extend(["/embed/role", "/embed/playground"].map(Job::page));
    for path in reference::permalinks(matrix) {
        jobs.extend(suffixed(&path).map(Job::plain));
        jobs.push(Job::page(&path).plain());
    }
    for place in reference::places(matrix) {
        jobs.push(Job::page(&format!("/{place}/operations")).plain());
    }
    jobs
}

/// The path of a reference page in the form that other sites embed.
fn embedded(path: &str) -> Option<String> {
    let operation = path
        .strip_prefix("/operations/")
        .map(|slug| format!("/embed/role/{slug}"));
    let cause = path
        .strip_prefix("/causes/")
        .map(|code| format!("/embed/cause/{code}"));
    operation.or(cause)
}

impl<'a> Export<'a> {
    fn new(arguments: &'a Arguments) -> Self {
        // The value parser has already checked the path.
        let prefix = PathPrefix::parse(arguments.base_url.path()).unwrap_or_default();
        let site = Site::or_default(arguments.site_dir.clone());
        let settings = Settings {
            site: site.clone(),
            prefix: prefix.clone(),
            public_url: Some(arguments.base_url.clone()),
            footer: arguments.footer.links(),
            // The export is the only client, and requests every page within seconds.
            client_limits: ClientLimits {
                requests: NonZeroU32::MAX,
                ..ClientLimits::default()
            },
            ..Settings::new(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))
        };
        let url = &arguments.base_url;
        Self {
            arguments,
            renderer: Renderer {
                router: router(settings),
                prefix,
                host: url[Position::BeforeHost..Position::AfterPort].to_owned(),
                mark: StaticSite {
                    server: arguments
                        .server
                        .as_ref()
                        .map(|url| url.as_str().trim_end_matches('/').to_owned()),
                    ..StaticSite::default()
                },
            },
            site,
            files: 0,
            bytes: 0,
        }
    }

    async fn write(&mut self, matrix: &Matrix) -> Result<(), Error> {
        let folder = &self.arguments.folder;
        let Arguments {
            base_url, server, ..
        } = self.arguments;
        if let Some(server) = server
            && base_url.scheme() == "https"
            && server.scheme() == "http"
            && !is_on_this_machine(server)
        {
            return Err(Error::WithoutTls(base_url.to_string(), server.to_string()));
        }
        if let Some(site) = self.site.missing() {
            return Err(Error::NoSite(site.clone()));
        }
        let is_used = fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some());
        if is_used {
            return Err(Error::NotEmpty(folder.clone()));
        }
        self.assets()?;
        let renderer = self.renderer.clone();
        let mut pages = stream::iter(jobs(matrix))
            .map(|job| {
                let renderer = renderer.clone();
                let path = job.path.clone();
                let rendering = tokio::spawn(async move {
                    let forms = renderer.forms(&job).await?;
                    Ok((job.file, forms))
                });
                async move {
                    rendering
                        .await
                        .unwrap_or_else(|error| Err(Error::Page(path, error.to_string())))
                }
            })
            .buffer_unordered(AT_ONCE);
        while let Some(page) = pages.next().await {
            let (file, forms) = page?;
            for (ending, content) in forms {
                self.file(&format!("{file}{ending}"), &content)?;
            }
        }
        drop(pages);
        self.file("/search.json", reference::search_index(matrix).as_bytes())
    }

    /// Writes the files that every page loads into a folder whose name changes with their content, so that browsers may keep them.
    fn assets(&mut self) -> Result<(), Error> {
        let files = match self.site.clone() {
            Site::Folder(site) => {
                let mut files = Vec::new();
                read(&site, Path::new(""), &mut files)?;
                files.sort();
                files
            }
            Site::Embedded(files) => files.iter().flat_map(forms).collect(),
        };
        let mut hasher = DefaultHasher::new();
        files.hash(&mut hasher);
        let assets = format!("/assets-{:016x}", hasher.finish());
        for (path, content) in &files {
            self.file(&format!("{assets}/{path}"), content)?;
        }
        self.renderer.mark.assets = assets;
        Ok(())
    }

    fn file(&mut self, path: &str, content: &[u8]) -> Result<(), Error> {
        let file = self.arguments.folder.join(path.trim_start_matches('/'));
        let failed = |error| Error::File {
            path: file.clone(),
            error,
        };
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder).map_err(failed)?;
        }
        fs::write(&file, content).map_err(failed)?;
        self.files += 1;
        self.bytes += content.len() as u64;
        Ok(())
    }
}

/// The paths and contents of an embedded file, also in compressed form.
fn forms(file: &File) -> impl Iterator<Item = (String, Vec<u8>)> + use<> {
    let forms = [
        ("", Some(file.content)),
        (".br", file.brotli),
        (".gz", file.gzip),
    ];
    let path = file.path;
    forms
        .into_iter()
        .filter_map(move |(ending, content)| Some((format!("{path}{ending}"), content?.to_vec())))
}

/// Reads the files of a folder.
fn read(folder: &Path, below: &Path, files: &mut Vec<(String, Vec<u8>)>) -> Result<(), Error> {
    let failed = |error| Error::File {
        path: folder.to_owned(),
        error,
    };
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let (source, path) = (entry.path(), below.join(entry.file_name()));
        if source.is_dir() {
            read(&source, &path, files)?;
        } else {
            let content = fs::read(&source).map_err(|error| Error::File {
                path: source.clone(),
                error,
            })?;
            files.push((path.to_string_lossy().replace('\\', "/"), content));
        }
    }
    Ok(())
}
