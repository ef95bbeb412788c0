//! What is mailed about embargoes, promises, and what others make of a work.

use super::samples::{self, shown};
use insta::assert_snapshot;

#[test]
fn an_approval_under_an_embargo_says_when_it_ends() {
    assert_snapshot!(shown(&samples::approved_under_embargo(), "en"), @"
    Subject: “Facilitator's handbook” was approved and waits for its date

    Hello,

    “Facilitator's handbook” was approved. As you asked, it stays hidden until 29 November 2026, 09:05 UTC; then it becomes public by itself.

    You can lift the embargo at any time: it is public at once then.

    See your submission:
    https://library.example.org/submissions/1

    -- 
    Sharing Center sent you this message: https://library.example.org/
    ");
    assert_snapshot!(shown(&samples::approved_under_embargo(), "es"), @"
    Subject: Se aprobó «Facilitator's handbook» y espera su fecha

    Hola:

    Se aprobó «Facilitator's handbook». Como usted pidió, queda oculto hasta el 29 de noviembre de 2026, 09:05 UTC; después se publica por sí solo.

    Puede levantar el embargo cuando quiera: entonces se publica enseguida.

    Ver su envío:
    https://library.example.org/submissions/1

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/
    ");
}

#[test]
fn a_broken_promise_names_what_waits() {
    assert_snapshot!(shown(&samples::review_overdue(), "en"), @"
    Subject: 2 submissions have waited longer than we promised

    Hello,

    Those who share something with Sharing Center are promised an answer within 14 days. 2 submissions that you may decide have waited longer.

    - “Group agreements”, Casa Abierta: waiting for 16 days
    - and 1 more

    Open the review queue:
    https://library.example.org/reviews

    -- 
    Sharing Center sent you this message: https://library.example.org/
    ");
    assert_snapshot!(shown(&samples::review_overdue(), "es"), @"
    Subject: 2 envíos esperan más de lo que prometimos

    Hola:

    A quienes comparten algo en Sharing Center se les promete una respuesta en 14 días. 2 envíos sobre los que usted puede decidir esperan desde hace más tiempo.

    - «Group agreements», Casa Abierta: espera desde hace 16 días
    - y 1 más

    Abrir la lista de revisión:
    https://library.example.org/reviews

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/
    ");
}

#[test]
fn an_organization_reads_what_was_made_of_its_work() {
    assert_snapshot!(shown(&samples::resource_borrowed(), "en"), @"
    Subject: Something was made of “Facilitator's handbook”

    Hello,

    Casa Abierta has adapted “Facilitator's handbook”, which you share on Sharing Center. What came of it is called “A shorter handbook”.

    What they changed:
    > Cut to two hours.

    See what they made:
    https://library.example.org/resources/2

    -- 
    Sharing Center sent you this message: https://library.example.org/
    ");
    assert_snapshot!(shown(&samples::resource_borrowed(), "es"), @"
    Subject: Alguien hizo algo a partir de «Facilitator's handbook»

    Hola:

    Casa Abierta ha adaptado «Facilitator's handbook», que ustedes comparten en Sharing Center. El resultado se titula «A shorter handbook».

    Lo que cambiaron:
    > Cut to two hours.

    Ver lo que hicieron:
    https://library.example.org/resources/2

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/
    ");
}

#[test]
fn an_organization_reads_in_which_language_its_work_is_wanted() {
    assert_snapshot!(shown(&samples::translation_wanted(), "en"), @"
    Subject: Somebody would like to read “Facilitator's handbook” in another language (French)

    Hello,

    Somebody would like to have “Facilitator's handbook”, which you share on Sharing Center, in another language: French.

    If you have a translation, or know someone who could make one, please share it and name this as its original. We tell you of the first wish for a language only; the page of the resource counts them all.

    See the resource:
    https://library.example.org/resources/1

    -- 
    Sharing Center sent you this message: https://library.example.org/
    ");
    assert_snapshot!(shown(&samples::translation_wanted(), "es"), @"
    Subject: Alguien quisiera leer «Facilitator's handbook» en otro idioma (Francés)

    Hola:

    Alguien quisiera tener «Facilitator's handbook», que ustedes comparten en Sharing Center, en otro idioma: Francés.

    Si tienen una traducción o conocen a quien pueda hacerla, compártanla e indiquen este recurso como original. Solo avisamos de la primera petición de cada idioma; la página del recurso las cuenta todas.

    Ver el recurso:
    https://library.example.org/resources/1

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/
    ");
}

#[test]
fn who_wished_for_a_translation_reads_that_it_is_there() {
    assert_snapshot!(shown(&samples::translation_there(), "en"), @"
    Subject: The translation that you wished for is here: “Manuel d’animation”

    Hello,

    You wished for “Facilitator's handbook” in another language (French). Now there is a translation: “Manuel d’animation”.

    Read it:
    https://library.example.org/resources/2

    -- 
    Sharing Center sent you this message: https://library.example.org/
    ");
    assert_snapshot!(shown(&samples::translation_there(), "es"), @"
    Subject: Ya está la traducción que deseaba: «Manuel d’animation»

    Hola:

    Usted deseaba «Facilitator's handbook» en otro idioma (Francés). Ya hay una traducción: «Manuel d’animation».

    Leerla:
    https://library.example.org/resources/2

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/
    ");
}
