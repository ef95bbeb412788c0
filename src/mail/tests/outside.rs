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
    assert_snapshot!(shown(&samples::contact_message(), "fr"), @"
    Subject: Ana Sol a écrit à la bibliothèque

    Bonjour,

    Quelqu’un a écrit à l’administration de Sharing Center par le formulaire de contact : Ana Sol, ana@visitors.example.

    Il suffit de répondre à ce message : la réponse parvient à ana@visitors.example. Veuillez ensuite marquer le message comme traité, pour que personne ne réponde deux fois.

    Le message :
    > How do we join?
    > Thank you!

    Ouvrir la bibliothèque:
    https://library.example.org/

    -- 
    Ce message vous est envoyé par Sharing Center : https://library.example.org/
    ");
    assert_snapshot!(shown(&samples::contact_message(), "ar"), @"
    Subject: رسالة إلى المكتبة من ⟦Ana Sol⟧

    تحية طيبة،

    كتب شخص إلى إدارة ⟦Sharing Center⟧ عبر نموذج الاتصال: ⟦Ana Sol⟧، ⟦ana@visitors.example⟧.

    يكفي الرد على هذه الرسالة: يصل ردكم إلى ⟦ana@visitors.example⟧. ثم يُرجى تعليم الرسالة على أنها أُجيبت، حتى لا يجيب عنها أحد مرتين.

    نص الرسالة:
    > How do we join?
    > Thank you!

    فتح المكتبة:
    https://library.example.org/

    -- 
    أرسلت إليكم هذه الرسالة ⟦Sharing Center⟧: ⟦https://library.example.org/⟧
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
    assert_snapshot!(shown(&samples::webhook_disabled(), "fr"), @"
    Subject: Un webhook a été désactivé : https://hooks.example.org/library

    Bonjour,

    Rien de ce qu’envoie Sharing Center n’est arrivé à ce webhook depuis le 29 novembre 2026 à 09:05 UTC : https://hooks.example.org/library. Il a été désactivé et ne reçoit plus rien.

    Le dernier échec : It answered 500.

    Quand l’autre bout fonctionnera de nouveau, vous pourrez le réactiver ; ce qu’il a manqué peut être renvoyé depuis son journal.

    Ouvrir la bibliothèque:
    https://library.example.org/

    -- 
    Ce message vous est envoyé par Sharing Center : https://library.example.org/
    ");
    assert_snapshot!(shown(&samples::webhook_disabled(), "ar"), @"
    Subject: تم إيقاف خطاف ويب: ⟦https://hooks.example.org/library⟧

    تحية طيبة،

    لم يصل شيء مما يرسله ⟦Sharing Center⟧ إلى خطاف الويب هذا منذ 29 نوفمبر 2026، الساعة 09:05 بالتوقيت العالمي: ⟦https://hooks.example.org/library⟧. وقد أُوقف ولن يُبلَّغ بشيء بعد الآن.

    آخر إخفاق: ⟦It answered 500.⟧

    حين يعمل الطرف الآخر من جديد يمكنكم تشغيله، ويمكن إعادة إرسال ما فاته من سجله.

    فتح المكتبة:
    https://library.example.org/

    -- 
    أرسلت إليكم هذه الرسالة ⟦Sharing Center⟧: ⟦https://library.example.org/⟧
    ");
}
