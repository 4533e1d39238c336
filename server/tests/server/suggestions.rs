//! Tests what an installation shows to its users: suggested values, and links to its own pages.

use app::{FooterLinks, HelpLink, Suggestions};
use server::settings::Settings;

use crate::binary::{Serving, refused};
use crate::serving::{get, router, settings};

#[tokio::test]
async fn the_page_suggests_values_and_links_to_documentation() {
    let router = server::routes::router(Settings {
        suggestions: Suggestions {
            base_urls: vec!["https://sso.corp.example".to_owned()],
            realms: vec![
                "employees".to_owned(),
                "\"><script>alert(1)</script>".to_owned(),
            ],
            clients: Vec::new(),
            links: vec![HelpLink {
                title: "Keycloak at <b>Corp</b>".to_owned(),
                url: "https://wiki.corp.example/keycloak?a=1&b=2".to_owned(),
            }],
        },
        ..settings()
    });
    let page = get(&router, "/").await.body;
    for expected in [
        r#"<datalist id="url-suggestions"><option value="https://sso.corp.example">"#,
        r#"<datalist id="realm-suggestions"><option value="employees">"#,
        r#"href="https://wiki.corp.example/keycloak?a=1&amp;b=2""#,
        "Keycloak at &lt;b&gt;Corp&lt;/b&gt;",
        "/suggest.js",
    ] {
        assert!(page.contains(expected), "{expected}");
    }
    assert!(!page.contains("client_id-suggestions"));
    assert!(!page.contains("<script>alert(1)"));
    // Other pages and other installations show nothing.
    assert!(!get(&router, "/causes").await.body.contains("wiki.corp"));
}

#[tokio::test]
async fn a_page_without_suggestions_loads_nothing_more() {
    let page = get(&router(), "/").await.body;
    assert!(!page.contains("datalist") && !page.contains("suggest.js"));
    assert!(!page.contains("organization’s documentation"));
}

/// The part of a page from the footer on.
fn footer(page: &str) -> &str {
    &page[page.find("<footer").unwrap()..]
}

#[tokio::test]
async fn the_footer_of_every_page_links_to_the_configured_source_code_and_feedback() {
    let router = server::routes::router(Settings {
        footer: FooterLinks {
            source: Some("https://git.example.com/why403?a=1&b=2".to_owned()),
            feedback: Some("https://git.example.com/why403/issues".to_owned()),
        },
        ..settings()
    });
    for path in [
        "/",
        "/causes",
        "/operations",
        "/roles",
        "/guide",
        "/nothing-here",
    ] {
        let page = get(&router, path).await.body;
        for expected in [
            r#"href="https://git.example.com/why403?a=1&amp;b=2""#,
            r#"href="https://git.example.com/why403/issues""#,
        ] {
            assert!(footer(&page).contains(expected), "{path}: {expected}");
        }
    }
}

#[tokio::test]
async fn without_a_source_url_the_footer_names_the_files_with_the_licenses() {
    let page = get(&router(), "/").await.body;
    let footer = footer(&page);
    assert!(footer.contains("LICENSE and THIRD-PARTY.txt"), "{footer}");
    for absent in ["Source code", "Feedback"] {
        assert!(!footer.contains(absent), "{footer}");
    }
}

#[test]
fn a_link_of_the_footer_is_an_https_url() {
    for flag in ["--source-url", "--feedback-url"] {
        for wrong in [
            "git.example.com/why403",
            "http://git.example.com/why403",
            "javascript:alert(1)",
            "https://user:secret@git.example.com/",
        ] {
            let error = refused(&[flag, wrong]);
            assert!(error.contains("expected an https: URL"), "{wrong}: {error}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn suggestions_come_from_flags_variables_and_the_file() {
    let file = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("suggestions.toml");
    let text = "suggest-realm = [\"from-file\"]\nhelp-link = [\"Wiki=https://wiki.corp.example/\"]\nfeedback-url = \"https://chat.corp.example/keycloak\"\n";
    std::fs::write(&file, text).unwrap();
    let serving = Serving::start(
        &[
            "--config",
            file.to_str().unwrap(),
            "--suggest-base-url",
            "https://sso.corp.example/auth/",
        ],
        &[("WHY403_SUGGEST_CLIENT", "backend,nightly-job")],
    );
    let address = serving.address();
    let mut stream = tokio::net::TcpStream::connect(&address).await.unwrap();
    let request = format!("GET / HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    tokio::io::AsyncWriteExt::write_all(&mut stream, request.as_bytes())
        .await
        .unwrap();
    let page = crate::serving::rest(stream).await;
    for expected in [
        "from-file",
        "https://sso.corp.example/auth\"",
        "nightly-job",
        "https://wiki.corp.example/",
        "https://chat.corp.example/keycloak",
    ] {
        assert!(page.contains(expected), "{expected}");
    }
}

#[test]
fn the_server_does_not_start_with_a_suggestion_that_cannot_work() {
    let internal = ["--allow-target", "keycloak.corp.example"];
    for (arguments, expected) in [
        (
            &["--suggest-base-url", "sso.corp.example:x"][..],
            "--suggest-base-url",
        ),
        (
            &["--suggest-base-url", "http://169.254.169.254"],
            "the address policy refuses",
        ),
        (
            &[
                internal[0],
                internal[1],
                "--suggest-base-url",
                "https://other.corp.example",
            ],
            "other.corp.example is not among the hosts",
        ),
        (
            &[
                "--https-only",
                "--suggest-base-url",
                "http://sso.corp.example",
            ],
            "only to https: URLs",
        ),
        (
            &["--help-link", "https://wiki.corp.example"],
            "expected TITLE=URL",
        ),
        (
            &["--help-link", "Wiki=javascript:alert(1)"],
            "expected TITLE=URL",
        ),
    ] {
        let error = refused(arguments);
        assert!(error.contains(expected), "{error}");
    }
}
