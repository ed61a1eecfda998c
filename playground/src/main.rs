//! Serves the playground.

use std::error::Error;
use std::process::ExitCode;

use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments.iter().map(String::as_str).collect::<Vec<_>>()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: &[&str]) -> Result<(), Box<dyn Error>> {
    match arguments {
        // The page learns the types of the stores from the server while it runs.
        ["codegen", ..] => Ok(()),
        [] => serve(&std::env::var("PORT").unwrap_or("4000".into())).await,
        ["--port", port] => serve(port).await,
        _ => Err("expected nothing, or `--port N`".into()),
    }
}

async fn serve(port: &str) -> Result<(), Box<dyn Error>> {
    let app = musubi_playground::app(musubi_cart::carts()?)?;
    let listener = TcpListener::bind(format!("127.0.0.1:{port}")).await?;
    println!("listening on http://{}", listener.local_addr()?);
    Ok(axum::serve(listener, app).await?)
}
