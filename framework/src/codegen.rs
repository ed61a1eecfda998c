//! TypeScript types for clients: `musubi.d.ts`, from the Rust types of an application.
//!
//! The file begins with the fixed types that `@musubi/client` reads, goes on with the
//! application's stores as `Musubi.Stores`, and ends with its named types in the namespace
//! `Musubi.Types`, where no name can collide with one of Musubi's. It is ambient: a TypeScript
//! project that includes it needs no import.
//!
//! ```
//! # use musubi::prelude::*;
//! # #[state] struct Counter { count: i64 }
//! # struct CounterStore;
//! # #[store(root)] impl CounterStore {
//! #     fn mount() -> Self { Self }
//! #     fn render(&self) -> CounterSignals { CounterSignals { count: create_rw_signal(0).into() } }
//! # }
//! use musubi::{Socket, codegen};
//!
//! # fn main() -> Result<(), musubi::TypeError> {
//! let declared = Socket::new().root::<CounterStore>().declared()?;
//! let text = codegen::typescript(&declared);
//! assert!(text.contains("interface Counter {\n    count: number;\n  }"));
//! # Ok(())
//! # }
//! ```

mod conforms;
mod file;
mod parse;
mod print;
mod stores;
mod syntax;

pub use conforms::{fault, text_fault};
pub use file::{OutOfDate, TypesFile};

use crate::typescript::Declared;
use print::Printer;

/// The first line of every generated file.
const NOTICE: &str =
    "// Written by Musubi from the Rust types of this application; changes are lost.\n\n";

/// The types that do not depend on an application. Equal to `client-ts/musubi-header.d.ts`.
const HEADER: &str = include_str!("codegen/header.d.ts");

/// The text of `musubi.d.ts`: the same for the same types, whatever the order in which the roots
/// were added.
pub fn typescript(declared: &Declared) -> String {
    let mut printer = Printer::default();
    stores::print(&mut printer, declared);
    if !declared.types.is_empty() {
        printer.line("");
        printer.line("declare namespace Musubi.Types {");
        printer.indented(|printer| {
            for (index, text) in declared.types.values().enumerate() {
                if index > 0 {
                    printer.line("");
                }
                printer.declaration(&parse::declaration(text));
            }
        });
        printer.line("}");
    }
    [NOTICE, HEADER, "\n", &printer.finish()].concat()
}
