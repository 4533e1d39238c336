//! Tests the dataset: JSON, CSV, OpenAPI, and overlays against the measured data.

use std::collections::HashSet;

use axum::http::StatusCode;
use permissions::TokenRealm;
use serde_json::Value;
use server::knowledge::matrix;

use crate::serving::{get, router};

const USER: &str = "/admin/realms/{realm}/users/{user-id}";

/// A line of CSV without line breaks in fields.
fn fields(line: &str) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut quoted = false;
    for letter in line.chars() {
        match letter {
            '"' => quoted = !quoted,
            ',' if !quoted => fields.push(String::new()),
            _ => fields.last_mut().unwrap().push(letter),
        }
    }
    fields
}

#[tokio::test]
async fn every_file_on_the_page_exists() {
    let router = router();
    let page = get(&router, "/data").await;
    assert_eq!(page.status, StatusCode::OK);
    let main = page.body.split("<main").nth(1).unwrap();
    let links: HashSet<&str> = main
        .split("href=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .filter(|link| link.starts_with('/'))
        .collect();
    // Four files for each of the 15 measured releases, and those for all releases.
    assert!(links.len() >= 15 * 4 + 7, "{links:?}");
    for link in links {
        assert_eq!(get(&router, link).await.status, StatusCode::OK, "{link}");
    }
    for absent in [
        "/data/1.2.3.json",
        "/data/26.7.5.xml",
        "/data/26.7.5",
        "/data/.json",
    ] {
        assert_eq!(get(&router, absent).await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn the_openapi_document_states_alternatives_as_separate_requirements() {
    let router = router();
    let matrix = matrix().unwrap();
    for version in matrix.versions() {
        let permissions = matrix.at(*version, TokenRealm::Target);
        let document = get(&router, &format!("/data/{version}.openapi.json"))
            .await
            .json();
        assert_eq!(document["info"]["version"], version.to_string());
        let schemes = document["components"]["securitySchemes"]
            .as_object()
            .unwrap();
        let mut ids = HashSet::new();
        for operation in permissions.operations() {
            let method = operation.method.to_lowercase();
            let described = &document["paths"][&operation.template][&method];
            assert!(ids.insert(described["operationId"].as_str().unwrap().to_owned()));
            let requirements = described["security"].as_array().unwrap();
            assert!(!requirements.is_empty(), "{version}: {operation}");
            for requirement in requirements {
                let scheme = requirement.as_object().unwrap().keys().next().unwrap();
                assert!(schemes.contains_key(scheme), "{version}: {scheme}");
            }
            let rule = permissions.rule(operation).unwrap();
            let stated: HashSet<Vec<String>> = requirements
                .iter()
                .filter_map(|one| one.get("adminRoles"))
                .map(|roles| serde_json::from_value(roles.clone()).unwrap())
                .collect();
            let measured: HashSet<Vec<String>> = rule
                .sufficient
                .iter()
                .map(|set| {
                    matrix
                        .role_names(*set)
                        .into_iter()
                        .map(str::to_owned)
                        .collect()
                })
                .collect();
            assert_eq!(stated, measured, "{version}: {operation}");
            let words = described["description"].as_str().unwrap();
            // What was not measured must not look as if any token were enough.
            if rule.unmeasured.is_some() {
                assert!(words.contains("Not measured"), "{version}: {words}");
            }
            // Some viewers show only one of several requirements, so the description lists every set.
            if !measured.is_empty() {
                let list = words.split("Roles for a partial response").next().unwrap();
                let listed: HashSet<Vec<String>> = list
                    .lines()
                    .filter_map(|line| line.strip_prefix("- "))
                    .map(|set| {
                        set.split('`')
                            .skip(1)
                            .step_by(2)
                            .map(str::to_owned)
                            .collect()
                    })
                    .collect();
                assert_eq!(listed, measured, "{version}: {operation}");
            }
            for name in operation.parameters() {
                let parameters = &document["paths"][&operation.template]["parameters"];
                let named = |parameter: &Value| parameter["name"] == name;
                assert!(parameters.as_array().unwrap().iter().any(named));
            }
        }
        // No operation that the release lacks.
        let count: usize = document["paths"]
            .as_object()
            .unwrap()
            .values()
            .map(|path| {
                path.as_object()
                    .unwrap()
                    .keys()
                    .filter(|key| *key != "parameters")
                    .count()
            })
            .sum();
        assert_eq!(count, permissions.operations().count(), "{version}");
    }
}

#[tokio::test]
async fn the_overlay_targets_every_operation_with_known_roles() {
    let router = router();
    let overlay = get(&router, "/data/26.7.5.overlay.json").await.json();
    assert_eq!(overlay["overlay"], "1.0.0");
    let actions = overlay["actions"].as_array().unwrap();
    let target = format!("$.paths['{USER}'].get");
    let action = actions
        .iter()
        .find(|action| action["target"] == target)
        .unwrap();
    // Measured: each of these roles alone is enough to read a user.
    let roles: Vec<&str> = action["update"]["security"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["adminRoles"][0].as_str().unwrap())
        .collect();
    assert_eq!(
        HashSet::from_iter(roles),
        HashSet::from(["view-users", "manage-users", "realm-admin"])
    );
    // No role of a realm creates realms (measured); a role of master does.
    let target = "$.paths['/admin/realms'].post";
    let action = actions
        .iter()
        .find(|action| action["target"] == target)
        .unwrap();
    let security = action["update"]["security"].to_string();
    assert!(
        security.contains("\"masterRoles\":[\"create-realm\"]"),
        "{security}"
    );
}

#[tokio::test]
async fn csv_and_json_state_the_same() {
    let router = router();
    for version in ["22.0.5", "26.7.5"] {
        let rows = get(&router, &format!("/data/{version}.json")).await.json();
        let rows = rows.as_array().unwrap();
        let csv = get(&router, &format!("/data/{version}.csv")).await;
        assert!(csv.header("content-type").starts_with("text/csv"));
        let lines: Vec<Vec<String>> = csv
            .body
            .split("\r\n")
            .skip(1)
            .filter(|line| !line.is_empty())
            .map(fields)
            .collect();
        assert_eq!(lines.len(), rows.len());
        for (line, row) in lines.iter().zip(rows) {
            assert_eq!(line.len(), 6, "{line:?}");
            assert_eq!(format!("{} {}", line[0], line[1]), row["operation"]);
            let sets = row["sufficient"].as_array().unwrap();
            let written = line[2].split(" or ").filter(|set| !set.is_empty()).count();
            assert_eq!(written, sets.len(), "{line:?}");
            assert_eq!(line[5], row["unmeasured"].as_str().unwrap_or_default());
        }
    }
}

#[tokio::test]
async fn the_ranges_cover_every_release_exactly_once() {
    let router = router();
    let matrix = matrix().unwrap();
    let ranges = get(&router, "/data/ranges.json").await.json();
    let ranges = ranges.as_array().unwrap();
    let csv = get(&router, "/data/ranges.csv").await.body;
    assert_eq!(csv.lines().count(), ranges.len() + 1);
    for (realm, token_realm) in [
        (TokenRealm::Target, "realm"),
        (TokenRealm::Master, "master"),
    ] {
        for operation in matrix.operations().iter().step_by(3) {
            let name = operation.to_string();
            let own: Vec<&Value> = ranges
                .iter()
                .filter(|range| range["operation"] == name && range["token_realm"] == token_realm)
                .collect();
            for version in matrix.versions() {
                let covering: Vec<&&Value> = own
                    .iter()
                    .filter(|range| {
                        let bound = |name: &str| range[name].as_str().unwrap().parse().unwrap();
                        bound("from") <= *version && *version <= bound("to")
                    })
                    .collect();
                let rule = matrix.at(*version, realm).rule(operation);
                assert_eq!(
                    covering.len(),
                    usize::from(rule.is_some()),
                    "{version}: {name}"
                );
                if let (Some(range), Some(rule)) = (covering.first(), rule) {
                    let names: Vec<Vec<&str>> = rule
                        .sufficient
                        .iter()
                        .map(|set| matrix.role_names(*set))
                        .collect();
                    assert_eq!(
                        range["sufficient"],
                        serde_json::json!(names),
                        "{version}: {name}"
                    );
                }
            }
        }
    }
}

#[tokio::test]
async fn the_overview_for_language_models_links_to_every_reference_page() {
    let router = router();
    let answer = get(&router, "/llms.txt").await;
    assert!(answer.header("content-type").starts_with("text/plain"));
    assert!(answer.body.starts_with("# Why403\n\n> "));
    for page in server::reference::pages(matrix().unwrap()) {
        assert!(
            answer.body.contains(&format!("{}.md)", page.path)),
            "{}",
            page.path
        );
    }
}

#[test]
fn the_search_index_is_small() {
    let index = server::reference::search_index(matrix().unwrap());
    assert!(index.len() <= 60_000, "{} bytes", index.len());
}

#[tokio::test]
async fn reading_pages_are_small_on_the_wire() {
    let router = router();
    let sheets = format!("{}/../style", env!("CARGO_MANIFEST_DIR"));
    // The style sheet is compressed to a fifth of its size; a quarter is on the safe side.
    let style: usize = std::fs::read_dir(sheets)
        .unwrap()
        .map(|sheet| std::fs::read(sheet.unwrap().path()).unwrap().len() / 4)
        .sum();
    for path in [
        "/guide",
        "/data",
        "/causes",
        "/causes/missing-role",
        "/operations",
        "/operations/get-users-user-id",
        "/26.5/operations",
        "/roles/view-users",
        "/roles/realm-admin",
        "/changes",
    ] {
        let media_type = axum::http::HeaderValue::from_static("text/html");
        let page = get(&router, path).await.body;
        let scripts = scripts_of(&page).await;
        let sent = server::routes::compressed(media_type, page.into(), "br")
            .await
            .unwrap();
        assert!(
            sent.len() + style + scripts <= 40_000,
            "{path}: {} + {style} + {scripts} bytes",
            sent.len()
        );
    }
}

/// The compressed size of the scripts that the page loads, without those of the bundles.
async fn scripts_of(page: &str) -> usize {
    let mut size = 0;
    for name in page
        .split("<script ")
        .skip(1)
        .filter_map(|tag| tag.split_once("src=\"/")?.1.split('"').next())
        .filter(|name| !name.starts_with("pkg/"))
    {
        let file = format!("{}/../public/{name}", env!("CARGO_MANIFEST_DIR"));
        let script = std::fs::read(&file).unwrap_or_else(|error| panic!("{file}: {error}"));
        let media_type = axum::http::HeaderValue::from_static("text/javascript");
        let sent = server::routes::compressed(media_type, script.into(), "br").await;
        size += sent.unwrap().len();
    }
    assert!(size > 0, "every page has scripts");
    size
}

#[tokio::test]
async fn pages_load_no_bundle_before_an_island_is_touched() {
    let router = router();
    for path in [
        "/guide",
        "/data",
        "/causes/missing-role",
        "/operations/get-users-user-id",
        "/26.5/operations/get-users-user-id",
        "/roles/view-users",
        "/26.5/roles/view-users",
        "/changes",
    ] {
        let page = get(&router, path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        assert!(!page.body.contains(".wasm"), "{path}");
    }
    for path in ["/operations", "/26.5/operations", "/causes", "/roles"] {
        let page = get(&router, path).await;
        assert!(page.body.contains("/islands.js"), "{path}");
        assert!(!page.body.contains(".wasm"), "{path}");
    }
}

#[tokio::test]
async fn pages_have_structured_data_for_search_engines() {
    let router = router();
    for (path, kind) in [
        ("/guide", "HowTo"),
        ("/data", "Dataset"),
        ("/causes/missing-role", "FAQPage"),
        ("/causes/https-required", "FAQPage"),
    ] {
        let page = get(&router, path).await.body;
        let data = page
            .split("<script type=\"application/ld+json\">")
            .nth(1)
            .and_then(|rest| rest.split("</script>").next())
            .unwrap_or_else(|| panic!("{path} has no structured data"));
        let data: Value = serde_json::from_str(data).unwrap();
        assert_eq!(data["@context"], "https://schema.org");
        assert_eq!(data["@type"], kind, "{path}");
        assert!(!data.to_string().contains("[]"), "{path}: {data}");
    }
    let page = get(&router, "/causes/missing-role").await.body;
    assert!(
        page.contains(
            "Why does Keycloak respond with “{\\\"error\\\":\\\"HTTP 403 Forbidden\\\"}”?"
        )
    );
}

#[test]
fn permalinks_name_lines_and_ambiguous_releases() {
    let places = server::reference::places(matrix().unwrap());
    for place in [
        "22", "26.5", "26.4.0", "26.4.7", "26.4", "26.7.0", "26.7.5", "26.7",
    ] {
        assert_eq!(
            places.iter().filter(|known| *known == place).count(),
            1,
            "{place}: {places:?}"
        );
    }
    for place in ["22.0", "22.0.5", "26", "26.5.6"] {
        assert!(!places.iter().any(|known| known == place), "{place}");
    }
}

#[tokio::test]
async fn the_links_of_a_permalink_lead_to_permalinks_or_pages() {
    let router = router();
    let matrix = matrix().unwrap();
    let mut known: HashSet<String> = server::reference::permalinks(matrix).collect();
    // The export writes the pages that the sitemap lists, and the list of operations by version.
    known.extend(server::routes::page_paths());
    known.insert("/data/permissions".to_owned());
    known.extend(
        server::reference::places(matrix)
            .iter()
            .map(|place| format!("/{place}/operations")),
    );
    for path in [
        "/22/operations",
        "/26.5/operations",
        "/26.5/operations/get-users-user-id",
        // 26.5 has neither of them.
        "/26.5/operations/post-workflows-set",
        "/26.5/roles/manage-organizations",
        "/26.7.0/roles/realm-admin",
    ] {
        assert!(known.contains(path), "{path}");
        let page = get(&router, path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        let main = page.body.split("<main").nth(1).unwrap();
        for link in main.split("href=\"/").skip(1) {
            let link = format!("/{}", link.split(['"', '#', '?']).next().unwrap());
            let link = link.trim_end_matches(".md").trim_end_matches(".json");
            assert!(known.contains(link), "{path}: {link}");
        }
    }
}
