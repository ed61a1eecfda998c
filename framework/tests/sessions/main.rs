//! Sessions with servers of ours, recorded for the tests of every client.
//!
//! Each scenario is played against a server, and what went over the socket is compared with its
//! file in `tests/sessions`. With the environment variable `MUSUBI_RECORD` set, the files are
//! written instead: `cargo xtask record`.

#![allow(missing_docs, reason = "the stores of tests explain themselves")]
#![cfg(feature = "server")]

mod async_values;
mod children;
mod commands;
mod events;
mod fields;
mod hooks;
mod lists;
mod moves;
mod recorder;
mod streams;
mod subscriptions;
#[path = "../support/support.rs"]
mod support;
mod uploads;

use std::collections::BTreeMap;
use std::path::PathBuf;

use futures_util::future::LocalBoxFuture;

use recorder::Recorder;

/// Plays one scenario.
type Script = for<'a> fn(&'a mut Recorder) -> LocalBoxFuture<'a, ()>;

/// Every scenario, by the name of its file.
fn scenarios() -> BTreeMap<&'static str, Script> {
    let scenarios: [(_, Script); 28] = [
        ("async_cancelled", |r| Box::pin(async_values::cancelled(r))),
        ("async_failed", |r| Box::pin(async_values::failed(r))),
        ("async_reload", |r| Box::pin(async_values::reload(r))),
        ("async_stream", |r| Box::pin(async_values::stream(r))),
        ("child_commands", |r| Box::pin(children::commands(r))),
        ("child_lists", |r| Box::pin(children::lists(r))),
        ("child_nesting", |r| Box::pin(children::nesting(r))),
        ("command_errors", |r| Box::pin(commands::errors(r))),
        ("command_replies", |r| Box::pin(commands::replies(r))),
        ("events", |r| Box::pin(events::from_root_and_child(r))),
        ("fields_exact_numbers", |r| Box::pin(fields::numbers(r))),
        ("fields_of_every_kind", |r| Box::pin(fields::every_kind(r))),
        ("fields_with_difficult_names", |r| {
            Box::pin(fields::names(r))
        }),
        ("hooks_that_halt", |r| Box::pin(hooks::halts(r))),
        ("list_by_key", |r| Box::pin(lists::by_key(r))),
        ("list_of_edits", |r| Box::pin(lists::of_edits(r))),
        ("list_of_signals", |r| Box::pin(lists::of_signals(r))),
        ("list_moves", |r| Box::pin(moves::of_rows(r))),
        ("mount_invalid_params", |r| {
            Box::pin(commands::invalid_params(r))
        }),
        ("mount_refused", |r| Box::pin(commands::refused_mount(r))),
        ("rejoin", |r| Box::pin(commands::rejoin(r))),
        ("stream_edits", |r| Box::pin(streams::edits(r))),
        ("stream_limits", |r| Box::pin(streams::limits(r))),
        ("stream_places", |r| Box::pin(streams::places(r))),
        ("subscription_topics", |r| {
            Box::pin(subscriptions::topics(r))
        }),
        ("subscription_others", |r| {
            Box::pin(subscriptions::other_sources(r))
        }),
        ("upload_external", |r| Box::pin(uploads::external(r))),
        ("upload_refused", |r| Box::pin(uploads::refused(r))),
    ];
    scenarios.into()
}

fn folder() -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "..", "tests", "sessions"]
        .iter()
        .collect()
}

#[tokio::test]
async fn every_recorded_session_is_what_the_server_does() {
    let record = std::env::var_os("MUSUBI_RECORD").is_some();
    let mut stale = Vec::new();
    for (scenario, script) in scenarios() {
        let mut recorder = Recorder::new(scenario).await;
        script(&mut recorder).await;
        let session = recorder.finish().await;
        let path = folder().join(format!("{scenario}.json"));
        if record {
            std::fs::write(&path, session).unwrap();
        } else if std::fs::read_to_string(&path).is_ok_and(|known| known == session) {
            println!("{scenario} is as recorded");
        } else {
            stale.push(scenario);
        }
    }
    assert_eq!(stale, [""; 0], "not as recorded; see `cargo xtask record`");
}

#[test]
fn no_session_is_recorded_that_has_no_scenario() {
    let known = scenarios();
    for file in std::fs::read_dir(folder()).unwrap() {
        let path = file.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap();
        assert!(
            known.contains_key(name),
            "{} has no scenario",
            path.display()
        );
    }
}
