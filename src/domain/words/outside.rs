//! The words of what comes from elsewhere and goes elsewhere: imports, exports, webhooks.

words! {
    /// How far an import or an export is that was asked for.
    TransferStatus: "status" {
        Waiting = "waiting",
        Running = "running",
        Done = "done",
        Failed = "failed",
    }
}

words! {
    /// What becomes of the documents of an import.
    ImportAs: "state of imported documents" {
        /// Drafts of their organizations, which may be incomplete.
        Draft = "draft",
        /// In the queue, for reviewers to decide.
        Submitted = "submitted",
        /// Decided by the admin who imports them; public once their files were looked at.
        Approved = "approved",
    }
}

words! {
    /// What the columns of a table of documents may hold, in an import and in an export.
    ImportField: "field" {
        /// What names the document in the older library, or its id in one of these.
        Id = "id",
        Edition = "edition",
        /// `public`, or `withdrawn`.
        Status = "status",
        WithdrawalReason = "withdrawal_reason",
        WithdrawalNote = "withdrawal_note",
        /// The name of the organization that shares it.
        Organization = "organization",
        Title = "title",
        Summary = "summary",
        Section = "section",
        Kind = "type",
        Language = "language",
        Topics = "topics",
        Audiences = "audiences",
        Authors = "authors",
        AuthorOrganization = "author_organization",
        Year = "year",
        Countries = "countries",
        License = "license",
        LinkUrl = "link_url",
        Relations = "relations",
        Rights = "rights",
        PeopleShown = "people_shown",
        TermsVersion = "terms_version",
        EmbargoUntil = "embargo_until",
        /// What is new in an edition.
        ChangeNote = "change_note",
        PublishedAt = "published_at",
        /// By when somebody is to look at it again.
        ReviewBy = "review_by",
        OldUrl = "old_url",
        /// Where its files are, below the folder of the table.
        Files = "files",
        /// What its files are called, where that is not what their places say.
        FileNames = "file_names",
        FileLanguages = "file_languages",
        FileSha256 = "file_sha256",
    }
}

words! {
    /// What a webhook can be told of: acts of the audit trail.
    WebhookEvent: "event" {
        ResourcePublish = "resource.publish",
        ResourceWithdraw = "resource.withdraw",
        ResourceHide = "resource.hide",
        ResourceRestore = "resource.restore",
        ResourcePurge = "resource.purge",
        ResourceReport = "resource.report",
        SubmissionSubmit = "submission.submit",
        SubmissionDecide = "submission.decide",
        OrganizationApply = "organization.apply",
        OrganizationDecide = "organization.decide",
    }
}

words! {
    /// Whether something has reached a webhook.
    DeliveryStatus: "delivery status" {
        Waiting = "waiting",
        Delivered = "delivered",
        /// Given up; it can be sent again by hand.
        Failed = "failed",
    }
}
