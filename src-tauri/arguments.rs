//! What may be said on the command line.

use std::path::PathBuf;

/// The command line, read.
#[derive(Debug, Default)]
pub(crate) struct Arguments {
    /// `--practice`: open the practice clinic without asking.
    pub(crate) practice: bool,
    /// `--data FOLDER`: keep everything there instead of in the user's data folder.
    pub(crate) data: Option<PathBuf>,
    /// `--twin FILE`: the practice clinic uses a twin that is running already; FILE holds its JSON line.
    pub(crate) twin: Option<PathBuf>,
    /// `--key-file FILE`: the store's key is in FILE (64 hexadecimal digits, readable by its owner only), not in the
    /// keychain.
    pub(crate) key_file: Option<PathBuf>,
}

/// What `--help` prints.
pub(crate) const HELP: &str = "\
anteroom: the console for virtual visits

  --practice        open the practice clinic without asking
  --data FOLDER     keep everything in FOLDER instead of the user's data folder
  --key-file FILE   take the store's key, and no other secret, from FILE instead of the keychain
  --twin FILE       practice on a twin that is running already; FILE holds its JSON line
  --help            print this
";

/// Reads the command line.
///
/// # Errors
/// Words for an argument that is not known.
pub(crate) fn read() -> Result<Option<Arguments>, lexopt::Error> {
    use lexopt::prelude::*;
    let mut read = Arguments::default();
    let mut parser = lexopt::Parser::from_env();
    while let Some(argument) = parser.next()? {
        match argument {
            Long("practice") => read.practice = true,
            Long("data") => read.data = Some(parser.value()?.into()),
            Long("twin") => read.twin = Some(parser.value()?.into()),
            Long("key-file") => read.key_file = Some(parser.value()?.into()),
            Long("help") | Short('h') => return Ok(None),
            other => return Err(other.unexpected()),
        }
    }
    Ok(Some(read))
}
