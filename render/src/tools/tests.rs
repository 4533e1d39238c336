//! Tests the tools against the measured data.

use permissions::{Matrix, MatrixError};

use super::{Choice, Known, Tool};

fn matrix() -> Result<Matrix, MatrixError> {
    Matrix::from_json(include_str!("../../../permissions/data/permissions.json"))
}

fn known_of(matrix: &Matrix) -> Known<'_> {
    Known { matrix, prefix: "" }
}

fn choice(query: &str) -> Choice {
    Choice::read(form_urlencoded::parse(query.as_bytes()))
}

#[test]
fn a_link_restores_the_choice() {
    for query in [
        "operation=GET+%2Fadmin%2Frealms%2F%7Brealm%7D%2Fusers&operation=POST+%2Fadmin%2Frealms&keycloak=26.7.3&token-realm=master",
        "role=view-users&role=view-realm&from=26.4&to=26.5.6",
        "",
    ] {
        assert_eq!(choice(query).query(), query);
    }
    // Searched words are not part of a choice, and a repeated operation is listed once.
    assert_eq!(
        choice("find=x&role=a&role=a&text=secret&token-realm=target").query(),
        "role=a"
    );
}

#[test]
fn invalid_choices_are_reported() {
    let matrix = matrix().expect("the data file is read");
    let known = known_of(&matrix);
    for query in [
        "keycloak=&role=&operation=",
        "keycloak=99999999999&from=x&to=-1&token-realm=%00",
        "operation=%3Cscript%3E&role=%3Cb%3E&operation=GET&find=%F0%9F%A6%80",
        "from=26.7.3&to=22",
    ] {
        for tool in [Tool::Roles, Tool::WhatIf, Tool::Upgrade] {
            let choice = choice(query);
            let shown = tool.shown(known, &choice, None, &["GET <i>".to_owned()]);
            let html = tool.choices(known, &choice) + &shown.answer;
            assert!(!html.contains("<script>") && !html.contains("<b>") && !html.contains("<i>"));
            assert!(!shown.summary.is_empty());
        }
    }
    assert_eq!(
        choice("keycloak=99999999999&from=x&token-realm=both")
            .wrong
            .len(),
        3
    );
    let none = Matrix::from_data(permissions::Data::default()).expect("an empty matrix");
    let known = known_of(&none);
    for tool in [Tool::Roles, Tool::WhatIf, Tool::Upgrade] {
        let _ = tool.choices(known, &Choice::default());
        let _ = tool.shown(known, &Choice::default(), None, &[]);
    }
}

#[test]
fn a_selected_role_marks_what_it_allows() {
    let matrix = matrix().expect("the data file is read");
    let known = known_of(&matrix);
    let fewer = choice("role=query-users");
    let more = choice("role=query-users&role=view-users");
    let after = Tool::WhatIf.shown(known, &more, Some(&fewer), &[]);
    assert!(
        after.summary.contains("The last change allowed"),
        "{}",
        after.summary
    );
    assert!(after.answer.contains("newly allowed"));
    let back = Tool::WhatIf.shown(known, &fewer, Some(&more), &[]);
    assert!(
        back.summary.contains("The last change denied"),
        "{}",
        back.summary
    );
}

/// Versions that were not measured can be selected, and name the version that stands for them.
#[test]
fn versions_between_the_measured_ones_can_be_selected() {
    let json = r#"{"versions":["24.0.5","26.1.2","26.4.7"],"roles":[],"operations":[]}"#;
    let matrix = Matrix::from_json(json).expect("a matrix");
    let known = known_of(&matrix);
    let html = Tool::WhatIf.choices(known, &choice("keycloak=26.4.2"));
    let options: Vec<&str> = html
        .split("<option ")
        .skip(1)
        .filter_map(|option| option.split('>').nth(1)?.split('<').next())
        .collect();
    assert_eq!(
        options,
        [
            "26.4.7",
            "26.4.2 (data of 26.4.7)",
            "26.3 (data of 26.1.2)",
            "26.2 (data of 26.1.2)",
            "26.1.2",
            "26.0 (data of 24.0.5)",
            "25 (data of 24.0.5)",
            "24.0.5",
        ]
    );
    assert!(html.contains(r#"<option value="26.4.2" selected"#));
}

/// All style sheets apply to every page: a class of the report gave a role in a tool a line of its own. The fixes are those of the report.
#[test]
fn tools_use_no_class_of_the_report() {
    let matrix = matrix().expect("the data file is read");
    let known = known_of(&matrix);
    let shown = Tool::Roles.shown(
        known,
        &choice("operation=GET+%2Fadmin%2Frealms%2F%7Brealm%7D%2Fusers"),
        None,
        &["GET /x".to_owned()],
    );
    let (before, fixes) = shown
        .answer
        .split_once("<section class=\"fixes\"")
        .expect("the planner shows how to assign the roles");
    let (_, after) = fixes
        .split_once("<section aria-labelledby=\"beyond\"")
        .expect("the other operations follow");
    let own = before.to_owned() + after;
    let classes: Vec<&str> = own
        .split("class=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .flat_map(str::split_whitespace)
        .collect();
    assert!(classes.contains(&"chosen") && classes.contains(&"answer-roles"));
    let report = include_str!("../../../style/report.css");
    for class in classes {
        let styled = |line: &str| line.trim_end_matches([' ', '{', ',']) == format!(".{class}");
        assert!(!report.lines().any(styled), "the report styles .{class}");
    }
}

#[test]
fn an_upgrade_to_an_announced_release_says_what_is_announced() {
    let matrix = matrix().expect("the data file is read");
    let known = Known {
        prefix: "/why403",
        ..known_of(&matrix)
    };
    for query in [
        "from=26.5.6&to=26.8.2",
        "from=26.7.5&to=26.8",
        "from=26.7.5&to=26.8.2&role=view-users",
    ] {
        let shown = Tool::Upgrade.shown(known, &choice(query), None, &[]);
        let html = &shown.answer;
        assert!(html.contains("kc-admin-api"), "{query}: {html}");
        assert!(
            html.contains(r#"<span class="tag grade">announced</span>"#),
            "{query}: {html}"
        );
        assert!(
            html.contains(r#"href="/why403/causes/admin-audience-missing""#),
            "{query}: {html}"
        );
        assert!(!html.contains("nothing changes"), "{query}: {html}");
    }
    for query in ["from=26.7.4&to=26.7.4", "from=26.8.2&to=26.7.5", ""] {
        let shown = Tool::Upgrade.shown(known, &choice(query), None, &[]);
        assert!(!shown.answer.contains("kc-admin-api"), "{query}");
    }
    let html = Tool::Upgrade.choices(known, &Choice::default());
    assert_eq!(
        html.matches("26.8.2 (announced, data of ").count(),
        1,
        "{html}"
    );
}

/// Patch releases differ, so the data of one release proves nothing about a release that was not measured.
#[test]
fn an_upgrade_to_a_release_that_was_not_measured_promises_nothing() {
    let json = r#"{"versions":["24.0.5","26.4.7"],"roles":[],"operations":[]}"#;
    let matrix = Matrix::from_json(json).expect("a matrix");
    for (query, stated, stands_in) in [
        ("from=26.4.7&to=26.8.2", "26.8.2", "26.4.7"),
        ("from=26.4.7&to=26.4.9", "26.4.9", "26.4.7"),
        ("from=26.9&to=26.9", "26.9", "26.4.7"),
        ("from=22&to=24.0.5", "22", "24.0.5"),
        ("from=24.0.5&to=26.8.2", "26.8.2", "26.4.7"),
        ("from=24.0.5&to=26.8.2&role=view-users", "26.8.2", "26.4.7"),
    ] {
        let shown = Tool::Upgrade.shown(known_of(&matrix), &choice(query), None, &[]);
        let expected = format!(
            "Keycloak {stated} has not been measured. The comparison uses the data of {stands_in}, so differences in \
             required roles between the two are not known."
        );
        let html = shown.answer;
        assert_eq!(html.matches(&expected).count(), 1, "{query}: {html}");
        for wrong in ["so nothing changes", "so the required roles"] {
            assert!(!html.contains(wrong), "{query}: {html}");
        }
    }
    for query in [
        "from=26.4.7&to=26.4.7",
        "from=26.4&to=26.4.7",
        "from=24.0.5&to=26.4.7",
    ] {
        let shown = Tool::Upgrade.shown(known_of(&matrix), &choice(query), None, &[]);
        assert!(!shown.answer.contains("not been measured"), "{query}");
    }
}

#[test]
fn pasted_files_are_read_separately_and_their_lines_are_marked() {
    let matrix = matrix().expect("the data file is read");
    let mut choice = Choice::default();
    let text = "==> api.py <==\nrequests.get(f\"{kc}/admin/realms/{realm}/users\")\n# A comment.\n==> <b>.js <==\nconst a = `${url}/admin/realms/${r}`;\nfetch(`${a}/groups`);\nfetch(`${a}${path}`);\n";
    let added = choice.add_pasted(&matrix, text);
    assert_eq!(
        choice.operations,
        [
            "GET /admin/realms/{realm}/users",
            "GET /admin/realms/{realm}/groups"
        ]
    );
    assert_eq!((added.found, added.new), (2, 2));
    let begin = "Line 3 of <b>.js was not understood";
    assert!(
        added.warnings.iter().any(|words| words.starts_with(begin)),
        "{:?}",
        added.warnings
    );
    let marked = added.marked();
    assert!(
        marked.contains("2 lines recognized, 1 not understood, 2 ignored"),
        "{marked}"
    );
    assert!(
        marked.contains("Recognized: GET /admin/realms/{realm}/users"),
        "{marked}"
    );
    assert!(
        marked.contains("Not understood: the path is built at run time"),
        "{marked}"
    );
    assert!(
        marked.contains("&lt;b&gt;.js") && !marked.contains("<b>"),
        "{marked}"
    );
}

#[test]
fn roles_of_code_that_was_not_understood_are_the_minimum() {
    let matrix = matrix().expect("the data file is read");
    let shown = |choice: &Choice| Tool::Roles.shown(known_of(&matrix), choice, None, &[]);
    let users = "requests.get(f\"{kc}/admin/realms/{realm}/users\")\n";
    let unclear = "const a = `${url}/admin/realms/${r}`;\nfetch(`${a}${path}`);\n";

    let mut read = Choice::default();
    read.add_pasted(&matrix, &format!("{users}{unclear}"));
    let partial = shown(&read);
    assert!(
        partial.summary.contains("At least these roles: view-users"),
        "{}",
        partial.summary
    );
    assert!(partial.answer.contains(">At least these roles</h2>"));
    assert!(!partial.answer.contains(">Smallest role set<"));
    assert!(partial.answer.contains("more roles may be required"));
    // A link and the form keep this warning.
    let again = choice(&read.query());
    assert_eq!(shown(&again).summary, partial.summary);
    let html = Tool::Roles.choices(known_of(&matrix), &again);
    assert!(html.contains(r#"name="complete" value="false""#), "{html}");

    // Other code does not remove the warning, but the repaired code does.
    let mut other = again.clone();
    other.add_pasted(&matrix, "GET /admin/realms/a/groups\n");
    assert!(shown(&other).answer.contains(">At least these roles</h2>"));
    let mut repaired = again;
    repaired.add_pasted(&matrix, users);
    let complete = shown(&repaired);
    assert!(
        complete.summary.contains("Smallest role set: view-users"),
        "{}",
        complete.summary
    );
    assert!(complete.answer.contains(">Smallest role set</h2>"));

    // A request that this version does not have, and an operation without a role.
    let mut missing = Choice::default();
    missing.add_pasted(
        &matrix,
        "GET /admin/realms/a/users\nGET /admin/realms/a/nonsense\n",
    );
    assert!(shown(&missing).summary.contains("At least these roles"));
    let mut free = Choice::default();
    free.add_pasted(
        &matrix,
        "GET /admin/realms/a/roles-by-id/7/nonsense\nGET /admin/realms\n",
    );
    let free = shown(&free).summary;
    assert!(!free.contains("No role is required: any"), "{free}");
}

#[test]
fn a_text_with_too_many_files_or_operations_is_not_read_to_its_end() {
    let matrix = matrix().expect("the data file is read");
    let file = |at: usize| format!("==> {at}.txt <==\nGET /admin/realms/a/users\n");
    let text: String = (0..400).map(file).collect();
    let mut choice = Choice::default();
    let added = choice.add_pasted(&matrix, &text);
    assert!(
        added.warnings[0].starts_with("Only the first 300 of 400 files were read."),
        "{:?}",
        added.warnings
    );
    let shown = Tool::Roles.shown(known_of(&matrix), &choice, None, &[]);
    assert!(shown.summary.contains("At least these roles"));

    let line = |at: usize| format!("GET /admin/realms/a/nonsense-{at}\n");
    let unknown: String = (0..20_000).map(line).collect();
    let added = Choice::default()
        .add_pasted(&matrix, &unknown)
        .unknown
        .len();
    assert_eq!(added, 20_000);
    let many = (0..50_000).map(|at| ("operation", format!("GET /{at}")));
    assert_eq!(Choice::read(many).operations.len(), 1_000);
}

#[test]
fn a_role_that_the_token_cannot_contain_is_reported() {
    let matrix = matrix().expect("the data file is read");
    for (tool, query, expected) in [
        (
            Tool::Upgrade,
            "from=26.5.6&to=26.7.5&role=admin",
            "Neither of these versions has the role admin for tokens of the target realm.",
        ),
        (
            Tool::WhatIf,
            "keycloak=26.7.5&role=realm-admin&token-realm=master",
            "Keycloak 26.7.5 does not have the role realm-admin for tokens of master.",
        ),
    ] {
        let shown = tool.shown(known_of(&matrix), &choice(query), None, &[]);
        assert!(shown.answer.contains(expected), "{}", shown.answer);
    }
}
