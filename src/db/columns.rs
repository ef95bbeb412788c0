//! How our own types stand in columns, the same on both databases: words and ids as text, times as `TIMESTAMP`.

use super::dialect::MultiBackend;
use crate::domain::ids::*;
use crate::domain::language::LanguageTag;
use crate::domain::metadata::Metadata;
use crate::domain::review::{Localized, Reads, Uses};
use crate::domain::scopes::Scopes;
use crate::domain::search::Search;
use crate::domain::text::FileName;
use crate::domain::time::Timestamp;
use crate::domain::words::*;
use chrono::NaiveDateTime;
use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql};
use diesel::pg::Pg;
use diesel::serialize::{self, IsNull, Output, ToSql};
use diesel::sql_types;
use diesel::sqlite::Sqlite;

type Fault = Box<dyn std::error::Error + Send + Sync>;

/// Stores a type as text, by a function to text and one back.
macro_rules! text_columns {
    ($($type:ty: $to:expr, $from:expr;)*) => {$(
        impl<DB: Backend> FromSql<sql_types::Text, DB> for $type
        where
            String: FromSql<sql_types::Text, DB>,
        {
            fn from_sql(value: DB::RawValue<'_>) -> deserialize::Result<Self> {
                let from: fn(&str) -> Result<$type, Fault> = $from;
                from(&<String as FromSql<sql_types::Text, DB>>::from_sql(value)?)
            }
        }

        impl ToSql<sql_types::Text, Sqlite> for $type {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
                let to: fn(&$type) -> Result<String, Fault> = $to;
                out.set_value(to(self)?);
                Ok(IsNull::No)
            }
        }

        impl ToSql<sql_types::Text, Pg> for $type {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
                let to: fn(&$type) -> Result<String, Fault> = $to;
                std::io::Write::write_all(out, to(self)?.as_bytes())?;
                Ok(IsNull::No)
            }
        }

        impl ToSql<sql_types::Text, MultiBackend> for $type {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, MultiBackend>) -> serialize::Result {
                out.set_value((sql_types::Text, self));
                Ok(IsNull::No)
            }
        }
    )*};
}

macro_rules! plain_text_columns {
    ($($type:ty)*) => { text_columns! { $($type: |value| Ok(value.to_string()), |text| text.parse().map_err(|_| fault(text, stringify!($type)));)* } };
}

fn fault(text: &str, kind: &str) -> Fault {
    format!("{text:?} in the database is no {kind}").into()
}

plain_text_columns! {
    OrganizationId UserId InvitationId SessionId PasswordResetId ApiTokenId AddressChangeId SubmissionId FileId ResourceId EditionId DecisionId RelationId TickId RuleId WishId EventId JobId NotificationId BackupId ImportId ExportId ContactMessageId WebhookId DeliveryId
    ReportId HidingId RemovalRequestId UseId ReportKind ReportStatus HidingOutcome RemovalOutcome UseStatus
    FollowId SavedSearchId MailGroup MailDelivery FollowKind Frequency
    Section SubmissionStatus Verdict ResourceStatus WithdrawalReason OrganizationStatus SiteRole MembershipRole UserStatus InvitationStatus FileStatus
    RelationKind ChangeKind PurgedKind LanguageTag OriginKind Scopes ChecklistSide EscalationStep TransferStatus
    JoinRequestId EditId MessageId JoinRequestStatus EditStatus MessageKind DeliveryStatus TextPage Vocabulary Counted Visitor
    CommentId SecondLookId Side SubmissionField
}

text_columns! {
    FileName: |name| Ok(name.to_string()), |text| Ok(FileName::clean(text));
    Search: |search| Ok(serde_json::to_string(search)?), |text| Ok(serde_json::from_str(text)?);
    Localized: |texts| Ok(serde_json::to_string(texts)?), |text| Ok(serde_json::from_str(text)?);
    Uses: |uses| Ok(serde_json::to_string(uses)?), |text| Ok(serde_json::from_str(text)?);
    Reads: |reads| Ok(serde_json::to_string(reads)?), |text| Ok(serde_json::from_str(text)?);
    Metadata: |metadata| Ok(serde_json::to_string(metadata)?), |text| Ok(serde_json::from_str(text)?);
}

impl<DB: Backend> FromSql<sql_types::Timestamp, DB> for Timestamp
where
    NaiveDateTime: FromSql<sql_types::Timestamp, DB>,
{
    fn from_sql(value: DB::RawValue<'_>) -> deserialize::Result<Self> {
        NaiveDateTime::from_sql(value).map(Self::from_naive)
    }
}

impl ToSql<sql_types::Timestamp, Sqlite> for Timestamp {
    /// Always six digits after the second, so that text sorts as time.
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(self.naive().format("%F %T%.6f").to_string());
        Ok(IsNull::No)
    }
}

impl ToSql<sql_types::Timestamp, Pg> for Timestamp {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        <NaiveDateTime as ToSql<sql_types::Timestamp, Pg>>::to_sql(&self.naive(), &mut out.reborrow())
    }
}

impl ToSql<sql_types::Timestamp, MultiBackend> for Timestamp {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, MultiBackend>) -> serialize::Result {
        out.set_value((sql_types::Timestamp, self));
        Ok(IsNull::No)
    }
}
