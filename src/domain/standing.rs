//! The ways an organization can go. One match is the whole state machine; whoever may take a way is decided elsewhere.

use super::words::OrganizationStatus;
use crate::error::{Error, Result};

/// An act upon an organization's status.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Step {
    Accept,
    Decline,
    /// Its work stops until an admin lifts the suspension.
    Suspend,
    Lift,
    /// Nobody of it was seen for a year.
    FallAsleep,
    Wake,
    Close,
    Merge,
}

impl Step {
    pub const ALL: &'static [Self] =
        &[Self::Accept, Self::Decline, Self::Suspend, Self::Lift, Self::FallAsleep, Self::Wake, Self::Close, Self::Merge];
}

impl OrganizationStatus {
    /// The status after a step, or a conflict that says why there is no such way.
    pub fn after(self, step: Step) -> Result<Self> {
        use OrganizationStatus as S;
        match (self, step) {
            (S::Applied, Step::Accept) | (S::Suspended, Step::Lift) | (S::Dormant, Step::Wake) => Ok(S::Active),
            (S::Applied, Step::Decline) => Ok(S::Declined),
            (S::Active | S::Dormant, Step::Suspend) => Ok(S::Suspended),
            (S::Active, Step::FallAsleep) => Ok(S::Dormant),
            (S::Active | S::Suspended | S::Dormant, Step::Close) => Ok(S::Closed),
            (S::Active | S::Suspended | S::Dormant, Step::Merge) => Ok(S::Merged),
            (from, step) => Err(Error::conflict("wrong_status", refusal(from, step))),
        }
    }

    /// Whether it belongs to the network now, be it suspended or asleep.
    pub fn is_member(self) -> bool {
        matches!(self, Self::Active | Self::Suspended | Self::Dormant)
    }

    /// Whether it was accepted once, so that the public may know of it.
    pub fn was_accepted(self) -> bool {
        self.is_member() || matches!(self, Self::Closed | Self::Merged)
    }
}

fn refusal(from: OrganizationStatus, step: Step) -> String {
    let act = match step {
        Step::Accept => "accepted",
        Step::Decline => "declined",
        Step::Suspend => "suspended",
        Step::Lift => "released from a suspension",
        Step::FallAsleep => "put to sleep",
        Step::Wake => "woken",
        Step::Close => "closed",
        Step::Merge => "merged",
    };
    format!("The organization is {from} and can't be {act} now.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use OrganizationStatus as S;

    #[test]
    fn the_ways_between_the_states_are_these_and_no_others() {
        let mut ways = Vec::new();
        for &from in S::ALL {
            for &step in Step::ALL {
                if let Ok(to) = from.after(step) {
                    ways.push(format!("{from} {step:?} {to}"));
                }
            }
        }
        insta::assert_snapshot!(ways.join("\n"), @"
        applied Accept active
        applied Decline declined
        active Suspend suspended
        active FallAsleep dormant
        active Close closed
        active Merge merged
        suspended Lift active
        suspended Close closed
        suspended Merge merged
        dormant Suspend suspended
        dormant Wake active
        dormant Close closed
        dormant Merge merged
        ");
    }

    #[test]
    fn nothing_leads_out_of_the_ends() {
        for end in [S::Declined, S::Closed, S::Merged] {
            assert!(Step::ALL.iter().all(|&step| end.after(step).is_err()), "{end}");
        }
    }
}
