//! A function with a path as a parameter.

use crate::code::bases::Open;
use crate::code::verbs::of_name;

/// The maximum number of lines between a function's header and its base.
pub(super) const LINES: usize = 14;

/// A function with a path as a parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wrapper {
    pub name: String,
    /// The beginning of its header, and the place where it uses the base.
    pub span: (usize, usize),
    pub base: String,
    /// The position of the path among the parameters.
    pub path: usize,
    /// The name of the parameter for the path.
    pub path_name: String,
    /// The position of the method, if it is a parameter.
    pub method: Option<usize>,
    /// The method in the function's name or body.
    pub stated: Option<&'static str>,
    pub in_shell: bool,
    /// Whether the path is a list of segments: `*parts`, `...parts`.
    pub in_segments: bool,
}

impl Wrapper {
    /// Whether the base is more than a realm.
    pub fn is_below_realm(&self) -> bool {
        self.base.matches('/').count() > 3
    }

    /// A function that is not a shell function. `path` and `method` are the positions of these parameters. If `stated` is `None`, the
    /// name of the function may state the method.
    pub fn new(
        name: &str,
        header: usize,
        place: &Open,
        (path, method): (usize, Option<usize>),
        stated: Option<&'static str>,
    ) -> Self {
        Self {
            name: name.to_owned(),
            span: (header, place.at),
            base: place.path.clone(),
            path,
            path_name: place.follows.clone(),
            method,
            stated: stated.or_else(|| of_name(name)),
            in_shell: false,
            in_segments: false,
        }
    }
}
