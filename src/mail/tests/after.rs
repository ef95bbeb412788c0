//! What is mailed after publication: reports, hiding and withdrawing, dates, links, uses.

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
fn the_organization_learns_that_its_work_is_hidden() {
    assert_snapshot!(in_each_language(&samples::resource_hidden()), @"
    [en] Subject: Hidden for now: “Facilitator's handbook”

    Hello,

    A reviewer has hidden “Facilitator's handbook”: nobody can see it while it is looked at. Reason: somebody's privacy.

    The reviewer writes:
    > Somebody in a picture does not want to be seen.

    Read more and make a statement:
    https://library.example.org/resources/1

    An admin will restore it or withdraw it. Until then you can make a statement, which those who decide will read.

    -- 
    Sharing Center sent you this message: https://library.example.org/

    [es] Subject: Oculto por ahora: «Facilitator's handbook»

    Hola:

    Una persona que revisa ocultó «Facilitator's handbook»: nadie puede verlo mientras se examina. Motivo: la intimidad de alguien.

    La persona que lo ocultó escribe:
    > Somebody in a picture does not want to be seen.

    Leer más y hacer una declaración:
    https://library.example.org/resources/1

    La administración lo restablecerá o lo retirará. Hasta entonces puede hacer una declaración, que leerán quienes deciden.

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/

    [fr] Subject: Masqué pour l’instant : « Facilitator's handbook »

    Bonjour,

    Une personne chargée de la relecture a masqué « Facilitator's handbook » : nul ne peut le voir pendant l’examen. Motif : la vie privée de quelqu’un.

    Cette personne écrit :
    > Somebody in a picture does not want to be seen.

    En savoir plus et faire une déclaration:
    https://library.example.org/resources/1

    L’administration rétablira ou retirera la ressource. D’ici là, vous pouvez faire une déclaration, que liront celles et ceux qui décident.

    -- 
    Ce message vous est envoyé par Sharing Center : https://library.example.org/

    [ar] Subject: مخفي في الوقت الحالي: «⟦Facilitator's handbook⟧»

    تحية طيبة،

    أخفى أحد المراجعين «⟦Facilitator's handbook⟧»، فلا يراه أحد ريثما يُنظر في أمره. السبب: خصوصية أحد الأشخاص.

    كتب المراجع:
    > Somebody in a picture does not want to be seen.

    المزيد وتقديم بيان:
    https://library.example.org/resources/1

    ستعيده الإدارة أو تسحبه. وحتى ذلك الحين يمكنكم تقديم بيان يقرؤه من يتخذون القرار.

    -- 
    أرسلت إليكم هذه الرسالة ⟦Sharing Center⟧: ⟦https://library.example.org/⟧
    ");
}

#[test]
fn admins_are_asked_to_confirm_or_restore() {
    assert_snapshot!(in_each_language(&samples::hiding_waiting()), @"
    [en] Subject: Please decide: “Facilitator's handbook” is hidden

    Hello,

    “Facilitator's handbook” of “Casa Abierta” is hidden, waiting for 3 days. Reason: somebody's privacy. An admin has to restore it or withdraw it.

    Decide:
    https://library.example.org/resources/1

    -- 
    Sharing Center sent you this message: https://library.example.org/

    [es] Subject: Decida, por favor: «Facilitator's handbook» está oculto

    Hola:

    «Facilitator's handbook» de «Casa Abierta» está oculto, espera desde hace 3 días. Motivo: la intimidad de alguien. La administración tiene que restablecerlo o retirarlo.

    Decidir:
    https://library.example.org/resources/1

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/

    [fr] Subject: À décider : « Facilitator's handbook » est masqué

    Bonjour,

    « Facilitator's handbook », de « Casa Abierta », est masqué, en attente depuis 3 jours. Motif : la vie privée de quelqu’un. L’administration doit le rétablir ou le retirer.

    Décider:
    https://library.example.org/resources/1

    -- 
    Ce message vous est envoyé par Sharing Center : https://library.example.org/

    [ar] Subject: يُرجى البت: «⟦Facilitator's handbook⟧» مخفي

    تحية طيبة،

    «⟦Facilitator's handbook⟧» التابع لمنظمة «⟦Casa Abierta⟧» مخفي، في الانتظار منذ 3 أيام. السبب: خصوصية أحد الأشخاص. على الإدارة أن تعيده أو تسحبه.

    البت في الأمر:
    https://library.example.org/resources/1

    -- 
    أرسلت إليكم هذه الرسالة ⟦Sharing Center⟧: ⟦https://library.example.org/⟧
    ");
}

#[test]
fn admins_read_the_counter_notice() {
    assert_snapshot!(in_each_language(&samples::hiding_statement()), @"
    [en] Subject: A statement about “Facilitator's handbook”, which is hidden

    Hello,

    “Casa Abierta” has made a statement about “Facilitator's handbook”, which is hidden and waits for a decision.

    The statement:
    > She agreed in writing; the letter is with us.

    Read on:
    https://library.example.org/resources/1

    -- 
    Sharing Center sent you this message: https://library.example.org/

    [es] Subject: Una declaración sobre «Facilitator's handbook», que está oculto

    Hola:

    «Casa Abierta» hizo una declaración sobre «Facilitator's handbook», que está oculto y espera una decisión.

    La declaración:
    > She agreed in writing; the letter is with us.

    Seguir leyendo:
    https://library.example.org/resources/1

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/

    [fr] Subject: Une déclaration au sujet de « Facilitator's handbook », qui est masqué

    Bonjour,

    « Casa Abierta » a fait une déclaration au sujet de « Facilitator's handbook », qui est masqué et attend une décision.

    La déclaration :
    > She agreed in writing; the letter is with us.

    Lire la suite:
    https://library.example.org/resources/1

    -- 
    Ce message vous est envoyé par Sharing Center : https://library.example.org/

    [ar] Subject: بيان بشأن «⟦Facilitator's handbook⟧» المخفي

    تحية طيبة،

    قدمت «⟦Casa Abierta⟧» بيانًا بشأن «⟦Facilitator's handbook⟧»، وهو مخفي وينتظر القرار.

    البيان:
    > She agreed in writing; the letter is with us.

    متابعة القراءة:
    https://library.example.org/resources/1

    -- 
    أرسلت إليكم هذه الرسالة ⟦Sharing Center⟧: ⟦https://library.example.org/⟧
    ");
}

#[test]
fn the_organization_learns_that_its_work_is_withdrawn() {
    assert_snapshot!(in_each_language(&samples::resource_withdrawn()), @"
    [en] Subject: “Facilitator's handbook” was withdrawn

    Hello,

    “Facilitator's handbook” was withdrawn from Sharing Center; it can not be seen any more. Reason: it was published by mistake.

    A note for you:
    > So it was agreed.

    -- 
    Sharing Center sent you this message: https://library.example.org/

    [es] Subject: Se retiró «Facilitator's handbook»

    Hola:

    Se retiró «Facilitator's handbook» de Sharing Center; ya no se puede ver. Motivo: se publicó por error.

    Una nota para usted:
    > So it was agreed.

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/

    [fr] Subject: « Facilitator's handbook » a été retiré

    Bonjour,

    « Facilitator's handbook » a été retiré de Sharing Center ; on ne peut plus le voir. Motif : la publication était une erreur.

    Une note à votre attention :
    > So it was agreed.

    -- 
    Ce message vous est envoyé par Sharing Center : https://library.example.org/

    [ar] Subject: سُحب «⟦Facilitator's handbook⟧»

    تحية طيبة،

    سُحب «⟦Facilitator's handbook⟧» من ⟦Sharing Center⟧ ولم يعد ممكنًا الاطلاع عليه. السبب: نُشر عن طريق الخطأ.

    ملاحظة لكم:
    > So it was agreed.

    -- 
    أرسلت إليكم هذه الرسالة ⟦Sharing Center⟧: ⟦https://library.example.org/⟧
    ");
}

#[test]
fn the_organization_learns_that_its_work_is_back() {
    assert_snapshot!(in_each_language(&samples::resource_restored()), @"
    [en] Subject: “Facilitator's handbook” can be seen again

    Hello,

    “Facilitator's handbook” was restored: everybody can see it on Sharing Center again.

    A note for you:
    > So it was agreed.

    See it in the library:
    https://library.example.org/resources/1

    -- 
    Sharing Center sent you this message: https://library.example.org/

    [es] Subject: «Facilitator's handbook» se puede ver de nuevo

    Hola:

    Se restableció «Facilitator's handbook»: cualquiera puede verlo de nuevo en Sharing Center.

    Una nota para usted:
    > So it was agreed.

    Verlo en la biblioteca:
    https://library.example.org/resources/1

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/

    [fr] Subject: « Facilitator's handbook » est de nouveau visible

    Bonjour,

    « Facilitator's handbook » a été rétabli : chacun peut de nouveau le voir sur Sharing Center.

    Une note à votre attention :
    > So it was agreed.

    Le voir dans la bibliothèque:
    https://library.example.org/resources/1

    -- 
    Ce message vous est envoyé par Sharing Center : https://library.example.org/

    [ar] Subject: «⟦Facilitator's handbook⟧» متاح من جديد

    تحية طيبة،

    أُعيد «⟦Facilitator's handbook⟧»، ويمكن للجميع الاطلاع عليه في ⟦Sharing Center⟧ من جديد.

    ملاحظة لكم:
    > So it was agreed.

    عرضه في المكتبة:
    https://library.example.org/resources/1

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

#[test]
fn what_is_to_be_looked_at_again_is_listed() {
    assert_snapshot!(in_each_language(&samples::review_dates()), @"
    [en] Subject: Still good? 3 resources want a look

    Hello,

    “Casa Abierta” shares what stands below on Sharing Center. Please look whether it still holds.

    - “Facilitator's handbook”: by 29 November 2026
    - and 2 more

    Look at them:
    https://library.example.org/resources

    For what is still good, one press of a button is enough. For the rest, send a new edition or ask for it to be removed.

    -- 
    Sharing Center sent you this message: https://library.example.org/

    [es] Subject: ¿Siguen vigentes? Hay que mirar 3 recursos

    Hola:

    «Casa Abierta» comparte en Sharing Center lo que sigue. Mire, por favor, si todavía es válido.

    - «Facilitator's handbook»: antes del 29 de noviembre de 2026
    - y 2 más

    Mirarlos:
    https://library.example.org/resources

    Para lo que sigue vigente basta con pulsar un botón. Para lo demás, envíe una edición nueva o pida que se retire.

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/

    [fr] Subject: Toujours valables ? 3 ressources sont à revoir

    Bonjour,

    « Casa Abierta » partage sur Sharing Center ce qui suit. Merci de vérifier si c’est encore valable.

    - « Facilitator's handbook » : avant le 29 novembre 2026
    - et 2 autres

    Les revoir:
    https://library.example.org/resources

    Pour ce qui est encore valable, il suffit d’un bouton. Pour le reste, envoyez une nouvelle édition ou demandez le retrait.

    -- 
    Ce message vous est envoyé par Sharing Center : https://library.example.org/

    [ar] Subject: أما زالت صالحة؟ 3 موارد تحتاج إلى نظرة

    تحية طيبة،

    تشارك «⟦Casa Abierta⟧» في ⟦Sharing Center⟧ ما يلي. يُرجى النظر فيما إذا كان ما زال صالحًا.

    - «⟦Facilitator's handbook⟧»: قبل 29 نوفمبر 2026 م
    - واثنتان أخريان

    الاطلاع عليها:
    https://library.example.org/resources

    ما زال صالحًا؟ تكفي ضغطة زر. ولغير ذلك أرسلوا طبعة جديدة أو اطلبوا إزالته.

    -- 
    أرسلت إليكم هذه الرسالة ⟦Sharing Center⟧: ⟦https://library.example.org/⟧
    ");
}

#[test]
fn the_organization_learns_of_a_dead_link() {
    assert_snapshot!(in_each_language(&samples::dead_link()), @"
    [en] Subject: The link of “Facilitator's handbook” leads nowhere

    Hello,

    We have asked the link of “Facilitator's handbook” several times over some days, and it does not work: https://casa.example/handbook

    See the resource:
    https://library.example.org/resources/1

    Please correct it with a new edition. Until the link works again, readers are told that it does not.

    -- 
    Sharing Center sent you this message: https://library.example.org/

    [es] Subject: El enlace de «Facilitator's handbook» no lleva a ninguna parte

    Hola:

    Probamos varias veces durante unos días el enlace de «Facilitator's handbook», y no funciona: https://casa.example/handbook

    Ver el recurso:
    https://library.example.org/resources/1

    Corríjalo, por favor, con una edición nueva. Hasta que el enlace vuelva a funcionar, se avisa de ello a quienes leen.

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/

    [fr] Subject: Le lien de « Facilitator's handbook » ne mène nulle part

    Bonjour,

    Nous avons essayé plusieurs fois en quelques jours le lien de « Facilitator's handbook », et il ne fonctionne pas : https://casa.example/handbook

    Voir la ressource:
    https://library.example.org/resources/1

    Merci de le corriger par une nouvelle édition. D’ici là, les personnes qui lisent en sont averties.

    -- 
    Ce message vous est envoyé par Sharing Center : https://library.example.org/

    [ar] Subject: رابط «⟦Facilitator's handbook⟧» لا يؤدي إلى أي مكان

    تحية طيبة،

    جرّبنا رابط «⟦Facilitator's handbook⟧» عدة مرات خلال أيام، وهو لا يعمل: ⟦https://casa.example/handbook⟧

    عرض المورد:
    https://library.example.org/resources/1

    يُرجى تصحيحه بطبعة جديدة. وإلى أن يعمل الرابط من جديد ننبّه القراء إلى ذلك.

    -- 
    أرسلت إليكم هذه الرسالة ⟦Sharing Center⟧: ⟦https://library.example.org/⟧
    ");
}

#[test]
fn reviewers_learn_of_a_use() {
    assert_snapshot!(in_each_language(&samples::use_waiting()), @"
    [en] Subject: A use report waits: “Facilitator's handbook”

    Hello,

    “Casa Abierta” tells how it used “Facilitator's handbook”. A reviewer has to read it before anyone sees it.

    Read it:
    https://library.example.org/uses/1

    -- 
    Sharing Center sent you this message: https://library.example.org/

    [es] Subject: Espera un relato de uso: «Facilitator's handbook»

    Hola:

    «Casa Abierta» cuenta cómo usó «Facilitator's handbook». Alguien tiene que revisarlo antes de que se vea.

    Leerlo:
    https://library.example.org/uses/1

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/

    [fr] Subject: Un retour d’expérience attend : « Facilitator's handbook »

    Bonjour,

    « Casa Abierta » raconte comment « Facilitator's handbook » a servi. Il faut qu’on le relise avant que d’autres le voient.

    Le lire:
    https://library.example.org/uses/1

    -- 
    Ce message vous est envoyé par Sharing Center : https://library.example.org/

    [ar] Subject: تقرير استخدام في الانتظار: «⟦Facilitator's handbook⟧»

    تحية طيبة،

    تروي «⟦Casa Abierta⟧» كيف استخدمت «⟦Facilitator's handbook⟧». على أحد المراجعين قراءته قبل أن يراه غيره.

    قراءته:
    https://library.example.org/uses/1

    -- 
    أرسلت إليكم هذه الرسالة ⟦Sharing Center⟧: ⟦https://library.example.org/⟧
    ");
}

#[test]
fn whoever_told_of_a_use_learns_what_came_of_it() {
    assert_snapshot!(in_each_language(&samples::use_decided()), @"
    [en] Subject: Your report on using “Facilitator's handbook” is published

    Hello,

    Thank you for telling how you used “Facilitator's handbook”. Everybody can read it now.

    A note for you:
    > So it was agreed.

    See it in the library:
    https://library.example.org/resources/1

    -- 
    Sharing Center sent you this message: https://library.example.org/

    [es] Subject: Se publicó su relato sobre el uso de «Facilitator's handbook»

    Hola:

    Gracias por contar cómo usó «Facilitator's handbook». Ahora cualquiera puede leerlo.

    Una nota para usted:
    > So it was agreed.

    Verlo en la biblioteca:
    https://library.example.org/resources/1

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/

    [fr] Subject: Votre retour sur « Facilitator's handbook » est publié

    Bonjour,

    Merci d’avoir raconté comment « Facilitator's handbook » vous a servi. Chacun peut maintenant le lire.

    Une note à votre attention :
    > So it was agreed.

    Le voir dans la bibliothèque:
    https://library.example.org/resources/1

    -- 
    Ce message vous est envoyé par Sharing Center : https://library.example.org/

    [ar] Subject: نُشر تقريركم عن استخدام «⟦Facilitator's handbook⟧»

    تحية طيبة،

    شكرًا لأنكم رويتم كيف استخدمتم «⟦Facilitator's handbook⟧». يمكن للجميع قراءته الآن.

    ملاحظة لكم:
    > So it was agreed.

    عرضه في المكتبة:
    https://library.example.org/resources/1

    -- 
    أرسلت إليكم هذه الرسالة ⟦Sharing Center⟧: ⟦https://library.example.org/⟧
    ");
}

#[test]
fn the_organization_learns_how_its_work_was_used() {
    assert_snapshot!(in_each_language(&samples::use_shared()), @"
    [en] Subject: “Facilitator's handbook” was used

    Hello,

    “Casa Abierta” used “Facilitator's handbook”, which you share on Sharing Center, and tells how it went.

    They write:
    > Used with 40 people, cut to two hours.

    See it in the library:
    https://library.example.org/resources/1

    -- 
    Sharing Center sent you this message: https://library.example.org/

    [es] Subject: Se usó «Facilitator's handbook»

    Hola:

    «Casa Abierta» usó «Facilitator's handbook», que ustedes comparten en Sharing Center, y cuenta cómo le fue.

    Escriben:
    > Used with 40 people, cut to two hours.

    Verlo en la biblioteca:
    https://library.example.org/resources/1

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/

    [fr] Subject: « Facilitator's handbook » a servi

    Bonjour,

    « Casa Abierta » s’est servi de « Facilitator's handbook », que vous partagez sur Sharing Center, et raconte comment cela s’est passé.

    On vous écrit :
    > Used with 40 people, cut to two hours.

    Le voir dans la bibliothèque:
    https://library.example.org/resources/1

    -- 
    Ce message vous est envoyé par Sharing Center : https://library.example.org/

    [ar] Subject: استُخدم «⟦Facilitator's handbook⟧»

    تحية طيبة،

    استخدمت «⟦Casa Abierta⟧» «⟦Facilitator's handbook⟧» الذي تشاركونه في ⟦Sharing Center⟧، وهي تروي كيف كان ذلك.

    كتبوا:
    > Used with 40 people, cut to two hours.

    عرضه في المكتبة:
    https://library.example.org/resources/1

    -- 
    أرسلت إليكم هذه الرسالة ⟦Sharing Center⟧: ⟦https://library.example.org/⟧
    ");
}
