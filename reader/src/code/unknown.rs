//! Reports requests that are not followed: requests to a URL that is built elsewhere, and libraries for Keycloak without a table.

use std::cell::LazyCell;
use std::collections::{HashMap, HashSet};

use super::call::{Lost, UNCALLED};
use super::path;
use super::scan::{Text, is_word, verb};
use super::values::Program;

/// The maximum number of names to look up, each in the whole text.
const MAX_NAMES: usize = 40;
/// Receivers whose methods send requests, in lower case.
const SENDERS: [&str; 12] = [
    "http",
    "_http",
    "httpclient",
    "_httpclient",
    "axios",
    "requests",
    "session",
    "resttemplate",
    "restclient",
    "webclient",
    "rest",
    "httpx",
];

/// Libraries that only sign users in, or that are followed: a part of the name, in lower case.
const FOLLOWED: [&str; 24] = [
    "@keycloak/keycloak-admin-client",
    // The client is followed; other packages of Keycloak send no request to the Admin API.
    "import org.keycloak.",
    "import static org.keycloak.",
    "gocloak",
    "using keycloak.net",
    "keycloak.authservices",
    "\"keycloak.net\"",
    "fschmtt\\keycloak",
    "use keycloak::",
    "keycloak import",
    "import keycloak",
    "keycloak-js",
    "keycloak-angular",
    "keycloak-connect",
    "react-keycloak",
    "providers/keycloak",
    "passport-keycloak",
    "keycloak.exceptions",
    "require 'keycloak-admin'",
    "require \"keycloak-admin\"",
    "gem 'keycloak-admin'",
    "gem \"keycloak-admin\"",
    "keycloakopenid",
    "keycloak/keycloak\"",
];

/// The beginnings of lines that import a library.
const IMPORTS: [&str; 9] = [
    "import ",
    "from ",
    "using ",
    "use ",
    "require ",
    "require(",
    "gem ",
    "const ",
    "<packagereference",
];

/// The first mention of Keycloak in a text without a recognized request, unless the text only signs users in.
pub(super) fn named(code: &str) -> Option<Lost> {
    const SIGNS_IN: [&str; 10] = [
        "oidc",
        "oauth2",
        "openid-connect",
        "keycloak-js",
        "keycloak-angular",
        "keycloak-connect",
        "react-keycloak",
        "issuer",
        "passport",
        "authority",
    ];
    let lower = code.to_ascii_lowercase();
    if let Some(at) = lower
        .find("\"admin-cli\"")
        .or_else(|| lower.find("'admin-cli'"))
    {
        return Some(Lost {
            at,
            why: "the text gets a token for the Admin API, but no Admin API request was found",
        });
    }
    if SIGNS_IN.iter().any(|mark| lower.contains(mark)) {
        return None;
    }
    lower.find("keycloak").map(|at| Lost {
        at,
        why: "the text mentions Keycloak, but no Admin API request was found",
    })
}

/// Requests to a URL that the text does not contain. `original` is the text before names were replaced, and `program` the parsed `code`.
pub(super) fn requests<'t>(
    code: &str,
    original: &str,
    program: &LazyCell<Program<'t>, impl FnOnce() -> Program<'t>>,
) -> Vec<Lost> {
    let lower = original.to_ascii_lowercase();
    if !lower.contains("keycloak") && !lower.contains("admin/realms") {
        return Vec::new();
    }
    let text = Text(code);
    let mut lost = Vec::new();
    let mut names: HashMap<&str, bool> = HashMap::new();
    for (at, word) in text.words() {
        let open = at + word.len();
        if text.at(open) != b'(' || !sends(text, at, word) {
            continue;
        }
        let start = text.skip_white(open + 1);
        let mut end = start;
        while is_word(text.at(end)) || text.at(end) == b'.' {
            end += 1;
        }
        let argument = text.slice(start, end);
        let is_name = !argument.is_empty()
            && !argument.as_bytes()[0].is_ascii_digit()
            && matches!(text.at(text.skip_white(end)), b',' | b')');
        if !is_name {
            continue;
        }
        if names.len() >= MAX_NAMES && !names.contains_key(argument) {
            break;
        }
        let is_known = *names.entry(argument).or_insert_with(|| {
            is_elsewhere(text, argument) || is_passed(text, program, at, argument)
        });
        if !is_known && !has_block_with_path(text, open) {
            lost.push(Lost {
                at,
                why: if program.is_parameter(argument, at) {
                    UNCALLED
                } else {
                    "the URL is built at run time"
                },
            });
        }
    }
    lost
}

/// Whether the name is a parameter of the function around a place, and every call of this function passes a URL.
fn is_passed(text: Text, program: &Program, at: usize, argument: &str) -> bool {
    const LONGEST: usize = 600;
    let function = program
        .function_at(at)
        .and_then(|index| program.functions.get(index))
        .filter(|_| program.is_parameter(argument, at));
    let Some(function) = function.filter(|function| !function.name.is_empty()) else {
        return false;
    };
    let header = program.tokens.get(function.at).map(|token| token.start);
    let mut calls = text
        .words()
        .filter(|(place, word)| {
            *word == function.name && Some(*place) != header && text.at(place + word.len()) == b'('
        })
        .map(|(place, word)| {
            let open = place + word.len();
            text.slice(open, text.closing(open, LONGEST).unwrap_or(open))
        })
        .peekable();
    calls.peek().is_some()
        && calls.all(|arguments| arguments.contains("admin/realms") || arguments.contains("://"))
}

/// Whether the block after the arguments of a call has the path: `http.put(base) { url { … } }`.
fn has_block_with_path(text: Text, open: usize) -> bool {
    const LONGEST: usize = 600;
    let block = text.closing(open, LONGEST).and_then(|close| {
        let brace = text.skip_white(close + 1);
        let end = text.closing(brace, LONGEST)?;
        (text.at(brace) == b'{').then(|| text.slice(brace, end))
    });
    block.is_some_and(|block| block.contains("admin/realms"))
}

/// Constants with paths that another file defines: `constants.MEMBERS_PATH`, in a text with other paths of the Admin API.
pub(super) fn constants(code: &str) -> Vec<Lost> {
    if !code.contains("admin/realms") {
        return Vec::new();
    }
    let text = Text(code);
    let mut defined: HashSet<&str> = HashSet::new();
    let mut used: Vec<(usize, &str)> = Vec::new();
    for (at, word) in text.words() {
        let is_constant = word.contains("_PATH") || word.contains("_ENDPOINT");
        if !is_constant || word.bytes().any(|byte| byte.is_ascii_lowercase()) {
            continue;
        }
        let next = text.at(text.skip_white(at + word.len()));
        if matches!(next, b'=' | b':') {
            defined.insert(word);
        } else if text.before(at) == b'.' && text.word_before(at - 1) != "env" {
            used.push((at, word));
        }
    }
    let mut seen = HashSet::new();
    used.into_iter()
        .filter(|(_, word)| !defined.contains(word) && seen.insert(*word))
        .map(|(at, _)| Lost {
            at,
            why: "the path is defined elsewhere",
        })
        .collect()
}

/// Paths that a builder makes from segments: `pathSegment("admin", "realms", realm)`, `path("admin").path("realms")`, and `httr2` of R:
/// `req_url_path_append("groups")`.
pub(super) fn segments(code: &str) -> Vec<Lost> {
    const NEAR: usize = 40;
    const BESIDE: usize = 800;
    let text = Text(code);
    let of_builder = code.match_indices("admin/realms").filter(|(at, _)| {
        let (line, _) = text.line(*at);
        let before = text.slice(line, *at);
        // `addPathSegments("admin/realms/$realm")`: other code adds the remaining segments.
        let callee = before.trim_end_matches(['"', '/', '(']);
        let (path, end) = path::read(text, *at);
        before.ends_with(['"', '/'])
            && (callee.ends_with("PathSegments") || callee.ends_with("PathSegment"))
            && path::is_base(&path)
            && !code
                .get(end..)
                .unwrap_or_default()
                .trim_start_matches(['"', ')'])
                .trim_start()
                .starts_with(".AppendPathSegment(\"")
    });
    ["\"admin\"", "'admin'"]
        .iter()
        .flat_map(|admin| code.match_indices(admin))
        .filter(|(at, admin)| {
            let after = text.slice(at + admin.len(), at + NEAR);
            // Postman has the segments beside the whole URL.
            let before = text.slice(at.saturating_sub(BESIDE), *at);
            !before
                .rsplit_once("\"raw\"")
                .is_some_and(|(_, raw)| raw.contains("admin/realms"))
                && (after.contains("\"realms\"") || after.contains("'realms'"))
        })
        .chain(of_builder)
        .chain(code.match_indices("req_url_path_append("))
        .map(|(at, _)| Lost {
            at,
            why: "the path is built from segments",
        })
        .collect()
}

/// Whether a function sends a request to its first argument: `fetch(`, `axios.get(`, `requests.delete(`.
fn sends(text: Text, at: usize, word: &str) -> bool {
    if word == "fetch" {
        return text.before(at) != b'.';
    }
    if text.before(at) != b'.' {
        return false;
    }
    let receiver = text.word_before(at - 1).to_ascii_lowercase();
    let is_verb = verb(word).is_some()
        || [
            "del",
            "getForObject",
            "getForEntity",
            "postForObject",
            "postForEntity",
            "GetAsync",
            "PostAsync",
            "PutAsync",
            "DeleteAsync",
            "GetStringAsync",
            "getJson",
        ]
        .contains(&word);
    is_verb && SENDERS.contains(&receiver.as_str())
}

/// Whether the name is about tokens, is assigned a string in this file, or is a parameter that gets one.
fn is_elsewhere(text: Text, argument: &str) -> bool {
    let lower = argument.to_ascii_lowercase();
    if [
        "token",
        "auth",
        "login",
        "oidc",
        "openid",
        "introspect",
        "userinfo",
        "certs",
        "jwks",
        "wellknown",
    ]
    .iter()
    .any(|part| lower.contains(part))
    {
        return true;
    }
    let name = argument.rsplit('.').next().unwrap_or(argument);
    text.words()
        .filter(|(_, word)| *word == name)
        .any(|(at, word)| {
            let next = text.skip_white(at + word.len());
            let assigns = text.at(next) == b'=' && !matches!(text.at(next + 1), b'=' | b'>')
                || text.slice(next, next + 2) == ":=";
            let value = text.slice(next, next + 160);
            let value = value.lines().next().unwrap_or_default();
            assigns && value.contains(['"', '\'', '`'])
        })
}

/// Libraries for Keycloak whose requests are not known.
pub(super) fn libraries(code: &str) -> Vec<(usize, String)> {
    const OWN: [&str; 5] = [".", "@/", "~", "src/", "#"];
    const OWN_NAMES: [&str; 3] = ["com.", "crate::", "App\\"];
    let mut found: Vec<(usize, String)> = Vec::new();
    let project = project(code);
    let mut at = 0;
    for line in code.split_inclusive('\n') {
        let lower = line.trim().to_ascii_lowercase();
        let names = lower.contains("keycloak") || lower.contains("fschmtt");
        let begins = IMPORTS.iter().any(|import| lower.starts_with(import))
            && (!lower.starts_with("const ") || lower.contains("require("));
        if names && begins && !FOLLOWED.iter().any(|known| lower.contains(known)) {
            let name = name_of(line.trim());
            let module = line.split(['"', '\'']).nth_back(1).unwrap_or_default();
            let own = OWN
                .iter()
                .any(|begin| module.starts_with(begin) || name.starts_with(begin))
                || OWN_NAMES.iter().any(|begin| name.starts_with(begin))
                || project
                    .as_deref()
                    .is_some_and(|project| name.starts_with(project))
                || name.contains("/keycloak.")
                || is_data(&name);
            if !own && found.iter().all(|(_, known)| *known != name) {
                found.push((at, name));
            }
        }
        at += line.len();
    }
    found
}

/// The first segments of the package of a file in Java or Kotlin, which other packages of the same project begin with: `io.github.acme.`.
fn project(code: &str) -> Option<String> {
    const SEGMENTS: usize = 3;
    let package = code
        .lines()
        .find_map(|line| line.trim_start().strip_prefix("package "))?;
    let mut segments: Vec<&str> = package
        .trim()
        .trim_end_matches(';')
        .split('.')
        .take(SEGMENTS)
        .collect();
    if segments.len() < SEGMENTS {
        return None;
    }
    segments.push("");
    Some(segments.join("."))
}

/// Whether the name of a module says that the module only contains data types or settings, so it is not a client.
fn is_data(name: &str) -> bool {
    const DATA: [&str; 20] = [
        "model",
        "dto",
        "entit",
        "exception",
        "error",
        "config",
        "option",
        "type",
        "representation",
        "constant",
        "response",
        "request",
        "data_class",
        "dataclass",
        "factor",
        "schema",
        "setting",
        "interface",
        "propert",
        "enum",
    ];
    let lower = name.to_ascii_lowercase();
    DATA.iter().any(|part| lower.contains(part))
}

/// The name of the library: the quoted text, or the word that contains Keycloak.
fn name_of(line: &str) -> String {
    let quoted = line
        .split(['"', '\''])
        .skip(1)
        .step_by(2)
        .find(|part| part.to_ascii_lowercase().contains("keycloak"));
    let word = || {
        line.split(|c: char| c.is_whitespace() || ";{}(),<>".contains(c))
            .find(|word| {
                let lower = word.to_ascii_lowercase();
                lower.contains("keycloak") || lower.contains("fschmtt")
            })
    };
    quoted.or_else(word).unwrap_or(line).to_owned()
}

#[cfg(test)]
mod tests {
    use crate::code::read;
    use crate::code::tests::{assert_found, permissions, unclear};

    #[test]
    fn a_path_that_httr2_appends_is_reported() {
        let text = "base <- \"https://h/admin/realms/a\"\nhttr::GET(paste0(base, \"/users\"))\nrequest(base) |> req_url_path_append(\"groups\")";
        assert_found(&[(text, &["GET users"])]);
        assert_eq!(unclear(text), [3]);
    }

    #[test]
    fn a_text_about_keycloak_without_a_request_is_not_complete() {
        let permissions = permissions().expect("the data");
        for (text, complete) in [
            (
                "namespace KeycloakProvider;\nclass Groups : BaseProvider {\n  Task Get() => Send(Build(\"groups\"));\n}\n",
                false,
            ),
            (
                "import Keycloak from 'keycloak-js';\nconst keycloak = new Keycloak({ url, realm, clientId });\nawait keycloak.init({ onLoad: 'login-required' });\n",
                true,
            ),
        ] {
            let pasted = read(&permissions, text);
            assert!(pasted.operations.is_empty());
            assert_eq!(pasted.is_complete(), complete, "{text}");
        }
    }

    #[test]
    fn a_path_that_another_file_defines_is_reported() {
        let permissions = permissions().expect("the data");
        let text = "GROUPS_PATH = \"admin/realms/{realm}/groups\"\nclient.get(f\"{url}/admin/realms/{realm}/users\")\nclient.get(url + constants.MEMBERS_PATH.format(id=id))\nclient.get(url + self.GROUPS_PATH)\n";
        let pasted = read(&permissions, text);
        let lost: Vec<(usize, &str)> = pasted
            .not_understood
            .iter()
            .map(|place| (place.line, place.why.as_str()))
            .filter(|(_, why)| why.contains("elsewhere"))
            .collect();
        assert_eq!(lost, [(3, "the path is defined elsewhere")]);
    }

    #[test]
    fn paths_that_are_not_followed_are_reported() {
        let permissions = permissions().expect("the data");
        let request = "client.get(base + \"/admin/realms/\" + realm + \"/groups\");\n";
        for (text, why) in [
            (
                "String address = builder.pathSegment(\"admin\", \"realms\", realm, \"users\").toUriString();\n",
                "no request in the text uses this path",
            ),
            (
                "public String usersAddress() {\n    return url + \"/admin/realms/\" + realm + \"/users\";\n}\n",
                "no request in the text uses this path",
            ),
        ] {
            let pasted = read(&permissions, &format!("{request}{text}"));
            let whys: Vec<&str> = pasted
                .not_understood
                .iter()
                .map(|place| place.why.as_str())
                .collect();
            assert_eq!(whys, [why], "{text}");
        }
    }
}
