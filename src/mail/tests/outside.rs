//! What is mailed about what comes from outside, and what does not get there.

use super::samples::{self, shown};
use insta::assert_snapshot;

#[test]
fn a_message_from_the_contact_form_says_who_wrote_it_and_how_to_answer() {
    assert_snapshot!(shown(&samples::contact_message(), "en"), @"
    Subject: Ana Sol has written to the library

    Hello,

    Somebody has written to the admins of Sharing Center with the contact form: Ana Sol, ana@visitors.example.

    Simply answer this message: your answer goes to ana@visitors.example. Then mark the message as answered, so that nobody answers twice.

    The message:
    > How do we join?
    > Thank you!

    Open the library:
    https://library.example.org/

    -- 
    Sharing Center sent you this message: https://library.example.org/
    ");
    assert_snapshot!(shown(&samples::contact_message(), "es"), @"
    Subject: Ana Sol ha escrito a la biblioteca

    Hola:

    Alguien ha escrito a la administración de Sharing Center con el formulario de contacto: Ana Sol, ana@visitors.example.

    Basta con responder a este mensaje: la respuesta llega a ana@visitors.example. Después, marque el mensaje como respondido, para que nadie responda dos veces.

    El mensaje:
    > How do we join?
    > Thank you!

    Abrir la biblioteca:
    https://library.example.org/

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/
    ");
}

#[test]
fn a_webhook_that_was_switched_off_says_which_since_when_and_why() {
    assert_snapshot!(shown(&samples::webhook_disabled(), "en"), @"
    Subject: A webhook was switched off: https://hooks.example.org/library

    Hello,

    Nothing that Sharing Center sends has arrived at this webhook since 29 November 2026, 09:05 UTC: https://hooks.example.org/library. It was switched off, and is told nothing more.

    The last failure: It answered 500.

    Once its other end works again, switch it on; what it has missed can be sent again from its log.

    Open the library:
    https://library.example.org/

    -- 
    Sharing Center sent you this message: https://library.example.org/
    ");
    assert_snapshot!(shown(&samples::webhook_disabled(), "es"), @"
    Subject: Se ha desactivado un webhook: https://hooks.example.org/library

    Hola:

    Nada de lo que envía Sharing Center ha llegado a este webhook desde el 29 de noviembre de 2026, 09:05 UTC: https://hooks.example.org/library. Se ha desactivado y ya no recibe avisos.

    El último fallo: It answered 500.

    Cuando el otro extremo vuelva a funcionar, actívelo de nuevo; lo que se ha perdido puede enviarse otra vez desde su registro.

    Abrir la biblioteca:
    https://library.example.org/

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/
    ");
}
