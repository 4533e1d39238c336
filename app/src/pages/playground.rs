//! The page at `/`: the playground.

use diagnosis::attempt::Field;
use form_urlencoded::Serializer;
use leptos::prelude::*;

use crate::{
    context::{Checked, Measured, NoMasterProbe, Prefix, Suggestions},
    pages::{
        browser_server::browser_server, entry_points::entry_points, head::Head, header::Header,
    },
    playground::Playground,
    site,
};

/// The playground.
#[component]
pub fn PlaygroundPage() -> impl IntoView {
    let Prefix(prefix) = Prefix::here();
    view! {
        <Head
            title="Why Keycloak’s Admin API returned 403, and how to fix it"
            description="Find out why Keycloak’s Admin API returned 401 or 403, which role is missing, and the smallest \
             change that fixes it."
            path="/"
        />
        <Header prefix=prefix.clone() current="/"/>
        <main id="content" data-demo=demo_facts() data-trust=site::where_secrets_go()>
            {use_context::<Checked>().map(checked)}
            <Playground/>
            <Suggested/>
            {use_context::<NoMasterProbe>().is_none().then(|| view! { <MasterProbe/> })}
            {site::is_static().then(|| view! { <WhereChecksRun/> })}
            {use_context::<Measured>().map(|Measured(matrix)| {
                view! { <div inner_html=entry_points(&prefix, matrix).into_string()></div> }
            })}
            <script src=format!("{}/share.js", site::assets()) type="module"></script>
            {browser_server()}
        </main>
    }
    .into_any()
}

/// The values that the page sends to the demo, as a query. None of them is secret.
pub fn demo_facts() -> String {
    Serializer::new(String::new())
        .append_pair("realm", demo::REALM)
        .append_pair("client_id", demo::CLIENT_ID)
        .append_pair("client_secret", demo::CLIENT_SECRET)
        .append_pair("user_id", demo::USER_ID)
        .append_pair("announced", demo::ANNOUNCED_VISITOR)
        .finish()
}

/// The values that this installation suggests for the form's fields, and its links. They are outside the island, so that the bundle does not
/// contain them: `public/suggest.js` connects the lists with the fields.
#[component]
fn Suggested() -> impl IntoView {
    let suggested = use_context::<Suggestions>().unwrap_or_default();
    let lists = [
        (Field::Url, suggested.base_urls),
        (Field::Realm, suggested.realms),
        (Field::ClientId, suggested.clients),
    ];
    let lists: Vec<_> = lists
        .into_iter()
        .filter(|(_, values)| !values.is_empty())
        .map(|(field, values)| {
            let options: Vec<_> = values
                .into_iter()
                .map(|value| view! { <option value=value></option> })
                .collect();
            view! { <datalist id=format!("{}-suggestions", field.name())>{options}</datalist> }
        })
        .collect();
    let script = (!lists.is_empty()).then(
        || view! { <script src=format!("{}/suggest.js", site::assets()) type="module"></script> },
    );
    let links: Vec<_> = suggested
        .links
        .into_iter()
        .map(|link| view! { <li><a href=link.url>{link.title}</a></li> })
        .collect();
    let links = (!links.is_empty()).then(|| {
        view! {
            <section class="small" aria-labelledby="help-links">
                <h2 id="help-links">"Your organization’s documentation"</h2>
                <ul>{links}</ul>
            </section>
        }
    });
    view! { {lists} {script} {links} }
}

/// States before a check where its credentials may be sent. It is outside the island, so that the bundle does not contain it.
#[component]
fn MasterProbe() -> impl IntoView {
    view! {
        <p class="small">
            "A check sends the credentials to the token realm. If Keycloak does not know the client, it sends them \
             once more, to the master realm of the same server. To decline this request, run " <code>"why403 check --no-master-probe"</code> "."
        </p>
    }
}

/// Says on a static site which program sends the requests of a check, and what Keycloak must allow.
#[component]
fn WhereChecksRun() -> impl IntoView {
    let explanation = match site::check_server() {
        Some(server) => view! {
            <p>
                "The live check runs on the Why403 server at " <a href=server.clone()>{server.clone()}</a>
                ". That server receives the credentials that you enter, uses them for these requests, and stores nothing. To send them \
                 from your machine only, run:"
            </p>
        }
        .into_any(),
        None => view! {
            <p>
                "This site has no server. The live check sends its requests from this browser to Keycloak. Keycloak must allow \
                 this site: add " <code>{site::origin()}</code> " in the Admin Console under Clients → the client → Settings → Web origins."
            </p>
            <p>
                "Do this only for a test client. Every script in a page of this site can use a secret that you enter here. For a \
                 production client, run:"
            </p>
        }
        .into_any(),
    };
    view! {
        <section class="card" aria-labelledby="where-checks-run">
            <h2 id="where-checks-run">"Where the live check runs"</h2>
            {explanation}
            <pre tabindex="0" role="group" aria-label="Command"><code>
                "why403 check --url https://sso.example.com --realm acme --client-id backend --user-id <id>"
            </code></pre>
            <p class="small">"The command asks for the client secret and prints the report."</p>
            {site::check_server().is_none().then(|| view! { <SignIn/> })}
        </section>
    }
}

/// Offers a check without a secret: the visitor signs in on Keycloak's own page. `public/sign-in.js` runs the flow.
#[component]
fn SignIn() -> impl IntoView {
    view! {
        <section id="sign-in" aria-labelledby="sign-in-title">
            <h3 id="sign-in-title">"Check without a secret"</h3>
            <p>
                "Sign in on Keycloak’s own page instead of entering a secret. Your password goes to Keycloak only. The access token stays \
                 in the memory of this page, and goes to Keycloak only. The check then shows what the signed-in user may do."
            </p>
            <p>
                "Enter the base URL, the realm, and the client ID of a public client in the form. In the Admin Console, under Clients → the \
                 client → Settings, turn off Client authentication, turn on Standard flow, add " <code>{site::address("/")}</code>
                " to Valid redirect URIs, and add " <code>{site::origin()}</code> " to Web origins."
            </p>
            <p class="row scripted">
                <button type="button" class="quiet">"Sign in with Keycloak"</button>
                <span role="status"></span>
            </p>
            <script src=format!("{}/sign-in.js", site::assets())></script>
        </section>
    }
}

/// The result of a check that was submitted as a form.
fn checked(checked: Checked) -> impl IntoView {
    match checked {
        Checked::Report(answer, analysis) => view! {
            <article class="report" inner_html=format!("{answer}{analysis}")></article>
        }
        .into_any(),
        Checked::Mistakes(mistakes) => view! {
            <div class="failure" role="alert">
                <p>"Fix these fields to continue. Your browser’s Back button returns to what you entered."</p>
                <ul>
                    {mistakes.into_iter().map(|mistake| view! { <li>{mistake}</li> }).collect_view()}
                </ul>
            </div>
        }
        .into_any(),
        Checked::Failed(words) => {
            view! { <p class="failure" role="alert">{words}</p> }.into_any()
        }
    }
}
