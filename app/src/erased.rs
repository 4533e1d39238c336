//! Erases the types of views, so that their code is compiled once.
//!
//! On the server, this is Leptos's [`AnyView`]. In the browser, `AnyView` also contains code that waits for suspended children and changes
//! a view in place: a fifth of a bundle's code, and islands use neither.

#[cfg(not(feature = "ssr"))]
mod in_browser;

#[cfg(not(feature = "ssr"))]
pub use in_browser::Erased;

#[cfg(feature = "ssr")]
/// The view.
pub type Erased = leptos::prelude::AnyView;

use leptos::prelude::RenderHtml;

/// Erases the type of a view.
pub trait Erase {
    /// Returns the view without its type.
    fn erase(self) -> Erased;
}

#[cfg(feature = "ssr")]
impl<V: RenderHtml + 'static> Erase for V {
    fn erase(self) -> Erased {
        leptos::prelude::IntoAny::into_any(self)
    }
}

#[cfg(not(feature = "ssr"))]
impl<V: RenderHtml + 'static> Erase for V {
    fn erase(self) -> Erased {
        Erased::new(self)
    }
}
