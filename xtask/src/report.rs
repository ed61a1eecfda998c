//! What a verb with several parts did, and how long each took.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::process::Failed;

/// Runs parts one after another and remembers how each ended. A failed part does not keep the
/// others from running.
#[derive(Default)]
pub struct Report {
    parts: Vec<Part>,
}

struct Part {
    name: &'static str,
    took: Duration,
    outcome: Result<()>,
}

impl Report {
    pub fn part(&mut self, name: &'static str, work: impl FnOnce() -> Result<()>) {
        println!("\n== {name}");
        let started = Instant::now();
        let outcome = work();
        if let Err(error) = &outcome {
            eprintln!("error: {error:#}");
        }
        self.parts.push(Part {
            name,
            took: started.elapsed(),
            outcome,
        });
    }

    /// Prints one line per part, and again what tells why parts failed: where the output goes to a
    /// log, its end is what people see first.
    ///
    /// # Errors
    /// When a part failed; the message counts them.
    pub fn finish(self) -> Result<()> {
        println!("\n{}\n{}", self.summary(), self.failures());
        let failed = self
            .parts
            .iter()
            .filter(|part| part.outcome.is_err())
            .count();
        if failed > 0 {
            bail!("{failed} of {} parts failed", self.parts.len());
        }
        Ok(())
    }

    fn failures(&self) -> String {
        let told = |part: &Part| {
            let failed = part.outcome.as_ref().err()?.downcast_ref::<Failed>()?;
            let lines = failed.telling.iter().map(|line| format!("\n  {line}"));
            Some(format!(
                "\n{} failed with:{}\n",
                part.name,
                lines.collect::<String>()
            ))
        };
        self.parts.iter().filter_map(told).collect()
    }

    fn summary(&self) -> String {
        let width = self
            .parts
            .iter()
            .map(|part| part.name.len())
            .max()
            .unwrap_or(0);
        let line = |part: &Part| match &part.outcome {
            Ok(()) => format!("ok      {:width$}  {}", part.name, human(part.took)),
            Err(error) => format!(
                "FAILED  {:width$}  {}  {error:#}",
                part.name,
                human(part.took)
            ),
        };
        self.parts.iter().map(line).collect::<Vec<_>>().join("\n")
    }
}

/// A duration as a person says it: `0.4 s`, `2 min 5 s`.
pub fn human(duration: Duration) -> String {
    if duration < Duration::from_secs(60) {
        return format!("{:.1} s", duration.as_secs_f64());
    }
    format!(
        "{} min {} s",
        duration.as_secs() / 60,
        duration.as_secs() % 60
    )
}

#[cfg(test)]
mod tests {
    use std::io::IsTerminal;
    use std::process::Command;

    use anyhow::anyhow;

    use crate::process;

    use super::*;

    #[test]
    fn every_part_runs_and_one_failure_fails_the_whole() {
        let mut report = Report::default();
        let mut ran_after_failure = false;
        report.part("first", || Err(anyhow!("out of eggs")));
        report.part("second", || {
            ran_after_failure = true;
            Ok(())
        });
        let summary = report.summary();
        assert!(ran_after_failure);
        assert!(summary.starts_with("FAILED  first "), "{summary}");
        assert!(summary.contains("out of eggs\nok      second"), "{summary}");
        assert_eq!(
            report.finish().unwrap_err().to_string(),
            "1 of 2 parts failed"
        );
    }

    #[test]
    #[cfg(unix)]
    fn why_a_program_failed_is_told_again_at_the_end() {
        let mut report = Report::default();
        report.part("shell", || {
            let script = "echo one; echo ' FAIL  two' >&2; echo three; exit 3";
            process::run(Command::new("sh").args(["-c", script]))
        });
        let failures = report.failures();
        // On a terminal, nothing is kept of what the program printed.
        if !std::io::stdout().is_terminal() {
            assert_eq!(failures, "\nshell failed with:\n   FAIL  two\n  three\n");
        }
        assert!(report.summary().contains("failed (exit status: 3)"));
    }

    #[test]
    fn a_report_without_failures_is_a_success() {
        let mut report = Report::default();
        report.part("only", || Ok(()));
        assert!(report.finish().is_ok());
    }

    #[test]
    fn durations_are_said_in_seconds_below_a_minute() {
        assert_eq!(human(Duration::from_millis(420)), "0.4 s");
        assert_eq!(human(Duration::from_secs(125)), "2 min 5 s");
    }
}
