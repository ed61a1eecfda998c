//! Serves the application. `codegen` writes the TypeScript types of its stores instead, and
//! `codegen --check` compares them.

use std::error::Error;
use std::process::ExitCode;

use axum::serve::ListenerExt;
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> Result<ExitCode, Box<dyn Error>> {
    let socket = starter::socket();
    if let Some(code) = socket.codegen_command() {
        return Ok(code);
    }
    // `RUST_LOG=musubi=debug` says what happens on the wire.
    tracing_subscriber::fmt::init();
    let address = std::env::var("ADDRESS").unwrap_or("127.0.0.1:4000".into());
    let listener = TcpListener::bind(address).await?;
    println!("listening on http://{}", listener.local_addr()?);
    // A patch goes out at once, and does not wait for the one before it to be acknowledged.
    let listener = listener.tap_io(|stream| {
        let _ = stream.set_nodelay(true);
    });
    let handle = socket.handle();
    axum::serve(listener, starter::app(socket))
        .with_graceful_shutdown(stop())
        .await?;
    // Pages answer what they were asked, and clean up.
    handle.shutdown().await;
    Ok(ExitCode::SUCCESS)
}

/// Ready when the program is asked to stop.
async fn stop() {
    let interrupted = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut terminated = signal(SignalKind::terminate()).expect("the system has signals");
        tokio::select! {
            _ = interrupted => {}
            _ = terminated.recv() => {}
        }
    }
    #[cfg(not(unix))]
    interrupted.await.expect("the system has signals");
}
