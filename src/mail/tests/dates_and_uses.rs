//! What is mailed of dates, dead links and uses.

use super::samples::{self, in_each_language};
use insta::assert_snapshot;

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
