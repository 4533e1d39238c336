//! `lab libraries`: lists the methods of client libraries and writes the page that compares them with the reader.

use std::fs;

use anyhow::{Context, Result};
use lab::{
    libraries::{LIBRARIES, pages},
    statements,
};

/// The arguments of `lab libraries`.
#[derive(clap::Args)]
pub struct Arguments {
    /// Only write the page, from the stored lists
    #[arg(long)]
    offline: bool,
    /// A folder with the sources of a library that its registry does not serve here, as KEY=FOLDER; may be given several times
    #[arg(long)]
    sources: Vec<String>,
    /// Only this library, by the name of its list; may be given several times
    #[arg(long)]
    library: Vec<String>,
}

pub fn run(arguments: &Arguments) -> Result<()> {
    for library in LIBRARIES {
        let is_asked =
            arguments.library.is_empty() || arguments.library.iter().any(|key| key == library.key);
        if arguments.offline || !is_asked {
            continue;
        }
        let sources = arguments
            .sources
            .iter()
            .find_map(|argument| argument.strip_prefix(library.key)?.strip_prefix('='));
        if let Err(error) = library.update(sources) {
            eprintln!(
                "{} {} keeps its list: {error:#}",
                library.name, library.version
            );
        }
    }
    for (file, page) in pages(&statements::matrix()?)? {
        fs::write(&file, page).with_context(|| format!("writing {}", file.display()))?;
    }
    Ok(())
}
