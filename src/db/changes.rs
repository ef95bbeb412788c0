//! The change feed: the ordered, gapless list of what the public may see differently now. Every search index follows it.

use super::Tx;
use super::dialect::AnyConn;
use super::schema::{change_counter, changes};
use crate::domain::time::Timestamp;
use crate::domain::words::ChangeKind;
use crate::error::Result;
use diesel::prelude::*;

#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = changes)]
pub struct ChangeRow {
    pub seq: i64,
    pub kind: ChangeKind,
    pub subject_id: String,
    pub at: Timestamp,
}

/// Takes the next numbers and appends; gives the last. Only [`Tx`] calls it, as the last statement before the commit.
pub(super) fn append(tx: &mut Tx, subjects: &[(ChangeKind, String)], now: Timestamp) -> Result<i64> {
    let count = i64::try_from(subjects.len()).unwrap_or(i64::MAX);
    let c: &mut AnyConn = tx;
    let last: i64 = diesel::update(change_counter::table.find(1))
        .set(change_counter::seq.eq(change_counter::seq + count))
        .returning(change_counter::seq)
        .get_result(c)?;
    for (seq, (kind, subject_id)) in (last - count + 1..).zip(subjects) {
        let change = ChangeRow { seq, kind: *kind, subject_id: subject_id.clone(), at: now };
        diesel::insert_into(changes::table).values(&change).execute(c)?;
    }
    Ok(last)
}

/// The number of the newest change; 0 in a library in which nothing was ever published.
pub fn head(c: &mut AnyConn) -> Result<i64> {
    Ok(change_counter::table.find(1).select(change_counter::seq).first(c)?)
}

/// The changes after `seq`, oldest first.
pub fn list_after(c: &mut AnyConn, seq: i64, limit: i64) -> Result<Vec<ChangeRow>> {
    Ok(changes::table.filter(changes::seq.gt(seq)).order(changes::seq).limit(limit).select(ChangeRow::as_select()).load(c)?)
}
