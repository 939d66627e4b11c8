//! Prints the TypeScript of the command surface; `cargo xtask codegen` writes it to the UI.

use std::io::Write;

fn main() -> std::io::Result<()> {
    std::io::stdout().write_all(console::wire::typescript().as_bytes())
}
