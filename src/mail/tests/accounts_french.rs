//! Letters about accounts and about those who run the library, whole, in French.

use super::samples::{self, shown};
use insta::assert_snapshot;

#[test]
fn whoever_signs_in_from_elsewhere() {
    assert_snapshot!(shown(&samples::new_sign_in(), "fr"), @"
    Subject: Nouvelle connexion à votre compte

    Bonjour,

    Quelqu’un s’est connecté à votre compte sur Sharing Center depuis un lieu ou avec un programme qui n’avait pas encore servi : Firefox, Windows, le 29 novembre 2026 à 09:05 UTC.

    Si c’était vous, il n’y a rien à faire. Sinon, choisissez maintenant un nouveau mot de passe : toutes les sessions prendront fin.

    Aller à votre compte:
    https://library.example.org/

    -- 
    Ce message vous est envoyé par Sharing Center : https://library.example.org/
    ");
}

#[test]
fn and_without_saying_with_what() {
    assert_snapshot!(shown(&samples::nameless_sign_in(), "fr"), @"
    Subject: Nouvelle connexion à votre compte

    Bonjour,

    Quelqu’un s’est connecté à votre compte sur Sharing Center depuis un lieu ou avec un programme qui n’avait pas encore servi, le 29 novembre 2026 à 09:05 UTC.

    Si c’était vous, il n’y a rien à faire. Sinon, choisissez maintenant un nouveau mot de passe : toutes les sessions prendront fin.

    Aller à votre compte:
    https://library.example.org/

    -- 
    Ce message vous est envoyé par Sharing Center : https://library.example.org/
    ");
}

#[test]
fn a_changed_password() {
    assert_snapshot!(shown(&samples::password_changed(), "fr"), @"
    Subject: Votre mot de passe a changé

    Bonjour,

    Le mot de passe de votre compte sur Sharing Center a été changé.

    Si ce n’était pas vous, demandez tout de suite un lien pour un nouveau mot de passe et prévenez les responsables de Sharing Center.

    Aller à votre compte:
    https://library.example.org/

    -- 
    Ce message vous est envoyé par Sharing Center : https://library.example.org/
    ");
}

#[test]
fn the_new_address_is_asked() {
    assert_snapshot!(shown(&samples::confirm_new_address(), "fr"), @"
    Subject: Veuillez confirmer votre nouvelle adresse

    Bonjour,

    Quelqu’un, vous, nous l’espérons, souhaite que rosa@casa.example devienne l’adresse d’un compte sur Sharing Center.

    Elle servira alors à se connecter et à recevoir les messages du compte.

    Confirmer l’adresse:
    https://library.example.org/address-changes/abc

    Le lien fonctionne jusqu’au 29 novembre 2026 à 09:05 UTC.

    Si ce n’était pas vous, vous n’avez rien à faire : sans votre confirmation, rien ne change.

    -- 
    Ce message vous est envoyé par Sharing Center : https://library.example.org/
    ");
}

#[test]
fn the_old_address_is_told() {
    assert_snapshot!(shown(&samples::address_change(), "fr"), @"
    Subject: Votre compte va changer d’adresse

    Bonjour,

    Quelqu’un, vous, nous l’espérons, a demandé que rosa@casa.example devienne l’adresse de votre compte sur Sharing Center. Ce sera fait dès que la nouvelle adresse sera confirmée.

    Si ce n’était pas vous, arrêtez-le ici dans les sept jours. Votre compte gardera ou retrouvera cette adresse et vous choisirez un nouveau mot de passe.

    Arrêter le changement:
    https://library.example.org/address-changes/abc/stop

    -- 
    Ce message vous est envoyé par Sharing Center : https://library.example.org/
    ");
}

#[test]
fn a_second_factor_that_is_on() {
    assert_snapshot!(shown(&samples::second_factor_on(), "fr"), @"
    Subject: Votre second facteur est activé

    Bonjour,

    Désormais, votre compte sur Sharing Center demande un code de votre application d’authentification à chaque connexion.

    Gardez vos codes de secours là où vous les trouverez sans votre téléphone. Si ce n’était pas vous, prévenez les responsables de Sharing Center.

    Aller à votre compte:
    https://library.example.org/

    -- 
    Ce message vous est envoyé par Sharing Center : https://library.example.org/
    ");
}

#[test]
fn a_second_factor_that_is_off() {
    assert_snapshot!(shown(&samples::second_factor_off(), "fr"), @"
    Subject: Votre second facteur est désactivé

    Bonjour,

    Votre compte sur Sharing Center ne demande plus de code à la connexion : le second facteur a été désactivé.

    Si ce n’était pas vous, choisissez maintenant un nouveau mot de passe et prévenez les responsables de Sharing Center.

    Aller à votre compte:
    https://library.example.org/

    -- 
    Ce message vous est envoyé par Sharing Center : https://library.example.org/
    ");
}

#[test]
fn a_second_factor_that_an_admin_took() {
    assert_snapshot!(shown(&samples::second_factor_reset(), "fr"), @"
    Subject: Le second facteur de votre compte a été retiré

    Bonjour,

    Une personne qui administre Sharing Center a retiré le second facteur de votre compte, comme on le fait quand il est perdu. Toutes vos sessions ont pris fin.

    Connectez-vous avec votre mot de passe et configurez-en un autre. Si vous ne l’avez pas demandé, écrivez aux responsables de Sharing Center.

    Aller à votre compte:
    https://library.example.org/

    -- 
    Ce message vous est envoyé par Sharing Center : https://library.example.org/
    ");
}

#[test]
fn a_recovery_code_that_was_used() {
    assert_snapshot!(shown(&samples::recovery_code_used(), "fr"), @"
    Subject: Un code de secours de votre compte a été utilisé

    Bonjour,

    Un code de secours a été utilisé sur Sharing Center à la place d’un code de votre application d’authentification. Codes restants : 9.

    Si ce n’était pas vous, choisissez maintenant un nouveau mot de passe et demandez d’autres codes de secours.

    Aller à votre compte:
    https://library.example.org/

    -- 
    Ce message vous est envoyé par Sharing Center : https://library.example.org/
    ");
}

#[test]
fn a_token_for_a_program() {
    assert_snapshot!(shown(&samples::token_created(), "fr"), @"
    Subject: Un jeton pour un programme a été créé : Nightly upload

    Bonjour,

    Un jeton nommé « Nightly upload » a été créé dans votre compte sur Sharing Center. Le programme qui le détient peut agir pour vous, dans les limites prévues.

    Si ce n’était pas vous, mettez-y fin et choisissez un nouveau mot de passe.

    Aller à votre compte:
    https://library.example.org/

    -- 
    Ce message vous est envoyé par Sharing Center : https://library.example.org/
    ");
}

#[test]
fn a_closed_account() {
    assert_snapshot!(shown(&samples::account_deactivated(), "fr"), @"
    Subject: Votre compte a été désactivé

    Bonjour,

    Votre compte sur Sharing Center a été désactivé. Personne ne peut plus s’y connecter ; ses sessions et ses jetons ont pris fin.

    Ce que vous avez partagé reste en place. Si vous pensez à une erreur, écrivez aux responsables de Sharing Center.

    -- 
    Ce message vous est envoyé par Sharing Center : https://library.example.org/
    ");
}

#[test]
fn an_account_that_is_open_again() {
    assert_snapshot!(shown(&samples::account_reactivated(), "fr"), @"
    Subject: Votre compte est de nouveau actif

    Bonjour,

    Votre compte sur Sharing Center est de nouveau actif. Connectez-vous comme avant ; les jetons pour programmes sont à recréer.

    Aller à votre compte:
    https://library.example.org/

    -- 
    Ce message vous est envoyé par Sharing Center : https://library.example.org/
    ");
}

#[test]
fn a_deleted_account() {
    assert_snapshot!(shown(&samples::account_deleted(), "fr"), @"
    Subject: Votre compte a été supprimé

    Bonjour,

    Votre compte sur Sharing Center a été supprimé, et avec lui ce que nous gardions sur vous. Ce que votre organisation a partagé reste, sans votre nom.

    C’est le dernier message que vous en recevez.

    -- 
    Ce message vous est envoyé par Sharing Center : https://library.example.org/
    ");
}

#[test]
fn a_successor_who_was_named() {
    assert_snapshot!(shown(&samples::successor_named(), "fr"), @"
    Subject: Vous êtes désigné·e pour prendre la relève

    Bonjour,

    Ingrid Sol vous a désigné·e pour reprendre l’administration de Sharing Center, si plus aucun responsable ne s’y connectait.

    Rien ne change pour l’instant, et vous serez prévenu·e avant. Si vous préférez ne pas l’être, dites-le à Ingrid Sol.

    -- 
    Ce message vous est envoyé par Sharing Center : https://library.example.org/
    ");
}

#[test]
fn successors_are_about_to_take_over() {
    assert_snapshot!(shown(&samples::succession_ahead(), "fr"), @"
    Subject: Connectez-vous, s’il vous plaît : aucun responsable ne l’a fait depuis longtemps

    Bonjour,

    Aucun responsable de Sharing Center ne s’est connecté depuis le 10 septembre 2026 à 08:00 UTC. Si aucun ne le fait d’ici au 29 novembre 2026 à 09:05 UTC, les personnes désignées pour la relève deviendront responsables : Rosa Díaz, Leo Mar.

    Une seule connexion d’un responsable suffit pour l’éviter.

    Se connecter:
    https://library.example.org/

    -- 
    Ce message vous est envoyé par Sharing Center : https://library.example.org/
    ");
}

#[test]
fn successors_have_taken_over() {
    assert_snapshot!(shown(&samples::succession_done(), "fr"), @"
    Subject: Sharing Center a désormais d’autres responsables

    Bonjour,

    Aucun responsable de Sharing Center ne s’était connecté depuis longtemps. Les personnes désignées pour la relève en sont maintenant responsables.

    Vous l’êtes toujours aussi. Si cela vous surprend, connectez-vous et parlez-leur.

    Se connecter:
    https://library.example.org/

    -- 
    Ce message vous est envoyé par Sharing Center : https://library.example.org/
    ");
}

#[test]
fn whoever_took_over() {
    assert_snapshot!(shown(&samples::made_admin(), "fr"), @"
    Subject: Vous administrez désormais Sharing Center

    Bonjour,

    Aucun responsable de Sharing Center ne s’est connecté depuis longtemps. Comme vous étiez désigné·e pour la relève, vous l’administrez désormais.

    Regardez d’abord ce qui attend une décision, et désignez à votre tour quelqu’un pour la relève.

    Ouvrir la bibliothèque:
    https://library.example.org/

    -- 
    Ce message vous est envoyé par Sharing Center : https://library.example.org/
    ");
}

#[test]
fn a_single_admin() {
    assert_snapshot!(shown(&samples::admins_few(), "fr"), @"
    Subject: Sharing Center pourrait bientôt n’avoir plus personne pour l’administrer

    Bonjour,

    Vous êtes la seule personne à administrer Sharing Center. Si un jour vous ne pouvez plus vous connecter, personne ne pourra l’administrer.

    Donnez aussi ce rôle à quelqu’un d’autre, ou désignez une relève : une personne qui devient responsable quand plus aucun ne se connecte.

    Ouvrir la bibliothèque:
    https://library.example.org/

    -- 
    Ce message vous est envoyé par Sharing Center : https://library.example.org/
    ");
}

#[test]
fn admins_who_stay_away() {
    assert_snapshot!(shown(&samples::admins_away(), "fr"), @"
    Subject: Sharing Center pourrait bientôt n’avoir plus personne pour l’administrer

    Bonjour,

    Aucun responsable de Sharing Center ne s’est connecté depuis le 29 novembre 2026 à 09:05 UTC.

    Donnez aussi ce rôle à quelqu’un d’autre, ou désignez une relève : une personne qui devient responsable quand plus aucun ne se connecte.

    Ouvrir la bibliothèque:
    https://library.example.org/

    -- 
    Ce message vous est envoyé par Sharing Center : https://library.example.org/
    ");
}

#[test]
fn a_single_admin_who_stays_away() {
    assert_snapshot!(shown(&samples::last_admin_away(), "fr"), @"
    Subject: Sharing Center pourrait bientôt n’avoir plus personne pour l’administrer

    Bonjour,

    Sharing Center n’a qu’un responsable, qui ne s’est pas connecté depuis le 29 novembre 2026 à 09:05 UTC.

    Donnez aussi ce rôle à quelqu’un d’autre, ou désignez une relève : une personne qui devient responsable quand plus aucun ne se connecte.

    Ouvrir la bibliothèque:
    https://library.example.org/

    -- 
    Ce message vous est envoyé par Sharing Center : https://library.example.org/
    ");
}
