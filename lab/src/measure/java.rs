//! Reads annotations and methods from Keycloak's Java sources.

use std::{
    collections::HashMap,
    fs::File,
    io::{BufReader, Read},
    path::Path,
};

use anyhow::{Context, Result};
use tree_sitter::{Node, Parser};
use zip::ZipArchive;

/// The sources of one artifact, parsed class by class on demand.
pub(super) struct Sources {
    archive: ZipArchive<BufReader<File>>,
    /// The files that define each simple class name.
    by_name: HashMap<String, Vec<String>>,
    parser: Parser,
    classes: HashMap<String, Class>,
}

/// A class or an interface.
#[derive(Clone, Debug, Default)]
pub(super) struct Class {
    /// `org/keycloak/services/resources/admin/UserResource`
    pub file: String,
    pub name: String,
    pub methods: Vec<Method>,
    /// The simple names of the superclass and the interfaces.
    pub parents: Vec<String>,
    imports: HashMap<String, String>,
}

/// A method with what JAX-RS needs.
#[derive(Clone, Debug)]
pub(super) struct Method {
    pub name: String,
    pub returns: String,
    /// Annotation name → the string in its arguments.
    pub annotations: HashMap<String, Option<String>>,
    /// The simple names of the classes that its body instantiates.
    pub makes: Vec<String>,
    /// The methods of its own class that its body calls.
    pub calls: Vec<String>,
}

impl Sources {
    /// Opens a sources jar.
    pub fn open(jar: &Path) -> Result<Self> {
        let file = File::open(jar).with_context(|| format!("opening {}", jar.display()))?;
        let archive = ZipArchive::new(BufReader::new(file))?;
        let mut by_name: HashMap<String, Vec<String>> = HashMap::new();
        for file in archive
            .file_names()
            .filter_map(|name| name.strip_suffix(".java"))
        {
            let name = file.rsplit('/').next().unwrap_or(file);
            by_name
                .entry(name.to_owned())
                .or_default()
                .push(file.to_owned());
        }
        let mut parser = Parser::new();
        parser.set_language(&tree_sitter_java::LANGUAGE.into())?;
        Ok(Self {
            archive,
            by_name,
            parser,
            classes: HashMap::new(),
        })
    }

    /// The class that `name` means inside `seen_from`; `None` if it is not in these sources.
    pub fn class(&mut self, name: &str, seen_from: &Class) -> Result<Option<Class>> {
        let package = seen_from
            .file
            .rsplit_once('/')
            .map_or("", |(package, _)| package);
        let candidates = self.by_name.get(name).cloned().unwrap_or_default();
        let imported = seen_from
            .imports
            .get(name)
            .cloned()
            .unwrap_or_else(|| format!("{package}/{name}"));
        match candidates.into_iter().find(|file| *file == imported) {
            Some(file) => self.read(&file).map(Some),
            None => Ok(None),
        }
    }

    /// The class in this file of the jar; the name is without `.java`.
    pub fn read(&mut self, file: &str) -> Result<Class> {
        if let Some(class) = self.classes.get(file) {
            return Ok(class.clone());
        }
        let mut text = String::new();
        self.archive
            .by_name(&format!("{file}.java"))
            .with_context(|| format!("{file}.java is not in the sources"))?
            .read_to_string(&mut text)?;
        let tree = self
            .parser
            .parse(&text, None)
            .with_context(|| format!("parsing {file}.java"))?;
        let class = class(&tree.root_node(), &text, file);
        self.classes.insert(file.to_owned(), class.clone());
        Ok(class)
    }
}

fn class(root: &Node<'_>, source: &str, file: &str) -> Class {
    let mut found = Class {
        file: file.to_owned(),
        ..Class::default()
    };
    for node in children(root) {
        match node.kind() {
            "import_declaration" => {
                let path = text(&node, source)
                    .trim_start_matches("import")
                    .trim_matches([' ', ';'])
                    .to_owned();
                if let Some((_, name)) = path.rsplit_once('.') {
                    found
                        .imports
                        .insert(name.to_owned(), path.replace('.', "/"));
                }
            }
            "class_declaration" | "interface_declaration" => {
                found.name = field(&node, "name", source);
                for part in children(&node) {
                    if matches!(
                        part.kind(),
                        "superclass" | "super_interfaces" | "extends_interfaces"
                    ) {
                        names_of_types(&part, source, &mut found.parents);
                    }
                }
                let body = node.child_by_field_name("body");
                for member in body.iter().flat_map(children) {
                    if member.kind() == "method_declaration" {
                        found.methods.push(method(&member, source));
                    }
                }
            }
            _ => {}
        }
    }
    found
}

fn method(node: &Node<'_>, source: &str) -> Method {
    let mut method = Method {
        name: field(node, "name", source),
        returns: field(node, "type", source),
        annotations: HashMap::new(),
        makes: Vec::new(),
        calls: Vec::new(),
    };
    for modifiers in children(node)
        .into_iter()
        .filter(|child| child.kind() == "modifiers")
    {
        for annotation in children(&modifiers) {
            if matches!(annotation.kind(), "marker_annotation" | "annotation") {
                let argument = annotation
                    .child_by_field_name("arguments")
                    .and_then(|arguments| string(&arguments, source));
                method
                    .annotations
                    .insert(field(&annotation, "name", source), argument);
            }
        }
    }
    if let Some(body) = node.child_by_field_name("body") {
        visit(&body, &mut |node| match node.kind() {
            "object_creation_expression" => method.makes.push(field(node, "type", source)),
            "method_invocation" if node.child_by_field_name("object").is_none() => {
                method.calls.push(field(node, "name", source));
            }
            _ => {}
        });
    }
    method
}

/// The first string literal below a node, without quotation marks.
fn string(node: &Node<'_>, source: &str) -> Option<String> {
    if node.kind() == "string_literal" {
        return Some(text(node, source).trim_matches('"').to_owned());
    }
    children(node)
        .iter()
        .find_map(|child| string(child, source))
}

fn names_of_types(node: &Node<'_>, source: &str, names: &mut Vec<String>) {
    visit(node, &mut |node| {
        if node.kind() == "type_identifier" {
            names.push(text(node, source).to_owned());
        }
    });
}

pub(super) fn visit(node: &Node<'_>, found: &mut impl FnMut(&Node<'_>)) {
    found(node);
    for child in children(node) {
        visit(&child, found);
    }
}

pub(super) fn children<'tree>(node: &Node<'tree>) -> Vec<Node<'tree>> {
    let mut cursor = node.walk();
    node.named_children(&mut cursor).collect()
}

pub(super) fn field(node: &Node<'_>, name: &str, source: &str) -> String {
    node.child_by_field_name(name)
        .map(|child| text(&child, source).to_owned())
        .unwrap_or_default()
}

pub(super) fn text<'source>(node: &Node<'_>, source: &'source str) -> &'source str {
    source.get(node.byte_range()).unwrap_or_default()
}
