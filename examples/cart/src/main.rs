//! Serves the shop; `codegen` writes the TypeScript types of its stores, `codegen --check`
//! compares them.

use std::error::Error;
use std::process::ExitCode;

use musubi::codegen::{TypesFile, typescript};
use musubi::{Declared, Socket, TypeError};
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
    let types = TypesFile::new(concat!(env!("CARGO_MANIFEST_DIR"), "/ui/src/musubi.d.ts"));
    match arguments {
        ["codegen"] => {
            types.write_if_changed(&typescript(&declared()?))?;
            Ok(())
        }
        ["codegen", "--check"] => Ok(types.check(&typescript(&declared()?))?),
        [] => serve(&std::env::var("PORT").unwrap_or("4000".into())).await,
        ["--port", port] => serve(port).await,
        _ => Err("expected nothing, `--port N`, or `codegen [--check]`".into()),
    }
}

fn declared() -> Result<Declared, TypeError> {
    musubi_cart::roots(Socket::new()).declared()
}

async fn serve(port: &str) -> Result<(), Box<dyn Error>> {
    let app = musubi_cart::app(musubi_cart::carts()?);
    let listener = TcpListener::bind(format!("127.0.0.1:{port}")).await?;
    println!("listening on http://{}", listener.local_addr()?);
    Ok(axum::serve(listener, app).await?)
}
