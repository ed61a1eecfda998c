use std::io;
use std::rc::Rc;

use bytes::Bytes;
use futures_util::{StreamExt, stream};
use musubi_wire::Reason;
use musubi_wire::upload::UploadErrorCode;
use tokio::time::timeout;

use super::UploadNode;
use crate::store::task::spawn_on;
use crate::telemetry::{Attempt, UPLOAD_BYTES, UPLOAD_SECONDS};
use crate::upload::{Arrival, PartialFile, Slot, Storage, UploadLine};

impl UploadNode {
    /// Lets a channel bring the bytes of an entry, as a task of the store. An entry that is not
    /// there, or has had its channel, refuses the join.
    pub(crate) fn receive(&self, entry_ref: String, line: UploadLine) {
        let slot = self.slot();
        let Some(size) = slot.join(&entry_ref) else {
            return;
        };
        let receiving = Receiving {
            slot: Rc::clone(&slot),
            entry_ref: entry_ref.clone(),
            size,
            received: 0,
            chunk_size: slot.config().chunk_size as usize,
            names: self.names(),
        };
        let storage = self.storage();
        let task = spawn_on(self.site(), stream::once(receiving.run(storage, line)));
        slot.stopped_by(&entry_ref, move || {
            task.cancel();
        });
    }
}

/// A file on its way.
struct Receiving {
    slot: Rc<Slot>,
    entry_ref: String,
    /// What its client has announced, in bytes.
    size: u64,
    received: u64,
    chunk_size: usize,
    /// Those of the store and the upload.
    names: [&'static str; 2],
}

/// Why no more of a file is to be received.
enum End {
    /// It is complete.
    Complete,
    /// Its client does not want it any more.
    Left,
    Failed(UploadErrorCode),
}

impl End {
    fn outcome(&self) -> &'static str {
        match self {
            Self::Complete => "complete",
            Self::Left => "left",
            Self::Failed(UploadErrorCode::ChunkTimeout) => "chunk_timeout",
            Self::Failed(UploadErrorCode::ChunkTooLarge) => "chunk_too_large",
            Self::Failed(UploadErrorCode::TooLarge) => "too_large",
            Self::Failed(_) => "internal",
        }
    }
}

impl Receiving {
    async fn run(mut self, storage: Storage, mut line: UploadLine) {
        let [store, upload] = self.names;
        let attempt = Attempt::start(UPLOAD_SECONDS, [store, upload, ""]);
        let mut file = match PartialFile::create(&storage).await {
            Ok(file) => file,
            Err(error) => {
                attempt.end("internal");
                return self.fail_to_write(&error);
            }
        };
        line.outlet.accept();
        let end = loop {
            if let Some(end) = self.next(&mut file, &mut line).await {
                break end;
            }
        };
        // The client hears that the channel is over before it hears what has become of the file.
        drop(line);
        attempt.end(end.outcome());
        match end {
            End::Complete => {
                let file = Rc::new(file.finish());
                self.slot.advance(&self.entry_ref, 100, Some(file));
            }
            End::Left => {
                self.slot.cancel(&self.entry_ref);
            }
            End::Failed(code) => self.slot.fail(&self.entry_ref, code.into()),
        }
    }

    /// Takes what comes next. Gives the end, if this is it.
    async fn next(&mut self, file: &mut PartialFile, line: &mut UploadLine) -> Option<End> {
        let limit = self.slot.options().time_limit();
        let Ok(arrival) = timeout(limit, line.arrivals.next()).await else {
            return Some(End::Failed(UploadErrorCode::ChunkTimeout));
        };
        let Some(Arrival { msg_ref, chunk }) = arrival else {
            return Some(End::Left);
        };
        let Some(chunk) = chunk else {
            line.outlet.bye(msg_ref.as_deref());
            return Some(End::Left);
        };
        let answer = self.take(file, chunk).await;
        let reply = match &answer {
            Ok(progress) => Ok(*progress),
            Err((reason, _)) => Err(*reason),
        };
        line.outlet.reply(msg_ref.as_deref(), reply);
        match answer {
            Ok(100) => Some(End::Complete),
            Ok(progress) => {
                self.slot.advance(&self.entry_ref, progress, None);
                None
            }
            Err((_, code)) => Some(End::Failed(code)),
        }
    }

    /// Writes a chunk. Gives the progress in percent: 100 when the file is complete, and not
    /// before.
    async fn take(
        &mut self,
        file: &mut PartialFile,
        chunk: Bytes,
    ) -> Result<u8, (Reason, UploadErrorCode)> {
        if chunk.len() > self.chunk_size {
            return Err((Reason::ChunkTooLarge, UploadErrorCode::ChunkTooLarge));
        }
        let length = chunk.len();
        let received = self.received + length as u64;
        // The size that was announced was checked, and is no more than the largest one allowed.
        if received > self.size {
            return Err((Reason::UploadTooLarge, UploadErrorCode::TooLarge));
        }
        if let Err(error) = file.write(chunk).await {
            tracing::error!(%error, "a chunk of an upload was not written");
            return Err((Reason::WriteFailed, UploadErrorCode::Internal));
        }
        UPLOAD_BYTES.add(self.names, length);
        self.received = received;
        Ok(percent(received, self.size))
    }

    fn fail_to_write(&self, error: &io::Error) {
        tracing::error!(%error, "no file could be made for an upload");
        self.slot
            .fail(&self.entry_ref, UploadErrorCode::Internal.into());
    }
}

fn percent(received: u64, size: u64) -> u8 {
    match size {
        0 => 100,
        _ => (u128::from(received) * 100 / u128::from(size)) as u8,
    }
}
