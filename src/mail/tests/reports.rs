//! What is mailed of reports and of removals that the contributor asks for.

use super::samples::{self, in_each_language};
use insta::assert_snapshot;

#[test]
fn whoever_reports_gets_a_receipt() {
    assert_snapshot!(in_each_language(&samples::report_received()), @"
    [en] Subject: We have your report R-7K2M

    Hello,

    Thank you for your report about “Facilitator's handbook”. Its number is R-7K2M. People will read it, and you will hear from us.

    See where it stands:
    https://library.example.org/reports/receipt?token=abc

    If you did not write to us, somebody gave your address by mistake; you need not do anything.

    -- 
    Sharing Center sent you this message: https://library.example.org/

    [es] Subject: Recibimos su aviso R-7K2M

    Hola:

    Gracias por su aviso sobre «Facilitator's handbook». Su número es R-7K2M. Alguien lo leerá y le escribiremos.

    Ver en qué punto está:
    https://library.example.org/reports/receipt?token=abc

    Si usted no nos escribió, alguien dio su dirección por error; no tiene que hacer nada.

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/

    [fr] Subject: Nous avons reçu votre signalement R-7K2M

    Bonjour,

    Merci de votre signalement au sujet de « Facilitator's handbook ». Son numéro est R-7K2M. Quelqu’un le lira et nous vous écrirons.

    Voir où il en est:
    https://library.example.org/reports/receipt?token=abc

    Si vous ne nous avez pas écrit, quelqu’un a donné votre adresse par erreur ; vous n’avez rien à faire.

    -- 
    Ce message vous est envoyé par Sharing Center : https://library.example.org/

    [ar] Subject: وصلنا بلاغكم ⟦R-7K2M⟧

    تحية طيبة،

    شكرًا لبلاغكم بشأن «⟦Facilitator's handbook⟧». رقمه ⟦R-7K2M⟧. سيقرؤه أشخاص وسنكتب إليكم.

    متابعة البلاغ:
    https://library.example.org/reports/receipt?token=abc

    إن لم تكتبوا إلينا فقد ذكر أحدهم عنوانكم خطأً، ولا حاجة إلى فعل أي شيء.

    -- 
    أرسلت إليكم هذه الرسالة ⟦Sharing Center⟧: ⟦https://library.example.org/⟧
    ");
}

#[test]
fn reviewers_learn_of_a_report_and_not_what_it_says() {
    assert_snapshot!(in_each_language(&samples::report_waiting()), @"
    [en] Subject: Reported: “Facilitator's handbook”

    Hello,

    Somebody reported “Facilitator's handbook”: it is about a person who does not agree.

    If it is urgent, any reviewer can hide the resource at once; an admin decides afterwards.

    Read the report:
    https://library.example.org/reports/1

    -- 
    Sharing Center sent you this message: https://library.example.org/

    [es] Subject: Aviso sobre «Facilitator's handbook»

    Hola:

    Alguien dio aviso sobre «Facilitator's handbook»: trata de una persona que no está de acuerdo.

    Si es urgente, cualquier persona que revise puede ocultar el recurso de inmediato; después decide la administración.

    Leer el aviso:
    https://library.example.org/reports/1

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/

    [fr] Subject: Signalement : « Facilitator's handbook »

    Bonjour,

    Quelqu’un a signalé « Facilitator's handbook » : il y est question d’une personne qui n’est pas d’accord.

    En cas d’urgence, toute personne chargée de la relecture peut masquer la ressource aussitôt ; l’administration décide ensuite.

    Lire le signalement:
    https://library.example.org/reports/1

    -- 
    Ce message vous est envoyé par Sharing Center : https://library.example.org/

    [ar] Subject: بلاغ: «⟦Facilitator's handbook⟧»

    تحية طيبة،

    ورد بلاغ بشأن «⟦Facilitator's handbook⟧»: يتناول شخصًا لا يوافق على ذلك.

    إن كان الأمر عاجلًا فيمكن لأي مراجع إخفاء المورد فورًا، ثم تبت الإدارة في الأمر.

    قراءة البلاغ:
    https://library.example.org/reports/1

    -- 
    أرسلت إليكم هذه الرسالة ⟦Sharing Center⟧: ⟦https://library.example.org/⟧
    ");
}

#[test]
fn whoever_reported_reads_the_answer() {
    assert_snapshot!(in_each_language(&samples::report_answered()), @"
    [en] Subject: About your report R-7K2M

    Hello,

    People who look after Sharing Center have read your report about “Facilitator's handbook” and answer you.

    A note for you:
    > The picture was taken out.

    See your report:
    https://library.example.org/reports/receipt?token=abc

    -- 
    Sharing Center sent you this message: https://library.example.org/

    [es] Subject: Sobre su aviso R-7K2M

    Hola:

    Quienes cuidan Sharing Center leyeron su aviso sobre «Facilitator's handbook» y le responden.

    Una nota para usted:
    > The picture was taken out.

    Ver su aviso:
    https://library.example.org/reports/receipt?token=abc

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/

    [fr] Subject: Au sujet de votre signalement R-7K2M

    Bonjour,

    Les responsables de Sharing Center ont lu votre signalement au sujet de « Facilitator's handbook » et vous répondent.

    Une note à votre attention :
    > The picture was taken out.

    Voir votre signalement:
    https://library.example.org/reports/receipt?token=abc

    -- 
    Ce message vous est envoyé par Sharing Center : https://library.example.org/

    [ar] Subject: بشأن بلاغكم ⟦R-7K2M⟧

    تحية طيبة،

    قرأ القائمون على ⟦Sharing Center⟧ بلاغكم بشأن «⟦Facilitator's handbook⟧» وهم يجيبونكم.

    ملاحظة لكم:
    > The picture was taken out.

    عرض بلاغكم:
    https://library.example.org/reports/receipt?token=abc

    -- 
    أرسلت إليكم هذه الرسالة ⟦Sharing Center⟧: ⟦https://library.example.org/⟧
    ");
}

#[test]
fn the_organization_learns_of_a_report_that_concerns_only_its_work() {
    assert_snapshot!(in_each_language(&samples::report_for_organization()), @"
    [en] Subject: A reader writes about “Facilitator's handbook”

    Hello,

    Somebody reported “Facilitator's handbook”, which “Casa Abierta” shares on Sharing Center: it is out of date.

    The report says:
    > Page 4 names a hotline that is closed.

    See the resource:
    https://library.example.org/resources/1

    Please have a look. You can send a new edition, or ask for the resource to be removed.

    -- 
    Sharing Center sent you this message: https://library.example.org/

    [es] Subject: Alguien escribe sobre «Facilitator's handbook»

    Hola:

    Alguien dio aviso sobre «Facilitator's handbook», que «Casa Abierta» comparte en Sharing Center: está desactualizado.

    El aviso dice:
    > Page 4 names a hotline that is closed.

    Ver el recurso:
    https://library.example.org/resources/1

    Mírelo, por favor. Puede enviar una edición nueva o pedir que se retire el recurso.

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/

    [fr] Subject: On nous écrit au sujet de « Facilitator's handbook »

    Bonjour,

    Quelqu’un a signalé « Facilitator's handbook », que « Casa Abierta » partage sur Sharing Center : ce n’est plus à jour.

    Le signalement dit :
    > Page 4 names a hotline that is closed.

    Voir la ressource:
    https://library.example.org/resources/1

    Merci d’y jeter un œil. Vous pouvez envoyer une nouvelle édition ou demander le retrait de la ressource.

    -- 
    Ce message vous est envoyé par Sharing Center : https://library.example.org/

    [ar] Subject: أحد القراء يكتب بشأن «⟦Facilitator's handbook⟧»

    تحية طيبة،

    ورد بلاغ بشأن «⟦Facilitator's handbook⟧» الذي تشاركه «⟦Casa Abierta⟧» في ⟦Sharing Center⟧: لم يعد محدَّثًا.

    نص البلاغ:
    > Page 4 names a hotline that is closed.

    عرض المورد:
    https://library.example.org/resources/1

    يُرجى النظر في الأمر. يمكنكم إرسال طبعة جديدة أو طلب إزالة المورد.

    -- 
    أرسلت إليكم هذه الرسالة ⟦Sharing Center⟧: ⟦https://library.example.org/⟧
    ");
}

#[test]
fn admins_read_that_the_contributor_asks_for_removal() {
    assert_snapshot!(in_each_language(&samples::removal_requested()), @"
    [en] Subject: Please decide: “Facilitator's handbook” is to be removed

    Hello,

    “Casa Abierta” asks for “Facilitator's handbook” to be removed from Sharing Center.

    The reason given:
    > We have written it anew.

    Decide:
    https://library.example.org/resources/1

    -- 
    Sharing Center sent you this message: https://library.example.org/

    [es] Subject: Decida, por favor: piden retirar «Facilitator's handbook»

    Hola:

    «Casa Abierta» pide que se retire «Facilitator's handbook» de Sharing Center.

    El motivo que da:
    > We have written it anew.

    Decidir:
    https://library.example.org/resources/1

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/

    [fr] Subject: À décider : on demande le retrait de « Facilitator's handbook »

    Bonjour,

    « Casa Abierta » demande que « Facilitator's handbook » soit retiré de Sharing Center.

    Le motif donné :
    > We have written it anew.

    Décider:
    https://library.example.org/resources/1

    -- 
    Ce message vous est envoyé par Sharing Center : https://library.example.org/

    [ar] Subject: يُرجى البت: طلب لإزالة «⟦Facilitator's handbook⟧»

    تحية طيبة،

    تطلب «⟦Casa Abierta⟧» إزالة «⟦Facilitator's handbook⟧» من ⟦Sharing Center⟧.

    السبب المذكور:
    > We have written it anew.

    البت في الطلب:
    https://library.example.org/resources/1

    -- 
    أرسلت إليكم هذه الرسالة ⟦Sharing Center⟧: ⟦https://library.example.org/⟧
    ");
}

#[test]
fn the_contributor_learns_what_came_of_it() {
    assert_snapshot!(in_each_language(&samples::removal_decided()), @"
    [en] Subject: “Facilitator's handbook” stays in the library

    Hello,

    Your organization asked for “Facilitator's handbook” to be removed from Sharing Center. The admins have decided that it stays.

    A note for you:
    > So it was agreed.

    -- 
    Sharing Center sent you this message: https://library.example.org/

    [es] Subject: «Facilitator's handbook» se queda en la biblioteca

    Hola:

    Su organización pidió que se retirara «Facilitator's handbook» de Sharing Center. La administración decidió que se queda.

    Una nota para usted:
    > So it was agreed.

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/

    [fr] Subject: « Facilitator's handbook » reste dans la bibliothèque

    Bonjour,

    Votre organisation a demandé le retrait de « Facilitator's handbook » de Sharing Center. L’administration a décidé de le garder.

    Une note à votre attention :
    > So it was agreed.

    -- 
    Ce message vous est envoyé par Sharing Center : https://library.example.org/

    [ar] Subject: يبقى «⟦Facilitator's handbook⟧» في المكتبة

    تحية طيبة،

    طلبت منظمتكم إزالة «⟦Facilitator's handbook⟧» من ⟦Sharing Center⟧، وقررت الإدارة إبقاءه.

    ملاحظة لكم:
    > So it was agreed.

    -- 
    أرسلت إليكم هذه الرسالة ⟦Sharing Center⟧: ⟦https://library.example.org/⟧
    ");
}
