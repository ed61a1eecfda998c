use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Deserialize;
use serde_json::Value;

/// One captured session, as its client saw it.
#[derive(Deserialize)]
pub struct Session {
    pub scenario: String,
    pub frames: Vec<Captured>,
    /// The tree of the server at the end; null where nothing was mounted.
    pub expected_state: Value,
}

/// One captured frame, without its references.
#[derive(Deserialize)]
pub struct Captured {
    pub dir: Direction,
    pub event: String,
    pub payload: Value,
}

#[derive(Deserialize, PartialEq)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    In,
    Out,
}

/// Every session of the folder by its name; `None` where no folder is named.
///
/// # Panics
/// Panics if the folder that is named does not exist or holds no session.
pub fn sessions() -> Option<BTreeMap<String, Session>> {
    let Some(folder) = std::env::var_os("MUSUBI_REFERENCE_FIXTURES").map(PathBuf::from) else {
        println!("skipped: MUSUBI_REFERENCE_FIXTURES is not set");
        return None;
    };
    let files = std::fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|file| file.unwrap().path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "json")
        });
    let read = |path: PathBuf| -> (String, Session) {
        let text = std::fs::read_to_string(&path).unwrap();
        let session: Session = serde_json::from_str(&text)
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        (session.scenario.clone(), session)
    };
    let sessions: BTreeMap<_, _> = files.map(read).collect();
    assert!(
        !sessions.is_empty(),
        "{} holds no session",
        folder.display()
    );
    Some(sessions)
}
