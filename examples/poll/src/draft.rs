//! What somebody wants to ask, and whether it can be asked.

use std::time::Duration;

use musubi::prelude::*;

/// What may be asked.
#[state]
pub struct DraftRules {
    /// How many letters a question can have.
    pub question_length: u32,
    /// How many letters an option can have.
    pub option_length: u32,
    /// How many options a poll has at least.
    pub fewest_options: u32,
    /// How many options a poll has at most.
    pub most_options: u32,
    /// The shortest time after which a poll can close, in seconds.
    pub shortest_seconds: u32,
    /// The longest time after which a poll can close, in seconds.
    pub longest_seconds: u32,
}

/// The rules of every poll.
pub const RULES: DraftRules = DraftRules {
    question_length: 120,
    option_length: 60,
    fewest_options: 2,
    most_options: 6,
    shortest_seconds: 5,
    longest_seconds: 24 * 60 * 60,
};

/// What somebody wants to ask, as it was typed in.
#[derive(Debug, Clone, Default)]
pub struct Draft {
    /// The question.
    pub question: String,
    /// What can be answered. Empty ones do not count.
    pub options: Vec<String>,
    /// After how many seconds it is to close by itself.
    pub closes_after_seconds: Option<u32>,
}

/// A question that keeps to the [`RULES`].
#[derive(Debug, PartialEq)]
pub struct Question {
    /// The question.
    pub text: String,
    /// What can be answered, each of them once.
    pub options: Vec<String>,
    /// After what time it closes by itself.
    pub closes_after: Option<Duration>,
}

/// Why a poll was not opened.
#[command_error]
#[derive(Debug, PartialEq)]
pub enum CreateError {
    /// A poll needs a question.
    EmptyQuestion,
    /// The question is too long.
    #[reason("A question has at most {most} letters.")]
    QuestionTooLong {
        /// How many letters it can have.
        most: u32,
    },
    /// The same question is open already.
    DuplicateQuestion {
        /// The id of the poll that asks it.
        poll: String,
    },
    /// There is too little to choose from.
    #[reason("A poll has at least {fewest} options.")]
    TooFewOptions {
        /// How many it needs.
        fewest: u32,
    },
    /// There is too much to choose from.
    #[reason("A poll has at most {most} options.")]
    TooManyOptions {
        /// How many it can have.
        most: u32,
    },
    /// An option is too long.
    #[reason("An option has at most {most} letters.")]
    OptionTooLong {
        /// Its place among those that were sent, from 0.
        option: u32,
        /// How many letters it can have.
        most: u32,
    },
    /// An option is there twice.
    DuplicateOption {
        /// The place of the second one among those that were sent, from 0.
        option: u32,
    },
    /// The poll closes too soon, or too late.
    #[reason("A poll is open for {least} to {most} seconds.")]
    ClosingTime {
        /// The shortest time, in seconds.
        least: u32,
        /// The longest time, in seconds.
        most: u32,
    },
    /// Too many polls are open.
    #[reason("{most} polls are open. Wait for one to close.")]
    TooManyPolls {
        /// How many can be open.
        most: u32,
    },
}

impl Draft {
    /// The question, without what does not count in it: spaces around it, and empty options.
    ///
    /// # Errors
    /// Says which of the [`RULES`] it breaks, the first one from the top of a form.
    pub fn check(&self) -> Result<Question, CreateError> {
        let text = trimmed(&self.question);
        if text.is_empty() {
            return Err(CreateError::EmptyQuestion);
        }
        if is_longer(&text, RULES.question_length) {
            let most = RULES.question_length;
            return Err(CreateError::QuestionTooLong { most });
        }
        Ok(Question {
            text,
            options: self.check_options()?,
            closes_after: self.check_time()?,
        })
    }

    fn check_options(&self) -> Result<Vec<String>, CreateError> {
        let mut options: Vec<String> = Vec::new();
        for (option, text) in (0..).zip(&self.options) {
            let text = trimmed(text);
            if text.is_empty() {
                continue;
            }
            if is_longer(&text, RULES.option_length) {
                let most = RULES.option_length;
                return Err(CreateError::OptionTooLong { option, most });
            }
            if options.iter().any(|known| is_same(known, &text)) {
                return Err(CreateError::DuplicateOption { option });
            }
            options.push(text);
            if options.len() > RULES.most_options as usize {
                let most = RULES.most_options;
                return Err(CreateError::TooManyOptions { most });
            }
        }
        if options.len() < RULES.fewest_options as usize {
            let fewest = RULES.fewest_options;
            return Err(CreateError::TooFewOptions { fewest });
        }
        Ok(options)
    }

    fn check_time(&self) -> Result<Option<Duration>, CreateError> {
        let (least, most) = (RULES.shortest_seconds, RULES.longest_seconds);
        match self.closes_after_seconds {
            Some(seconds) if !(least..=most).contains(&seconds) => {
                Err(CreateError::ClosingTime { least, most })
            }
            seconds => Ok(seconds.map(|seconds| Duration::from_secs(seconds.into()))),
        }
    }
}

/// Whether two texts say the same, whatever their case.
pub fn is_same(left: &str, right: &str) -> bool {
    left.to_lowercase() == right.to_lowercase()
}

/// The words of a text, with one space between them.
fn trimmed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn is_longer(text: &str, most: u32) -> bool {
    text.chars().nth(most as usize).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(question: &str, options: &[&str]) -> Draft {
        Draft {
            question: question.into(),
            options: options.iter().map(|&option| option.into()).collect(),
            closes_after_seconds: None,
        }
    }

    #[test]
    fn spaces_and_empty_options_do_not_count() {
        let checked = draft("  Tea \n or coffee? ", &["Tea ", "", "  ", " Coffee"]).check();
        let question = Question {
            text: "Tea or coffee?".into(),
            options: vec!["Tea".into(), "Coffee".into()],
            closes_after: None,
        };
        assert_eq!(checked, Ok(question));
    }

    #[test]
    fn each_rule_has_its_error() {
        let long = "ä".repeat(121);
        let seven = ["1", "2", "3", "4", "5", "6", "7"];
        let cases = [
            (draft(" ", &[]), CreateError::EmptyQuestion),
            (
                draft(&long, &["a", "b"]),
                CreateError::QuestionTooLong { most: 120 },
            ),
            (
                draft("?", &["a", " "]),
                CreateError::TooFewOptions { fewest: 2 },
            ),
            (draft("?", &seven), CreateError::TooManyOptions { most: 6 }),
            (
                draft("?", &["", "a", &long]),
                CreateError::OptionTooLong {
                    option: 2,
                    most: 60,
                },
            ),
            (
                draft("?", &["Äpfel", "b", "äpfel "]),
                CreateError::DuplicateOption { option: 2 },
            ),
        ];
        for (draft, error) in cases {
            assert_eq!(draft.check(), Err(error), "{draft:?}");
        }
        assert!(draft(&"ä".repeat(120), &["a", "b"]).check().is_ok());
    }

    #[test]
    fn a_poll_closes_neither_at_once_nor_never() {
        let closing = |seconds| {
            let draft = Draft {
                closes_after_seconds: Some(seconds),
                ..draft("?", &["a", "b"])
            };
            draft.check().map(|question| question.closes_after)
        };
        assert_eq!(closing(5), Ok(Some(Duration::from_secs(5))));
        for seconds in [0, 4, 86_401, u32::MAX] {
            let error = CreateError::ClosingTime {
                least: 5,
                most: 86_400,
            };
            assert_eq!(closing(seconds), Err(error));
        }
    }
}
