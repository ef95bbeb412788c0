//! Every kind of letter in Spanish, whole.

use super::samples::{self, shown};
use insta::assert_snapshot;

#[test]
fn the_address_of_an_applicant_is_confirmed() {
    assert_snapshot!(shown(&samples::confirm_application(), "es"), @"
    Subject: Confirme su dirección, por favor

    Hola:

    Alguien, esperamos que usted, envió a Sharing Center una solicitud en nombre de «Casa Abierta» y dio esta dirección como contacto.

    Confirme, por favor, que la dirección es suya. Después examinaremos la solicitud.

    Confirmar la dirección:
    https://library.example.org/confirm?token=abc

    Si no fue usted, no tiene que hacer nada: sin su confirmación la solicitud no sigue adelante.

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/
    ");
}

#[test]
fn an_applicant_is_told_that_the_application_is_there() {
    assert_snapshot!(shown(&samples::application_received(), "es"), @"
    Subject: Recibimos su solicitud: Casa Abierta

    Hola:

    Gracias por confirmar su dirección. La solicitud de «Casa Abierta» está ahora en manos de quienes administran Sharing Center.

    Le escribiremos de nuevo en cuanto haya una decisión.

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/
    ");
}

#[test]
fn admins_are_told_of_an_application() {
    assert_snapshot!(shown(&samples::application_waiting(), "es"), @"
    Subject: Una organización solicita unirse: Casa Abierta

    Hola:

    «Casa Abierta» solicita unirse a Sharing Center, y su contacto ha confirmado la dirección.

    Ver la solicitud:
    https://library.example.org/admin/organizations/1

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/
    ");
}

#[test]
fn an_accepted_applicant_is_shown_the_way_in() {
    assert_snapshot!(shown(&samples::application_accepted(), "es"), @"
    Subject: Le damos la bienvenida: Casa Abierta ya es miembro

    Hola:

    La solicitud de «Casa Abierta» fue aceptada. Ya es miembro de Sharing Center.

    Queda un paso: elija su nombre y una contraseña. Después podrá compartir recursos e invitar a otras personas de su organización.

    Una nota para usted:
    > Good to have you.
    > 
    > See you in March.

    Crear su cuenta:
    https://library.example.org/invitations?token=abc

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/
    ");
}

#[test]
fn a_declined_applicant_reads_why() {
    assert_snapshot!(shown(&samples::application_declined(), "es"), @"
    Subject: Sobre su solicitud: Casa Abierta

    Hola:

    Quienes administran Sharing Center examinaron la solicitud de «Casa Abierta» y decidieron no aceptarla.

    Una nota para usted:
    > The network is for peer support only.

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/
    ");
}

#[test]
fn an_invitation_says_who_invites_to_what_and_until_when() {
    assert_snapshot!(shown(&samples::invitation(), "es"), @"
    Subject: Tiene una invitación a unirse a Casa Abierta en Sharing Center

    Hola:

    Rosa Díaz le invita a compartir recursos en Sharing Center en nombre de «Casa Abierta».

    Para aceptarla, elija su nombre y una contraseña en la página de este enlace. Allí también puede rechazarla.

    Ver la invitación:
    https://library.example.org/invitations?token=abc

    El enlace funciona hasta el 29 de noviembre de 2026, 09:05 UTC.

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/
    ");
}

#[test]
fn an_invitation_may_come_from_nobody_in_particular() {
    assert_snapshot!(shown(&samples::bare_invitation(), "es"), @"
    Subject: Tiene una invitación a Sharing Center

    Hola:

    Tiene una invitación a Sharing Center.

    Usted ya tiene una cuenta: para aceptar, pulse el botón de la página de este enlace, o responda después de iniciar sesión. Su nombre y su contraseña no cambian. Ahí también puede rechazarla.

    Ver la invitación:
    https://library.example.org/invitations?token=abc

    El enlace funciona hasta el 29 de noviembre de 2026, 09:05 UTC.

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/
    ");
}

#[test]
fn a_submitter_is_told_that_the_submission_is_there() {
    assert_snapshot!(shown(&samples::submission_received(), "es"), @"
    Subject: Recibimos «Facilitator's handbook»

    Hola:

    Gracias por compartir «Facilitator's handbook». Ahora espera su revisión; hasta entonces solo pueden verlo usted y quienes lo revisan.

    Ver su envío:
    https://library.example.org/submissions/1

    Le escribiremos de nuevo en cuanto haya una decisión.

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/
    ");
}

#[test]
fn an_approval_names_the_section() {
    assert_snapshot!(shown(&samples::decision_approved(), "es"), @"
    Subject: Se aprobó «Facilitator's handbook»

    Hola:

    Se aprobó «Facilitator's handbook». Está en la sección Pasar a la acción y cualquiera puede encontrarlo.

    Verlo en la biblioteca:
    https://library.example.org/resources/1

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/
    ");
}

#[test]
fn a_request_for_changes_gives_the_reason_and_the_note() {
    assert_snapshot!(shown(&samples::decision_changes_requested(), "es"), @"
    Subject: Cambie algo, por favor: «Facilitator's handbook»

    Hola:

    Revisamos «Facilitator's handbook» y le pedimos que cambie algo antes de que se pueda publicar.

    Motivo: se puede reconocer a personas

    Una nota para usted:
    > Page 3 shows faces.
    > Please blur them.

    Cambiarlo y enviarlo otra vez:
    https://library.example.org/submissions/1

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/
    ");
}

#[test]
fn a_rejection_gives_the_reason() {
    assert_snapshot!(shown(&samples::decision_rejected(), "es"), @"
    Subject: No se aceptó «Facilitator's handbook»

    Hola:

    Revisamos «Facilitator's handbook» y decidimos no publicarlo.

    Motivo: no trata del apoyo entre pares

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/
    ");
}

#[test]
fn a_password_reset_says_how_long_the_link_works() {
    assert_snapshot!(shown(&samples::password_reset(), "es"), @"
    Subject: Elija una contraseña nueva

    Hola:

    Alguien, esperamos que usted, pidió una contraseña nueva para su cuenta en Sharing Center.

    Elegir una contraseña nueva:
    https://library.example.org/reset?token=abc

    El enlace funciona hasta el 29 de noviembre de 2026, 09:05 UTC.

    Si no fue usted, no tiene que hacer nada: su contraseña no cambia.

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/
    ");
}

#[test]
fn the_digest_lists_the_oldest() {
    assert_snapshot!(shown(&samples::review_digest(), "es"), @"
    Subject: 5 envíos esperan revisión

    Hola:

    5 envíos esperan revisión en Sharing Center. El más antiguo: espera desde hace 12 días.

    - «Group agreements», Casa Abierta: espera desde hace 12 días
    - «A first meeting», Casa Abierta: espera desde ayer
    - «Why peers?», Casa Abierta: llegó hoy
    - y 2 más

    Abrir la lista de revisión:
    https://library.example.org/reviews

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/
    ");
}

#[test]
fn the_digest_of_one() {
    assert_snapshot!(shown(&samples::small_digest(), "es"), @"
    Subject: 1 envío espera revisión

    Hola:

    1 envío espera revisión en Sharing Center.

    Abrir la lista de revisión:
    https://library.example.org/reviews

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/
    ");
}
