//! The letters of review, whole, in each language.

use super::samples::{self, in_each_language};
use insta::assert_snapshot;

#[test]
fn a_submitter_is_told_that_it_was_filed_elsewhere() {
    assert_snapshot!(in_each_language(&samples::decision_refiled()), @"
    [en] Subject: “Facilitator's handbook” was approved

    Hello,

    “Facilitator's handbook” was approved. It stands in the section Take Action and can be found by anyone.

    The reviewers put it there, in another section than you had chosen.

    See it in the library:
    https://library.example.org/resources/1

    -- 
    Sharing Center sent you this message: https://library.example.org/

    [es] Subject: Se aprobó «Facilitator's handbook»

    Hola:

    Se aprobó «Facilitator's handbook». Está en la sección Pasar a la acción y cualquiera puede encontrarlo.

    Quienes lo revisaron lo pusieron ahí, en una sección distinta de la que usted había elegido.

    Verlo en la biblioteca:
    https://library.example.org/resources/1

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/

    [fr] Subject: « Facilitator's handbook » a été approuvé

    Bonjour,

    « Facilitator's handbook » a été approuvé. Le document se trouve dans la section Passer à l’action et chacun peut le trouver.

    Les personnes chargées de la relecture ont choisi une autre section que vous : c’est là qu’on le cherchera.

    Le voir dans la bibliothèque:
    https://library.example.org/resources/1

    -- 
    Ce message vous est envoyé par Sharing Center : https://library.example.org/

    [ar] Subject: تمت الموافقة على «⟦Facilitator's handbook⟧»

    تحية طيبة،

    تمت الموافقة على «⟦Facilitator's handbook⟧». تجدونه في قسم بادِر، ويمكن لأي شخص العثور عليه.

    اختار المراجعون قسمًا غير الذي اخترتموه: هناك سيبحث عنه من يحتاج إليه.

    عرضه في المكتبة:
    https://library.example.org/resources/1

    -- 
    أرسلت إليكم هذه الرسالة ⟦Sharing Center⟧: ⟦https://library.example.org/⟧
    ");
}

#[test]
fn the_submitter_reads_what_reviewers_ask() {
    assert_snapshot!(in_each_language(&samples::comment_of_reviewers()), @"
    [en] Subject: The reviewers write about “Facilitator's handbook”

    Hello,

    The reviewers have written to you about “Facilitator's handbook”.

    A note for you:
    > Who drew the pictures?

    Read and answer:
    https://library.example.org/submissions/1

    -- 
    Sharing Center sent you this message: https://library.example.org/

    [es] Subject: Le escriben sobre «Facilitator's handbook»

    Hola:

    Quienes revisan «Facilitator's handbook» le han escrito.

    Una nota para usted:
    > Who drew the pictures?

    Leer y responder:
    https://library.example.org/submissions/1

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/

    [fr] Subject: On vous écrit au sujet de « Facilitator's handbook »

    Bonjour,

    Les personnes chargées de la relecture vous ont écrit au sujet de « Facilitator's handbook ».

    Une note à votre attention :
    > Who drew the pictures?

    Lire et répondre:
    https://library.example.org/submissions/1

    -- 
    Ce message vous est envoyé par Sharing Center : https://library.example.org/

    [ar] Subject: المراجعون يكتبون بشأن «⟦Facilitator's handbook⟧»

    تحية طيبة،

    كتب إليكم المراجعون بشأن «⟦Facilitator's handbook⟧».

    ملاحظة لكم:
    > Who drew the pictures?

    القراءة والرد:
    https://library.example.org/submissions/1

    -- 
    أرسلت إليكم هذه الرسالة ⟦Sharing Center⟧: ⟦https://library.example.org/⟧
    ");
}

#[test]
fn reviewers_read_what_the_submitter_answers() {
    assert_snapshot!(in_each_language(&samples::comment_of_submitter()), @"
    [en] Subject: Casa Abierta writes about “Facilitator's handbook”

    Hello,

    Rosa Díaz of Casa Abierta has written to the reviewers about “Facilitator's handbook”.

    A note for you:
    > Our friend Luz did, and she agrees.

    Read and answer:
    https://library.example.org/reviews/1

    -- 
    Sharing Center sent you this message: https://library.example.org/

    [es] Subject: Casa Abierta escribe sobre «Facilitator's handbook»

    Hola:

    Rosa Díaz, de Casa Abierta, ha escrito a quienes revisan «Facilitator's handbook».

    Una nota para usted:
    > Our friend Luz did, and she agrees.

    Leer y responder:
    https://library.example.org/reviews/1

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/

    [fr] Subject: Casa Abierta écrit au sujet de « Facilitator's handbook »

    Bonjour,

    Rosa Díaz, de Casa Abierta, a écrit aux personnes chargées de la relecture de « Facilitator's handbook ».

    Une note à votre attention :
    > Our friend Luz did, and she agrees.

    Lire et répondre:
    https://library.example.org/reviews/1

    -- 
    Ce message vous est envoyé par Sharing Center : https://library.example.org/

    [ar] Subject: ⟦Casa Abierta⟧ تكتب بشأن «⟦Facilitator's handbook⟧»

    تحية طيبة،

    كتب ⟦Rosa Díaz⟧ من ⟦Casa Abierta⟧ إلى المراجعين بشأن «⟦Facilitator's handbook⟧».

    ملاحظة لكم:
    > Our friend Luz did, and she agrees.

    القراءة والرد:
    https://library.example.org/reviews/1

    -- 
    أرسلت إليكم هذه الرسالة ⟦Sharing Center⟧: ⟦https://library.example.org/⟧
    ");
}

#[test]
fn a_reviewer_is_told_that_another_took_over() {
    assert_snapshot!(in_each_language(&samples::claim_taken()), @"
    [en] Subject: Taken over by another reviewer: “Facilitator's handbook”

    Hello,

    Another reviewer has taken over “Facilitator's handbook”, which you had claimed.

    Look at it:
    https://library.example.org/reviews/1

    You need not do anything more with it. What you have written is kept.

    -- 
    Sharing Center sent you this message: https://library.example.org/

    [es] Subject: Lo revisa ahora otra persona: «Facilitator's handbook»

    Hola:

    Otra persona se ha hecho cargo de la revisión de «Facilitator's handbook», que usted tenía reservada.

    Verlo:
    https://library.example.org/reviews/1

    No tiene que hacer nada más. Lo que usted escribió se conserva.

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/

    [fr] Subject: Repris par une autre personne : « Facilitator's handbook »

    Bonjour,

    Une autre personne s’occupe maintenant de la relecture de « Facilitator's handbook », que vous aviez réservée.

    Le voir:
    https://library.example.org/reviews/1

    Vous n’avez plus rien à faire. Ce que vous avez écrit est conservé.

    -- 
    Ce message vous est envoyé par Sharing Center : https://library.example.org/

    [ar] Subject: تولاه مراجع آخر: «⟦Facilitator's handbook⟧»

    تحية طيبة،

    تولى مراجع آخر «⟦Facilitator's handbook⟧» الذي كنتم قد حجزتموه.

    الاطلاع عليه:
    https://library.example.org/reviews/1

    لا حاجة إلى فعل أي شيء آخر بشأنه. ما كتبتموه محفوظ.

    -- 
    أرسلت إليكم هذه الرسالة ⟦Sharing Center⟧: ⟦https://library.example.org/⟧
    ");
}

#[test]
fn a_reviewer_is_asked_for_a_second_look() {
    assert_snapshot!(in_each_language(&samples::second_look_asked()), @"
    [en] Subject: Please take a second look: “Facilitator's handbook”

    Hello,

    Ana Lima asks you to take a second look at “Facilitator's handbook”.

    A note for you:
    > Is the dosage on page 4 right?

    Look at it and answer:
    https://library.example.org/reviews/1

    Your answer is a note for the reviewers. The decision stays with Ana Lima.

    -- 
    Sharing Center sent you this message: https://library.example.org/

    [es] Subject: Échele un segundo vistazo, por favor: «Facilitator's handbook»

    Hola:

    Ana Lima le pide un segundo vistazo a «Facilitator's handbook».

    Una nota para usted:
    > Is the dosage on page 4 right?

    Verlo y responder:
    https://library.example.org/reviews/1

    Su respuesta es una nota para quienes revisan. La decisión sigue siendo de Ana Lima.

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/

    [fr] Subject: Un second regard, s’il vous plaît : « Facilitator's handbook »

    Bonjour,

    Ana Lima vous demande un second regard sur « Facilitator's handbook ».

    Une note à votre attention :
    > Is the dosage on page 4 right?

    Le voir et répondre:
    https://library.example.org/reviews/1

    Votre réponse est une note pour la relecture. La décision revient à Ana Lima.

    -- 
    Ce message vous est envoyé par Sharing Center : https://library.example.org/

    [ar] Subject: يُرجى إلقاء نظرة ثانية: «⟦Facilitator's handbook⟧»

    تحية طيبة،

    يطلب منكم ⟦Ana Lima⟧ إلقاء نظرة ثانية على «⟦Facilitator's handbook⟧».

    ملاحظة لكم:
    > Is the dosage on page 4 right?

    الاطلاع والرد:
    https://library.example.org/reviews/1

    جوابكم ملاحظة للمراجعين. ويبقى القرار لدى ⟦Ana Lima⟧.

    -- 
    أرسلت إليكم هذه الرسالة ⟦Sharing Center⟧: ⟦https://library.example.org/⟧
    ");
}

#[test]
fn a_reviewer_is_told_what_the_second_look_found() {
    assert_snapshot!(in_each_language(&samples::second_look_answered()), @"
    [en] Subject: Ben Okri has looked at “Facilitator's handbook”

    Hello,

    Ben Okri has taken the second look at “Facilitator's handbook” that you asked for.

    A note for you:
    > It is.

    Go on with the review:
    https://library.example.org/reviews/1

    -- 
    Sharing Center sent you this message: https://library.example.org/

    [es] Subject: Ben Okri ya vio «Facilitator's handbook»

    Hola:

    Ben Okri ya echó el segundo vistazo a «Facilitator's handbook» que usted pidió.

    Una nota para usted:
    > It is.

    Seguir con la revisión:
    https://library.example.org/reviews/1

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/

    [fr] Subject: Ben Okri a regardé « Facilitator's handbook »

    Bonjour,

    Ben Okri a porté sur « Facilitator's handbook » le second regard que vous aviez demandé.

    Une note à votre attention :
    > It is.

    Poursuivre la relecture:
    https://library.example.org/reviews/1

    -- 
    Ce message vous est envoyé par Sharing Center : https://library.example.org/

    [ar] Subject: اطلع ⟦Ben Okri⟧ على «⟦Facilitator's handbook⟧»

    تحية طيبة،

    ألقى ⟦Ben Okri⟧ على «⟦Facilitator's handbook⟧» النظرة الثانية التي طلبتموها.

    ملاحظة لكم:
    > It is.

    متابعة المراجعة:
    https://library.example.org/reviews/1

    -- 
    أرسلت إليكم هذه الرسالة ⟦Sharing Center⟧: ⟦https://library.example.org/⟧
    ");
}

#[test]
fn an_organization_is_told_that_its_resource_was_moved() {
    assert_snapshot!(in_each_language(&samples::resource_refiled()), @"
    [en] Subject: “Facilitator's handbook” stands in another section now

    Hello,

    The reviewers moved “Facilitator's handbook” to the section Take Action, where people who need it will look for it. Nothing else of it was changed.

    A note for you:
    > It tells how to do it.

    See it in the library:
    https://library.example.org/resources/1

    -- 
    Sharing Center sent you this message: https://library.example.org/

    [es] Subject: «Facilitator's handbook» está ahora en otra sección

    Hola:

    Quienes revisan pasaron «Facilitator's handbook» a la sección Pasar a la acción, donde lo buscará quien lo necesite. No se cambió nada más.

    Una nota para usted:
    > It tells how to do it.

    Verlo en la biblioteca:
    https://library.example.org/resources/1

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/

    [fr] Subject: « Facilitator's handbook » est maintenant dans une autre section

    Bonjour,

    « Facilitator's handbook » a été déplacé dans la section Passer à l’action, là où on le cherchera. Rien d’autre n’a changé.

    Une note à votre attention :
    > It tells how to do it.

    Le voir dans la bibliothèque:
    https://library.example.org/resources/1

    -- 
    Ce message vous est envoyé par Sharing Center : https://library.example.org/

    [ar] Subject: «⟦Facilitator's handbook⟧» الآن في قسم آخر

    تحية طيبة،

    نقل المراجعون «⟦Facilitator's handbook⟧» إلى قسم بادِر حيث سيبحث عنه من يحتاج إليه. ولم يتغير فيه أي شيء آخر.

    ملاحظة لكم:
    > It tells how to do it.

    عرضه في المكتبة:
    https://library.example.org/resources/1

    -- 
    أرسلت إليكم هذه الرسالة ⟦Sharing Center⟧: ⟦https://library.example.org/⟧
    ");
}
