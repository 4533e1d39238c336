//! Follows calls through the Java client, also where a variable holds the resource.
//!
//! What a variable holds is known from its type (`UsersResource users`, Kotlin's `users: UsersResource`), from the chain that it is assigned
//! (`var users = realm.users()`), or from its name alone (`usersResource`). The nearest declaration before counts; for fields and methods
//! that are declared further down, the first of the file.

use std::collections::{HashMap, HashSet};

use super::places::{COMMON_STARTS, Place, SUFFIX};
use crate::code::assignment::assigned;
use crate::code::clients::{Found, LONGEST_ARGUMENTS, arguments, join, member, overload, request};
use crate::code::scan::{Text, is_word};

/// The package that whoever uses the client imports.
const PACKAGE: &str = "org.keycloak.admin.client";

/// Types of the client that hardly any other library has. An excerpt of a file lacks its imports.
const TYPES: [&str; 3] = ["RealmResource", "UsersResource", "KeycloakBuilder"];

/// Methods that send no requests: those of the client's builder, which has a method `realm` too, and of every object.
const WITHOUT_REQUEST: [&str; 14] = [
    "username",
    "clientId",
    "clientSecret",
    "password",
    "grantType",
    "serverUrl",
    "resteasyClient",
    "authorization",
    "scope",
    "close",
    "equals",
    "getClass",
    "hashCode",
    "toString",
];

/// Every call through the client.
pub(in crate::code) fn calls(text: Text, found: &mut Found) {
    let imported = text.0.contains(PACKAGE) || TYPES.iter().any(|name| text.0.contains(name));
    let (mut fields, mut functions) = (HashMap::new(), HashMap::new());
    let mut bodies: Vec<(&str, usize)> = Vec::new();
    for (at, word) in text.words() {
        match declared(text, at, word, imported) {
            Some((name, Declared::Variable(Some(place)))) => {
                fields.entry(name).or_insert(place);
            }
            Some((name, Declared::Function(place))) => {
                if let Some(chain) = result_of(text, at).filter(|_| place.path.is_none()) {
                    bodies.push((name, chain));
                }
                functions.entry(name).or_insert(place);
            }
            _ => {}
        }
    }
    // A function may return a part of what another function returns.
    for _ in 0..2 {
        for (name, chain) in &bodies {
            if let Some(place) = returned(text, *chain, &functions) {
                functions.insert(name, place);
            }
        }
    }
    let mut walk = Walk {
        text,
        imported,
        bound: HashMap::new(),
        taken: HashSet::new(),
        scopes: Vec::new(),
    };
    for (at, word) in text.words() {
        let end = at + word.len();
        if walk.taken.contains(&at) {
            continue;
        }
        if let Some((name, Declared::Variable(place))) = declared(text, at, word, imported) {
            walk.bound.insert(name, place);
            continue;
        }
        let next = after_marks(text, end);
        if text.at(end) == b'(' && is_called(text, at) && walk.of_scope(at, word, found) {
            continue;
        }
        let goes_on = text.at(next) == b'.' || text.slice(next, next + 2) == "::";
        let place = if is_own(text, at) && goes_on {
            match walk.bound.get(word) {
                Some(place) => place.clone(),
                None => fields.get(word).cloned().or_else(|| Place::named(word)),
            }
            .map(|place| (place, next, word.to_owned()))
        } else if text.at(end) == b'(' && text.before(at) == b'.' && !is_own(text, at) {
            let is_known = imported || is_of_keycloak(text, at);
            // A realm's resources take no arguments: `organizations.groups(id)` is of another client.
            let is_start = is_known || !COMMON_STARTS.contains(&word) || text.at(end + 1) == b')';
            Place::start(word, is_known)
                .filter(|_| is_start)
                .zip(text.closing(end, LONGEST_ARGUMENTS))
                .map(|(place, close)| (place, close + 1, format!("{word}()")))
        } else if text.at(end) == b'(' && is_called(text, at) {
            functions
                .get(word)
                .cloned()
                .zip(text.closing(end, LONGEST_ARGUMENTS))
                .map(|(place, close)| (place, close + 1, format!("{word}()")))
        } else {
            None
        };
        if let Some((place, from, name)) = place {
            walk.follow(at, place, from, name, found);
        }
    }
}

/// What a declaration says.
enum Declared {
    /// A variable: the resource it holds, or nothing of the client.
    Variable(Option<Place>),
    /// A method that gives a resource.
    Function(Place),
}

/// The name that is declared where this word is a type.
fn declared<'t>(
    text: Text<'t>,
    at: usize,
    word: &str,
    imported: bool,
) -> Option<(&'t str, Declared)> {
    if !word.starts_with(|letter: char| letter.is_ascii_uppercase()) {
        return None;
    }
    let is_resource = word.ends_with(SUFFIX);
    let place = Place::typed(word).or_else(|| {
        (imported && is_resource).then_some(Place {
            resource: "",
            path: None,
        })
    });
    let before = text.skip_white_back(at);
    if is_resource && text.before(before) == b':' {
        let name = text.word_before(text.skip_white_back(before - 1));
        return (!name.is_empty()).then_some((name, Declared::Variable(place)));
    }
    let end = at + word.len();
    let start = text.skip_white(end);
    let name = text.word_at(start);
    if start == end || name.is_empty() {
        return None;
    }
    match text.at(text.skip_white(start + name.len())) {
        b'=' | b';' | b',' | b')' | b':' => Some((name, Declared::Variable(place))),
        b'(' if is_resource => Some((name, Declared::Function(place?))),
        _ => None,
    }
}

/// Whether the word is a name of its own or a field of `this`, not a member of something else.
fn is_own(text: Text, at: usize) -> bool {
    text.before(at) != b'.' || text.word_before(at - 1) == "this"
}

/// Whether what is called here is an own method, and not declared.
fn is_called(text: Text, at: usize) -> bool {
    let before = text.skip_white_back(at);
    let declares = is_word(text.before(before))
        && !["return", "else", "yield"].contains(&text.word_before(before));
    // `List<User> users()` declares, `user -> users()` does not.
    let of_type = text.before(before) == b'>' && text.before(before - 1) != b'-';
    is_own(text, at) && !declares && !of_type
}

/// Whether an argument is a list: `List.of(mapper)`, `mappers`.
fn is_list(argument: &str) -> bool {
    const LISTS: [&str; 6] = [
        "List.of(",
        "Arrays.asList(",
        "Collections.",
        "listOf(",
        "Stream.",
        "new ArrayList",
    ];
    let is_name = argument.bytes().all(is_word);
    LISTS.iter().any(|list| argument.starts_with(list))
        || is_name && ["s", "List"].iter().any(|end| argument.ends_with(end))
}

/// Whether a chain is the argument of Kotlin's `with(…)`.
fn is_in_with(text: Text, start: usize) -> bool {
    let mut depth = 0_usize;
    for index in (start.saturating_sub(LONGEST_ARGUMENTS)..start).rev() {
        match text.at(index) {
            b')' => depth += 1,
            b'(' if depth > 0 => depth -= 1,
            b'(' => return text.word_before(index) == "with",
            b'{' | b'}' | b';' => return false,
            _ => {}
        }
    }
    false
}

/// Whether the method after the dot before this place is called on something that is named after Keycloak: `this.keycloak.rolesById()`.
fn is_of_keycloak(text: Text, at: usize) -> bool {
    let owner = text.word_before(at - 1).to_ascii_lowercase();
    owner.contains("keycloak") || owner == "realm" || owner.ends_with("realmresource")
}

/// The place of the expression that a method returns, whose type is at this place: `RolesResource roles() { return …; }`.
fn result_of(text: Text, at: usize) -> Option<usize> {
    const RETURN: &str = "return ";
    let name = text.skip_white(at + text.word_at(at).len());
    let open = name + text.word_at(name).len();
    let brace = text.skip_white(text.closing(open, LONGEST_ARGUMENTS)? + 1);
    let first = text.skip_white(brace + 1);
    (text.at(brace) == b'{' && text.slice(first, first + RETURN.len()) == RETURN)
        .then(|| first + RETURN.len())
}

/// The resource that a chain of calls from this place on returns: `this.realmResource().clients().get(id)`.
fn returned(text: Text, from: usize, functions: &HashMap<&str, Place>) -> Option<Place> {
    const STEPS: usize = 10;
    let mut at = from;
    let mut place: Option<Place> = None;
    for _ in 0..STEPS {
        let word = text.word_at(at);
        let open = at + word.len();
        let mut end = open;
        if text.at(open) == b'(' {
            end = text.closing(open, LONGEST_ARGUMENTS)? + 1;
            let next = match &place {
                Some(place) => place.member(word),
                None => functions
                    .get(word)
                    .cloned()
                    .or_else(|| Place::start(word, true)),
            };
            place = Some(next?);
        } else if place.is_some() {
            return None;
        }
        end = text.skip_white(end);
        if text.at(end) != b'.' {
            return place.filter(|place| place.path.is_some() && text.at(end) == b';');
        }
        at = text.skip_white(end + 1);
    }
    None
}

/// Past Kotlin's `?` and `!!`, and white space.
fn after_marks(text: Text, from: usize) -> usize {
    let mut at = text.skip_white(from);
    while matches!(text.at(at), b'!' | b'?') {
        at += 1;
    }
    at
}

struct Walk<'t> {
    text: Text<'t>,
    imported: bool,
    /// What the variables hold here; nothing if it is nothing of the client.
    bound: HashMap<&'t str, Option<Place>>,
    /// Where the words stand that were read as part of a chain.
    taken: HashSet<usize>,
    /// Blocks of Kotlin whose receiver is a resource: the bounds, and the resource. An inner block is behind the one around it.
    scopes: Vec<(usize, usize, Place)>,
}

/// The maximum length of a block.
const LONGEST_BLOCK: usize = 4_000;

impl Walk<'_> {
    /// Follows a chain that begins at `start` and goes on at `from`, where it has come to `place`.
    fn follow(
        &mut self,
        start: usize,
        mut place: Place,
        from: usize,
        mut name: String,
        found: &mut Found,
    ) {
        let text = self.text;
        let mut at = from;
        for _ in 0..8 {
            at = after_marks(text, at);
            // A reference to a method: `users::create`, `realm.users()::search`.
            if text.slice(at, at + 2) == "::" {
                let word = text.word_at(at + 2);
                if !["class", "new"].contains(&word) {
                    self.request(at + 2, word, &place, &name, found);
                }
                return;
            }
            let word = text.word_at(at + 1);
            let open = at + 1 + word.len();
            if text.at(at) != b'.' {
                if let Some(variable) = assigned(text, start) {
                    self.bound.insert(variable, Some(place));
                } else if text.at(at) == b')' && is_in_with(text, start) {
                    // `with(realm.users()) { … }`
                    self.open_scope(at + 1, true, place);
                }
                return;
            }
            if let Some((_, is_this)) = SCOPES.iter().find(|(name, _)| *name == word) {
                self.open_scope(open, *is_this, place);
                return;
            }
            if text.at(open) != b'(' {
                return;
            }
            let rest = member(place.members(), word);
            let to = rest.and_then(|rest| rest.strip_prefix("> "));
            if let (Some(to), Some(path)) = (to, &place.path) {
                let (resource, below) = to.split_once(' ').unwrap_or((to, ""));
                let Some(close) = text.closing(open, LONGEST_ARGUMENTS) else {
                    return;
                };
                place = Place {
                    resource,
                    path: Some(join(path, below)),
                };
                self.taken.insert(at + 1);
                name = format!("{word}()");
                at = close + 1;
            } else {
                self.request(at + 1, word, &place, &name, found);
                return;
            }
        }
    }

    /// Adds the request of a method, or reports the method. `name` is what the method is called on.
    fn request(&mut self, at: usize, word: &str, place: &Place, name: &str, found: &mut Found) {
        let members = place.members();
        let arguments = arguments(self.text, at + word.len());
        let of_list = || {
            let is_list = arguments.first().is_some_and(|argument| is_list(argument));
            is_list
                .then(|| member(members, &format!("{word}[]")))
                .flatten()
        };
        let known = of_list().or_else(|| overload(members, word, arguments.len()));
        match (known, &place.path) {
            (Some(rest), Some(path)) if !rest.starts_with("> ") => {
                if let Some((method, below)) = request(rest) {
                    self.taken.insert(at);
                    found.call(at, method, &join(path, below));
                }
            }
            _ => {
                if self.imported && !WITHOUT_REQUEST.contains(&word) {
                    found.lost(format!("{name}.{word}"));
                }
            }
        }
    }

    /// Remembers the resource of the block of Kotlin that begins here. The block has the resource as `this`, or as `it` or a name of its own:
    /// `{ users -> … }`.
    fn open_scope(&mut self, from: usize, is_this: bool, place: Place) {
        let text = self.text;
        let open = text.skip_white(from);
        if text.at(open) != b'{' {
            return;
        }
        let Some(close) = text.closing(open, LONGEST_BLOCK) else {
            return;
        };
        if is_this {
            self.scopes.push((open, close, place));
            return;
        }
        let first = text.skip_white(open + 1);
        let parameter = text.word_at(first);
        let arrow = text.skip_white(first + parameter.len());
        let name = if text.slice(arrow, arrow + 2) == "->" {
            parameter
        } else {
            "it"
        };
        self.bound.insert(name, Some(place));
    }

    /// Follows a call without a receiver within such a block, if the resource of a block around the call has the method.
    fn of_scope(&mut self, at: usize, word: &str, found: &mut Found) -> bool {
        let scope = self
            .scopes
            .iter()
            .rev()
            .filter(|(open, close, _)| *open < at && at < *close)
            .find(|(.., place)| member(place.members(), word).is_some());
        let Some((.., place)) = scope else {
            return false;
        };
        let place = place.clone();
        let rest = member(place.members(), word).unwrap_or_default();
        if let (Some(to), Some(path)) = (rest.strip_prefix("> "), &place.path) {
            let (resource, below) = to.split_once(' ').unwrap_or((to, ""));
            let inner = Place {
                resource,
                path: Some(join(path, below)),
            };
            if let Some(close) = self.text.closing(at + word.len(), LONGEST_ARGUMENTS) {
                self.follow(at, inner, close + 1, format!("{word}()"), found);
            }
        } else {
            self.request(at, word, &place, "this", found);
        }
        true
    }
}

/// Functions of Kotlin whose block has the receiver, and whether it is `this` there.
const SCOPES: [(&str, bool); 4] = [
    ("apply", true),
    ("run", true),
    ("let", false),
    ("also", false),
];
