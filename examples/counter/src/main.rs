//! Serves the counter. `codegen` writes the TypeScript types of its stores instead, and
//! `codegen --check` compares them.

use std::process::ExitCode;

use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> std::io::Result<ExitCode> {
    if let Some(code) = musubi_counter::socket().codegen_command() {
        return Ok(code);
    }
    let port = std::env::var("PORT").unwrap_or("4000".into());
    let listener = TcpListener::bind(format!("127.0.0.1:{port}")).await?;
    println!("listening on http://{}", listener.local_addr()?);
    axum::serve(listener, musubi_counter::app()).await?;
    Ok(ExitCode::SUCCESS)
}
