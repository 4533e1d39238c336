//! Reads the configuration file, and checks every key and value of it.

use std::fs;
use std::path::{Path, PathBuf};

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, Command};
use toml::{Table, Value};

use super::documentation::{example, in_toml};
use super::{is_list, settings};

/// Why a configuration file is not used.
#[derive(Debug, thiserror::Error)]
pub(super) enum Error {
    /// The file cannot be read.
    #[error("--config {}: {reason}", .file.display())]
    Unreadable {
        file: PathBuf,
        reason: std::io::Error,
    },
    /// The file is not TOML.
    #[error("{}: {reason}", .file.display())]
    Syntax { file: PathBuf, reason: String },
    /// No setting has this name.
    #[error("{}: unknown key {key}.{hint} `why403 help config` lists all keys.", .file.display())]
    UnknownKey {
        file: PathBuf,
        key: String,
        hint: String,
    },
    /// The value is not valid for the setting.
    #[error("{}: {key}: {reason}. A valid value: {valid}", .file.display())]
    Value {
        file: PathBuf,
        key: String,
        reason: String,
        valid: String,
    },
}

/// The values of the file by the ID of their argument.
pub(super) fn read(file: &Path, serve: &Command) -> Result<Vec<(String, Vec<String>)>, Error> {
    let text = fs::read_to_string(file).map_err(|reason| Error::Unreadable {
        file: file.to_owned(),
        reason,
    })?;
    parse(file, &text, serve)
}

/// The values in the text of a file. `file` is used in messages.
pub(super) fn parse(
    file: &Path,
    text: &str,
    serve: &Command,
) -> Result<Vec<(String, Vec<String>)>, Error> {
    let table: Table = text
        .parse()
        .map_err(|error: toml::de::Error| Error::Syntax {
            file: file.to_owned(),
            reason: error.to_string().trim_end().to_owned(),
        })?;
    table
        .into_iter()
        .map(|(key, value)| {
            let Some((_, arg)) = settings(serve).find(|(name, _)| *name == key) else {
                return Err(Error::UnknownKey {
                    hint: suggestion(&key, serve),
                    file: file.to_owned(),
                    key,
                });
            };
            let values = texts(&value, is_list(arg)).and_then(|values| {
                values
                    .iter()
                    .try_for_each(|value| validate(arg, &key, value))
                    .map(|()| values)
            });
            match values {
                Ok(values) => Ok((arg.get_id().to_string(), values)),
                Err(reason) => Err(Error::Value {
                    file: file.to_owned(),
                    valid: in_toml(arg, &key, &example(arg)),
                    key,
                    reason,
                }),
            }
        })
        .collect()
}

/// The values in the form of the command line.
fn texts(value: &Value, is_list: bool) -> Result<Vec<String>, String> {
    let one = |value: &Value| match value {
        Value::String(text) => Ok(text.clone()),
        Value::Integer(number) => Ok(number.to_string()),
        Value::Float(number) => Ok(number.to_string()),
        Value::Boolean(yes) => Ok(yes.to_string()),
        Value::Datetime(_) | Value::Array(_) | Value::Table(_) => {
            Err(format!("the value can't be a {}", value.type_str()))
        }
    };
    match value {
        Value::Array(values) if is_list => values.iter().map(one).collect(),
        Value::Array(_) => Err("the setting takes one value, not a list".to_owned()),
        _ => Ok(vec![one(value)?]),
    }
}

/// Parses one value as the command line would, without the variable that may contain another one.
fn validate(arg: &Arg, key: &str, value: &str) -> Result<(), String> {
    Command::new("why403")
        .no_binary_name(true)
        .arg(arg.clone().env(None::<&'static str>))
        .try_get_matches_from([format!("--{key}={value}")])
        .map(|_| ())
        .map_err(|error| {
            let reason = match error.kind() {
                // Clap's message lists the possible values in other words.
                ErrorKind::InvalidValue => possible(&error),
                _ => None,
            };
            let reason =
                reason.or_else(|| std::error::Error::source(&error).map(ToString::to_string));
            format!(
                "{value:?} is not valid: {}",
                reason.unwrap_or_else(|| error.kind().to_string())
            )
        })
}

fn possible(error: &clap::Error) -> Option<String> {
    match error.get(ContextKind::ValidValue)? {
        ContextValue::Strings(values) => Some(format!("possible values are {}", values.join(", "))),
        _ => None,
    }
}

/// A sentence that names the most similar key.
fn suggestion(key: &str, serve: &Command) -> String {
    let plain = key.to_lowercase().replace('_', "-");
    let error = serve
        .clone()
        .no_binary_name(true)
        .try_get_matches_from([format!("--{plain}=1")])
        .err();
    let meant = settings(serve)
        .map(|(name, _)| name)
        .find(|name| *name == plain)
        .map(str::to_owned)
        .or_else(|| match error?.get(ContextKind::SuggestedArg)? {
            ContextValue::String(flag) => Some(flag.trim_start_matches('-').to_owned()),
            _ => None,
        });
    meant.map_or_else(String::new, |name| format!(" Did you mean {name}?"))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::super::serve;
    use super::*;
    use crate::cli::Arguments;

    fn parsed(text: &str) -> Result<Vec<(String, Vec<String>)>, String> {
        let command = Arguments::command();
        parse(Path::new("why403.toml"), text, serve(&command)).map_err(|error| error.to_string())
    }

    #[test]
    fn values_of_every_type_are_taken() {
        let values = parsed(
            "listen = \"0.0.0.0:8403\"\nmax-checks = 50\ntimeout = 2.5\nhttps-only = true\n\
             allow-target = [\"a.example\", \"10.0.0.0/8\"]\ntrusted-proxy = \"127.0.0.1\"\n",
        )
        .unwrap();
        let of = |id: &str| values.iter().find(|(key, _)| key == id).unwrap().1.clone();
        assert_eq!(of("listen"), ["0.0.0.0:8403"]);
        assert_eq!(of("max_checks"), ["50"]);
        assert_eq!(of("timeout"), ["2.5"]);
        assert_eq!(of("https_only"), ["true"]);
        assert_eq!(of("allow_targets"), ["a.example", "10.0.0.0/8"]);
        assert_eq!(of("trusted_proxies"), ["127.0.0.1"]);
        assert!(parsed("").unwrap().is_empty());
    }

    #[test]
    fn errors_name_a_valid_value() {
        for (text, expected) in [
            (
                "max-chekcs = 5",
                "why403.toml: unknown key max-chekcs. Did you mean max-checks?",
            ),
            ("max_checks = 5", "Did you mean max-checks?"),
            ("config = \"other.toml\"", "unknown key config."),
            ("[server]\nlisten = 1", "unknown key server."),
            (
                "max-checks = \"many\"",
                "why403.toml: max-checks: \"many\" is not valid: invalid digit found in string. A valid value: max-checks = 1000",
            ),
            (
                "max-checks = [1, 2]",
                "max-checks: the setting takes one value, not a list",
            ),
            (
                "max-checks = { a = 1 }",
                "max-checks: the value can't be a table",
            ),
            (
                "listen = \"8403\"",
                "A valid value: listen = \"127.0.0.1:8403\"",
            ),
            (
                "targets = \"all\"",
                "possible values are local, internal, public",
            ),
            ("https-only = \"maybe\"", "A valid value: https-only = true"),
            (
                "allow-target = [\"a.example\", \"https://b.example\"]",
                "\"https://b.example\" is not valid",
            ),
            (
                "trusted-proxy = [1979-05-27]",
                "trusted-proxy: the value can't be a datetime",
            ),
            ("listen = ", "why403.toml: TOML parse error at line 1"),
            (
                "listen = \"127.0.0.1:1\"\nlisten = \"127.0.0.1:2\"",
                "duplicate key",
            ),
        ] {
            let error = parsed(text).unwrap_err();
            assert!(error.contains(expected), "{text}: {error}");
        }
    }
}
