//! Tests the guide: the reader's names in the commands, the demo, and the announced change.

use app::StaticSite;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use tower::ServiceExt;

use crate::serving::{HOST, get, router};

/// The commands of the page as a reader copies them.
fn commands(html: &str) -> Vec<String> {
    html.split("<pre")
        .skip(1)
        .filter_map(|rest| rest.split("</pre>").next()?.split_once('>'))
        .map(|(_, commands)| plain(commands))
        .collect()
}

fn plain(html: &str) -> String {
    let mut text = String::new();
    let mut inside = false;
    for letter in html.chars() {
        match letter {
            '<' => inside = true,
            '>' => inside = false,
            _ if !inside => text.push(letter),
            _ => {}
        }
    }
    text.replace("&quot;", "\"")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}

#[tokio::test]
async fn every_command_contains_the_readers_names() {
    let router = router();
    let query =
        "url=http://127.0.0.1:8080&realm=Shop_1&client_id=Nightly.Job&username=jane@example.org";
    let page = get(&router, &format!("/guide?{query}")).await;
    assert_eq!(page.status, StatusCode::OK);
    let all = commands(&page.body).join("\n");
    for expected in [
        "export KEYCLOAK=http://127.0.0.1:8080\n",
        "create realms -s realm=Shop_1 ",
        "clientId=Nightly.Job ",
        "username=jane@example.org ",
        "-d client_id=Nightly.Job ",
        "/admin/realms/Shop_1/users/$USER_ID",
        // Keycloak stores user names, and so those of service accounts, in lower case.
        "--uusername service-account-nightly.job ",
    ] {
        assert!(all.contains(expected), "{expected}:\n{all}");
    }
    for example in ["acme", "billing-service", "john-doe", "sso.example.com"] {
        assert!(!all.contains(example), "{example}:\n{all}");
    }
    let link = "/?url=http%3A%2F%2F127.0.0.1%3A8080&amp;realm=Shop_1&amp;client_id=Nightly.Job\"";
    assert!(page.body.contains(link), "{}", page.body);
}

#[tokio::test]
async fn names_that_a_shell_would_run_stay_out_of_the_commands() {
    let router = router();
    let examples = commands(&get(&router, "/guide").await.body);
    assert!(examples.len() >= 6, "{examples:?}");
    for field in ["url", "realm", "client_id", "username"] {
        for name in [
            "%24(reboot)",
            "a%3Breboot",
            "a%0Areboot",
            "%60reboot%60",
            "a%20reboot",
            "%3Cscript%3Ereboot",
            "https://reboot%24(x)/",
        ] {
            let page = get(&router, &format!("/guide?{field}={name}")).await;
            assert_eq!(commands(&page.body), examples, "{field}={name}");
            assert!(!page.body.contains("reboot"), "{field}={name}");
            assert!(page.body.contains("A name was not used"), "{field}={name}");
        }
    }
}

#[tokio::test]
async fn the_change_of_the_audience_is_announced_and_not_measured() {
    let page = plain(&get(&router(), "/guide").await.body);
    assert!(
        page.contains("Keycloak 26.8.2: announced, not measured"),
        "{page}"
    );
    let page = get(&router(), "/guide").await.body;
    let (_, story) = page.split_once("data-announced").unwrap();
    let steps: Vec<&str> = story
        .split("data-step=\"")
        .skip(1)
        .filter_map(|step| step.split('"').next())
        .collect();
    assert_eq!(steps, ["send", "scope", "send", "assign", "send"]);
    let page = get(&router(), "/causes/admin-audience-missing").await.body;
    assert!(page.contains("href=\"/guide#audience\""), "{page}");
}

#[tokio::test]
async fn the_screens_are_those_of_the_newest_tested_release_in_both_themes() {
    let page = get(&router(), "/guide").await.body;
    let newest = permissions::tested_releases().max().unwrap();
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../public/console");
    let screens: Vec<&str> = page.split("<details class=\"screen\">").skip(1).collect();
    assert_eq!(screens.len(), 5);
    let mut shown = Vec::new();
    for screen in screens {
        let screen = screen.split("</details>").next().unwrap();
        assert!(
            screen.contains(&format!(", Keycloak {newest}</summary>")),
            "{screen}"
        );
        let value = |image: &str, name: &str| {
            let rest = image
                .split(&format!(" {name}=\""))
                .nth(1)
                .unwrap_or_default();
            rest.split('"').next().unwrap_or_default().to_owned()
        };
        let images: Vec<&str> = screen.split("<img").skip(1).collect();
        let themes: Vec<String> = images.iter().map(|image| value(image, "class")).collect();
        assert_eq!(themes, ["light", "dark"], "{screen}");
        for image in images {
            let name = value(image, "src").rsplit('/').next().unwrap().to_owned();
            assert!(
                name.ends_with(&format!("-{}.webp", value(image, "class"))),
                "{name}"
            );
            assert!(value(image, "alt").len() > 40, "{image}");
            // A closed screen is not loaded, and an opened one moves nothing.
            assert_eq!(value(image, "loading"), "lazy");
            let size = ["width", "height"].map(|side| value(image, side).parse::<u32>().unwrap());
            let file = std::fs::read(folder.join(&name)).unwrap();
            assert_eq!(
                (&file[..4], &file[8..12]),
                (&b"RIFF"[..], &b"WEBP"[..]),
                "{name}"
            );
            assert!(file.len() < 30_000, "{name}: {} bytes", file.len());
            // The extended format: both sides minus one, in three bytes each (RFC 9649, section 2.7).
            assert_eq!(file[12..16], *b"VP8X", "{name}");
            let length =
                |at: usize| u32::from_le_bytes([file[at], file[at + 1], file[at + 2], 0]) + 1;
            assert_eq!(size, [length(24), length(27)], "{name}");
            shown.push(name);
        }
    }
    let mut kept: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    shown.sort();
    kept.sort();
    assert_eq!(kept, shown);
}

#[tokio::test]
async fn a_static_site_offers_the_demo_and_the_live_check_in_the_browser() {
    let request = Request::get("/guide")
        .header("host", HOST)
        .extension(StaticSite::default())
        .body(Body::empty())
        .unwrap();
    let response = router().oneshot(request).await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    let body = to_bytes(response.into_body(), 1 << 20).await.unwrap();
    let page = String::from_utf8(body.into()).unwrap();
    for present in [
        "in the demo",
        "data-demo",
        "in the playground",
        "/browser-server.js",
    ] {
        assert!(page.contains(present), "{present}");
    }
    assert!(
        commands(&page)
            .iter()
            .any(|text| text.starts_with("why403 check"))
    );
    let served = get(&router(), "/guide").await.body;
    for present in ["in the demo", "data-demo", "in the playground"] {
        assert!(served.contains(present), "{present}");
    }
    assert!(!served.contains("browser-server.js"));
}

#[tokio::test]
async fn pages_and_the_sitemap_link_to_the_guide() {
    let router = router();
    for page in ["/", "/causes", "/operations", "/roles/view-users"] {
        let body = get(&router, page).await.body;
        assert!(body.contains("href=\"/guide\""), "{page}");
    }
    let sitemap = get(&router, "/sitemap.xml").await.body;
    assert!(sitemap.contains("/guide</loc>"));
}
