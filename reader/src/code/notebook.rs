//! Takes the code out of Jupyter notebooks, which hold it as JSON strings.

use serde_json::Value;

/// The code cells of a notebook, one after the other; `None` where the text is no notebook. Lines are then those of the code.
pub(super) fn code(text: &str) -> Option<String> {
    if !text.trim_start().starts_with('{') || !text.contains("\"cell_type\"") {
        return None;
    }
    let notebook: Value = serde_json::from_str(text).ok()?;
    let mut code = String::new();
    for cell in notebook.get("cells")?.as_array()? {
        if cell.get("cell_type").and_then(Value::as_str) != Some("code") {
            continue;
        }
        match cell.get("source") {
            Some(Value::String(source)) => code.push_str(source),
            Some(Value::Array(lines)) => code.extend(lines.iter().filter_map(Value::as_str)),
            _ => {}
        }
        code.push('\n');
    }
    Some(code)
}
