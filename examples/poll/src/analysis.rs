//! What the votes of a poll say, found out by an analyst who takes a while.

use std::time::Duration;

use musubi::prelude::*;
use tokio::time::sleep;

use crate::poll::{Poll, percents};

/// From how many votes on there is something to say.
pub const FEWEST_VOTES: u32 = 3;

/// What the votes of a poll say.
#[state]
#[derive(Debug)]
pub struct Insight {
    /// How many votes this is about.
    pub votes: u32,
    /// Who leads.
    pub verdict: Verdict,
    /// The option that gained most, if any: that has a larger share of the newer half of the votes
    /// than of the older one.
    pub rising: Option<String>,
}

/// Who leads.
#[state]
#[derive(Debug)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Verdict {
    /// Several have the same, and nobody has more.
    Tie {
        /// These.
        leaders: Vec<String>,
    },
    /// One has more than all others.
    Ahead {
        /// This one.
        leader: String,
        /// How far the next one is behind, in points of percent.
        margin: u32,
    },
}

/// Why there is no insight.
#[derive(Debug, PartialEq, thiserror::Error)]
#[error("An analysis needs {FEWEST_VOTES} votes; this poll has {votes}.")]
pub struct TooFewVotes {
    votes: usize,
}

/// What an analyst is given of a poll.
#[derive(Debug, Clone)]
pub struct Sample {
    options: Vec<String>,
    /// Indices of `options`, in the order in which the votes were cast.
    cast: Vec<usize>,
}

impl Sample {
    /// All votes of a poll.
    pub fn of(poll: &Poll) -> Self {
        Self {
            options: poll.options().to_vec(),
            cast: poll.cast(),
        }
    }

    fn insight(self) -> Result<Insight, TooFewVotes> {
        let votes = self.cast.len();
        if votes < FEWEST_VOTES as usize {
            return Err(TooFewVotes { votes });
        }
        Ok(Insight {
            votes: votes as u32,
            verdict: self.verdict(),
            rising: self.rising(),
        })
    }

    fn verdict(&self) -> Verdict {
        let counts = self.counts(&self.cast);
        let most = counts.iter().copied().max().unwrap_or(0);
        let (ahead, behind): (Vec<usize>, Vec<usize>) =
            (0..counts.len()).partition(|&option| counts[option] == most);
        match ahead[..] {
            [leader] => {
                let percents = percents(&counts);
                let next = behind.iter().map(|&option| percents[option]).max();
                Verdict::Ahead {
                    leader: self.options[leader].clone(),
                    margin: percents[leader] - next.unwrap_or(0),
                }
            }
            _ => Verdict::Tie {
                leaders: ahead
                    .iter()
                    .map(|&option| self.options[option].clone())
                    .collect(),
            },
        }
    }

    fn rising(&self) -> Option<String> {
        let (older, newer) = self.cast.split_at(self.cast.len() / 2);
        let before = percents(&self.counts(older));
        let after = percents(&self.counts(newer));
        let gain = |option: &usize| after[*option].saturating_sub(before[*option]);
        let option = (0..self.options.len()).max_by_key(gain)?;
        (gain(&option) > 0).then(|| self.options[option].clone())
    }

    fn counts(&self, cast: &[usize]) -> Vec<u32> {
        let mut counts = vec![0; self.options.len()];
        for &option in cast {
            counts[option] += 1;
        }
        counts
    }
}

/// Stands for a service elsewhere that looks into a poll.
#[derive(Debug, Clone)]
pub struct Analyst {
    takes: Duration,
}

impl Analyst {
    /// An analyst who takes this long for each poll.
    pub fn new(takes: Duration) -> Self {
        Self { takes }
    }

    /// Finds out what the votes say.
    ///
    /// # Errors
    /// Fails, after the same time, if there are too few of them.
    pub async fn analyse(self, sample: Sample) -> Result<Insight, TooFewVotes> {
        sleep(self.takes).await;
        sample.insight()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn insight(cast: &[usize]) -> Result<Insight, TooFewVotes> {
        let options = ["Tea", "Coffee", "Water"];
        let sample = Sample {
            options: options.map(Into::into).into(),
            cast: cast.into(),
        };
        sample.insight()
    }

    #[test]
    fn with_too_few_votes_there_is_nothing_to_say() {
        let error = insight(&[0, 0]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "An analysis needs 3 votes; this poll has 2."
        );
    }

    #[test]
    fn a_leader_has_a_margin() {
        let verdict = Verdict::Ahead {
            leader: "Coffee".into(),
            margin: 50,
        };
        assert_eq!(insight(&[1, 1, 1, 0]).unwrap().verdict, verdict);
    }

    #[test]
    fn several_can_have_the_same() {
        let leaders = vec!["Tea".into(), "Water".into()];
        let insight = insight(&[0, 2, 2, 0, 1]).unwrap();
        assert_eq!(insight.verdict, Verdict::Tie { leaders });
    }

    #[test]
    fn what_gained_most_is_rising() {
        let rising = |cast: &[usize]| insight(cast).unwrap().rising;
        assert_eq!(rising(&[0, 0, 1, 1]).as_deref(), Some("Coffee"));
        assert_eq!(rising(&[0, 1, 1, 0]), None);
    }
}
