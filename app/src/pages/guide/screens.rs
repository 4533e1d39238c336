//! Shows screens of the Admin Console next to the steps. `end2end/guide-screens.js` captures them from a real Keycloak.

use std::{collections::BTreeMap, sync::LazyLock};

use maud::{Markup, html};
use serde::Deserialize;

use crate::site;

/// The release that the screens show, and their sizes, as the script writes them.
static CAPTURED: LazyLock<Option<Captured>> =
    LazyLock::new(|| serde_json::from_str(include_str!("screens.json")).ok());

/// A screen: the name of its files, its title, and its text for readers who do not see it.
pub type Screen = (&'static str, &'static str, &'static str);

/// The dialog that creates a realm.
pub const REALM: Screen = (
    "realm",
    "Create realm",
    "The dialog “Create realm” with the realm name acme. “Enabled” is on. Below: the button “Create”.",
);
/// The settings of a new client.
pub const CLIENT: Screen = (
    "client",
    "Capability config",
    "The second page of “Create client”. “Client authentication” is on. Of the authentication flows, only “Service account roles” is selected.",
);
/// The secret of the client.
pub const SECRET: Screen = (
    "secret",
    "Client secret",
    "The client billing-service with its tab “Credentials”. “Client Secret” is hidden. Next to it: buttons that show and copy it.",
);
/// The ID of the user.
pub const USER: Screen = (
    "user",
    "User ID",
    "The user john-doe with its tab “Details”. The first field is the ID, with a button that copies it.",
);
/// The dialog that assigns a role.
pub const ROLE: Screen = (
    "role",
    "Assign role",
    "The dialog “Assign Client roles to billing-service”. The search for view-users finds the role view-users of realm-management. It is \
     selected. Below: the button “Assign”.",
);

/// The release and the sizes in pixels by name.
#[derive(Deserialize)]
struct Captured {
    keycloak: String,
    screens: BTreeMap<String, [u32; 2]>,
}

/// A screen that the reader opens, in the theme of the page. It is loaded only then, so that the page stays small.
pub fn screen((name, title, text): Screen) -> Markup {
    let captured = CAPTURED.as_ref();
    let size = captured.and_then(|captured| captured.screens.get(name));
    html! {
        @if let (Some(Captured { keycloak, .. }), Some([width, height])) = (captured, size) {
            details.screen {
                summary { "Screen: " (title) ", Keycloak " (keycloak) }
                @for theme in ["light", "dark"] {
                    img class=(theme) src={ (site::assets()) "/console/" (name) "-" (theme) ".webp" } alt=(text)
                        width=(width) height=(height) loading="lazy";
                }
            }
        }
    }
}
