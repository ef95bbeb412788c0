//! Carries a decision out when its hold or its embargo is over.

use super::Done;
use crate::app::App;
use crate::db::decisions;
use crate::db::jobs::{self, JobRow};
use crate::domain::ids::DecisionId;
use crate::error::Result;
use crate::library::publishing;

pub fn work(app: &App, job: &JobRow) -> Result<Done> {
    let (id, now) = (DecisionId::parse(&job.subject_id)?, app.clock.now());
    app.db.write_blocking(|tx| {
        publishing::carry_out(tx, id, now)?;
        let decision = decisions::find(tx, id)?;
        // The clock may have jumped back since this job became due: its time comes again. One that is due waits for its files to be looked at, or
        // for the end of a suspension, which leaves a job of its own.
        if decision.is_pending() && !decision.is_due(now) {
            jobs::enqueue(tx, publishing::PUBLISH_JOB, &id, decision.effective_at, now)?;
        }
        Ok(())
    })?;
    Ok(Done::Finished)
}
