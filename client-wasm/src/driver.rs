//! Drives the protocol with a socket and a clock.

use std::future::pending;
use std::time::Duration;

use futures_channel::mpsc;
use futures_util::future::select;
use futures_util::{FutureExt, StreamExt, pin_mut};
use musubi::reactive::{ClientRuntime, RwSignal, SignalSet, SignalWithUntracked};

use crate::connection::Request;
use crate::platform::{self, Socket, SocketEvent, Wakes};
use crate::protocol::{Action, ConnectionStatus, Protocol, Settings};

/// Longer sleeps are too long for the timers of browsers. Waking up early does no harm.
const LONGEST_SLEEP: Duration = Duration::from_secs(24 * 60 * 60);

/// What the driver waited for.
enum Happened {
    Request(Option<Request>),
    Socket(SocketEvent),
    Timeout,
    Wake,
}

/// Runs a connection until nobody is left who could ask something of it.
pub(crate) async fn drive(
    url: String,
    settings: Settings,
    mut requests: mpsc::UnboundedReceiver<Request>,
    status: RwSignal<ConnectionStatus>,
) {
    let mut protocol = Protocol::new(settings, platform::seed());
    let mut socket: Option<Socket> = None;
    let mut wakes = Wakes::new();
    loop {
        while let Some(action) = protocol.action() {
            match action {
                Action::Open => socket = Some(Socket::open(&url)),
                Action::Close => {
                    if let Some(socket) = socket.take() {
                        socket.give_up();
                    }
                }
                Action::Send(text) => {
                    if let Some(socket) = &mut socket {
                        socket.send(text);
                    }
                }
                Action::SendBytes(bytes) => {
                    if let Some(socket) = &mut socket {
                        socket.send_bytes(bytes);
                    }
                }
            }
        }
        tell(status, protocol.status());
        let now = platform::now();
        let pause = protocol
            .deadline()
            .map(|at| at.saturating_sub(now).min(LONGEST_SLEEP));
        match next(&mut requests, &mut socket, &mut wakes, pause).await {
            Happened::Request(None) => return,
            Happened::Request(Some(request)) => carry_out(request, &mut protocol),
            Happened::Socket(SocketEvent::Opened) => protocol.opened(platform::now()),
            Happened::Socket(SocketEvent::Text(text)) => protocol.text(&text, platform::now()),
            Happened::Socket(SocketEvent::TooLarge) => protocol.too_large(platform::now()),
            Happened::Socket(SocketEvent::Closed) => {
                socket = None;
                protocol.closed(platform::now());
            }
            Happened::Timeout => protocol.timeout(platform::now()),
            Happened::Wake => protocol.wake(),
        }
    }
}

async fn next(
    requests: &mut mpsc::UnboundedReceiver<Request>,
    socket: &mut Option<Socket>,
    wakes: &mut Wakes,
    pause: Option<Duration>,
) -> Happened {
    let request = requests.next().map(Happened::Request);
    let event = async {
        match socket {
            Some(socket) => Happened::Socket(socket.next().await.unwrap_or(SocketEvent::Closed)),
            None => pending().await,
        }
    };
    let timeout = async {
        match pause {
            Some(pause) => platform::sleep(pause).await,
            None => pending().await,
        }
        Happened::Timeout
    };
    let wake = async {
        wakes.next().await;
        Happened::Wake
    };
    pin_mut!(event, timeout, wake);
    let clock = select(timeout, wake).map(|first| first.factor_first().0);
    let outside = select(event, clock).map(|first| first.factor_first().0);
    select(request, outside).await.factor_first().0
}

fn carry_out(request: Request, protocol: &mut Protocol) {
    let now = platform::now();
    match request {
        Request::Mount { join, page, key } => {
            let root = protocol.mount(join, page, now);
            if key.send(root).is_err() {
                // Nobody waits for it any more.
                protocol.unmount(root);
            }
        }
        Request::Unmount(key) => protocol.unmount(key),
        Request::Push {
            key,
            event,
            payload,
            reply,
        } => protocol.push(key, event, &payload, reply, now),
        Request::File {
            entry_ref,
            step,
            reply,
        } => protocol.file(&entry_ref, &step, reply, now),
    }
}

fn tell(signal: RwSignal<ConnectionStatus>, status: ConnectionStatus) {
    ClientRuntime::of_thread().enter(|| {
        if signal.try_with_untracked(|last| *last != status) == Some(true) {
            signal.set(status);
        }
    });
}
