//! A server with one store, and clients of it.

use std::future::Future;
use std::net::SocketAddr;
use std::time::Duration;

use musubi::prelude::*;
use musubi::{Socket, reactive::ClientRuntime};
use musubi_client::{ConnectOptions, Connection};
use serde_json::json;
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet, LocalSet};

#[state]
#[derive(Debug)]
pub struct Counter {
    pub count: i64,
    pub notes: Vec<Child<NoteStore>>,
}

#[state]
#[derive(Debug)]
pub struct Note {
    pub text: String,
}

#[params]
pub struct CounterParams {
    pub count: i64,
}

#[event]
#[derive(Debug)]
pub struct Counted {
    pub to: i64,
}

#[command_error]
#[derive(Debug, PartialEq)]
pub enum CountError {
    /// It is too much.
    TooMuch { most: i64 },
    /// It is nothing.
    Nothing,
}

#[command_error]
#[derive(Debug, PartialEq)]
pub enum MountRefused {
    /// Counts are not negative.
    Negative,
}

pub struct CounterStore {
    count: RwSignal<i64>,
    notes: RwSignal<Vec<String>>,
}

#[store(root, events(Counted))]
impl CounterStore {
    fn mount(params: CounterParams) -> Result<Self, MountRefused> {
        if params.count < 0 {
            return Err(MountRefused::Negative);
        }
        Ok(Self {
            count: create_rw_signal(params.count),
            notes: create_rw_signal(Vec::new()),
        })
    }

    fn render(&self) -> CounterSignals {
        let notes = self.notes.get().into_iter();
        CounterSignals {
            count: self.count.into(),
            notes: notes
                .map(|id| child(id.clone(), NoteProps { id }))
                .collect(),
        }
    }

    #[command]
    fn count_up(&self, by: i64) -> Result<i64, CountError> {
        match by {
            0 => return Err(CountError::Nothing),
            11.. => return Err(CountError::TooMuch { most: 10 }),
            _ => self.count.update(|count| *count += by),
        }
        push_event(&Counted {
            to: self.count.get(),
        });
        Ok(self.count.get())
    }

    #[command]
    fn add_note(&self, id: String) {
        self.notes.update(|notes| notes.push(id));
    }

    #[command]
    fn crash(&self) {
        panic!("as it was told to");
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct NoteProps {
    pub id: String,
}

pub struct NoteStore {
    text: RwSignal<String>,
}

#[store]
impl NoteStore {
    fn mount(props: NoteProps) -> Self {
        Self {
            text: create_rw_signal(props.id),
        }
    }

    fn render(&self) -> NoteSignals {
        NoteSignals {
            text: self.text.into(),
        }
    }

    #[command]
    fn write(&self, text: String) {
        self.text.set(text);
    }
}

#[state]
#[derive(Debug)]
pub struct Album {
    pub photos: Upload,
    pub clips: Upload,
}

pub struct AlbumStore {
    photos: UploadSlot,
    clips: UploadSlot,
}

#[store(root)]
impl AlbumStore {
    fn mount() -> Self {
        let photos = UploadOptions::accept([".png"])
            .max_entries(3)
            .max_file_size(200_000)
            .chunk_size(1000);
        let clips = UploadSlot::new(UploadOptions::any().max_entries(3));
        Self {
            photos: UploadSlot::new(photos),
            clips: clips.external(async |entry| {
                let meta = json!({ "url": format!("clips/{}", entry.client_name) });
                Ok::<_, Refusal>(ExternalUpload::new("bucket", meta))
            }),
        }
    }

    fn render(&self) -> AlbumSignals {
        AlbumSignals {
            photos: self.photos,
            clips: self.clips,
        }
    }

    /// How long the photos are that have arrived, and the sum of their bytes.
    #[command]
    async fn keep(&self) -> Result<Vec<(u64, u64)>, Refusal> {
        let kept = self.photos.consume(async |file| {
            let bytes = tokio::fs::read(file.path()).await?;
            let sum = bytes.iter().map(|byte| u64::from(*byte)).sum();
            Ok::<_, std::io::Error>((bytes.len() as u64, sum))
        });
        let kept: Result<Vec<_>, _> = kept.await.into_iter().collect();
        kept.map_err(|error| Refusal::new("not_kept", error.to_string()))
    }
}

/// A server behind a network that can be cut, until it is dropped.
pub struct Server {
    address: SocketAddr,
    upstream: SocketAddr,
    server: JoinHandle<()>,
    network: JoinHandle<()>,
}

impl Server {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let upstream = listener.local_addr().unwrap();
        let socket = Socket::new().root::<CounterStore>().root::<AlbumStore>();
        let app = axum::Router::new().nest("/socket", socket.into_router());
        let server = tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        Self {
            address,
            upstream,
            server,
            network: tokio::spawn(forward(listener, upstream)),
        }
    }

    pub fn connect(&self) -> Connection {
        self.connect_with(ConnectOptions::new())
    }

    pub fn connect_with(&self, options: ConnectOptions) -> Connection {
        musubi_client::connect(format!("ws://{}/socket", self.address), options)
    }

    /// Cuts all connections, and lets none come.
    pub async fn cut(&mut self) {
        self.network.abort();
        let _ = (&mut self.network).await;
    }

    /// Lets connections come again.
    pub async fn mend(&mut self) {
        let listener = TcpListener::bind(self.address).await.unwrap();
        self.network = tokio::spawn(forward(listener, self.upstream));
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.network.abort();
        self.server.abort();
    }
}

/// Carries every connection on; they end with this future.
async fn forward(listener: TcpListener, upstream: SocketAddr) {
    let mut connections = JoinSet::new();
    while let Ok((mut client, _)) = listener.accept().await {
        connections.spawn(async move {
            if let Ok(mut server) = TcpStream::connect(upstream).await {
                let _ = copy_bidirectional(&mut client, &mut server).await;
            }
        });
    }
}

/// Runs a test where a client can live.
pub async fn local(test: impl Future<Output = ()>) {
    LocalSet::new().run_until(test).await;
}

/// Waits until `holds` does. The limit only keeps a broken test from running for ever.
pub async fn until(holds: impl Fn() -> bool) {
    let wait = async {
        while !ClientRuntime::of_thread().enter(&holds) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    let limit = Duration::from_secs(60);
    tokio::time::timeout(limit, wait)
        .await
        .expect("it never held");
}
