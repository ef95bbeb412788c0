//! Every kind of letter in English, whole.

use super::samples::{self, shown};
use insta::assert_snapshot;

#[test]
fn the_address_of_an_applicant_is_confirmed() {
    assert_snapshot!(shown(&samples::confirm_application(), "en"), @"
    Subject: Please confirm your address

    Hello,

    Someone, we hope it was you, applied to Sharing Center on behalf of “Casa Abierta” and gave this address as the contact.

    Please confirm that the address is yours. We look at the application after that.

    Confirm the address:
    https://library.example.org/confirm?token=abc

    If it was not you, you need not do anything: without your confirmation the application goes no further.

    -- 
    Sharing Center sent you this message: https://library.example.org/
    ");
}

#[test]
fn an_applicant_is_told_that_the_application_is_there() {
    assert_snapshot!(shown(&samples::application_received(), "en"), @"
    Subject: We have your application: Casa Abierta

    Hello,

    Thank you for confirming your address. The application of “Casa Abierta” is now with the people who run Sharing Center.

    We write to you again as soon as they have decided.

    -- 
    Sharing Center sent you this message: https://library.example.org/
    ");
}

#[test]
fn admins_are_told_of_an_application() {
    assert_snapshot!(shown(&samples::application_waiting(), "en"), @"
    Subject: An organization applies to join: Casa Abierta

    Hello,

    “Casa Abierta” applies to join Sharing Center, and its contact has confirmed the address.

    Look at the application:
    https://library.example.org/admin/organizations/1

    -- 
    Sharing Center sent you this message: https://library.example.org/
    ");
}

#[test]
fn an_accepted_applicant_is_shown_the_way_in() {
    assert_snapshot!(shown(&samples::application_accepted(), "en"), @"
    Subject: Welcome: Casa Abierta is now a member

    Hello,

    The application of “Casa Abierta” was accepted. It is now a member of Sharing Center.

    One step is left: choose your name and a password. Then you can share resources and invite others of your organization.

    A note for you:
    > Good to have you.
    > 
    > See you in March.

    Set up your account:
    https://library.example.org/invitations?token=abc

    -- 
    Sharing Center sent you this message: https://library.example.org/
    ");
}

#[test]
fn a_declined_applicant_reads_why() {
    assert_snapshot!(shown(&samples::application_declined(), "en"), @"
    Subject: About your application: Casa Abierta

    Hello,

    The people who run Sharing Center have looked at the application of “Casa Abierta” and decided not to accept it.

    A note for you:
    > The network is for peer support only.

    -- 
    Sharing Center sent you this message: https://library.example.org/
    ");
}

#[test]
fn an_invitation_says_who_invites_to_what_and_until_when() {
    assert_snapshot!(shown(&samples::invitation(), "en"), @"
    Subject: You are invited to join Casa Abierta on Sharing Center

    Hello,

    Rosa Díaz invites you to share resources on Sharing Center for “Casa Abierta”.

    To accept, choose your name and a password on the page behind this link. You can decline there as well.

    See the invitation:
    https://library.example.org/invitations?token=abc

    The link works until 29 November 2026, 09:05 UTC.

    -- 
    Sharing Center sent you this message: https://library.example.org/
    ");
}

#[test]
fn an_invitation_may_come_from_nobody_in_particular() {
    assert_snapshot!(shown(&samples::bare_invitation(), "en"), @"
    Subject: You are invited to Sharing Center

    Hello,

    You are invited to Sharing Center.

    You have an account already: to accept, press the button on the page behind this link, or answer after signing in. Your name and password stay as they are. You can decline there as well.

    See the invitation:
    https://library.example.org/invitations?token=abc

    The link works until 29 November 2026, 09:05 UTC.

    -- 
    Sharing Center sent you this message: https://library.example.org/
    ");
}

#[test]
fn a_submitter_is_told_that_the_submission_is_there() {
    assert_snapshot!(shown(&samples::submission_received(), "en"), @"
    Subject: We have received “Facilitator's handbook”

    Hello,

    Thank you for sharing “Facilitator's handbook”. It now waits for review; until then nobody but you and the reviewers can see it.

    See your submission:
    https://library.example.org/submissions/1

    We write to you again as soon as it has been decided.

    -- 
    Sharing Center sent you this message: https://library.example.org/
    ");
}

#[test]
fn an_approval_names_the_section() {
    assert_snapshot!(shown(&samples::decision_approved(), "en"), @"
    Subject: “Facilitator's handbook” was approved

    Hello,

    “Facilitator's handbook” was approved. It stands in the section Take Action and can be found by anyone.

    See it in the library:
    https://library.example.org/resources/1

    -- 
    Sharing Center sent you this message: https://library.example.org/
    ");
}

#[test]
fn a_request_for_changes_gives_the_reason_and_the_note() {
    assert_snapshot!(shown(&samples::decision_changes_requested(), "en"), @"
    Subject: Please change something: “Facilitator's handbook”

    Hello,

    The reviewers have looked at “Facilitator's handbook” and ask you to change something before it can be published.

    Reason: people can be recognized in it

    A note for you:
    > Page 3 shows faces.
    > Please blur them.

    Change it and send it again:
    https://library.example.org/submissions/1

    -- 
    Sharing Center sent you this message: https://library.example.org/
    ");
}

#[test]
fn a_rejection_gives_the_reason() {
    assert_snapshot!(shown(&samples::decision_rejected(), "en"), @"
    Subject: “Facilitator's handbook” was not accepted

    Hello,

    The reviewers have looked at “Facilitator's handbook” and decided not to publish it.

    Reason: it is not about peer support

    -- 
    Sharing Center sent you this message: https://library.example.org/
    ");
}

#[test]
fn a_password_reset_says_how_long_the_link_works() {
    assert_snapshot!(shown(&samples::password_reset(), "en"), @"
    Subject: Choose a new password

    Hello,

    Someone, we hope it was you, asked for a new password for your account on Sharing Center.

    Choose a new password:
    https://library.example.org/reset?token=abc

    The link works until 29 November 2026, 09:05 UTC.

    If it was not you, you need not do anything: your password stays as it is.

    -- 
    Sharing Center sent you this message: https://library.example.org/
    ");
}

#[test]
fn the_digest_lists_the_oldest() {
    assert_snapshot!(shown(&samples::review_digest(), "en"), @"
    Subject: 5 submissions wait for review

    Hello,

    5 submissions wait for review on Sharing Center. The oldest: waiting for 12 days.

    - “Group agreements”, Casa Abierta: waiting for 12 days
    - “A first meeting”, Casa Abierta: waiting since yesterday
    - “Why peers?”, Casa Abierta: new today
    - and 2 more

    Open the review queue:
    https://library.example.org/reviews

    -- 
    Sharing Center sent you this message: https://library.example.org/
    ");
}

#[test]
fn the_digest_of_one() {
    assert_snapshot!(shown(&samples::small_digest(), "en"), @"
    Subject: 1 submission waits for review

    Hello,

    1 submission waits for review on Sharing Center.

    Open the review queue:
    https://library.example.org/reviews

    -- 
    Sharing Center sent you this message: https://library.example.org/
    ");
}
