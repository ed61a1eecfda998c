//! Running other programs: each says what it runs, and a failure names the command that failed.

use std::io::{self, BufRead, BufReader, IsTerminal};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::telling;

/// How much of what a program printed is kept to say why it failed, in bytes: more than any of our
/// test runners prints of its failures, but nothing to mind in memory.
const KEPT_OUTPUT: usize = 4 << 20;

/// How long what a program printed last may take to arrive after its end. A grandchild that is left
/// behind, a browser for example, can hold the output open for ever.
const LAST_OUTPUT: Duration = Duration::from_secs(2);

/// Why a program that was started is taken for failed.
#[derive(Debug)]
pub struct Failed {
    summary: String,
    /// The lines of its output that say why, unless they went to a terminal.
    pub telling: Vec<String>,
}

impl std::fmt::Display for Failed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.summary)
    }
}

impl std::error::Error for Failed {}

/// Prints the command line, then runs it on this terminal, or with its output passed on.
///
/// # Errors
/// When the program cannot be started or ends with anything but success; then with [`Failed`].
pub fn run(command: &mut Command) -> Result<()> {
    let line = line(command);
    println!("$ {line}");
    let started = if io::stdout().is_terminal() {
        command.status().map(|status| (status, Vec::new()))
    } else {
        passed_on(command)
    };
    let (status, printed) = started.with_context(|| format!("`{line}` could not be started"))?;
    if status.success() {
        return Ok(());
    }
    Err(Failed {
        summary: format!("`{line}` failed ({status})"),
        telling: telling::lines(&String::from_utf8_lossy(&printed)),
    }
    .into())
}

/// Runs a program and passes on what it prints, the end of which is returned.
fn passed_on(command: &mut Command) -> io::Result<(ExitStatus, Vec<u8>)> {
    let (reader, writer) = io::pipe()?;
    command.stdout(writer.try_clone()?).stderr(writer);
    let started = command.spawn();
    // The command keeps its ends of the pipe, and the reader waits for all of them to close.
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = started?;
    let kept = Arc::new(Mutex::new(Vec::new()));
    let filling = Arc::clone(&kept);
    let (done, ended) = std::sync::mpsc::channel::<()>();
    thread::spawn(move || {
        let _done = done;
        let mut reader = BufReader::new(reader);
        let mut line = Vec::new();
        while let Ok(1..) = reader.read_until(b'\n', &mut line) {
            print!("{}", String::from_utf8_lossy(&line));
            let mut kept = filling.lock().unwrap_or_else(PoisonError::into_inner);
            kept.append(&mut line);
            if kept.len() > 2 * KEPT_OUTPUT {
                let old = kept.len() - KEPT_OUTPUT;
                kept.drain(..old);
            }
        }
    });
    let status = child.wait()?;
    let _ = ended.recv_timeout(LAST_OUTPUT);
    let printed = std::mem::take(&mut *kept.lock().unwrap_or_else(PoisonError::into_inner));
    Ok((status, printed))
}

/// What the program writes to standard output, without the last line break.
///
/// # Errors
/// When the program cannot be started, fails, or does not write UTF-8. What it wrote to standard
/// error is in the message.
pub fn capture(command: &mut Command) -> Result<String> {
    let line = line(command);
    let output = command
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("`{line}` could not be started"))?;
    if !output.status.success() {
        bail!(
            "`{line}` failed ({}): {}",
            output.status,
            String::from_utf8_lossy(&output.stderr).trim()
        );
    }
    let text = String::from_utf8(output.stdout)
        .with_context(|| format!("`{line}` did not write UTF-8"))?;
    Ok(text.trim_end().to_owned())
}

/// The command as a person would type it, without its folder and environment.
pub fn line(command: &Command) -> String {
    let program = std::path::Path::new(command.get_program());
    let name = program.file_name().unwrap_or(program.as_os_str());
    std::iter::once(name)
        .chain(command.get_args())
        .map(|word| word.to_string_lossy())
        .collect::<Vec<_>>()
        .join(" ")
}
