//! This visitor's demo: its URL, its release, and the changes that the Admin Console would make.

use gloo_net::http::Method;

use crate::{browser, fetch, site};

/// The key under which the browser stores the name of its demo.
const VISITOR: &str = "why403.visitor";

/// The base URL of this visitor's own demo.
pub fn demo_base() -> Option<String> {
    let visitor = browser::recall(VISITOR).or_else(|| {
        let visitor = browser::random_name()?;
        browser::remember(VISITOR, &visitor);
        Some(visitor)
    })?;
    Some(format!(
        "{}{}/demo/{visitor}",
        browser::origin()?,
        site::prefix()
    ))
}

/// Whether this is the base URL of this visitor's demo.
pub fn is_demo(url: &str) -> bool {
    demo_base().is_some_and(|base| base == url.trim().trim_end_matches('/'))
}

/// The names of the demo, and its client's secret: the same for every visitor, none of them secret.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DemoFacts {
    /// The realm of the demo.
    pub realm: String,
    /// The client whose service account sends the request.
    pub client_id: String,
    /// Its secret.
    pub client_secret: String,
    /// The ID of the user that the request reads.
    pub user_id: String,
    /// The beginning of the names of visitors whose demo imitates the announced release.
    pub announced: String,
}

impl DemoFacts {
    /// Reads them from the page: a query in an attribute of its main part.
    pub fn here() -> Option<Self> {
        let noted = browser::noted("main", "data-demo")?;
        let mut facts = Self::default();
        for (name, value) in form_urlencoded::parse(noted.as_bytes()) {
            let place = match &*name {
                "realm" => &mut facts.realm,
                "client_id" => &mut facts.client_id,
                "client_secret" => &mut facts.client_secret,
                "user_id" => &mut facts.user_id,
                "announced" => &mut facts.announced,
                _ => continue,
            };
            *place = value.into_owned();
        }
        Some(facts)
    }
}

/// Whether this visitor's demo imitates the announced release.
pub fn imitates_announced() -> bool {
    let facts = DemoFacts::here();
    facts.is_some_and(|facts| {
        browser::recall(VISITOR).is_some_and(|visitor| visitor.starts_with(&facts.announced))
    })
}

/// Gives the visitor a new demo, which imitates the announced release or the measured one.
pub fn imitate(announced: bool) {
    if let (Some(facts), Some(name)) = (DemoFacts::here(), browser::random_name()) {
        let release = if announced { &*facts.announced } else { "" };
        browser::remember(VISITOR, &format!("{release}{name}"));
    }
}

/// Assigns a role to the service account of the demo's client, or the client scope of the Admin API to the client. With `assigned` false,
/// unassigns it.
pub async fn assign(name: &str, assigned: bool) -> Result<(), String> {
    let (Some(base), Some(facts)) = (demo_base(), DemoFacts::here()) else {
        return Err("The demo is not available on this page. Reload the page.".to_owned());
    };
    let verb = if assigned { "assign" } else { "unassign" };
    let address = format!("{base}/admin/{}/console/{verb}-{name}", facts.realm);
    match fetch::send(Method::POST, &address).await {
        Ok(response) if response.ok() => Ok(()),
        Ok(response) => Err(format!(
            "The demo responded with {} to {address}.",
            response.status()
        )),
        Err(_) => Err("The demo could not be reached.".to_owned()),
    }
}
