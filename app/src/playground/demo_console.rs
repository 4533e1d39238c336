//! Sends the requests that the Admin Console would send to change the demo.

use gloo_net::http::Method;
use serde_json::Value;

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

/// The names and credentials of the demo: the same for every visitor, none of them secret.
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
    /// The administrator's name.
    pub admin: String,
    /// The administrator's password.
    pub admin_password: String,
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
                "admin" => &mut facts.admin,
                "admin_password" => &mut facts.admin_password,
                _ => continue,
            };
            *place = value.into_owned();
        }
        Some(facts)
    }
}

/// Assigns a role of `realm-management` to the service account of the demo's client, or unassigns it.
pub async fn assign(role: &str, assigned: bool) -> Result<(), String> {
    let (Some(base), Some(facts)) = (demo_base(), DemoFacts::here()) else {
        return Err("The demo is not available on this page. Reload the page.".to_owned());
    };
    let token = log_in(&base, &facts).await?;
    let realm = format!("{base}/admin/realms/{}", facts.realm);
    let client = client(&realm, &token, &facts.client_id).await?;
    let container = self::client(&realm, &token, "realm-management").await?;
    let account = get(
        &format!("{realm}/clients/{client}/service-account-user"),
        &token,
    )
    .await?;
    let account = text(&account, "id")?;
    let role = get(&format!("{realm}/clients/{container}/roles/{role}"), &token).await?;
    let method = if assigned {
        Method::POST
    } else {
        Method::DELETE
    };
    let address = format!("{realm}/users/{account}/role-mappings/clients/{container}");
    let body = format!("[{role}]");
    send(
        method,
        &address,
        Some(&token),
        Some(("application/json", &body)),
    )
    .await?;
    Ok(())
}

async fn log_in(base: &str, facts: &DemoFacts) -> Result<String, String> {
    let address = format!("{base}/realms/master/protocol/openid-connect/token");
    let form = format!(
        "grant_type=password&client_id=admin-cli&username={}&password={}",
        facts.admin, facts.admin_password
    );
    let body = Some(("application/x-www-form-urlencoded", form.as_str()));
    let answer = send(Method::POST, &address, None, body).await?;
    text(&answer, "access_token")
}

async fn client(realm: &str, token: &str, client_id: &str) -> Result<String, String> {
    let found = get(&format!("{realm}/clients?clientId={client_id}"), token).await?;
    text(&found[0], "id")
}

fn text(value: &Value, name: &str) -> Result<String, String> {
    let text = value[name].as_str().map(str::to_owned);
    text.ok_or_else(|| format!("The demo’s response lacks “{name}”."))
}

async fn get(address: &str, token: &str) -> Result<Value, String> {
    send(Method::GET, address, Some(token), None).await
}

async fn send(
    method: Method,
    address: &str,
    token: Option<&str>,
    body: Option<(&str, &str)>,
) -> Result<Value, String> {
    let unreached = |_: gloo_net::Error| "The demo could not be reached.".to_owned();
    let bearer = token.map(|token| format!("Bearer {token}"));
    let mut headers = vec![("accept", "application/json")];
    headers.extend(body.map(|(kind, _)| ("content-type", kind)));
    headers.extend(bearer.as_deref().map(|bearer| ("authorization", bearer)));
    let body = body.map(|(_, body)| body.to_owned());
    let response = fetch::send(method, address, &headers, body)
        .await
        .map_err(unreached)?;
    if !response.ok() {
        return Err(format!(
            "The demo responded with {} to {address}.",
            response.status()
        ));
    }
    let answer = response.text().await.map_err(unreached)?;
    Ok(serde_json::from_str(&answer).unwrap_or(Value::Null))
}
