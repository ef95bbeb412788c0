//! What is mailed about embargoes, promises, and what others make of a work.

use super::samples::{self, in_each_language};
use insta::assert_snapshot;

#[test]
fn an_approval_under_an_embargo_says_when_it_ends() {
    assert_snapshot!(in_each_language(&samples::approved_under_embargo()), @"
    [en] Subject: “Facilitator's handbook” was approved and waits for its date

    Hello,

    “Facilitator's handbook” was approved. As you asked, it stays hidden until 29 November 2026, 09:05 UTC; then it becomes public by itself.

    You can lift the embargo at any time: it is public at once then.

    See your submission:
    https://library.example.org/submissions/1

    -- 
    Sharing Center sent you this message: https://library.example.org/

    [es] Subject: Se aprobó «Facilitator's handbook» y espera su fecha

    Hola:

    Se aprobó «Facilitator's handbook». Como usted pidió, queda oculto hasta el 29 de noviembre de 2026, 09:05 UTC; después se publica por sí solo.

    Puede levantar el embargo cuando quiera: entonces se publica enseguida.

    Ver su envío:
    https://library.example.org/submissions/1

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/

    [fr] Subject: « Facilitator's handbook » a été approuvé et attend sa date

    Bonjour,

    « Facilitator's handbook » a été approuvé. Comme vous l’avez demandé, le document reste caché jusqu’au 29 novembre 2026 à 09:05 UTC ; il devient ensuite public de lui-même.

    Vous pouvez lever l’embargo à tout moment : le document est alors public aussitôt.

    Voir votre envoi:
    https://library.example.org/submissions/1

    -- 
    Ce message vous est envoyé par Sharing Center : https://library.example.org/

    [ar] Subject: تمت الموافقة على «⟦Facilitator's handbook⟧» وهو في انتظار موعده

    تحية طيبة،

    تمت الموافقة على «⟦Facilitator's handbook⟧». وكما طلبتم يبقى مخفيًا حتى 29 نوفمبر 2026، الساعة 09:05 بالتوقيت العالمي، ثم يُنشر من تلقاء نفسه.

    يمكنكم رفع الحظر في أي وقت، فيُنشر فورًا.

    الاطلاع على مساهمتكم:
    https://library.example.org/submissions/1

    -- 
    أرسلت إليكم هذه الرسالة ⟦Sharing Center⟧: ⟦https://library.example.org/⟧
    ");
}

#[test]
fn a_broken_promise_names_what_waits() {
    assert_snapshot!(in_each_language(&samples::review_overdue()), @"
    [en] Subject: 2 submissions have waited longer than we promised

    Hello,

    Those who share something with Sharing Center are promised an answer within 14 days. 2 submissions that you may decide have waited longer.

    - “Group agreements”, Casa Abierta: waiting for 16 days
    - and 1 more

    Open the review queue:
    https://library.example.org/reviews

    -- 
    Sharing Center sent you this message: https://library.example.org/

    [es] Subject: 2 envíos esperan más de lo que prometimos

    Hola:

    A quienes comparten algo en Sharing Center se les promete una respuesta en 14 días. 2 envíos sobre los que usted puede decidir esperan desde hace más tiempo.

    - «Group agreements», Casa Abierta: espera desde hace 16 días
    - y 1 más

    Abrir la lista de revisión:
    https://library.example.org/reviews

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/

    [fr] Subject: 2 envois attendent plus longtemps que promis

    Bonjour,

    À celles et ceux qui partagent quelque chose sur Sharing Center, une réponse est promise sous 14 jours. 2 envois dont vous pouvez décider attendent depuis plus longtemps.

    - « Group agreements », Casa Abierta : en attente depuis 16 jours
    - et 1 autre

    Ouvrir la file de relecture:
    https://library.example.org/reviews

    -- 
    Ce message vous est envoyé par Sharing Center : https://library.example.org/

    [ar] Subject: مساهمتان تأخرتا عن الموعد الذي وعدنا به

    تحية طيبة،

    نعد من يشارك شيئًا في ⟦Sharing Center⟧ بجواب خلال مدة محددة، عدد أيامها: 14. مساهمتان يمكنكم البت فيهما تنتظران منذ وقت أطول.

    - «⟦Group agreements⟧»، ⟦Casa Abierta⟧: في الانتظار منذ 16 يومًا
    - وواحدة أخرى

    فتح قائمة المراجعة:
    https://library.example.org/reviews

    -- 
    أرسلت إليكم هذه الرسالة ⟦Sharing Center⟧: ⟦https://library.example.org/⟧
    ");
}

#[test]
fn an_organization_reads_what_was_made_of_its_work() {
    assert_snapshot!(in_each_language(&samples::resource_borrowed()), @"
    [en] Subject: Something was made of “Facilitator's handbook”

    Hello,

    Casa Abierta has adapted “Facilitator's handbook”, which you share on Sharing Center. What came of it is called “A shorter handbook”.

    What they changed:
    > Cut to two hours.

    See what they made:
    https://library.example.org/resources/2

    -- 
    Sharing Center sent you this message: https://library.example.org/

    [es] Subject: Alguien hizo algo a partir de «Facilitator's handbook»

    Hola:

    Casa Abierta ha adaptado «Facilitator's handbook», que ustedes comparten en Sharing Center. El resultado se titula «A shorter handbook».

    Lo que cambiaron:
    > Cut to two hours.

    Ver lo que hicieron:
    https://library.example.org/resources/2

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/

    [fr] Subject: On a fait quelque chose à partir de « Facilitator's handbook »

    Bonjour,

    Casa Abierta a adapté « Facilitator's handbook », que vous partagez sur Sharing Center. Le résultat s’intitule « A shorter handbook ».

    Ce qui a changé :
    > Cut to two hours.

    Voir le résultat:
    https://library.example.org/resources/2

    -- 
    Ce message vous est envoyé par Sharing Center : https://library.example.org/

    [ar] Subject: عمل جديد مستمد من «⟦Facilitator's handbook⟧»

    تحية طيبة،

    كيّفت ⟦Casa Abierta⟧ «⟦Facilitator's handbook⟧» الذي تشاركونه في ⟦Sharing Center⟧. عنوان العمل الجديد «⟦A shorter handbook⟧».

    ما الذي تغيّر:
    > Cut to two hours.

    الاطلاع على العمل الجديد:
    https://library.example.org/resources/2

    -- 
    أرسلت إليكم هذه الرسالة ⟦Sharing Center⟧: ⟦https://library.example.org/⟧
    ");
}

#[test]
fn an_organization_reads_in_which_language_its_work_is_wanted() {
    assert_snapshot!(in_each_language(&samples::translation_wanted()), @"
    [en] Subject: Somebody would like to read “Facilitator's handbook” in another language (French)

    Hello,

    Somebody would like to have “Facilitator's handbook”, which you share on Sharing Center, in another language: French.

    If you have a translation, or know someone who could make one, please share it and name this as its original. We tell you of the first wish for a language only; the page of the resource counts them all.

    See the resource:
    https://library.example.org/resources/1

    -- 
    Sharing Center sent you this message: https://library.example.org/

    [es] Subject: Alguien quisiera leer «Facilitator's handbook» en otro idioma (Francés)

    Hola:

    Alguien quisiera tener «Facilitator's handbook», que ustedes comparten en Sharing Center, en otro idioma: Francés.

    Si tienen una traducción o conocen a quien pueda hacerla, compártanla e indiquen este recurso como original. Solo avisamos de la primera petición de cada idioma; la página del recurso las cuenta todas.

    Ver el recurso:
    https://library.example.org/resources/1

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/

    [fr] Subject: Quelqu’un aimerait lire « Facilitator's handbook » dans une autre langue (Français)

    Bonjour,

    Quelqu’un aimerait avoir « Facilitator's handbook », que vous partagez sur Sharing Center, dans une autre langue : Français.

    Si vous avez une traduction, ou connaissez quelqu’un qui pourrait en faire une, partagez-la et indiquez ce document comme original. Nous ne signalons que le premier souhait pour chaque langue ; la page de la ressource les compte tous.

    Voir la ressource:
    https://library.example.org/resources/1

    -- 
    Ce message vous est envoyé par Sharing Center : https://library.example.org/

    [ar] Subject: هناك من يود قراءة «⟦Facilitator's handbook⟧» بلغة أخرى (⟦Français⟧)

    تحية طيبة،

    هناك من يود الحصول على «⟦Facilitator's handbook⟧»، الذي تشاركونه في ⟦Sharing Center⟧، بلغة أخرى: ⟦Français⟧.

    إن كانت لديكم ترجمة، أو كنتم تعرفون من يستطيع إعدادها، فشاركوها واذكروا هذا المورد أصلًا لها. نخبركم بأول طلب لكل لغة فقط، وصفحة المورد تعدّ الطلبات كلها.

    عرض المورد:
    https://library.example.org/resources/1

    -- 
    أرسلت إليكم هذه الرسالة ⟦Sharing Center⟧: ⟦https://library.example.org/⟧
    ");
}

#[test]
fn whoever_wished_for_a_translation_is_told_of_it() {
    assert_snapshot!(in_each_language(&samples::translation_there()), @"
    [en] Subject: The translation that you wished for is here: “Manuel d’animation”

    Hello,

    You wished for “Facilitator's handbook” in another language (French). Now there is a translation: “Manuel d’animation”.

    Read it:
    https://library.example.org/resources/2

    -- 
    Sharing Center sent you this message: https://library.example.org/

    [es] Subject: Ya está la traducción que deseaba: «Manuel d’animation»

    Hola:

    Usted deseaba «Facilitator's handbook» en otro idioma (Francés). Ya hay una traducción: «Manuel d’animation».

    Leerla:
    https://library.example.org/resources/2

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/

    [fr] Subject: La traduction que vous souhaitiez est là : « Manuel d’animation »

    Bonjour,

    Vous souhaitiez « Facilitator's handbook » dans une autre langue (Français). Il existe maintenant une traduction : « Manuel d’animation ».

    La lire:
    https://library.example.org/resources/2

    -- 
    Ce message vous est envoyé par Sharing Center : https://library.example.org/

    [ar] Subject: الترجمة التي طلبتموها متاحة: «⟦Manuel d’animation⟧»

    تحية طيبة،

    طلبتم «⟦Facilitator's handbook⟧» بلغة أخرى (⟦Français⟧). توجد الآن ترجمة: «⟦Manuel d’animation⟧».

    قراءتها:
    https://library.example.org/resources/2

    -- 
    أرسلت إليكم هذه الرسالة ⟦Sharing Center⟧: ⟦https://library.example.org/⟧
    ");
}
