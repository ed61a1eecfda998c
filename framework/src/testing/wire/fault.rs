use std::fmt;
use std::time::Duration;

/// How long frames that are held back wait for others to overtake them.
const HOLD: Duration = Duration::from_millis(50);

/// What a bad line does to one frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// Nothing.
    Pass,
    /// The frame is lost.
    Drop,
    /// The frame comes twice.
    Duplicate,
    /// The frame comes after so many that were sent later, or 50 ms after the last of them.
    Hold(usize),
    /// The frame ends after so many bytes, or a little before where a character would be cut.
    Truncate(usize),
    /// The connection ends, and the frame is lost with it.
    Cut,
}

/// One direction of a connection.
pub(super) struct Line {
    fault: Box<dyn FnMut(&str) -> Fault + Send>,
    /// Frames that wait for others to overtake them, each with how many.
    held: Vec<(usize, String)>,
}

impl Line {
    pub(super) fn set(&mut self, fault: impl FnMut(&str) -> Fault + Send + 'static) {
        self.fault = Box::new(fault);
    }

    /// What comes out of the line for a frame that goes in, and whether the line is cut.
    pub(super) fn pass(&mut self, mut frame: String) -> (Vec<String>, bool) {
        let mut out = Vec::new();
        match (self.fault)(&frame) {
            Fault::Pass => out.push(frame),
            Fault::Drop => {}
            Fault::Duplicate => out.extend([frame.clone(), frame]),
            Fault::Hold(many) => {
                // One more, as this frame itself counts below.
                self.held.push((many.saturating_add(1), frame));
            }
            Fault::Truncate(length) => {
                let mut length = length.min(frame.len());
                while !frame.is_char_boundary(length) {
                    length -= 1;
                }
                frame.truncate(length);
                out.push(frame);
            }
            Fault::Cut => return (Vec::new(), true),
        }
        for (many, _) in &mut self.held {
            *many -= 1;
        }
        let due = self.held.extract_if(.., |(many, _)| *many == 0);
        out.extend(due.map(|(_, frame)| frame));
        (out, false)
    }

    /// Everything that is held back.
    pub(super) fn release(&mut self) -> Vec<String> {
        self.held.drain(..).map(|(_, frame)| frame).collect()
    }

    /// How long to wait for another frame.
    pub(super) fn patience(&self, patience: Duration) -> Duration {
        if self.held.is_empty() { patience } else { HOLD }
    }
}

impl Default for Line {
    /// A good line.
    fn default() -> Self {
        Self {
            fault: Box::new(|_| Fault::Pass),
            held: Vec::new(),
        }
    }
}

impl fmt::Debug for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Line")
            .field("held", &self.held.len())
            .finish_non_exhaustive()
    }
}
