//! Every kind of letter about organizations and the people in them, whole and in French.

use super::organizations::letters;
use insta::assert_snapshot;

#[allow(clippy::too_many_lines, reason = "one letter after another")]
#[test]
fn in_french() {
    assert_snapshot!(letters("fr"), @"
    Subject: Casa Abierta est-elle toujours parmi nous ?

    Bonjour,

    Personne de « Casa Abierta » ne s’est connecté à Sharing Center depuis longtemps. Si rien ne change, elle sera mise en sommeil le 29 novembre 2026 à 09:05 UTC : ce qu’elle a partagé reste public, avec une mention, et elle ne partage rien de nouveau.

    Pour qu’elle reste éveillée, il suffit que l’un ou l’une d’entre vous se connecte.

    Se connecter:
    https://library.example.org/

    -- 
    Ce message vous est envoyé par Sharing Center : https://library.example.org/

    ====
    Subject: Casa Abierta est suspendue

    Bonjour,

    Les responsables de Sharing Center ont suspendu « Casa Abierta ». Elle ne peut rien partager de nouveau, et ce qu’elle a envoyé reste en l’état jusqu’à la fin de la suspension. Ce qu’elle a partagé auparavant reste public.

    Le motif donné :
    > So it was agreed.

    -- 
    Ce message vous est envoyé par Sharing Center : https://library.example.org/

    ====
    Subject: Casa Abierta peut de nouveau partager

    Bonjour,

    La suspension de « Casa Abierta » a pris fin. Elle peut de nouveau partager des ressources sur Sharing Center, et le travail sur ses envois reprend.

    Une note à votre attention :
    > So it was agreed.

    -- 
    Ce message vous est envoyé par Sharing Center : https://library.example.org/

    ====
    Subject: Casa Abierta fait maintenant partie de Grupo Luna

    Bonjour,

    Sur Sharing Center, « Casa Abierta » fait maintenant partie de « Grupo Luna ». Ses membres, ressources, envois et invitations y ont été transférés ; rien n’est perdu, et les anciennes adresses mènent au nouvel endroit.

    Une note à votre attention :
    > So it was agreed.

    -- 
    Ce message vous est envoyé par Sharing Center : https://library.example.org/

    ====
    Subject: Casa Abierta a été fermée

    Bonjour,

    « Casa Abierta » a été fermée sur Sharing Center. Ses adhésions et invitations ont pris fin, et ce qui n’était pas terminé est annulé. Votre compte est conservé.

    Une note à votre attention :
    > So it was agreed.

    -- 
    Ce message vous est envoyé par Sharing Center : https://library.example.org/

    ====
    Subject: Grupo Luna s’occupe maintenant de ce que Casa Abierta a partagé

    Bonjour,

    « Casa Abierta » a été fermée sur Sharing Center, et « Grupo Luna » reprend ce qu’elle a partagé. Vous pouvez réviser ces ressources comme si elles avaient toujours été les vôtres.

    Une note à votre attention :
    > So it was agreed.

    -- 
    Ce message vous est envoyé par Sharing Center : https://library.example.org/

    ====
    Subject: Casa Abierta a été mise en sommeil

    Bonjour,

    Personne de « Casa Abierta » ne s’est connecté à Sharing Center depuis un an ; elle a donc été mise en sommeil. Ce qu’elle a partagé reste public, avec une mention, et elle ne partage rien de nouveau.

    Elle se réveille dès que l’un ou l’une d’entre vous se connecte.

    Une note à votre attention :
    > So it was agreed.

    Se connecter:
    https://library.example.org/

    -- 
    Ce message vous est envoyé par Sharing Center : https://library.example.org/

    ====
    Subject: Un profil attend d’être relu : Casa Abierta

    Bonjour,

    Leo Paz souhaite modifier ce que Sharing Center dit de « Casa Abierta ».

    Une note à votre attention :
    > So it was agreed.

    Voir la modification:
    https://library.example.org/

    -- 
    Ce message vous est envoyé par Sharing Center : https://library.example.org/

    ====
    Subject: Le profil de Casa Abierta est modifié

    Bonjour,

    La modification que vous avez demandée est acceptée : Sharing Center affiche maintenant le nouveau profil de « Casa Abierta ».

    Une note à votre attention :
    > So it was agreed.

    -- 
    Ce message vous est envoyé par Sharing Center : https://library.example.org/

    ====
    Subject: Le profil de Casa Abierta reste inchangé

    Bonjour,

    Les responsables de Sharing Center ont examiné la modification du profil de « Casa Abierta » et ont décidé de ne pas l’accepter.

    Une note à votre attention :
    > So it was agreed.

    -- 
    Ce message vous est envoyé par Sharing Center : https://library.example.org/

    ====
    Subject: Une question au sujet de Casa Abierta

    Bonjour,

    Les responsables de Sharing Center ont une question au sujet de « Casa Abierta ».

    La question :
    > So it was agreed.

    Répondre:
    https://library.example.org/

    -- 
    Ce message vous est envoyé par Sharing Center : https://library.example.org/

    ====
    Subject: Une réponse de Casa Abierta

    Bonjour,

    « Casa Abierta » a répondu sur Sharing Center.

    La réponse :
    > So it was agreed.

    Voir la conversation:
    https://library.example.org/

    -- 
    Ce message vous est envoyé par Sharing Center : https://library.example.org/

    ====
    Subject: Leo Paz aimerait rejoindre Casa Abierta

    Bonjour,

    Leo Paz demande à rejoindre « Casa Abierta » sur Sharing Center. La décision vous revient.

    Cette personne écrit :
    > So it was agreed.

    Répondre à la demande:
    https://library.example.org/

    -- 
    Ce message vous est envoyé par Sharing Center : https://library.example.org/

    ====
    Subject: Vous faites maintenant partie de Casa Abierta

    Bonjour,

    Votre demande a été acceptée : vous pouvez partager des ressources sur Sharing Center au nom de « Casa Abierta ».

    Une note à votre attention :
    > So it was agreed.

    Aller à la bibliothèque:
    https://library.example.org/

    -- 
    Ce message vous est envoyé par Sharing Center : https://library.example.org/

    ====
    Subject: Au sujet de votre demande à Casa Abierta

    Bonjour,

    Votre demande de rejoindre « Casa Abierta » sur Sharing Center n’a pas été acceptée.

    Une note à votre attention :
    > So it was agreed.

    -- 
    Ce message vous est envoyé par Sharing Center : https://library.example.org/

    ====
    Subject: Vous gérez maintenant Casa Abierta

    Bonjour,

    Vous pouvez maintenant inviter d’autres personnes à rejoindre « Casa Abierta » sur Sharing Center et vous occuper de ses membres et de son profil.

    Une note à votre attention :
    > So it was agreed.

    -- 
    Ce message vous est envoyé par Sharing Center : https://library.example.org/

    ====
    Subject: Votre rôle dans Casa Abierta a changé

    Bonjour,

    Vous partagez des ressources sur Sharing Center au nom de « Casa Abierta » comme avant, et ne vous occupez plus de ses membres ni de son profil.

    Une note à votre attention :
    > So it was agreed.

    -- 
    Ce message vous est envoyé par Sharing Center : https://library.example.org/

    ====
    Subject: Vous ne faites plus partie de Casa Abierta

    Bonjour,

    Vous avez été retiré(e) de « Casa Abierta » sur Sharing Center. Votre compte est conservé, et ce que vous avez partagé en son nom lui reste.

    Une note à votre attention :
    > So it was agreed.

    -- 
    Ce message vous est envoyé par Sharing Center : https://library.example.org/

    ====
    Subject: Leo Paz a quitté Casa Abierta

    Bonjour,

    Leo Paz a quitté « Casa Abierta » sur Sharing Center. Ce qui a été partagé reste à l’organisation.

    Une note à votre attention :
    > So it was agreed.

    -- 
    Ce message vous est envoyé par Sharing Center : https://library.example.org/

    ====
    Subject: Leo Paz a accepté votre invitation

    Bonjour,

    Leo Paz a accepté votre invitation et fait maintenant partie de « Casa Abierta » sur Sharing Center.

    Une note à votre attention :
    > So it was agreed.

    -- 
    Ce message vous est envoyé par Sharing Center : https://library.example.org/

    ====
    Subject: Leo Paz a refusé votre invitation

    Bonjour,

    Leo Paz a refusé votre invitation à rejoindre « Casa Abierta » sur Sharing Center.

    Une note à votre attention :
    > So it was agreed.

    -- 
    Ce message vous est envoyé par Sharing Center : https://library.example.org/
    ");
}
