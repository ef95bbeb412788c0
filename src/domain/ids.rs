//! Identifiers: one type for each kind of thing, all UUIDv7, so that they sort by the time they were made.

use crate::error::{Error, Result};
use std::fmt;
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident = $word:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[derive(diesel::expression::AsExpression, diesel::deserialize::FromSqlRow)]
        #[diesel(sql_type = diesel::sql_types::Text)]
        #[derive(utoipa::ToSchema)]
        #[schema(value_type = String, format = Uuid)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// A new id that sorts after all that this process made before.
            #[expect(clippy::new_without_default, reason = "an id is an act, not a default value")]
            pub fn new() -> Self {
                Self(Uuid::now_v7())
            }

            /// Reads an id from a path or a field. What is not a UUID names nothing that exists.
            pub fn parse(text: &str) -> Result<Self> {
                Uuid::try_parse(text).map(Self).map_err(|_| Error::NotFound($word))
            }

            pub fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }

            pub fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.hyphenated().fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = Error;
            fn from_str(text: &str) -> Result<Self> {
                Self::parse(text)
            }
        }
    )*};
}

ids! {
    OrganizationId = "organization";
    UserId = "user";
    InvitationId = "invitation";
    JoinRequestId = "request";
    EditId = "edit";
    MessageId = "message";
    SessionId = "session";
    PasswordResetId = "password reset";
    ApiTokenId = "token";
    AddressChangeId = "change of address";
    SubmissionId = "submission";
    FileId = "file";
    ResourceId = "resource";
    EditionId = "edition";
    DecisionId = "decision";
    RelationId = "relation";
    TickId = "tick";
    RuleId = "rule";
    WishId = "wish";
    EventId = "event";
    JobId = "job";
    NotificationId = "notification";
    BackupId = "backup";
    FollowId = "follow";
    SavedSearchId = "saved search";
    CommentId = "comment";
    SecondLookId = "second look";
    ReportId = "report";
    HidingId = "hiding";
    RemovalRequestId = "removal request";
    UseId = "use";
    ImportId = "import";
    ExportId = "export";
    ContactMessageId = "message";
    WebhookId = "webhook";
    DeliveryId = "delivery";
}
