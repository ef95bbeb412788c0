//! The letters that come round by themselves, and those about mail itself, whole and in each language.

use super::samples::{self, in_each_language};
use super::{Notice, render};
use crate::domain::language::LanguageTag;
use insta::assert_snapshot;

#[test]
fn a_submitter_is_reminded_of_a_draft_that_sleeps() {
    assert_snapshot!(in_each_language(&samples::sleeping_draft()), @"
    [en] Subject: “Facilitator's handbook” waits for you

    Hello,

    “Facilitator's handbook” has been as it is for 14 days, and has not been sent to the reviewers.

    Go on with it:
    https://library.example.org/submissions/1

    Nothing happens to it: drafts are kept, and we do not remind you of this one again.

    -- 
    Sharing Center sent you this message: https://library.example.org/

    [es] Subject: «Facilitator's handbook» le espera

    Hola:

    «Facilitator's handbook» sigue igual desde hace 14 días y no se ha enviado a revisión.

    Continuar con él:
    https://library.example.org/submissions/1

    No le pasará nada: los borradores se conservan, y no volveremos a recordarle este.

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/

    [fr] Subject: « Facilitator's handbook » vous attend

    Bonjour,

    « Facilitator's handbook » n’a pas changé depuis 14 jours et n’a pas été envoyé à la relecture.

    Le reprendre:
    https://library.example.org/submissions/1

    Il ne lui arrivera rien : les brouillons sont conservés, et nous ne vous rappellerons plus celui-ci.

    -- 
    Ce message vous est envoyé par Sharing Center : https://library.example.org/

    [ar] Subject: «⟦Facilitator's handbook⟧» في انتظاركم

    تحية طيبة،

    لم يتغير «⟦Facilitator's handbook⟧» منذ 14 يومًا، ولم يُرسل إلى المراجعين.

    متابعة العمل عليه:
    https://library.example.org/submissions/1

    لن يحدث له شيء: تُحفظ المسودات، ولن نذكّركم بهذه المسودة مرة أخرى.

    -- 
    أرسلت إليكم هذه الرسالة ⟦Sharing Center⟧: ⟦https://library.example.org/⟧
    ");
}

#[test]
fn the_summary_of_the_day_has_each_letter_under_its_group() {
    assert_snapshot!(in_each_language(&samples::digest()), @"
    [en] Subject: 3 messages from Sharing Center

    Hello,

    What happened on Sharing Center since the last summary:

    What you share

    - We have received “Handbook”
      https://library.example.org/submissions/1

    Review

    - 3 submissions wait for review
      https://library.example.org/reviews
    - Without a link

    Open the library:
    https://library.example.org/

    -- 
    Sharing Center sent you this message: https://library.example.org/

    [es] Subject: 3 mensajes de Sharing Center

    Hola:

    Lo que ha pasado en Sharing Center desde el último resumen:

    Lo que usted comparte

    - We have received “Handbook”
      https://library.example.org/submissions/1

    Revisión

    - 3 submissions wait for review
      https://library.example.org/reviews
    - Without a link

    Abrir la biblioteca:
    https://library.example.org/

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/

    [fr] Subject: 3 messages de Sharing Center

    Bonjour,

    Ce qui s’est passé sur Sharing Center depuis le dernier résumé :

    Ce que vous partagez

    - We have received “Handbook”
      https://library.example.org/submissions/1

    Relecture

    - 3 submissions wait for review
      https://library.example.org/reviews
    - Without a link

    Ouvrir la bibliothèque:
    https://library.example.org/

    -- 
    Ce message vous est envoyé par Sharing Center : https://library.example.org/

    [ar] Subject: 3 رسائل من ⟦Sharing Center⟧

    تحية طيبة،

    ما جرى في ⟦Sharing Center⟧ منذ الملخص الأخير:

    ما تشاركونه

    - We have received “Handbook”
      https://library.example.org/submissions/1

    المراجعة

    - 3 submissions wait for review
      https://library.example.org/reviews
    - Without a link

    فتح المكتبة:
    https://library.example.org/

    -- 
    أرسلت إليكم هذه الرسالة ⟦Sharing Center⟧: ⟦https://library.example.org/⟧
    ");
}

#[test]
fn news_of_what_one_follows_has_a_link_for_each_resource() {
    assert_snapshot!(in_each_language(&samples::following()), @"
    [en] Subject: 5 new resources in what you follow

    Hello,

    New on Sharing Center since we last wrote to you:

    - “Facilitator's handbook”, Casa Abierta
      https://library.example.org/resources/1
    - “⟦دليل الميسّرين⟧”, shared by a member of the network
      https://library.example.org/resources/2
    - and 3 more

    Open the library:
    https://library.example.org/

    -- 
    Sharing Center sent you this message: https://library.example.org/

    [es] Subject: 5 recursos nuevos en lo que usted sigue

    Hola:

    Novedades en Sharing Center desde nuestro último mensaje:

    - «Facilitator's handbook», Casa Abierta
      https://library.example.org/resources/1
    - «⟦دليل الميسّرين⟧», de una organización miembro de la red
      https://library.example.org/resources/2
    - y 3 más

    Abrir la biblioteca:
    https://library.example.org/

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/

    [fr] Subject: 5 nouvelles ressources dans ce que vous suivez

    Bonjour,

    Nouveautés sur Sharing Center depuis notre dernier message :

    - « Facilitator's handbook », Casa Abierta
      https://library.example.org/resources/1
    - « ⟦دليل الميسّرين⟧ », partagé par un membre du réseau
      https://library.example.org/resources/2
    - et 3 autres

    Ouvrir la bibliothèque:
    https://library.example.org/

    -- 
    Ce message vous est envoyé par Sharing Center : https://library.example.org/

    [ar] Subject: 5 موارد جديدة فيما تتابعونه

    تحية طيبة،

    الجديد في ⟦Sharing Center⟧ منذ رسالتنا الأخيرة إليكم:

    - «⟦Facilitator's handbook⟧»، ⟦Casa Abierta⟧
      https://library.example.org/resources/1
    - «دليل الميسّرين»، من أحد أعضاء الشبكة
      https://library.example.org/resources/2
    - و3 أخرى

    فتح المكتبة:
    https://library.example.org/

    -- 
    أرسلت إليكم هذه الرسالة ⟦Sharing Center⟧: ⟦https://library.example.org/⟧
    ");
}

#[test]
fn new_results_name_the_search() {
    assert_snapshot!(in_each_language(&samples::saved_search()), @"
    [en] Subject: 2 new results: grief groups

    Hello,

    Your saved search “grief groups” finds on Sharing Center what was not there when we last wrote to you:

    - “Facilitator's handbook”, Casa Abierta
      https://library.example.org/resources/1
    - “⟦دليل الميسّرين⟧”, shared by a member of the network
      https://library.example.org/resources/2

    See all results:
    https://library.example.org/

    -- 
    Sharing Center sent you this message: https://library.example.org/

    [es] Subject: 2 resultados nuevos: grief groups

    Hola:

    Su búsqueda guardada «grief groups» encuentra en Sharing Center lo que no estaba cuando le escribimos por última vez:

    - «Facilitator's handbook», Casa Abierta
      https://library.example.org/resources/1
    - «⟦دليل الميسّرين⟧», de una organización miembro de la red
      https://library.example.org/resources/2

    Ver todos los resultados:
    https://library.example.org/

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/

    [fr] Subject: 2 nouveaux résultats : grief groups

    Bonjour,

    Votre recherche enregistrée « grief groups » trouve sur Sharing Center ce qui n’y était pas lors de notre dernier message :

    - « Facilitator's handbook », Casa Abierta
      https://library.example.org/resources/1
    - « ⟦دليل الميسّرين⟧ », partagé par un membre du réseau
      https://library.example.org/resources/2

    Voir tous les résultats:
    https://library.example.org/

    -- 
    Ce message vous est envoyé par Sharing Center : https://library.example.org/

    [ar] Subject: نتيجتان جديدتان: ⟦grief groups⟧

    تحية طيبة،

    يجد بحثكم المحفوظ «⟦grief groups⟧» في ⟦Sharing Center⟧ ما لم يكن موجودًا عند رسالتنا الأخيرة إليكم:

    - «⟦Facilitator's handbook⟧»، ⟦Casa Abierta⟧
      https://library.example.org/resources/1
    - «دليل الميسّرين»، من أحد أعضاء الشبكة
      https://library.example.org/resources/2

    عرض جميع النتائج:
    https://library.example.org/

    -- 
    أرسلت إليكم هذه الرسالة ⟦Sharing Center⟧: ⟦https://library.example.org/⟧
    ");
}

#[test]
fn an_address_that_bounced_is_tried_again() {
    assert_snapshot!(in_each_language(&samples::confirm_address()), @"
    [en] Subject: Please confirm that mail reaches you

    Hello,

    Several messages of Sharing Center to this address came back, so we stopped writing to it. You asked us to try again.

    Mail reaches me again:
    https://library.example.org/confirm-address/abc

    If it was not you, you need not do anything.

    -- 
    Sharing Center sent you this message: https://library.example.org/

    [es] Subject: Confirme, por favor, que le llega el correo

    Hola:

    Varios mensajes de Sharing Center a esta dirección fueron devueltos, y por eso dejamos de escribirle. Usted nos pidió que lo intentáramos de nuevo.

    El correo me llega de nuevo:
    https://library.example.org/confirm-address/abc

    Si no fue usted, no tiene que hacer nada.

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/

    [fr] Subject: Veuillez confirmer que le courrier vous parvient

    Bonjour,

    Plusieurs messages de Sharing Center à cette adresse nous sont revenus, et nous avons cessé de vous écrire. Vous nous avez demandé de réessayer.

    Le courrier me parvient de nouveau:
    https://library.example.org/confirm-address/abc

    Si ce n’était pas vous, vous n’avez rien à faire.

    -- 
    Ce message vous est envoyé par Sharing Center : https://library.example.org/

    [ar] Subject: يُرجى تأكيد أن البريد يصلكم

    تحية طيبة،

    عادت إلينا عدة رسائل من ⟦Sharing Center⟧ إلى هذا العنوان، فتوقفنا عن الكتابة إليكم. وقد طلبتم منا المحاولة من جديد.

    البريد يصلني من جديد:
    https://library.example.org/confirm-address/abc

    إن لم تكونوا أنتم فلا حاجة إلى فعل أي شيء.

    -- 
    أرسلت إليكم هذه الرسالة ⟦Sharing Center⟧: ⟦https://library.example.org/⟧
    ");
}

#[test]
fn a_test_letter_says_what_it_is() {
    assert_snapshot!(in_each_language(&samples::test()), @"
    [en] Subject: A test message from Sharing Center

    Hello,

    This message was sent with the command “commonshelf mail test”. If you read it, mail from Sharing Center reaches this address.

    -- 
    Sharing Center sent you this message: https://library.example.org/

    [es] Subject: Un mensaje de prueba de Sharing Center

    Hola:

    Este mensaje se envió con la orden «commonshelf mail test». Si lo lee, el correo de Sharing Center llega a esta dirección.

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/

    [fr] Subject: Un message d’essai de Sharing Center

    Bonjour,

    Ce message a été envoyé avec la commande « commonshelf mail test ». Si vous le lisez, le courrier de Sharing Center parvient à cette adresse.

    -- 
    Ce message vous est envoyé par Sharing Center : https://library.example.org/

    [ar] Subject: رسالة تجريبية من ⟦Sharing Center⟧

    تحية طيبة،

    أُرسلت هذه الرسالة بالأمر «commonshelf mail test». إن كنتم تقرؤونها فإن بريد ⟦Sharing Center⟧ يصل إلى هذا العنوان.

    -- 
    أرسلت إليكم هذه الرسالة ⟦Sharing Center⟧: ⟦https://library.example.org/⟧
    ");
}

/// One, two, few, many: the subject of a letter about so many things.
#[test]
fn numbers_are_said_in_the_way_of_the_language() {
    let subject = |language: &str, count: usize| {
        let notice = Notice::Following { count, items: Vec::new(), link: "https://library.example.org/".parse().unwrap() };
        render(&notice, &LanguageTag::parse(language).unwrap(), &samples::site(), None).subject
    };
    let all = |language: &str| [1, 2, 3, 11, 100].map(|count| subject(language, count)).join("\n");
    assert_snapshot!(["en", "es", "fr", "ar"].map(all).join("\n\n"), @"
    1 new resource in what you follow
    2 new resources in what you follow
    3 new resources in what you follow
    11 new resources in what you follow
    100 new resources in what you follow

    1 recurso nuevo en lo que usted sigue
    2 recursos nuevos en lo que usted sigue
    3 recursos nuevos en lo que usted sigue
    11 recursos nuevos en lo que usted sigue
    100 recursos nuevos en lo que usted sigue

    1 nouvelle ressource dans ce que vous suivez
    2 nouvelles ressources dans ce que vous suivez
    3 nouvelles ressources dans ce que vous suivez
    11 nouvelles ressources dans ce que vous suivez
    100 nouvelles ressources dans ce que vous suivez

    مورد جديد فيما تتابعونه
    موردان جديدان فيما تتابعونه
    3 موارد جديدة فيما تتابعونه
    11 موردًا جديدًا فيما تتابعونه
    100 مورد جديد فيما تتابعونه
    ");
}
