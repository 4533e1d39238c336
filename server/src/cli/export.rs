//! `why403 export`: writes the site as static files.

use std::fs;
use std::io::{self, Write, stdout};
use std::net::{Ipv4Addr, SocketAddr};
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use app::StaticSite;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::header::{ACCEPT_ENCODING, HOST};
use axum::http::{Request, StatusCode};
use clap::Args;
use permissions::Matrix;
use tower::ServiceExt;
use url::{Position, Url};

use super::serve::public_url;
use super::wrong_usage;
use crate::knowledge::matrix;
use crate::reference;
use crate::routes::{page_paths, router};
use crate::settings::{ClientLimits, PathPrefix, Settings};
use crate::site::{File, Site};

/// The maximum size of a page.
const MAX_PAGE: usize = 16 * 1024 * 1024;
/// The files that the server generates in addition to pages.
const FILES: [&str; 5] = [
    "/sitemap.xml",
    "/robots.txt",
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
    /// Folder with the site's files. Default: the files in the program, or target/site if it was built without them.
    #[arg(long, env = "WHY403_SITE_DIR")]
    site_dir: Option<PathBuf>,
}

/// Why the site was not written.
#[derive(Debug, thiserror::Error)]
enum Error {
    #[error("{} is not empty. Give an empty or a new folder", .0.display())]
    NotEmpty(PathBuf),
    #[error("{} has no site files. Run cargo xtask build, or set --site-dir", .0.display())]
    NoSite(PathBuf),
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
    let runtime = match tokio::runtime::Builder::new_current_thread()
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
    router: Router,
    site: Site,
    prefix: PathPrefix,
    files: usize,
    bytes: u64,
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
            // The export is the only client, and requests every page within seconds.
            client_limits: ClientLimits {
                requests: NonZeroU32::MAX,
                ..ClientLimits::default()
            },
            ..Settings::new(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))
        };
        Self {
            arguments,
            router: router(settings),
            site,
            prefix,
            files: 0,
            bytes: 0,
        }
    }

    async fn write(&mut self, matrix: &Matrix) -> Result<(), Error> {
        let folder = &self.arguments.folder;
        if let Some(site) = self.site.missing() {
            return Err(Error::NoSite(site.clone()));
        }
        let is_used = fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some());
        if is_used {
            return Err(Error::NotEmpty(folder.clone()));
        }
        match self.site.clone() {
            Site::Folder(site) => self.copy(&site, Path::new(""))?,
            Site::Embedded(files) => self.unpack(files)?,
        }
        for path in page_paths() {
            let file = format!("{}/index.html", path.trim_end_matches('/'));
            self.page(&path, &file, StatusCode::OK).await?;
        }
        self.page("/search", "/search/index.html", StatusCode::OK)
            .await?;
        self.page(UNKNOWN, "/404.html", StatusCode::NOT_FOUND)
            .await?;
        for path in FILES {
            self.page(path, path, StatusCode::OK).await?;
        }
        for page in reference::pages(matrix) {
            for ending in ["md", "json"] {
                let path = format!("{}.{ending}", page.path);
                let content = self.response(&path, "identity", StatusCode::OK).await?;
                self.file(&path, &content)?;
            }
        }
        for (name, text) in reference::files(matrix) {
            self.file(&format!("/data/{name}"), text.as_bytes())?;
        }
        self.file("/search.json", reference::search_index(matrix).as_bytes())?;
        let base = self.arguments.base_url.as_str().trim_end_matches('/');
        self.file("/llms.txt", reference::llms(matrix, base).as_bytes())
    }

    /// Writes the files that every page loads, also in compressed form.
    fn unpack(&mut self, files: &[File]) -> Result<(), Error> {
        for file in files {
            let forms = [
                ("", Some(file.content)),
                (".br", file.brotli),
                (".gz", file.gzip),
            ];
            for (ending, content) in forms {
                if let Some(content) = content {
                    self.file(&format!("/{}{ending}", file.path), content)?;
                }
            }
        }
        Ok(())
    }

    /// Copies the files that every page loads.
    fn copy(&mut self, from: &Path, below: &Path) -> Result<(), Error> {
        let failed = |error| Error::File {
            path: from.to_owned(),
            error,
        };
        for entry in fs::read_dir(from).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let (source, target) = (entry.path(), below.join(entry.file_name()));
            if source.is_dir() {
                self.copy(&source, &target)?;
            } else {
                let content = fs::read(&source).map_err(|error| Error::File {
                    path: source.clone(),
                    error,
                })?;
                self.file(&format!("/{}", target.to_string_lossy()), &content)?;
            }
        }
        Ok(())
    }

    /// Renders a page as the server would, and writes it, also in compressed form.
    async fn page(&mut self, path: &str, file: &str, expected: StatusCode) -> Result<(), Error> {
        for (encoding, ending) in [("identity", ""), ("br", ".br"), ("gzip", ".gz")] {
            let content = self.response(path, encoding, expected).await?;
            self.file(&format!("{file}{ending}"), &content)?;
        }
        Ok(())
    }

    async fn response(
        &self,
        path: &str,
        encoding: &str,
        expected: StatusCode,
    ) -> Result<Vec<u8>, Error> {
        let failed = |reason: String| Error::Page(path.to_owned(), reason);
        let url = &self.arguments.base_url;
        let request = Request::get(format!("{}{path}", self.prefix.as_str()))
            .header(HOST, &url[Position::BeforeHost..Position::AfterPort])
            .header(ACCEPT_ENCODING, encoding)
            .extension(StaticSite)
            .body(Body::empty())
            .map_err(|error| failed(error.to_string()))?;
        let Ok(response) = self.router.clone().oneshot(request).await;
        if response.status() != expected {
            return Err(failed(response.status().to_string()));
        }
        let body = to_bytes(response.into_body(), MAX_PAGE)
            .await
            .map_err(|error| failed(error.to_string()))?;
        Ok(body.into())
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
