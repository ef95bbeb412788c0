//! Every kind of letter in French, whole.

use super::samples::{self, shown};
use insta::assert_snapshot;

#[test]
fn the_address_of_an_applicant_is_confirmed() {
    assert_snapshot!(shown(&samples::confirm_application(), "fr"), @"
    Subject: Veuillez confirmer votre adresse

    Bonjour,

    Quelqu’un, vous-même nous l’espérons, a adressé à Sharing Center une demande au nom de « Casa Abierta » et a donné cette adresse comme contact.

    Veuillez confirmer que cette adresse est bien la vôtre. Nous examinerons ensuite la demande.

    Confirmer l’adresse:
    https://library.example.org/confirm?token=abc

    Si ce n’était pas vous, vous n’avez rien à faire : sans votre confirmation, la demande reste sans suite.

    -- 
    Ce message vous est envoyé par Sharing Center : https://library.example.org/
    ");
}

#[test]
fn an_applicant_is_told_that_the_application_is_there() {
    assert_snapshot!(shown(&samples::application_received(), "fr"), @"
    Subject: Nous avons reçu votre demande : Casa Abierta

    Bonjour,

    Merci d’avoir confirmé votre adresse. La demande de « Casa Abierta » est maintenant entre les mains des responsables de Sharing Center.

    Nous vous écrirons de nouveau dès qu’une décision aura été prise.

    -- 
    Ce message vous est envoyé par Sharing Center : https://library.example.org/
    ");
}

#[test]
fn admins_are_told_of_an_application() {
    assert_snapshot!(shown(&samples::application_waiting(), "fr"), @"
    Subject: Une organisation demande à adhérer : Casa Abierta

    Bonjour,

    « Casa Abierta » demande à rejoindre Sharing Center, et la personne de contact a confirmé son adresse.

    Voir la demande:
    https://library.example.org/admin/organizations/1

    -- 
    Ce message vous est envoyé par Sharing Center : https://library.example.org/
    ");
}

#[test]
fn an_accepted_applicant_is_shown_the_way_in() {
    assert_snapshot!(shown(&samples::application_accepted(), "fr"), @"
    Subject: Bienvenue : Casa Abierta est désormais membre

    Bonjour,

    La demande de « Casa Abierta » a été acceptée. L’organisation est désormais membre de Sharing Center.

    Il reste une étape : choisissez votre nom et un mot de passe. Vous pourrez ensuite partager des ressources et inviter d’autres personnes de votre organisation.

    Une note à votre attention :
    > Good to have you.
    > 
    > See you in March.

    Créer votre compte:
    https://library.example.org/invitations?token=abc

    -- 
    Ce message vous est envoyé par Sharing Center : https://library.example.org/
    ");
}

#[test]
fn a_declined_applicant_reads_why() {
    assert_snapshot!(shown(&samples::application_declined(), "fr"), @"
    Subject: Au sujet de votre demande : Casa Abierta

    Bonjour,

    Les responsables de Sharing Center ont examiné la demande de « Casa Abierta » et ont décidé de ne pas l’accepter.

    Une note à votre attention :
    > The network is for peer support only.

    -- 
    Ce message vous est envoyé par Sharing Center : https://library.example.org/
    ");
}

#[test]
fn an_invitation_says_who_invites_to_what_and_until_when() {
    assert_snapshot!(shown(&samples::invitation(), "fr"), @"
    Subject: Vous êtes invité(e) à rejoindre Casa Abierta sur Sharing Center

    Bonjour,

    Rosa Díaz vous invite à partager des ressources sur Sharing Center au nom de « Casa Abierta ».

    Pour accepter, choisissez votre nom et un mot de passe sur la page à laquelle mène ce lien. Vous pouvez aussi y refuser l’invitation.

    Voir l’invitation:
    https://library.example.org/invitations?token=abc

    Le lien fonctionne jusqu’au 29 novembre 2026 à 09:05 UTC.

    -- 
    Ce message vous est envoyé par Sharing Center : https://library.example.org/
    ");
}

#[test]
fn an_invitation_may_come_from_nobody_in_particular() {
    assert_snapshot!(shown(&samples::bare_invitation(), "fr"), @"
    Subject: Vous êtes invité(e) à rejoindre Sharing Center

    Bonjour,

    Vous êtes invité(e) à rejoindre Sharing Center.

    Vous avez déjà un compte : pour accepter, appuyez sur le bouton de la page à laquelle mène ce lien, ou répondez après vous être identifié(e). Votre nom et votre mot de passe restent les mêmes. Vous pouvez aussi y refuser l’invitation.

    Voir l’invitation:
    https://library.example.org/invitations?token=abc

    Le lien fonctionne jusqu’au 29 novembre 2026 à 09:05 UTC.

    -- 
    Ce message vous est envoyé par Sharing Center : https://library.example.org/
    ");
}

#[test]
fn a_submitter_is_told_that_the_submission_is_there() {
    assert_snapshot!(shown(&samples::submission_received(), "fr"), @"
    Subject: Nous avons reçu « Facilitator's handbook »

    Bonjour,

    Merci d’avoir partagé « Facilitator's handbook ». Le document attend maintenant d’être relu ; d’ici là, seuls vous et les personnes chargées de la relecture peuvent le voir.

    Voir votre envoi:
    https://library.example.org/submissions/1

    Nous vous écrirons de nouveau dès qu’une décision aura été prise.

    -- 
    Ce message vous est envoyé par Sharing Center : https://library.example.org/
    ");
}

#[test]
fn an_approval_names_the_section() {
    assert_snapshot!(shown(&samples::decision_approved(), "fr"), @"
    Subject: « Facilitator's handbook » a été approuvé

    Bonjour,

    « Facilitator's handbook » a été approuvé. Le document se trouve dans la section Passer à l’action et chacun peut le trouver.

    Le voir dans la bibliothèque:
    https://library.example.org/resources/1

    -- 
    Ce message vous est envoyé par Sharing Center : https://library.example.org/
    ");
}

#[test]
fn a_request_for_changes_gives_the_reason_and_the_note() {
    assert_snapshot!(shown(&samples::decision_changes_requested(), "fr"), @"
    Subject: Merci de modifier quelque chose : « Facilitator's handbook »

    Bonjour,

    Nous avons relu « Facilitator's handbook » et vous demandons d’y modifier quelque chose avant la publication.

    Motif : on peut y reconnaître des personnes

    Une note à votre attention :
    > Page 3 shows faces.
    > Please blur them.

    Modifier et renvoyer:
    https://library.example.org/submissions/1

    -- 
    Ce message vous est envoyé par Sharing Center : https://library.example.org/
    ");
}

#[test]
fn a_rejection_gives_the_reason() {
    assert_snapshot!(shown(&samples::decision_rejected(), "fr"), @"
    Subject: « Facilitator's handbook » n’a pas été accepté

    Bonjour,

    Nous avons relu « Facilitator's handbook » et décidé de ne pas le publier.

    Motif : il ne traite pas de l’entraide entre pairs

    -- 
    Ce message vous est envoyé par Sharing Center : https://library.example.org/
    ");
}

#[test]
fn a_password_reset_says_how_long_the_link_works() {
    assert_snapshot!(shown(&samples::password_reset(), "fr"), @"
    Subject: Choisissez un nouveau mot de passe

    Bonjour,

    Quelqu’un, vous-même nous l’espérons, a demandé un nouveau mot de passe pour votre compte sur Sharing Center.

    Choisir un nouveau mot de passe:
    https://library.example.org/reset?token=abc

    Le lien fonctionne jusqu’au 29 novembre 2026 à 09:05 UTC.

    Si ce n’était pas vous, vous n’avez rien à faire : votre mot de passe reste le même.

    -- 
    Ce message vous est envoyé par Sharing Center : https://library.example.org/
    ");
}

#[test]
fn the_digest_lists_the_oldest() {
    assert_snapshot!(shown(&samples::review_digest(), "fr"), @"
    Subject: 5 envois attendent d’être relus

    Bonjour,

    5 envois attendent d’être relus sur Sharing Center. Le plus ancien : en attente depuis 12 jours.

    - « Group agreements », Casa Abierta : en attente depuis 12 jours
    - « A first meeting », Casa Abierta : en attente depuis hier
    - « Why peers? », Casa Abierta : arrivé aujourd’hui
    - et 2 autres

    Ouvrir la file de relecture:
    https://library.example.org/reviews

    -- 
    Ce message vous est envoyé par Sharing Center : https://library.example.org/
    ");
}

#[test]
fn the_digest_of_one() {
    assert_snapshot!(shown(&samples::small_digest(), "fr"), @"
    Subject: 1 envoi attend d’être relu

    Bonjour,

    1 envoi attend d’être relu sur Sharing Center.

    Ouvrir la file de relecture:
    https://library.example.org/reviews

    -- 
    Ce message vous est envoyé par Sharing Center : https://library.example.org/
    ");
}
