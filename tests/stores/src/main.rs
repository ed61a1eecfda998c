//! Serves the roots among the stores of the recorded sessions at `/socket`.

use std::error::Error;

use axum::Router;
use musubi::Socket;
use musubi_test_stores::{async_values, children, events, fields, lists, moves, streams, uploads};
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let socket = Socket::new()
        .root::<async_values::WeatherStore>()
        .root::<children::HouseStore>()
        .root::<events::DeskStore>()
        .root::<fields::FormStore>()
        .root::<fields::LabelsStore>()
        .root::<lists::BoardStore>()
        .root::<moves::RaceStore>()
        .root::<streams::FeedStore>()
        .root::<uploads::AlbumStore>();
    let app = Router::new().nest("/socket", socket.into_router());
    let port = std::env::var("PORT").unwrap_or("4000".into());
    let listener = TcpListener::bind(format!("127.0.0.1:{port}")).await?;
    println!("listening on http://{}", listener.local_addr()?);
    axum::serve(listener, app).await?;
    Ok(())
}
