//! Serves the polls. `codegen` writes the TypeScript types of its stores instead, and
//! `codegen --check` compares them.

use std::process::ExitCode;

use axum::serve::ListenerExt;
use musubi_poll::Hall;
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> std::io::Result<ExitCode> {
    let hall = Hall::open();
    if let Some(code) = musubi_poll::socket(hall.clone()).codegen_command() {
        return Ok(code);
    }
    let port = std::env::var("PORT").unwrap_or("4000".into());
    let listener = TcpListener::bind(format!("127.0.0.1:{port}")).await?;
    println!("listening on http://{}", listener.local_addr()?);
    // Without it, small frames in quick succession wait for each other.
    let listener = listener.tap_io(|socket| {
        let _ = socket.set_nodelay(true);
    });
    axum::serve(listener, musubi_poll::app(hall)).await?;
    Ok(ExitCode::SUCCESS)
}
