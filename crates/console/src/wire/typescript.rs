//! The TypeScript counterpart of the whole surface, as one file.

use std::any::TypeId;
use std::collections::{BTreeMap, HashSet};

use ts_rs::{Config, TS, TypeVisitor};

use super::{chat, event::Event, sync_documents};
use crate::{commands, error::CommandError};

/// The text of `ui/src/lib/api/generated.ts`.
pub fn typescript() -> String {
    let mut declarations =
        Declarations { config: Config::default(), seen: HashSet::new(), texts: BTreeMap::new() };
    commands::visit_types(&mut declarations);
    declarations.visit::<Event>();
    declarations.visit::<CommandError>();
    declarations.visit::<sync_documents::Status>();
    declarations.visit::<sync_documents::Report>();
    declarations.visit::<chat::ChatItem>();
    declarations.visit::<sync_documents::Alive>();

    let mut text = String::from("// Made by `cargo xtask codegen` from crates/console. Do not edit.\n\n");
    for declaration in declarations.texts.values() {
        text.push_str(declaration);
        text.push('\n');
    }
    text.push_str(&commands::command_map());
    text
}

/// Collects one declaration for each type and those it names.
struct Declarations {
    config: Config,
    seen: HashSet<TypeId>,
    texts: BTreeMap<String, String>,
}

impl TypeVisitor for Declarations {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        if !self.seen.insert(TypeId::of::<T>()) {
            return;
        }
        T::visit_dependencies(self);
        T::visit_generics(self);
        // Types without a file of their own (numbers, options, lists) need no declaration.
        if T::output_path().is_some() {
            let docs = T::docs().unwrap_or_default();
            self.texts.insert(T::name(&self.config), format!("{docs}export {}\n", T::decl(&self.config)));
        }
    }
}
