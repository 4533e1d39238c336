//! Extracts the code from Jupyter notebooks, which contain it as JSON strings.

use serde_json::Value;

/// The code cells of a notebook in order; `None` if the text is not a notebook. Line numbers then refer to the code.
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
