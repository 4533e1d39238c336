//! Determines the Keycloak version of a page: the one in its path or its query, or the newest measured one.

use leptos::prelude::{ReadUntracked, use_context};
use leptos_axum::ResponseOptions;
use leptos_router::hooks::{use_params_map, use_query_map};
use maud::{Markup, html};
use permissions::{Fit, Matrix, Permissions, TokenRealm, Version};

use crate::site;

/// The maximum length of a version.
const LONGEST: usize = 40;

/// The version, and the notice about it.
#[derive(Clone, Debug)]
pub struct Chosen {
    /// The permissions of the version.
    pub permissions: Permissions<'static>,
    /// A notice if the version is not the requested one.
    pub notice: Option<String>,
}

impl Chosen {
    /// The version in the path `/26.5/…` or in `?keycloak=` of the page that is being rendered. If the path contains something else in place of a
    /// version, the response is a 404.
    pub fn here(matrix: &'static Matrix, token_realm: TokenRealm) -> Self {
        let in_path = use_params_map().read_untracked().get("version");
        let is_unknown = in_path
            .as_ref()
            .is_some_and(|version| version.parse::<Version>().is_err());
        if let (true, Some(response)) = (is_unknown, use_context::<ResponseOptions>()) {
            response.set_status(http::StatusCode::NOT_FOUND);
        }
        let stated = in_path
            .or_else(|| use_query_map().read_untracked().get("keycloak"))
            .unwrap_or_default();
        Self::of(matrix, token_realm, stated.trim())
    }

    fn of(matrix: &'static Matrix, token_realm: TokenRealm, stated: &str) -> Self {
        let newest = matrix.newest(token_realm);
        if stated.is_empty() {
            return Self {
                permissions: newest,
                notice: None,
            };
        }
        let Ok(version) = stated.parse() else {
            let shown: String = stated.chars().take(LONGEST).collect();
            return Self {
                notice: Some(format!(
                    "“{shown}” is not a Keycloak version. A valid version looks like 26, 26.4, or 26.4.7. Showing {}, \
                     the newest measured version.",
                    name(newest)
                )),
                permissions: newest,
            };
        };
        let permissions = matrix.at(version, token_realm);
        let stands_in = name(permissions);
        let notice = match permissions.fit() {
            Fit::Measured => None,
            Fit::SameLine => Some(format!(
                "No data for {version}. Showing {stands_in}, another release of the same line."
            )),
            Fit::Earlier => Some(format!(
                "No data for {version}. Showing {stands_in}, the closest older version."
            )),
            Fit::OlderThanMeasured => Some(format!(
                "No data for {version}. Showing {stands_in}, the oldest measured version."
            )),
        };
        Self {
            permissions,
            notice,
        }
    }

    /// The measured version that is shown.
    pub fn name(&self) -> String {
        name(self.permissions)
    }

    /// The part of the path that keeps the version on the next page, such as `/26.5`; empty for the newest version.
    pub fn place(&self) -> String {
        let matrix = self.permissions.matrix();
        match self.permissions.version() {
            Some(version) if matrix.versions().last() != Some(&version) => {
                format!("/{}", matrix.line(version))
            }
            _ => String::new(),
        }
    }

    /// The version in the title of the page; empty for the newest version.
    pub fn in_title(&self) -> String {
        let place = self.place();
        match place.strip_prefix('/') {
            Some(version) => format!(", Keycloak {version}"),
            None => String::new(),
        }
    }

    /// The notice, if there is one.
    pub fn notice_line(&self) -> Markup {
        html! {
            @if let Some(notice) = &self.notice { p.notice.warning { "! " (notice) } }
        }
    }

    /// The selection of another version for the page at this path. A static site has no server that reads the selection, so it has links.
    pub fn choice(&self, prefix: &str, path: &str, exists: impl Fn(Version) -> bool) -> Markup {
        if site::is_static() {
            return self.other_versions(prefix, path, exists);
        }
        let chosen = self.name();
        html! {
            form.version-choice method="get" action={ (prefix) (path) } {
                label for="keycloak" { "Keycloak version" }
                select #keycloak name="keycloak" {
                    @for version in newest_first(self.permissions.matrix()) {
                        option selected[version == chosen] { (version) }
                    }
                }
                button.quiet type="submit" { "Show" }
            }
        }
    }

    /// Links to the page at this path in every version for which it exists, newest first.
    pub fn other_versions(
        &self,
        prefix: &str,
        path: &str,
        exists: impl Fn(Version) -> bool,
    ) -> Markup {
        let matrix = self.permissions.matrix();
        let versions = matrix.versions().iter().rev().copied();
        html! {
            nav aria-label="Keycloak versions" {
                ul.releases {
                    @for version in versions.filter(|version| exists(*version)) {
                        @let here = self.permissions.version() == Some(version);
                        li {
                            a href={ (prefix) "/" (matrix.line(version)) (path) } aria-current=[here.then_some("page")] {
                                (matrix.line(version))
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The measured versions, newest first.
pub fn newest_first(matrix: &Matrix) -> Vec<String> {
    matrix
        .versions()
        .iter()
        .rev()
        .map(ToString::to_string)
        .collect()
}

fn name(permissions: Permissions<'_>) -> String {
    permissions
        .version()
        .map(|version| version.to_string())
        .unwrap_or_default()
}
