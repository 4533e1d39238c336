//! Compares JSON values with JSON schemas.

use serde_json::Value;

/// The parts of a value that do not match a schema. `root` contains the schemas that the schema refers to. Members that the schema does not
/// name are errors as well: a description has to be complete, and in a manifest they are mistakes.
pub fn mistakes(root: &Value, schema: &Value, value: &Value, at: &str) -> Vec<String> {
    if let Some(reference) = schema["$ref"].as_str() {
        let pointer = reference.trim_start_matches('#');
        let schema = root
            .pointer(pointer)
            .unwrap_or_else(|| panic!("{reference} leads nowhere"));
        return mistakes(root, schema, value, at);
    }
    if let Some(choices) = schema["oneOf"].as_array() {
        let all: Vec<_> = choices
            .iter()
            .map(|choice| mistakes(root, choice, value, at))
            .collect();
        let fitting = all.iter().filter(|mistakes| mistakes.is_empty()).count();
        return if fitting == 1 {
            Vec::new()
        } else {
            all.concat()
        };
    }
    let mut found = Vec::new();
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let fits = match &schema["type"] {
        Value::Null => true,
        Value::Array(kinds) => kinds.iter().any(|known| known == kind),
        known => known == kind,
    };
    if !fits {
        found.push(format!("{at}: {kind} is not {}", schema["type"]));
    }
    if let Some(values) = schema["enum"].as_array()
        && !values.contains(value)
    {
        found.push(format!("{at}: {value} is none of {values:?}"));
    }
    match value {
        Value::Array(items) => {
            for item in items {
                found.extend(mistakes(root, &schema["items"], item, &format!("{at}[]")));
            }
        }
        Value::Object(members) => {
            for name in schema["required"].as_array().into_iter().flatten() {
                if !members.contains_key(name.as_str().unwrap()) {
                    found.push(format!("{at}: {name} is missing"));
                }
            }
            for (name, member) in members {
                let at = format!("{at}.{name}");
                match (
                    schema["properties"].get(name),
                    &schema["additionalProperties"],
                ) {
                    (Some(schema), _) => found.extend(mistakes(root, schema, member, &at)),
                    (None, more @ Value::Object(_)) => {
                        found.extend(mistakes(root, more, member, &at));
                    }
                    (None, _) if schema.get("properties").is_none() => {}
                    _ => found.push(format!("{at} is not described")),
                }
            }
        }
        _ => {}
    }
    found
}
