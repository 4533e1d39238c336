//! Erases the types of views, so that their code is compiled once.
//!
//! On the server it is Leptos's own [`AnyView`]. In the browser that one holds, besides what islands need, the ways to wait for suspended
//! children and to change a view of the same type in place: a fifth of a bundle's code, and islands use neither.

#[cfg(not(feature = "ssr"))]
mod in_browser;

#[cfg(not(feature = "ssr"))]
pub use in_browser::Erased;

#[cfg(feature = "ssr")]
/// The view.
pub type Erased = leptos::prelude::AnyView;

use leptos::prelude::RenderHtml;

/// Forgets the type of a view.
pub trait Erase {
    /// The view without its type.
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
