//! Which lines of what a test runner printed say why it failed, for a log whose end is read first.

use anstream::adapter::strip_str;

/// The most lines that are told of one program.
const MOST: usize = 24;

/// How many lines after one that tells of a failure belong to it: what was found, what was expected.
const AFTER: usize = 5;

/// What is in a line that tells of a failure, by how sure that is: the reports of vitest, of Rust's
/// test harness and of compilers, then what a test that passes may print as well.
const SIGNS: [&[&str]; 2] = [
    &[
        " FAIL ",
        "... FAILED",
        " stdout ----",
        "error TS",
        "error[E",
    ],
    &["panicked at", "Error: ", "error: "],
];

/// The lines that tell of a failure with those that follow them; without any, the last ones. They
/// are without colours, and none is there twice.
pub fn lines(printed: &str) -> Vec<String> {
    let printed: Vec<String> = printed
        .lines()
        .map(|line| strip_str(line).to_string())
        .filter(|line| !line.trim().is_empty())
        .collect();
    let told = SIGNS
        .iter()
        .map(|signs| with_signs(&printed, signs))
        .find(|told| !told.is_empty());
    let Some(mut told) = told else {
        let skipped = printed.len().saturating_sub(MOST);
        return printed[skipped..].to_vec();
    };
    let left_out = told.len().saturating_sub(MOST);
    told.truncate(MOST);
    if left_out > 0 {
        told.push(format!("(and {left_out} more lines, above)"));
    }
    told
}

fn with_signs(printed: &[String], signs: &[&str]) -> Vec<String> {
    let mut told: Vec<String> = Vec::new();
    let mut belong = 0;
    for line in printed {
        if signs.iter().any(|sign| line.contains(sign)) {
            belong = AFTER + 1;
        }
        if belong > 0 {
            belong -= 1;
            if !told.contains(line) {
                told.push(line.clone());
            }
        }
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_test_of_rust_is_told_with_what_it_found() {
        let printed = "\
test a ... ok
test b ... FAILED

failures:

---- b stdout ----

thread 'b' panicked at tests/b.rs:3:5:
assertion `left == right` failed
  left: 1
 right: 2
note: run with `RUST_BACKTRACE=1`

test result: FAILED. 1 passed; 1 failed
   Doc-tests musubi
test result: ok. 3 passed
";
        assert_eq!(
            lines(printed),
            [
                "test b ... FAILED",
                "failures:",
                "---- b stdout ----",
                "thread 'b' panicked at tests/b.rs:3:5:",
                "assertion `left == right` failed",
                "  left: 1",
                " right: 2",
                "note: run with `RUST_BACKTRACE=1`",
            ]
        );
    }

    #[test]
    fn a_failed_test_of_vitest_is_told_without_colours() {
        let printed = "\u{1b}[41m FAIL \u{1b}[49m cart.test.ts > adds\n\
            \u{1b}[31mAssertionError\u{1b}[39m: expected 1 to be 2\n";
        assert_eq!(
            lines(printed),
            [
                " FAIL  cart.test.ts > adds",
                "AssertionError: expected 1 to be 2"
            ]
        );
    }

    #[test]
    fn of_what_tells_nothing_there_is_the_end() {
        let printed: String = (0..100).map(|number| format!("{number}\n")).collect();
        let told = lines(&printed);
        assert_eq!((told.len(), told[MOST - 1].as_str()), (MOST, "99"));
    }

    #[test]
    fn what_passing_tests_print_too_is_told_only_without_better() {
        let printed = "error: expected\n FAIL  a.test.ts\n";
        assert_eq!(lines(printed), [" FAIL  a.test.ts"]);
        assert_eq!(lines("one\nnpm error: two\n"), ["npm error: two"]);
    }

    #[test]
    fn of_many_failures_the_first_are_told_and_the_rest_counted() {
        let printed: String = (0..100)
            .map(|number| format!("error: {number}\n"))
            .collect();
        let told = lines(&printed);
        assert_eq!(told.len(), MOST + 1);
        assert_eq!(told[MOST], "(and 76 more lines, above)");
    }
}
