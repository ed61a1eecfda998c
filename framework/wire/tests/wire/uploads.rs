use musubi_wire::StoreId;
use musubi_wire::upload::{Accept, EntryStatus, UploadError, UploadErrorCode};
use serde_json::{Value, json};

use crate::documents::{document, next};

#[test]
fn upload_ops_keep_the_state_of_an_upload() {
    let mut document = document(json!({"__musubi_store_id__": []}));
    let entry = |r: &str| {
        json!({"ref": r, "client_name": "a.png", "client_size": 8, "client_type": "image/png",
            "progress": 0, "status": "pending", "errors": []})
    };
    let error = json!({"code": "chunk_timeout", "message": "m"});
    let mut op = |op: Value| {
        let mut op = op;
        op["store_id"] = json!([]);
        op["upload"] = "avatar".into();
        let applied = document
            .apply(&next(&document, json!({"upload_ops": [op]})))
            .unwrap();
        let upload = document.upload(&StoreId::root(), "avatar").unwrap().clone();
        (upload, applied)
    };

    let config = json!({"accept": [".png"], "max_entries": 2, "max_file_size": 9, "chunk_size": 4});
    let (upload, _) = op(json!({"op": "config", "config": config}));
    assert_eq!(serde_json::to_value(upload.config()).unwrap(), config);

    op(json!({"op": "add", "ref": "u_1", "entry": entry("u_1")}));
    let (upload, _) = op(json!({"op": "add", "ref": "u_2", "entry": entry("u_2")}));
    assert_eq!(upload.entries().len(), 2);

    let (upload, _) = op(json!({"op": "progress", "ref": "u_1", "progress": 50}));
    let first = upload.entry("u_1").unwrap();
    assert_eq!((first.progress, first.status), (50, EntryStatus::Uploading));

    let (upload, _) = op(json!({"op": "complete", "ref": "u_1"}));
    let first = upload.entry("u_1").unwrap();
    assert_eq!((first.progress, first.status), (100, EntryStatus::Success));

    let (upload, _) = op(json!({"op": "error", "ref": "u_2", "error": error}));
    let second = upload.entry("u_2").unwrap();
    assert_eq!(second.status, EntryStatus::Error);
    assert_eq!(second.errors[0].code, UploadErrorCode::ChunkTimeout);
    assert!(upload.errors().is_empty());

    let (upload, _) = op(json!({"op": "error", "error": error}));
    assert_eq!(upload.errors().len(), 1);

    let (upload, _) = op(json!({"op": "add", "ref": "u_2", "entry": entry("u_2")}));
    assert_eq!(upload.entry("u_2").unwrap().status, EntryStatus::Pending);
    assert_eq!(upload.entries().len(), 2);

    let (after, applied) = op(json!({"op": "pause"}));
    assert_eq!((after, applied.skipped_upload_ops), (upload, 1));

    let (before, _) = op(json!({"op": "cancel", "ref": "u_1"}));
    assert_eq!(before.entries().len(), 1);
    let (after, _) = op(json!({"op": "progress", "ref": "u_1", "progress": 9}));
    assert_eq!(after, before);

    let (upload, _) = op(json!({"op": "reset"}));
    assert!(upload.entries().is_empty() && upload.errors().is_empty());
}

#[test]
fn upload_error_codes_have_the_texts_of_the_reference() {
    let texts: Vec<_> = UploadErrorCode::ALL
        .iter()
        .map(|code| code.as_str())
        .collect();
    assert_eq!(
        texts,
        [
            "too_large",
            "too_many_files",
            "not_accepted",
            "chunk_timeout",
            "chunk_too_large",
            "external_failed",
            "preflight_rejected",
            "internal",
        ]
    );
    let error = UploadError::from(UploadErrorCode::ChunkTimeout);
    assert_eq!(error.message, "upload timed out between chunks");
}

#[test]
fn an_extension_is_judged_without_regard_to_case() {
    let images = Accept::Extensions(vec![".png".into(), ".JPG".into()]);
    for taken in ["a.png", "a.PNG", "a.b.jpg", ".png"] {
        assert!(images.takes(taken), "{taken}");
    }
    for refused in ["png", "a.png.exe", "", "a.", "a.pn"] {
        assert!(!images.takes(refused), "{refused}");
    }
    assert!(Accept::Any.takes(""));
}
