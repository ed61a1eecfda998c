//! Serves the shop. `codegen` writes the TypeScript types of its stores instead, and
//! `codegen --check` compares them.

use std::error::Error;
use std::process::ExitCode;

use axum::serve::ListenerExt;
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> Result<ExitCode, Box<dyn Error>> {
    let carts = musubi_cart::carts()?;
    if let Some(code) = musubi_cart::socket(carts.clone()).codegen_command() {
        return Ok(code);
    }
    let port = std::env::var("PORT").unwrap_or("4000".into());
    let listener = TcpListener::bind(format!("127.0.0.1:{port}")).await?;
    println!("listening on http://{}", listener.local_addr()?);
    // A patch goes out at once, and does not wait for the one before it to be acknowledged.
    let listener = listener.tap_io(|stream| {
        let _ = stream.set_nodelay(true);
    });
    axum::serve(listener, musubi_cart::app(carts)).await?;
    Ok(ExitCode::SUCCESS)
}
