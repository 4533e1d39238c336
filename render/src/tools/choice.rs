//! Parses the choices of a tool from the URL, and writes them into links.

use std::collections::HashSet;

use form_urlencoded::Serializer;
use permissions::{Matrix, Permissions, TokenRealm, Version};
use reader::code::{Pasted, Reader, UNDERSTOOD};

use super::code::{File, files, shown};

/// A choice. The names of its parameters are those of the command line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// `keycloak`: the version, empty for the newest measured one.
    pub keycloak: String,
    /// `from`: the current version.
    pub from: String,
    /// `to`: the version after the upgrade.
    pub to: String,
    /// `token-realm=master`: the realm that issues the token, if it is not the target realm.
    pub master: bool,
    /// `operation`: the selected operations, as written.
    pub operations: Vec<String>,
    /// `role`: the selected roles.
    pub roles: Vec<String>,
    /// `complete=false`: part of the code with the operations was not understood.
    pub incomplete: bool,
    /// `find`: the searched words. Not part of a link.
    pub find: String,
    /// The values that are invalid.
    pub wrong: Vec<String>,
}

/// The operations that a pasted text added to a choice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Added<'t, 'm> {
    /// The number of operations that it requests.
    pub found: usize,
    /// The number of these operations that were not selected before.
    pub new: usize,
    /// The lines that could not be read, in sentences.
    pub warnings: Vec<String>,
    /// The operations that the text requests and the version does not have.
    pub unknown: Vec<String>,
    files: Vec<(File<'t>, Pasted<'m>)>,
}

impl Added<'_, '_> {
    /// Renders the text with the marks of its lines as HTML. The text may contain secrets, so only the user's browser renders it.
    pub fn marked(&self) -> String {
        shown(&self.files).into_string()
    }
}

/// The maximum number of warnings about lines that are not understood.
const MAX_WARNINGS: usize = 10;
/// The maximum number of files in a pasted text.
const MAX_FILES: usize = 300;
/// The maximum number of operations, and of roles, in a choice. The Admin API has fewer.
const MAX_CHOSEN: usize = 1_000;

impl Choice {
    /// Parses names and values. Ignores unknown names.
    pub fn read<N: AsRef<str>, V: AsRef<str>>(pairs: impl IntoIterator<Item = (N, V)>) -> Self {
        let mut choice = Self::default();
        for (name, value) in pairs {
            let value = value.as_ref().trim();
            if value.is_empty() {
                continue;
            }
            let add = |list: &mut Vec<String>| {
                if list.len() < MAX_CHOSEN && !list.iter().any(|known| known == value) {
                    list.push(value.to_owned());
                }
            };
            match name.as_ref() {
                "keycloak" => value.clone_into(&mut choice.keycloak),
                "from" => value.clone_into(&mut choice.from),
                "to" => value.clone_into(&mut choice.to),
                "complete" => choice.incomplete = value == "false",
                "token-realm" if value == "master" => choice.master = true,
                "token-realm" if value == "target" => choice.master = false,
                "token-realm" => choice.wrong.push(format!(
                    "“{value}” is not a valid token realm. Valid values are master and target. Showing target."
                )),
                "operation" => add(&mut choice.operations),
                "role" => add(&mut choice.roles),
                "find" => value.clone_into(&mut choice.find),
                _ => {}
            }
        }
        for version in [&choice.keycloak, &choice.from, &choice.to] {
            if !version.is_empty()
                && let Err(error) = version.parse::<Version>()
            {
                choice
                    .wrong
                    .push(format!("{error}. Showing another version."));
            }
        }
        choice
    }

    /// Adds the operations that a pasted text requests. The text may hold several files.
    pub fn add_pasted<'t, 'm>(&mut self, matrix: &'m Matrix, text: &'t str) -> Added<'t, 'm> {
        let reader = Reader::new(self.permissions(matrix));
        let pasted = files(text);
        let count = pasted.len();
        let pasted: Vec<_> = pasted.into_iter().take(MAX_FILES).collect();
        let texts: Vec<_> = pasted
            .iter()
            .map(|file| (file.name.unwrap_or_default(), file.text))
            .collect();
        let results = reader.read_files(&texts);
        let files: Vec<_> = pasted.into_iter().zip(results).collect();
        let before = self.operations.len();
        let (mut found, mut left, mut unknown) = (Vec::new(), Vec::new(), Vec::new());
        let mut missing = HashSet::new();
        for (file, pasted) in &files {
            for operation in &pasted.operations {
                let written = operation.to_string();
                if !found.contains(&written) {
                    found.push(written);
                }
            }
            let of_file = match file.name {
                Some(name) => format!(" of {name}"),
                None => String::new(),
            };
            let missed = pasted
                .not_understood
                .iter()
                .filter(|place| !place.is_unknown)
                .take(MAX_WARNINGS - left.len());
            left.extend(missed.map(|place| {
                format!(
                    "Line {}{of_file} was not understood: {}. More roles may be required.",
                    place.line, place.why
                )
            }));
            // Several files may request the same operation.
            let first = pasted
                .unknown
                .iter()
                .filter(|call| missing.insert(call.as_str()));
            unknown.extend(first.cloned());
        }
        // A text with every selected operation replaces the code that was read before.
        let repeats = self.operations.iter().all(|known| found.contains(known));
        let is_complete =
            count <= MAX_FILES && files.iter().all(|(_, pasted)| pasted.is_complete());
        self.incomplete = !is_complete || self.incomplete && !repeats;
        for written in &found {
            if !self.operations.contains(written) {
                self.operations.push(written.clone());
            }
        }
        if found.is_empty() {
            left.insert(0, format!("No Admin API requests found. {UNDERSTOOD}"));
        }
        if count > MAX_FILES {
            left.insert(
                0,
                format!(
                    "Only the first {MAX_FILES} of {count} files were read. For more files, use the command line: why403 roles --from-dir."
                ),
            );
        }
        Added {
            found: found.len(),
            new: self.operations.len() - before,
            warnings: left,
            unknown,
            files,
        }
    }

    /// The query of a link to this choice.
    pub fn query(&self) -> String {
        let mut query = Serializer::new(String::new());
        for (name, values) in [("operation", &self.operations), ("role", &self.roles)] {
            for value in values {
                query.append_pair(name, value);
            }
        }
        for (name, value) in [
            ("keycloak", &self.keycloak),
            ("from", &self.from),
            ("to", &self.to),
        ] {
            if !value.is_empty() {
                query.append_pair(name, value);
            }
        }
        if self.master {
            query.append_pair("token-realm", "master");
        }
        if self.incomplete {
            query.append_pair("complete", "false");
        }
        query.finish()
    }

    /// The realm of the tokens.
    pub fn token_realm(&self) -> TokenRealm {
        if self.master {
            TokenRealm::Master
        } else {
            TokenRealm::Target
        }
    }

    /// The permissions of the chosen version, or of the newest one if none is chosen or the version is invalid.
    pub fn permissions<'m>(&self, matrix: &'m Matrix) -> Permissions<'m> {
        self.at(matrix, &self.keycloak, matrix.versions().last())
    }

    /// The permissions before and after the upgrade. Without a choice, these are the newest measured version, and the newest one of another
    /// minor release.
    pub fn upgrade<'m>(&self, matrix: &'m Matrix) -> [Permissions<'m>; 2] {
        let versions = matrix.versions();
        let newest = versions.last();
        let before = versions
            .iter()
            .rev()
            .find(|version| newest.is_some_and(|newest| !version.same_line(*newest)));
        [
            self.at(matrix, &self.from, before),
            self.at(matrix, &self.to, newest),
        ]
    }

    fn at<'m>(
        &self,
        matrix: &'m Matrix,
        stated: &str,
        preset: Option<&Version>,
    ) -> Permissions<'m> {
        match stated.parse().ok().or(preset.copied()) {
            Some(version) => matrix.at(version, self.token_realm()),
            None => matrix.newest(self.token_realm()),
        }
    }
}
