//! The page at `/`: the playground.

use form_urlencoded::Serializer;
use leptos::prelude::*;

use crate::{
    pages::{head::Head, header::Header},
    playground::Playground,
    shell::{Checked, NoMasterProbe, Prefix},
    site,
};

/// The playground.
#[component]
pub fn PlaygroundPage() -> impl IntoView {
    let Prefix(prefix) = Prefix::here();
    let demo = Serializer::new(String::new())
        .append_pair("realm", demo::REALM)
        .append_pair("client_id", demo::CLIENT_ID)
        .append_pair("client_secret", demo::CLIENT_SECRET)
        .append_pair("user_id", demo::USER_ID)
        .append_pair("admin", demo::ADMIN)
        .append_pair("admin_password", demo::ADMIN_PASSWORD)
        .finish();
    view! {
        <Head
            title="Why Keycloak’s Admin API returned 403, and how to fix it"
            description="Find out why Keycloak’s Admin API returned 401 or 403, which role is missing, and the smallest \
             change that fixes it."
            path="/"
        />
        <Header prefix=prefix.clone() current="/"/>
        <main id="content" data-demo=demo>
            {use_context::<Checked>().map(checked)}
            <Playground/>
            <p class="small">
                "New to the Admin API? "
                <a href=format!("{prefix}/guide")>"Follow the guide"</a>
                " from the first 403 to the 200, with your realm, client, and user."
            </p>
            {(!site::is_static() && use_context::<NoMasterProbe>().is_none()).then(|| view! { <MasterProbe/> })}
            {site::is_static().then(|| view! { <NoServer/> })}
            <script src=format!("{}/share.js", site::assets()) type="module"></script>
        </main>
    }
    .into_any()
}

/// Says before a check where its credentials may be sent. It is outside the island, so that the bundle does not contain it.
#[component]
fn MasterProbe() -> impl IntoView {
    view! {
        <p class="small">
            "A check sends the credentials to the token realm. If Keycloak does not know the client, it sends them once more, to the realm \
             master of the same server. To decline this request, run " <code>"why403 check --no-master-probe"</code> "."
        </p>
    }
}

/// Replaces the live check on a static site.
#[component]
fn NoServer() -> impl IntoView {
    view! {
        <section class="card" aria-labelledby="no-server">
            <h2 id="no-server">"Live check"</h2>
            <p>"This site has no server that could repeat your request. Run Why403 on your machine instead:"</p>
            <pre tabindex="0" role="group" aria-label="Command"><code>
                "why403 check --url https://sso.example.com --realm acme --client-id backend --user-id <id>"
            </code></pre>
            <p class="small">"The command asks for the client secret and prints the same report."</p>
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
