//! The ways a submission can go. One match is the whole state machine; whoever may take a way is decided elsewhere.

use super::words::{SubmissionStatus, Verdict};
use crate::error::{Error, Result};

/// An act upon a submission's status.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Step {
    Submit,
    Cancel,
    Decide(Verdict),
    /// Takes a decision back that has not taken effect.
    Undo,
}

impl SubmissionStatus {
    /// The status after a step, or a conflict that says why there is no such way.
    pub fn after(self, step: Step) -> Result<Self> {
        use SubmissionStatus as S;
        match (self, step) {
            (S::Draft | S::ChangesRequested, Step::Submit) => Ok(S::Submitted),
            (S::Draft | S::Submitted | S::ChangesRequested, Step::Cancel) => Ok(S::Canceled),
            (S::Submitted, Step::Decide(Verdict::Approve)) => Ok(S::Approved),
            (S::Submitted, Step::Decide(Verdict::RequestChanges)) => Ok(S::ChangesRequested),
            (S::Submitted, Step::Decide(Verdict::Reject)) => Ok(S::Rejected),
            (S::Approved | S::ChangesRequested | S::Rejected, Step::Undo) => Ok(S::Submitted),
            (from, step) => Err(Error::conflict("wrong_status", refusal(from, step))),
        }
    }

    /// Whether its submitter may change metadata and files now.
    pub fn is_editable(self) -> bool {
        matches!(self, Self::Draft | Self::ChangesRequested)
    }

    /// Whether it still waits for something to happen.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Draft | Self::Submitted | Self::ChangesRequested)
    }
}

fn refusal(from: SubmissionStatus, step: Step) -> String {
    let act = match step {
        Step::Submit => "submitted",
        Step::Cancel => "canceled",
        Step::Decide(_) => "decided",
        Step::Undo => "taken back",
    };
    format!("The submission is {from} and can't be {act} now.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_submitted_ones_are_decided_and_nothing_leads_out_of_the_ends() {
        for &status in SubmissionStatus::ALL {
            for &verdict in Verdict::ALL {
                assert_eq!(status.after(Step::Decide(verdict)).is_ok(), status == SubmissionStatus::Submitted);
            }
        }
        for end in [SubmissionStatus::Approved, SubmissionStatus::Rejected, SubmissionStatus::Canceled] {
            assert!(end.after(Step::Submit).is_err());
            assert!(end.after(Step::Cancel).is_err());
        }
        assert!(SubmissionStatus::Canceled.after(Step::Undo).is_err());
    }
}
