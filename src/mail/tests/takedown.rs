//! What is mailed when a resource is hidden, withdrawn and brought back.

use super::samples::{self, in_each_language};
use insta::assert_snapshot;

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
