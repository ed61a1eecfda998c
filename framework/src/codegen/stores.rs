//! `Musubi.Stores`, the registry of an application's stores.

use super::parse;
use super::print::Printer;
use super::syntax::{Member, Type};
use crate::contract::{CommandShape, ErrorShape, EventShape, StoreShape};
use crate::typescript::Declared;
use crate::typescript::write::member_name;

/// Writes the registry.
pub(super) fn print(printer: &mut Printer, declared: &Declared) {
    printer.line("declare namespace Musubi {");
    printer.indented(|printer| {
        printer.docs(&["The stores of this application, by their names on the wire.".to_owned()]);
        if declared.stores.is_empty() {
            printer.line("interface Stores {}");
            return;
        }
        let stores: Vec<Member> = declared.stores.values().map(store).collect();
        printer.line("interface Stores {");
        printer.members(&stores);
        printer.line("}");
    });
    printer.line("}");
}

fn store(store: &StoreShape) -> Member {
    let commands = store.commands.iter().map(command).collect();
    let events = store.events.iter().map(event).collect();
    let definition = vec![
        Type::text(format!("{:?}", store.module)),
        parse::ty(&store.state),
        Type::Object(commands),
        Type::Object(events),
        parse::ty(&store.params),
    ];
    Member {
        docs: docs(&store.doc),
        key: member_name(&store.module),
        ty: Type::Generic("StoreDef".into(), definition),
    }
}

fn command(command: &CommandShape) -> Member {
    let payload = command.payload.iter().map(|member| {
        let optional = if member.optional { "?" } else { "" };
        Member::new(
            format!("{}{optional}", member_name(&member.name)),
            parse::ty(&member.ty),
        )
    });
    let reply = command
        .reply
        .as_deref()
        .map_or_else(|| Type::text("never"), parse::ty);
    let members = vec![
        Member::new("payload", Type::Object(payload.collect())),
        Member::new("reply", reply),
        Member::new("error", Type::union(command.errors.iter().map(error))),
    ];
    Member {
        docs: command_docs(command),
        key: member_name(&command.name),
        ty: Type::Object(members),
    }
}

fn event(event: &EventShape) -> Member {
    let payload = Member::new("payload", parse::ty(&event.payload));
    Member::new(member_name(&event.name), Type::Object(vec![payload]))
}

fn error(error: &ErrorShape) -> Type {
    let code = error
        .code
        .as_ref()
        .map_or_else(|| "string".to_owned(), |code| format!("{code:?}"));
    Type::Object(vec![
        Member::new("code", Type::Text(code)),
        Member::new("detail", parse::ty(&error.detail)),
    ])
}

/// A command's documentation, with what each of its errors means.
fn command_docs(command: &CommandShape) -> Vec<String> {
    let mut lines = docs(&command.doc);
    let errors = command.errors.iter().filter(|error| !error.doc.is_empty());
    let errors: Vec<String> = errors
        .map(|error| {
            let code = error.code.as_deref().unwrap_or("string");
            let doc = error
                .doc
                .split("\n\n")
                .next()
                .unwrap_or_default()
                .replace('\n', " ");
            format!("- `{code}`: {doc}")
        })
        .collect();
    if !errors.is_empty() {
        if !lines.is_empty() {
            lines.push(String::new());
        }
        lines.push("Errors:".to_owned());
        lines.extend(errors.iter().flat_map(|error| docs(error)));
    }
    lines
}

fn docs(text: &str) -> Vec<String> {
    text.lines()
        .map(|line| line.replace("*/", "*\\/"))
        .collect()
}
