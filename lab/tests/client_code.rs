//! Runs the printed client code on running servers: in the shell, with Node, Java, and Python.
//!
//! The variable `LIVE_KEYCLOAKS` names the servers; without it the test is skipped, which CI does not accept. The libraries come from npm,
//! Maven Central, and `PyPI`.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that fails says where"
)]

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use diagnosis::report::{Fix, FixGrade, FixKind, Report};
use lab::{
    keycloak::{RUNNING, Running},
    record,
    scenario::{self, Ground, Tried},
    statements,
};
use permissions::Matrix;

const NODE_LIBRARY: &str = "@keycloak/keycloak-admin-client@26.7.4";
const PYTHON_LIBRARIES: [&str; 2] = ["requests==2.34.2", "python-keycloak==7.1.1"];

/// The project whose dependencies Maven copies.
const JAVA_LIBRARIES: &str = "<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>why403</groupId>
  <artifactId>client-code</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>org.keycloak</groupId>
      <artifactId>keycloak-admin-client</artifactId>
      <version>26.0.7</version>
    </dependency>
  </dependencies>
</project>";

#[test]
fn printed_client_code_is_allowed() {
    let Some(servers) = Running::all().unwrap() else {
        eprintln!("SKIPPED: {RUNNING} is not set, so no client code is run");
        return;
    };
    let matrix = statements::matrix().unwrap();
    let tools = Tools::install();
    for server in servers {
        let version = server.version().unwrap();
        let ground =
            Ground::new(&server.base_url, version, &server.admin, &server.password).unwrap();
        let scenario = scenario::named(&["allowed".to_owned()]).unwrap()[0];
        let stage = ground.stage(&scenario).unwrap();
        let tried = (scenario.set_up)(&stage).unwrap();
        // The program of the reader has a base URL with /auth, which this server does not have.
        let report = with_wrong_base_path(&tried, &server.base_url, &matrix);
        assert_eq!(report.cause.code, "base-path-wrong");
        let user = tried.input["user_id"].as_str().unwrap();
        let mut ran = 0;
        for fix in report
            .fixes
            .iter()
            .filter(|fix| fix.kind == FixKind::ClientCode)
        {
            assert!(fix.text.contains("Change the base URL:"), "{}", fix.title);
            if fix.grade == Some(FixGrade::Tested) {
                assert!(
                    fix.executed_on.contains(&version.to_string()),
                    "{}",
                    fix.title
                );
                tools.run(fix, &stage.secret, user);
                ran += 1;
            }
        }
        assert_eq!(
            ran, 7,
            "curl, fetch, the admin client for Node, Java, the admin client for Java, requests, and python-keycloak"
        );
    }
}

fn with_wrong_base_path(tried: &Tried, base: &str, matrix: &Matrix) -> Report {
    let mut wrong = tried.clone();
    wrong.input["url"] = format!("{base}/auth").into();
    record::check(&wrong, matrix).unwrap()
}

/// The libraries, in a folder of their own.
struct Tools(PathBuf);

impl Tools {
    fn install() -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("client-code");
        fs::create_dir_all(&folder).unwrap();
        let tools = Self(folder);
        // Without ensurepip, Python leaves an environment without pip behind.
        if !tools.0.join("python/bin/pip").exists() {
            tools.done(Command::new("python3").args(["-m", "venv", "python"]));
        }
        tools.done(
            Command::new(tools.0.join("python/bin/python"))
                .args(["-m", "pip", "install", "--quiet"])
                .args(PYTHON_LIBRARIES),
        );
        fs::write(tools.0.join("pom.xml"), JAVA_LIBRARIES).unwrap();
        if !tools.0.join("jars").exists() {
            tools.done(Command::new("mvn").args([
                "--quiet",
                "--batch-mode",
                "dependency:copy-dependencies",
                "-DincludeScope=runtime",
                "-DoutputDirectory=jars",
            ]));
        }
        fs::write(tools.0.join("package.json"), "{\"private\":true}").unwrap();
        tools.done(Command::new("npm").args(["install", "--no-audit", "--no-fund", NODE_LIBRARY]));
        tools
    }

    /// Runs a program, and returns its output.
    fn done(&self, command: &mut Command) -> String {
        let output = command
            .current_dir(&self.0)
            .output()
            .unwrap_or_else(|error| panic!("{command:?}: {error}"));
        let printed = String::from_utf8_lossy(&output.stdout).into_owned();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{command:?}\n{printed}{said}");
        printed
    }

    /// Runs the printed code. A library only signs in, so a request for the user is added to its code.
    fn run(&self, fix: &Fix, secret: &str, user: &str) {
        let mut text = fix.text.clone();
        let (file, added, wanted) = match fix.title.as_str() {
            "curl" => ("main.sh", String::new(), "200"),
            "TypeScript (fetch)" => ("main.mjs", String::new(), "200"),
            "TypeScript (@keycloak/keycloak-admin-client)" => (
                "admin.mjs",
                format!("console.log((await kc.users.findOne({{ id: \"{user}\" }})).username);"),
                "john-doe",
            ),
            "Java (java.net.http)" => ("Main.java", String::new(), "200"),
            "Java (keycloak-admin-client)" => {
                // The printed lines belong in a method of the reader's program.
                text = format!(
                    "import org.keycloak.OAuth2Constants;\nimport org.keycloak.admin.client.*;\n\
                     import org.keycloak.admin.client.resource.RealmResource;\n\
                     public class Admin {{ public static void main(String[] args) {{\n{text}"
                );
                (
                    "Admin.java",
                    format!(
                        "System.out.println(realm.users().get(\"{user}\").toRepresentation().getUsername());\n}} }}"
                    ),
                    "john-doe",
                )
            }
            "Python (requests)" => ("main.py", String::new(), "200"),
            "Python (python-keycloak)" => (
                "admin.py",
                format!("print(admin.get_user(\"{user}\")[\"username\"])"),
                "john-doe",
            ),
            other => panic!("{other} is not run"),
        };
        fs::write(self.0.join(file), format!("{text}\n{added}\n")).unwrap();
        let mut command = match file.rsplit('.').next() {
            Some("sh") => Command::new("sh"),
            Some("mjs") => Command::new("node"),
            Some("java") => {
                let mut java = Command::new("java");
                java.args(["-cp", "jars/*"]);
                java
            }
            _ => Command::new(self.0.join("python/bin/python")),
        };
        let printed = self.done(command.arg(file).env("KEYCLOAK_CLIENT_SECRET", secret));
        assert!(
            printed.contains(wanted),
            "{}: {printed}\n{}",
            fix.title,
            fix.text
        );
    }
}
