//! Compares the form, the command line, and the JSON of a check with the table of fields.

use std::collections::BTreeSet;

use diagnosis::attempt::{Control, Field, Input};
use secrecy::ExposeSecret;
use serde_json::json;

use crate::binary::{stdout, why403};
use crate::serving::{get, router};

/// The flags of `why403 check` that are not about the input.
const OTHER_FLAGS: [&str; 9] = [
    "--format",
    "--expect",
    "--fix",
    "--timeout",
    "--help",
    "--proxy",
    "--no-proxy",
    "--ca-file",
    "--allow-target",
];

fn names(fields: impl Iterator<Item = Field>) -> BTreeSet<String> {
    fields.map(|field| field.name().to_owned()).collect()
}

#[test]
fn the_json_of_a_check_has_exactly_the_fields() {
    let error = serde_json::from_value::<Input>(json!({ "unknown": "" })).unwrap_err();
    let message = error.to_string();
    let expected: BTreeSet<String> = message
        .split('`')
        .skip(3)
        .step_by(2)
        .map(str::to_owned)
        .collect();
    assert_eq!(expected, names(Field::ALL.into_iter()), "{message}");
}

#[test]
fn a_value_is_stored_in_its_own_field() {
    for field in Field::ALL.into_iter().filter(|field| field.is_text()) {
        let member = json!({ field.name(): "a value" });
        let received: Input = serde_json::from_value(member).unwrap();
        let mut set = Input::default();
        set.set(field, "a value".to_owned());
        for input in [received, set] {
            for other in Field::ALL {
                let secret = input.secret(other).map(ExposeSecret::expose_secret);
                assert_eq!(secret.is_some(), other.is_secret(), "{other:?}");
                let value = secret.unwrap_or(input.text(other));
                let expected = if other == field { "a value" } else { "" };
                assert_eq!(value, expected, "{field:?}: {other:?}");
            }
        }
    }
}

#[test]
fn the_command_line_has_exactly_the_flags() {
    let output = why403().args(["check", "--help"]).output().unwrap();
    let help = stdout(&output);
    let found: BTreeSet<&str> = help
        .lines()
        .filter_map(|line| {
            line.trim_start()
                .trim_start_matches("-h, ")
                .split(['=', ' '])
                .next()
        })
        .filter(|word| word.starts_with("--") && !OTHER_FLAGS.contains(word))
        .collect();
    let (flags, variables): (Vec<&str>, Vec<&str>) = Field::ALL
        .into_iter()
        .map(Field::flag)
        .partition(|flag| flag.starts_with("--"));
    assert_eq!(found, BTreeSet::from_iter(flags), "{help}");
    for variable in variables {
        assert!(help.contains(variable), "{variable}");
    }
    for field in Field::ALL {
        let in_help = help.split_whitespace().collect::<Vec<_>>().join(" ");
        if field.flag().starts_with("--") {
            assert!(in_help.contains(field.help()), "{field:?}: {in_help}");
        }
    }
}

#[tokio::test]
async fn the_form_has_exactly_the_controls_of_its_grant() {
    let page = get(&router(), "/").await.body;
    let form = page.split_once("id=\"form\"").unwrap().1;
    let form = form.split_once("</form>").unwrap().0;
    let found: BTreeSet<String> = ["<input", "<textarea", "<select"]
        .iter()
        .flat_map(|control| form.split(control).skip(1))
        .filter_map(|control| {
            let tag = control.split_once('>')?.0;
            Some(tag.split_once(" name=\"")?.1.split_once('"')?.0.to_owned())
        })
        .collect();
    // The default operation has only one parameter, and only reads.
    let expected = Field::ALL.into_iter().filter(|field| {
        field.applies("client-credentials")
            && !matches!(
                field.control(),
                Control::Parameters | Control::CheckBox | Control::None
            )
    });
    assert_eq!(found, names(expected));
    for field in Field::ALL
        .into_iter()
        .filter(|field| field.is_text() && field.applies("client-credentials"))
    {
        let label = format!("<label for=\"{}\"", field.name());
        let label = form.split_once(&label).unwrap().1;
        let label = label.split_once("</label>").unwrap().0;
        assert!(label.contains(field.label()), "{field:?}: {label}");
    }
}

#[test]
fn a_form_of_a_fix_has_one_name() {
    for kind in diagnosis::report::FixKind::ALL {
        assert_eq!(serde_json::to_value(kind).unwrap(), kind.name());
    }
}
