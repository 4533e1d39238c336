//! Tests that the files in `packaging/` are consistent with the program: settings, paths, ports, and labels.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::binary::{Serving, stdout, why403};
use crate::schema::mistakes;
use crate::serving::{get, router};
use crate::upstream::closed_port;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../packaging")
}

fn text(name: &str) -> String {
    fs::read_to_string(folder().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn yaml(name: &str) -> Value {
    serde_yaml_ng::from_str(&text(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Every file below the folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .flat_map(|path| {
            if path.is_dir() {
                files(&path)
            } else {
                vec![path]
            }
        })
        .collect()
}

/// The words of a text that start with `start`.
fn words<'a>(text: &'a str, start: &str) -> BTreeSet<&'a str> {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '-')
        .filter(|word| word.starts_with(start) && word.len() > start.len())
        .collect()
}

#[test]
fn flags_and_variables_exist() {
    let documentation = stdout(&why403().arg("config").output().unwrap());
    let variables = words(&documentation, "WHY403_");
    let help = stdout(&why403().args(["serve", "--help"]).output().unwrap());
    let flags = words(&help, "--");
    let mut seen = 0;
    for file in files(&folder()) {
        let text = fs::read_to_string(&file).unwrap();
        for variable in words(&text, "WHY403_") {
            // The commit is an argument of the build.
            let known = variables.contains(variable) || variable == "WHY403_COMMIT";
            assert!(known, "{}: {variable}", file.display());
            seen += 1;
        }
    }
    let unit = text("systemd/why403.service");
    let command = unit
        .lines()
        .find(|line| line.starts_with("ExecStart="))
        .unwrap();
    let arguments = yaml("kubernetes/deployment.yaml")["spec"]["template"]["spec"]["containers"][0]
        ["args"]
        .to_string();
    for text in [command, &arguments] {
        assert!(text.contains("serve"));
        for flag in words(text, "--") {
            assert!(flags.contains(flag), "{flag}");
            seen += 1;
        }
    }
    assert!(seen > 5, "{seen}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_settings_start_the_server() {
    let port = closed_port().await.to_string();
    for name in ["kubernetes/why403.toml", "systemd/why403.toml"] {
        let path = folder().join(name).to_string_lossy().into_owned();
        let serving = Serving::start(&["--config", &path, "--metrics-listen", &port], &[]);
        serving.ask_to_stop();
        let (status, log) = tokio::task::spawn_blocking(|| serving.wait())
            .await
            .unwrap();
        assert_eq!(status, Some(0), "{name}: {log}");
        assert!(
            log.contains("internal: only keycloak.example.com"),
            "{name}: {log}"
        );
    }
    let compose = yaml("compose/compose.yaml");
    let environment: Vec<(String, String)> = compose["services"]["why403"]["environment"]
        .as_object()
        .unwrap()
        .iter()
        .map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned()))
        .collect();
    let environment: Vec<(&str, &str)> = environment
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let serving = Serving::start(&[], &environment);
    serving.ask_to_stop();
    let (status, log) = tokio::task::spawn_blocking(|| serving.wait())
        .await
        .unwrap();
    assert_eq!(status, Some(0), "{log}");
    assert!(log.contains("internal: only keycloak; ports 8080"), "{log}");
}

#[tokio::test]
async fn the_manifests_are_consistent() {
    let kustomization = yaml("kubernetes/kustomization.yaml");
    let label = |value: &Value| value["app.kubernetes.io/name"] == "why403";
    for name in kustomization["resources"].as_array().unwrap() {
        let manifest = yaml(&format!("kubernetes/{}", name.as_str().unwrap()));
        let spec = &manifest["spec"];
        let selector = match manifest["kind"].as_str().unwrap() {
            "Service" => &spec["selector"],
            "NetworkPolicy" => &spec["podSelector"]["matchLabels"],
            "Deployment" | "PodDisruptionBudget" => &spec["selector"]["matchLabels"],
            other => panic!("{other} is not tested"),
        };
        assert!(label(selector), "{name}");
    }
    let config = kustomization["configMapGenerator"][0]["files"][0]
        .as_str()
        .unwrap();
    assert!(folder().join("kubernetes").join(config).is_file());

    let deployment = yaml("kubernetes/deployment.yaml");
    let pod = &deployment["spec"]["template"]["spec"];
    assert!(label(&deployment["spec"]["template"]["metadata"]["labels"]));
    assert_eq!(pod["securityContext"]["runAsNonRoot"], true);
    assert_eq!(pod["enableServiceLinks"], false);
    assert!(pod["terminationGracePeriodSeconds"].as_u64().unwrap() > 60);
    let container = &pod["containers"][0];
    assert_eq!(container["securityContext"]["readOnlyRootFilesystem"], true);
    assert_eq!(
        container["securityContext"]["allowPrivilegeEscalation"],
        false
    );
    let settings: toml::Table = text("kubernetes/why403.toml").parse().unwrap();
    for (place, key) in [(0, "listen"), (1, "metrics-listen")] {
        let port = container["ports"][place]["containerPort"].to_string();
        assert!(
            settings[key]
                .as_str()
                .unwrap()
                .ends_with(&format!(":{port}")),
            "{key}"
        );
    }
    let router = router();
    for probe in ["startupProbe", "livenessProbe", "readinessProbe"] {
        let get_path = &container[probe]["httpGet"];
        assert_eq!(get_path["port"], container["ports"][0]["name"]);
        let answer = get(&router, get_path["path"].as_str().unwrap()).await;
        // Without a site, the server of this test is not ready.
        assert!(
            matches!(
                answer.status,
                StatusCode::OK | StatusCode::SERVICE_UNAVAILABLE
            ),
            "{probe}"
        );
    }
}

/// As `kubeconform -strict` does, with Kubernetes's own schemas.
#[test]
fn the_manifests_match_the_schemas_of_kubernetes() {
    let schemas: Value = serde_json::from_str(include_str!("../kubernetes.json")).unwrap();
    let mistakes_of = |name: &str, manifest: &Value| {
        let kind = manifest["kind"].as_str().unwrap();
        let definition = schemas["kinds"][kind].as_str().unwrap();
        let schema = json!({ "$ref": format!("#/definitions/{definition}") });
        mistakes(&schemas, &schema, manifest, name)
    };
    let kustomization = yaml("kubernetes/kustomization.yaml");
    for name in kustomization["resources"].as_array().unwrap() {
        let name = name.as_str().unwrap();
        let found = mistakes_of(name, &yaml(&format!("kubernetes/{name}")));
        assert!(found.is_empty(), "{found:#?}");
    }
    let mut wrong = yaml("kubernetes/deployment.yaml");
    let pod = &mut wrong["spec"]["template"]["spec"];
    pod["containers"][0]["livenessProbe"]["periodSecond"] = json!(1);
    pod["securityContext"]["runAsNonRoot"] = json!("yes");
    assert_eq!(mistakes_of("deployment", &wrong).len(), 2);
}

#[test]
fn containers_have_no_rights() {
    let dockerfile = text("Dockerfile");
    let last = dockerfile.rsplit("\nFROM ").next().unwrap();
    assert!(
        last.starts_with("gcr.io/distroless/") && last.contains(":nonroot\n"),
        "{last}"
    );
    assert!(last.contains("\nUSER 65532:65532\n"));
    assert!(last.contains("ENTRYPOINT [\"/usr/bin/why403\"]\nCMD [\"serve\"]"));
    let compose = yaml("compose/compose.yaml");
    let service = &compose["services"]["why403"];
    assert_eq!(service["read_only"], true);
    assert_eq!(service["cap_drop"][0], "ALL");
    let dockerfile = service["build"]["dockerfile"].as_str().unwrap();
    assert!(folder().join("..").join(dockerfile).is_file());
}

#[test]
fn the_keycloak_of_the_compose_file_has_what_its_comment_says() {
    let realm: Value = serde_json::from_str(&text("compose/realm.json")).unwrap();
    assert_eq!(realm["realm"], demo::REALM);
    assert_eq!(realm["clients"][0]["clientId"], demo::CLIENT_ID);
    assert_eq!(realm["clients"][0]["secret"], demo::CLIENT_SECRET);
    assert_eq!(realm["users"][0]["id"], demo::USER_ID);
    let comment = text("compose/compose.yaml");
    for value in [
        demo::REALM,
        demo::CLIENT_ID,
        demo::CLIENT_SECRET,
        demo::USER_ID,
    ] {
        assert!(comment.contains(value), "{value}");
    }
}

#[test]
fn the_unit_is_hardened() {
    let unit = folder().join("systemd/why403.service");
    // Absent on machines without systemd.
    let Ok(output) = Command::new("systemd-analyze")
        .args(["security", "--offline=true", "--threshold=20"])
        .arg(&unit)
        .output()
    else {
        return;
    };
    assert!(output.status.success(), "{}", stdout(&output));
}
