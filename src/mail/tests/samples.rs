//! A notice of each kind, as a job would make it.

use super::super::{Catalogues, DatedItem, DigestGroup, NewItem, Notice, OrganizationNews as News, Site, WaitingItem, render};
use crate::domain::{
    language::LanguageTag,
    time::Timestamp,
    words::{ReportKind, Section, WithdrawalReason},
};
use url::Url;

pub fn site() -> Site {
    let public_url = Url::parse("https://library.example.org/").unwrap();
    Site { name: "Sharing Center".to_owned(), public_url, catalogues: Catalogues::default() }
}

/// Subject and text part, as the reader of this language gets them; `⟦` and `⟧` stand for the marks around what runs the other way.
pub fn shown(notice: &Notice, language: &str) -> String {
    let letter = render(notice, &LanguageTag::parse(language).unwrap(), &site(), None);
    let shown = format!("Subject: {}\n\n{}", letter.subject, letter.text);
    // The marks around what runs the other way are invisible, and no compiler likes them in a literal.
    shown.replace('\u{2068}', "⟦").replace('\u{2069}', "⟧")
}

/// The same in each language that we ship, one below the other.
pub fn in_each_language(notice: &Notice) -> String {
    let languages = Catalogues::default();
    let all = languages.shipped_languages().map(|language| format!("[{language}] {}", shown(notice, language.as_str())));
    all.collect::<Vec<_>>().join("\n")
}

/// One of each kind.
pub fn all() -> Vec<Notice> {
    vec![
        confirm_application(),
        application_received(),
        application_waiting(),
        application_accepted(),
        application_declined(),
        invitation(),
        submission_received(),
        decision_approved(),
        decision_changes_requested(),
        decision_rejected(),
        password_reset(),
        review_digest(),
        new_sign_in(),
        password_changed(),
        confirm_new_address(),
        address_change(),
        second_factor_on(),
        second_factor_off(),
        second_factor_reset(),
        recovery_code_used(),
        token_created(),
        account_deactivated(),
        account_reactivated(),
        account_deleted(),
        successor_named(),
        succession_ahead(),
        succession_done(),
        made_admin(),
        admins_few(),
        sleeping_draft(),
        digest(),
        following(),
        saved_search(),
        confirm_address(),
        test(),
        decision_refiled(),
        comment_of_reviewers(),
        comment_of_submitter(),
        claim_taken(),
        second_look_asked(),
        second_look_answered(),
        resource_refiled(),
        contact_message(),
        webhook_disabled(),
        approved_under_embargo(),
        review_overdue(),
        resource_borrowed(),
        translation_wanted(),
        translation_there(),
        report_received(),
        report_waiting(),
        report_answered(),
        report_for_organization(),
        resource_hidden(),
        hiding_waiting(),
        hiding_statement(),
        resource_withdrawn(),
        resource_restored(),
        removal_requested(),
        removal_decided(),
        review_dates(),
        dead_link(),
        use_waiting(),
        use_decided(),
        use_shared(),
    ]
    .into_iter()
    .chain(about_organizations())
    .collect()
}

/// Everything that is said of organizations and the people in them.
pub fn about_organizations() -> Vec<Notice> {
    let ahead = Notice::DormancyAhead { organization: organization(), at: soon(), link: link("") };
    let leads = [News::Dormant, News::EditWaiting, News::Question, News::Answer, News::JoinRequestWaiting, News::JoinRequestAccepted];
    let news = |news: &News| Notice::OrganizationNews {
        news: *news,
        organization: organization(),
        other: Some("Grupo Luna".to_owned()),
        person: Some("Leo Paz".to_owned()),
        note: Some("So it was agreed.".to_owned()),
        link: leads.contains(news).then(|| link("")),
    };
    std::iter::once(ahead).chain(News::ALL.iter().map(news)).collect()
}

fn link(path: &str) -> Url {
    site().public_url.join(path).unwrap()
}

fn organization() -> String {
    "Casa Abierta".to_owned()
}

fn title() -> String {
    "Facilitator's handbook".to_owned()
}

fn soon() -> Timestamp {
    Timestamp::parse("2026-11-29T09:05:00Z").unwrap()
}

pub fn confirm_application() -> Notice {
    Notice::ConfirmApplication { organization: organization(), link: link("confirm?token=abc") }
}

pub fn application_received() -> Notice {
    Notice::ApplicationReceived { organization: organization() }
}

pub fn application_waiting() -> Notice {
    Notice::ApplicationWaiting { organization: organization(), link: link("admin/organizations/1") }
}

pub fn application_accepted() -> Notice {
    Notice::ApplicationAccepted {
        organization: organization(),
        link: link("invitations?token=abc"),
        note: Some("Good to have you.\n\nSee you in March.".to_owned()),
    }
}

pub fn application_declined() -> Notice {
    Notice::ApplicationDeclined { organization: organization(), note: Some("The network is for peer support only.".to_owned()) }
}

pub fn invitation() -> Notice {
    Notice::Invitation {
        organization: Some(organization()),
        inviter: Some("Rosa Díaz".to_owned()),
        has_account: false,
        link: link("invitations?token=abc"),
        expires_at: soon(),
    }
}

pub fn bare_invitation() -> Notice {
    Notice::Invitation { organization: None, inviter: None, has_account: true, link: link("invitations?token=abc"), expires_at: soon() }
}

pub fn submission_received() -> Notice {
    Notice::SubmissionReceived { title: title(), link: link("submissions/1") }
}

pub fn decision_approved() -> Notice {
    Notice::DecisionApproved { title: title(), link: link("resources/1"), section: Section::TakeAction, is_refiled: false, note: None }
}

pub fn decision_changes_requested() -> Notice {
    Notice::DecisionChangesRequested {
        title: title(),
        reason: Some("people_identifiable".to_owned()),
        note: Some("Page 3 shows faces.\nPlease blur them.".to_owned()),
        link: link("submissions/1"),
    }
}

pub fn decision_rejected() -> Notice {
    Notice::DecisionRejected { title: title(), reason: Some("not_peer_support".to_owned()), note: None }
}

pub fn password_reset() -> Notice {
    Notice::PasswordReset { link: link("reset?token=abc"), expires_at: soon() }
}

pub fn review_digest() -> Notice {
    let item = |title: &str, days| WaitingItem { title: title.to_owned(), organization: organization(), days };
    Notice::ReviewDigest {
        waiting: 5,
        oldest_days: 12,
        link: link("reviews"),
        items: vec![item("Group agreements", 12), item("A first meeting", 1), item("Why peers?", 0)],
    }
}

pub fn small_digest() -> Notice {
    Notice::ReviewDigest { waiting: 1, oldest_days: 0, link: link("reviews"), items: Vec::new() }
}

fn account() -> Url {
    link("")
}

pub fn new_sign_in() -> Notice {
    Notice::NewSignIn { device: "Firefox, Windows".to_owned(), at: soon(), link: account() }
}

pub fn nameless_sign_in() -> Notice {
    Notice::NewSignIn { device: String::new(), at: soon(), link: account() }
}

pub fn password_changed() -> Notice {
    Notice::PasswordChanged { link: account() }
}

pub fn confirm_new_address() -> Notice {
    Notice::ConfirmNewAddress { email: "rosa@casa.example".to_owned(), link: link("address-changes/abc"), expires_at: soon() }
}

pub fn address_change() -> Notice {
    Notice::AddressChange { email: "rosa@casa.example".to_owned(), link: link("address-changes/abc/stop") }
}

pub fn second_factor_on() -> Notice {
    Notice::SecondFactorOn { link: account() }
}

pub fn second_factor_off() -> Notice {
    Notice::SecondFactorOff { link: account() }
}

pub fn second_factor_reset() -> Notice {
    Notice::SecondFactorReset { link: account() }
}

pub fn recovery_code_used() -> Notice {
    Notice::RecoveryCodeUsed { left: 9, link: account() }
}

pub fn token_created() -> Notice {
    Notice::TokenCreated { name: "Nightly upload".to_owned(), link: account() }
}

pub fn account_deactivated() -> Notice {
    Notice::AccountDeactivated
}

pub fn account_reactivated() -> Notice {
    Notice::AccountReactivated { link: account() }
}

pub fn account_deleted() -> Notice {
    Notice::AccountDeleted
}

pub fn successor_named() -> Notice {
    Notice::SuccessorNamed { admin: "Ingrid Sol".to_owned() }
}

pub fn succession_ahead() -> Notice {
    let last_seen = Timestamp::parse("2026-09-10T08:00:00Z").unwrap();
    Notice::SuccessionAhead { last_seen, due_at: soon(), names: vec!["Rosa Díaz".to_owned(), "Leo Mar".to_owned()], link: account() }
}

pub fn succession_done() -> Notice {
    Notice::SuccessionDone { link: account() }
}

pub fn made_admin() -> Notice {
    Notice::MadeAdmin { link: account() }
}

pub fn admins_few() -> Notice {
    Notice::AdminsFew { is_alone: true, away_since: None, link: account() }
}

pub fn admins_away() -> Notice {
    Notice::AdminsFew { is_alone: false, away_since: Some(soon()), link: account() }
}

pub fn last_admin_away() -> Notice {
    Notice::AdminsFew { is_alone: true, away_since: Some(soon()), link: account() }
}

pub fn sleeping_draft() -> Notice {
    Notice::SleepingDraft { title: title(), days: 14, link: link("submissions/1") }
}

pub fn digest() -> Notice {
    let line = |text: &str, path| (text.to_owned(), Some(link(path)));
    let groups = vec![
        DigestGroup { group: "submissions", items: vec![line("We have received “Handbook”", "submissions/1")] },
        DigestGroup { group: "review", items: vec![line("3 submissions wait for review", "reviews"), ("Without a link".to_owned(), None)] },
    ];
    Notice::Digest { groups, link: link("") }
}

fn new_items() -> Vec<NewItem> {
    let item = |title: &str, organization, path| NewItem { title: title.to_owned(), organization, link: link(path) };
    vec![item("Facilitator's handbook", Some(organization()), "resources/1"), item("دليل الميسّرين", None, "resources/2")]
}

pub fn following() -> Notice {
    Notice::Following { count: 5, items: new_items(), link: link("") }
}

pub fn saved_search() -> Notice {
    Notice::SavedSearch { name: "grief groups".to_owned(), count: 2, items: new_items(), link: link("") }
}

pub fn confirm_address() -> Notice {
    Notice::ConfirmAddress { link: link("confirm-address/abc") }
}

pub fn test() -> Notice {
    Notice::Test
}

pub fn decision_refiled() -> Notice {
    Notice::DecisionApproved { title: title(), link: link("resources/1"), section: Section::TakeAction, is_refiled: true, note: None }
}

pub fn comment_of_reviewers() -> Notice {
    Notice::CommentOfReviewers { title: title(), text: "Who drew the pictures?".to_owned(), link: link("submissions/1") }
}

pub fn comment_of_submitter() -> Notice {
    Notice::CommentOfSubmitter {
        title: title(),
        author: "Rosa Díaz".to_owned(),
        organization: organization(),
        text: "Our friend Luz did, and she agrees.".to_owned(),
        link: link("reviews/1"),
    }
}

pub fn claim_taken() -> Notice {
    Notice::ClaimTaken { title: title(), link: link("reviews/1") }
}

pub fn second_look_asked() -> Notice {
    let question = Some("Is the dosage on page 4 right?".to_owned());
    Notice::SecondLookAsked { title: title(), reviewer: "Ana Lima".to_owned(), question, link: link("reviews/1") }
}

pub fn second_look_answered() -> Notice {
    Notice::SecondLookAnswered { title: title(), reviewer: "Ben Okri".to_owned(), answer: "It is.".to_owned(), link: link("reviews/1") }
}

pub fn resource_refiled() -> Notice {
    let note = Some("It tells how to do it.".to_owned());
    Notice::ResourceRefiled { title: title(), section: Section::TakeAction, note, link: link("resources/1") }
}

pub fn contact_message() -> Notice {
    let (name, email) = ("Ana Sol".to_owned(), "ana@visitors.example".to_owned());
    Notice::ContactMessage { name, email, message: "How do we join?\nThank you!".to_owned(), link: link("/") }
}

pub fn webhook_disabled() -> Notice {
    let (url, failure) = ("https://hooks.example.org/library".to_owned(), Some("It answered 500.".to_owned()));
    Notice::WebhookDisabled { url, since: soon(), failure, link: link("/") }
}

pub fn approved_under_embargo() -> Notice {
    Notice::ApprovedUnderEmbargo { title: title(), until: soon(), link: link("submissions/1") }
}

pub fn review_overdue() -> Notice {
    let items = vec![WaitingItem { title: "Group agreements".to_owned(), organization: organization(), days: 16 }];
    Notice::ReviewOverdue { waiting: 2, promised_days: 14, link: link("reviews"), items }
}

pub fn resource_borrowed() -> Notice {
    Notice::ResourceBorrowed {
        title: title(),
        organization: organization(),
        is_translation: false,
        made: "A shorter handbook".to_owned(),
        note: Some("Cut to two hours.".to_owned()),
        link: link("resources/2"),
    }
}

pub fn translation_wanted() -> Notice {
    Notice::TranslationWanted { title: title(), language: french(), link: link("resources/1") }
}

pub fn translation_there() -> Notice {
    Notice::TranslationThere { title: title(), language: french(), made: "Manuel d’animation".to_owned(), link: link("resources/2") }
}

fn french() -> LanguageTag {
    LanguageTag::parse("fr").unwrap()
}

fn number() -> String {
    "R-7K2M".to_owned()
}

fn note() -> Option<String> {
    Some("So it was agreed.".to_owned())
}

pub fn report_received() -> Notice {
    Notice::ReportReceived { title: title(), number: number(), link: link("reports/receipt?token=abc") }
}

pub fn report_waiting() -> Notice {
    Notice::ReportWaiting { title: title(), what: ReportKind::AboutMe, link: link("reports/1") }
}

pub fn report_answered() -> Notice {
    let answer = Some("The picture was taken out.".to_owned());
    Notice::ReportAnswered { title: title(), number: number(), answer, link: link("reports/receipt?token=abc") }
}

pub fn report_for_organization() -> Notice {
    let message = "Page 4 names a hotline that is closed.".to_owned();
    Notice::ReportForOrganization {
        title: title(),
        organization: organization(),
        what: ReportKind::OutOfDate,
        message,
        link: link("resources/1"),
    }
}

pub fn resource_hidden() -> Notice {
    let note = "Somebody in a picture does not want to be seen.".to_owned();
    Notice::ResourceHidden { title: title(), reason: WithdrawalReason::Privacy, note, link: link("resources/1") }
}

pub fn hiding_waiting() -> Notice {
    let reason = WithdrawalReason::Privacy;
    Notice::HidingWaiting { title: title(), organization: organization(), reason, days: 3, link: link("resources/1") }
}

pub fn hiding_statement() -> Notice {
    let statement = "She agreed in writing; the letter is with us.".to_owned();
    Notice::HidingStatement { title: title(), organization: organization(), statement, link: link("resources/1") }
}

pub fn resource_withdrawn() -> Notice {
    Notice::ResourceWithdrawn { title: title(), reason: WithdrawalReason::Mistake, note: note() }
}

pub fn resource_restored() -> Notice {
    Notice::ResourceRestored { title: title(), note: note(), link: link("resources/1") }
}

pub fn removal_requested() -> Notice {
    let reason = "We have written it anew.".to_owned();
    Notice::RemovalRequested { title: title(), organization: organization(), reason, link: link("resources/1") }
}

pub fn removal_decided() -> Notice {
    Notice::RemovalDecided { title: title(), is_granted: false, note: note() }
}

pub fn review_dates() -> Notice {
    let items = vec![DatedItem { title: title(), date: soon() }];
    Notice::ReviewDates { organization: organization(), count: 3, items, is_asleep: false, link: link("resources") }
}

pub fn dead_link() -> Notice {
    Notice::DeadLink { title: title(), url: "https://casa.example/handbook".to_owned(), link: link("resources/1") }
}

pub fn use_waiting() -> Notice {
    Notice::UseWaiting { title: title(), organization: organization(), link: link("uses/1") }
}

pub fn use_decided() -> Notice {
    Notice::UseDecided { title: title(), is_approved: true, note: note(), link: link("resources/1") }
}

pub fn use_shared() -> Notice {
    let text = "Used with 40 people, cut to two hours.".to_owned();
    Notice::UseShared { title: title(), organization: organization(), text, link: link("resources/1") }
}
