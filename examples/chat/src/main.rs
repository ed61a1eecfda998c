//! Serves the chat. `codegen` writes the TypeScript types of its stores instead, and
//! `codegen --check` compares them.

use std::error::Error;
use std::process::ExitCode;

use axum::serve::ListenerExt;
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> Result<ExitCode, Box<dyn Error>> {
    let chat = musubi_chat::chat().await?;
    if let Some(code) = musubi_chat::socket(chat.clone()).codegen_command() {
        return Ok(code);
    }
    let port = std::env::var("PORT").unwrap_or("4000".into());
    let listener = TcpListener::bind(format!("127.0.0.1:{port}")).await?;
    println!("listening on http://{}", listener.local_addr()?);
    // A message must not wait for the one after it.
    let listener = listener.tap_io(|connection| {
        let _ = connection.set_nodelay(true);
    });
    axum::serve(listener, musubi_chat::app(chat)).await?;
    Ok(ExitCode::SUCCESS)
}
