//! Running other programs: each says what it runs, and a failure names the command that failed.

use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

/// Prints the command line, then runs it on this terminal.
///
/// # Errors
/// When the program cannot be started or ends with anything but success.
pub fn run(command: &mut Command) -> Result<()> {
    let line = line(command);
    println!("$ {line}");
    let status = command
        .status()
        .with_context(|| format!("`{line}` could not be started"))?;
    if !status.success() {
        bail!("`{line}` failed ({status})");
    }
    Ok(())
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
