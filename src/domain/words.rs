//! The closed vocabularies of the design: each an enum whose values are spelled the same in the database, in JSON and in addresses.

/// Makes an enum whose variants are words: `as_str`, `ALL`, parsing, JSON and the database column all come from the one list.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident: $noun:literal { $($(#[$variant_doc:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        #[derive(serde::Serialize, serde::Deserialize)]
        #[derive(diesel::expression::AsExpression, diesel::deserialize::FromSqlRow)]
        #[diesel(sql_type = diesel::sql_types::Text)]
        pub enum $name { $($(#[$variant_doc])* #[serde(rename = $word)] $variant,)* }

        impl $name {
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }
        }

        // By hand: utoipa's derive can't see a `rename` that comes out of a macro.
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
                let words = Self::ALL.iter().map(|value| value.as_str());
                let schema = utoipa::openapi::ObjectBuilder::new().schema_type(utoipa::openapi::schema::Type::String).enum_values(Some(words));
                schema.build().into()
            }
        }
        impl utoipa::ToSchema for $name {}

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = String;
            /// The message names the values there are.
            fn from_str(text: &str) -> Result<Self, String> {
                Self::ALL.iter().copied().find(|value| value.as_str() == text).ok_or_else(|| {
                    let known: Vec<_> = Self::ALL.iter().map(|value| value.as_str()).collect();
                    format!("is no {} we know; use one of {}", $noun, known.join(", "))
                })
            }
        }
    };
}

mod outside;

pub use outside::{DeliveryStatus, ImportAs, ImportField, TransferStatus, WebhookEvent};

words! {
    /// Which of the three doors a resource stands behind: exactly one, and there is no "other".
    Section: "section" {
        /// What is known: studies, reviews, described cases.
        Learn = "learn",
        /// To win others over: stories, messages, briefs, advocacy kits.
        Promote = "promote",
        /// To do it: guides, training, forms, measures.
        TakeAction = "take_action",
    }
}

words! {
    /// Where a submission stands. The ways between the states are in [`super::submission`].
    SubmissionStatus: "submission status" {
        Draft = "draft",
        Submitted = "submitted",
        ChangesRequested = "changes_requested",
        Approved = "approved",
        Rejected = "rejected",
        Canceled = "canceled",
    }
}

words! {
    /// What a reviewer decides.
    Verdict: "decision" {
        Approve = "approve",
        RequestChanges = "request_changes",
        Reject = "reject",
    }
}

words! {
    ResourceStatus: "resource status" {
        Public = "public",
        /// Answers 410 with a reason and a public note; comes back by an admin's act.
        Withdrawn = "withdrawn",
    }
}

words! {
    /// Why a resource was withdrawn: a code for machines, beside the public note.
    WithdrawalReason: "reason" {
        Copyright = "copyright",
        Privacy = "privacy",
        Harmful = "harmful",
        Outdated = "outdated",
        Mistake = "mistake",
        AskedByOrganization = "asked_by_organization",
    }
}

words! {
    /// How a resource stands towards the public, as admins and its organization are told.
    Standing: "standing" {
        Public = "public",
        /// Taken out of sight by a reviewer until an admin decides: it counts as withdrawn.
        Hidden = "hidden",
        Withdrawn = "withdrawn",
    }
}

words! {
    /// What anyone may report of a resource.
    ReportKind: "kind of report" {
        Copyright = "copyright",
        AboutMe = "about_me",
        Harmful = "harmful",
        DeadLink = "dead_link",
        OutOfDate = "out_of_date",
        Other = "other",
    }
}

impl ReportKind {
    /// Whether the organization that shares the resource must not learn that, or by whom, it was reported: it may be the one to be afraid of.
    pub fn is_confidential(self) -> bool {
        matches!(self, Self::AboutMe | Self::Harmful)
    }
}

words! {
    ReportStatus: "report status" {
        Open = "open",
        /// Looked at, with words to whoever reported.
        Answered = "answered",
        /// Looked at, without.
        Closed = "closed",
    }
}

words! {
    /// How an admin ends a hiding.
    HidingOutcome: "decision on a hiding" {
        Withdraw = "withdraw",
        Restore = "restore",
    }
}

words! {
    /// How an admin answers the wish that a resource goes.
    RemovalOutcome: "decision on a removal request" {
        Grant = "grant",
        Refuse = "refuse",
    }
}

words! {
    /// Where a use report stands.
    UseStatus: "status of a use report" {
        Pending = "pending",
        Approved = "approved",
        Declined = "declined",
    }
}

words! {
    /// What can be purged.
    PurgedKind: "kind of what was purged" {
        Resource = "resource",
    }
}

words! {
    /// Where an organization stands. The ways between the states are in [`super::organization`].
    OrganizationStatus: "organization status" {
        Applied = "applied",
        Active = "active",
        Suspended = "suspended",
        Dormant = "dormant",
        Declined = "declined",
        /// It has ended; what it shared stays, marked, unless it was withdrawn or handed over.
        Closed = "closed",
        /// It lives on as part of another.
        Merged = "merged",
    }
}

words! {
    /// What a person may do on the whole site.
    SiteRole: "role" {
        User = "user",
        Reviewer = "reviewer",
        Admin = "admin",
    }
}

words! {
    /// What a person may do in one organization.
    MembershipRole: "role" {
        Uploader = "uploader",
        Manager = "manager",
    }
}

words! {
    UserStatus: "user status" {
        Active = "active",
        Deactivated = "deactivated",
    }
}

words! {
    /// What a token for programs lets its holder do, of all that its owner may.
    TokenScope: "scope" {
        /// Reading what one may see: one's profile, one's submissions and their files.
        Read = "read",
        /// Making and changing submissions.
        Submit = "submit",
        /// The inside of one's organizations: members, invitations, profile.
        Manage = "manage",
        /// The queue and decisions.
        Review = "review",
        /// What admins do.
        Admin = "admin",
    }
}

words! {
    /// What is remembered of where someone signed in.
    OriginKind: "kind of origin" {
        Device = "device",
        Network = "network",
    }
}

words! {
    InvitationStatus: "invitation status" {
        Open = "open",
        Accepted = "accepted",
        Declined = "declined",
        Revoked = "revoked",
    }
}

words! {
    JoinRequestStatus: "state of a request to join" {
        Open = "open",
        Accepted = "accepted",
        Declined = "declined",
        /// Taken back by whoever asked.
        Withdrawn = "withdrawn",
    }
}

words! {
    /// What became of a change of a profile.
    EditStatus: "state of an edit" {
        /// An admin is to look at it.
        Waiting = "waiting",
        /// It took effect at once.
        Applied = "applied",
        Accepted = "accepted",
        Declined = "declined",
        /// A later one took its place, with all that it asked for.
        Replaced = "replaced",
    }
}

words! {
    /// What stands between the admins and an organization.
    MessageKind: "kind of message" {
        /// For the admins alone.
        Note = "note",
        /// From an admin to the organization.
        Question = "question",
        /// From the organization to the admins.
        Answer = "answer",
    }
}

words! {
    /// What becomes of the resources of an organization that is closed.
    ResourceFate: "fate" {
        /// They stay public, marked.
        Keep = "keep",
        Withdraw = "withdraw",
        /// Another organization takes them over.
        HandOver = "hand_over",
    }
}

words! {
    /// What inspection found a file to be. Only [`FileStatus::is_readable`] ones carry text.
    FileStatus: "file status" {
        /// Not looked at yet.
        Pending = "pending",
        Ok = "ok",
        /// Read, and there is no text in it: a scan or a picture.
        NoText = "no_text",
        /// Some pages were read, others could not be.
        Partial = "partial",
        /// It wants a password.
        Encrypted = "encrypted",
        Corrupt = "corrupt",
        /// It passed a limit of the reader: size, memory, time or output.
        TooBig = "too_big",
        Unsupported = "unsupported",
        Infected = "infected",
    }
}

impl FileStatus {
    pub fn is_readable(self) -> bool {
        matches!(self, Self::Ok | Self::Partial)
    }

    pub fn is_finished(self) -> bool {
        self != Self::Pending
    }

    /// A sentence for the person who sent the file.
    pub fn explanation(self) -> &'static str {
        match self {
            Self::Pending => "The file is being looked at.",
            Self::Ok => "The file was read and can be searched.",
            Self::NoText => {
                "No text was found in the file (a scan or a picture); it can be published, but only its title and summary can be searched."
            }
            Self::Partial => "Some pages could not be read; the others can be searched.",
            Self::Encrypted => "The file wants a password. Please save it without one and upload it again.",
            Self::Corrupt => "The file is damaged or cut short. Please upload it again.",
            Self::TooBig => "The file is too large or too complex to be read; it can be published, but its text cannot be searched.",
            Self::Unsupported => "This kind of file cannot be read; it can be published, but its text cannot be searched.",
            Self::Infected => "The file holds malware and is withheld.",
        }
    }
}

words! {
    /// The rights on which a submission rests.
    Rights: "statement of rights" {
        Ours = "ours",
        Permission = "permission",
        LinkOnly = "link_only",
    }
}

words! {
    /// Whether people can be recognized in it, and whether they agreed.
    PeopleShown: "statement on people shown" {
        None = "none",
        AllAgreed = "all_agreed",
        GuardiansAgreed = "guardians_agreed",
    }
}

words! {
    RelationKind: "relation" {
        TranslationOf = "translation_of",
        AdaptationOf = "adaptation_of",
        Replaces = "replaces",
        SupportedBy = "supported_by",
        PartOf = "part_of",
    }
}

words! {
    /// What a translation or an adaptation changed of the original.
    RelationChange: "change that a translation or an adaptation makes" {
        Language = "language",
        /// Made for other people than the original.
        Population = "population",
        Length = "length",
        /// For another place: a school, a hospital, online.
        Setting = "setting",
    }
}

words! {
    /// Who ticks an item of the checklist.
    ChecklistSide: "side" {
        Submitter = "submitter",
        Reviewer = "reviewer",
    }
}

words! {
    /// Who is asked an item of the checklist.
    AskedOf: "one to be asked" {
        Submitter = "submitter",
        Reviewer = "reviewer",
        Both = "both",
    }
}

impl AskedOf {
    pub fn includes(self, side: ChecklistSide) -> bool {
        matches!((self, side), (Self::Both, _) | (Self::Submitter, ChecklistSide::Submitter) | (Self::Reviewer, ChecklistSide::Reviewer))
    }
}

words! {
    /// Whom a submission that waits too long is brought before.
    EscalationStep: "step" {
        Reviewers = "reviewers",
        Admins = "admins",
    }
}

words! {
    /// What a row of the change feed is about: all that a public answer depends on.
    ChangeKind: "change" {
        Resource = "resource",
        Organization = "organization",
        Topic = "topic",
        Synonym = "synonym",
        Pin = "pin",
    }
}

words! {
    /// How results are ordered; ties are broken by id.
    Sort: "order" {
        Relevance = "relevance",
        Newest = "newest",
        Title = "title",
    }
}

words! {
    /// What mail is about. Its kinds are in [`crate::library::notices`]; which groups may be chosen, and how, in [`super::mail`].
    MailGroup: "group of mail" {
        /// What was decided on something of one's own.
        Decisions = "decisions",
        /// One's account, and letters that were asked for.
        Security = "security",
        /// Reports, hiding and removal.
        Takedown = "takedown",
        /// What becomes of what one shares.
        Submissions = "submissions",
        /// For reviewers.
        Review = "review",
        /// The inside of one's organization.
        Organization = "organization",
        /// For those who run the library.
        Administration = "administration",
        /// New resources of organizations, topics and sections that one follows.
        Following = "following",
        /// New results of searches that one has saved.
        SavedSearches = "saved_searches",
    }
}

words! {
    /// The pages of text that every library has.
    TextPage: "page" {
        Terms = "terms",
        Privacy = "privacy",
        ContentPolicy = "content_policy",
        Imprint = "imprint",
    }
}

words! {
    /// What can be followed.
    FollowKind: "kind of what is followed" {
        Organization = "organization",
        Topic = "topic",
        Section = "section",
    }
}

words! {
    /// The vocabularies that admins edit. (Sections and types are the program's.)
    Vocabulary: "vocabulary" {
        Topics = "topics",
        Audiences = "audiences",
        Licenses = "licenses",
    }
}

words! {
    /// How often one is told of what is new.
    Frequency: "frequency" {
        Daily = "daily",
        Weekly = "weekly",
        /// Kept, and silent.
        Never = "none",
    }
}

words! {
    /// What is counted.
    Counted: "count" {
        View = "view",
        Download = "download",
        Search = "search",
    }
}

words! {
    /// Whether mail that has a rhythm of its own comes.
    OwnRhythm: "choice" {
        On = "at_once",
        Off = "none",
    }
}

words! {
    /// How mail of a group comes.
    MailDelivery: "way of delivery" {
        AtOnce = "at_once",
        /// In the one summary of the day.
        Daily = "daily",
        Never = "none",
    }
}

words! {
    /// For whom it is counted.
    Visitor: "kind of visitor" {
        Public = "public",
        /// A program that says so, or says nothing of itself.
        Robot = "robot",
        /// A reviewer or admin who is signed in.
        Staff = "staff",
    }
}

words! {
    /// Who speaks in the conversation about a submission.
    Side: "side" {
        /// Its organization.
        Submitter = "submitter",
        Reviewer = "reviewer",
    }
}

words! {
    /// What a ready-made reason can be given for.
    ReasonUse: "use of a reason" {
        RequestChanges = "request_changes",
        Reject = "reject",
        /// To keep a submission out of the queue until a date.
        Park = "park",
    }
}

words! {
    /// What a ready-made reason can be about: a field of the upload form.
    SubmissionField: "field" {
        Title = "title",
        Summary = "summary",
        Section = "section",
        Type = "type",
        Language = "language",
        Topics = "topics",
        Audiences = "audiences",
        Authors = "authors",
        AuthorOrganization = "author_organization",
        Year = "year",
        Countries = "countries",
        License = "license",
        LinkUrl = "link_url",
        Rights = "rights",
        PeopleShown = "people_shown",
        Relations = "relations",
        Translations = "translations",
        Files = "files",
    }
}

words! {
    /// Where a decision is made, which says how long it can be taken back where nobody says it.
    MadeFrom: "place to decide from" {
        /// A program: what it decides takes effect at once.
        Api = "api",
        /// A page, where a finger may slip.
        Page = "page",
    }
}

words! {
    /// Who holds a submission of the queue.
    ClaimFilter: "claimed" {
        Me = "me",
        Anyone = "anyone",
        Nobody = "nobody",
    }
}
