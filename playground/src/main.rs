//! Serves the playground.

use std::error::Error;

use axum::serve::ListenerExt;
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    if std::env::args()
        .nth(1)
        .is_some_and(|verb| verb == "codegen")
    {
        // The page learns the types of the stores from the server while it runs.
        return Ok(());
    }
    let app = musubi_playground::app(musubi_cart::carts()?, musubi_chat::chat().await?)?;
    let port = std::env::var("PORT").unwrap_or("4000".into());
    let listener = TcpListener::bind(format!("127.0.0.1:{port}")).await?;
    println!("listening on http://{}", listener.local_addr()?);
    // A patch goes out at once, and does not wait for the one before it to be acknowledged.
    let listener = listener.tap_io(|stream| {
        let _ = stream.set_nodelay(true);
    });
    axum::serve(listener, app).await?;
    Ok(())
}
