//! Every kind of letter about organizations and the people in them, whole and in each language.

use super::samples::{about_organizations, shown};
use insta::assert_snapshot;

fn letters(language: &str) -> String {
    let letters = about_organizations().iter().map(|notice| shown(notice, language)).collect::<Vec<_>>();
    letters.join("\n====\n")
}

#[expect(clippy::too_many_lines, reason = "a letter of each kind, whole")]
#[test]
#[expect(clippy::too_many_lines, reason = "the letters stand whole")]
fn in_english() {
    assert_snapshot!(letters("en"), @"
    Subject: Is Casa Abierta still with us?

    Hello,

    Nobody of “Casa Abierta” has signed in to Sharing Center for a long time. If that stays so, it is put to sleep on 29 November 2026, 09:05 UTC: what it shared stays public, marked, and it shares nothing new.

    To keep it awake, it is enough that one of you signs in.

    Sign in:
    https://library.example.org/

    -- 
    Sharing Center sent you this message: https://library.example.org/

    ====
    Subject: Casa Abierta is suspended

    Hello,

    The people who run Sharing Center have suspended “Casa Abierta”. It can't share anything new, and what it has submitted stays as it is until the suspension ends. What it shared before stays public.

    The reason given:
    > So it was agreed.

    -- 
    Sharing Center sent you this message: https://library.example.org/

    ====
    Subject: Casa Abierta can share again

    Hello,

    The suspension of “Casa Abierta” has ended. It can share resources on Sharing Center again, and work on its submissions goes on.

    A note for you:
    > So it was agreed.

    -- 
    Sharing Center sent you this message: https://library.example.org/

    ====
    Subject: Casa Abierta is now part of Grupo Luna

    Hello,

    On Sharing Center, “Casa Abierta” has become a part of “Grupo Luna”. Its people, resources, submissions and invitations have moved there; nothing is lost, and old addresses lead to the new place.

    A note for you:
    > So it was agreed.

    -- 
    Sharing Center sent you this message: https://library.example.org/

    ====
    Subject: Casa Abierta was closed

    Hello,

    “Casa Abierta” was closed on Sharing Center. Its memberships and invitations have ended, and what was not finished is canceled. Your account stays.

    A note for you:
    > So it was agreed.

    -- 
    Sharing Center sent you this message: https://library.example.org/

    ====
    Subject: Grupo Luna now looks after what Casa Abierta shared

    Hello,

    “Casa Abierta” was closed on Sharing Center, and “Grupo Luna” takes over what it shared. You can revise these resources as if they had always been yours.

    A note for you:
    > So it was agreed.

    -- 
    Sharing Center sent you this message: https://library.example.org/

    ====
    Subject: Casa Abierta has been put to sleep

    Hello,

    Nobody of “Casa Abierta” has signed in to Sharing Center for a year, so it has been put to sleep. What it shared stays public, marked, and it shares nothing new.

    It wakes up as soon as one of you signs in.

    A note for you:
    > So it was agreed.

    Sign in:
    https://library.example.org/

    -- 
    Sharing Center sent you this message: https://library.example.org/

    ====
    Subject: A profile waits to be looked at: Casa Abierta

    Hello,

    Leo Paz would like to change what Sharing Center says of “Casa Abierta”.

    A note for you:
    > So it was agreed.

    Look at the change:
    https://library.example.org/

    -- 
    Sharing Center sent you this message: https://library.example.org/

    ====
    Subject: The profile of Casa Abierta is changed

    Hello,

    The change that you asked for is accepted: Sharing Center now shows the new profile of “Casa Abierta”.

    A note for you:
    > So it was agreed.

    -- 
    Sharing Center sent you this message: https://library.example.org/

    ====
    Subject: The profile of Casa Abierta stays as it is

    Hello,

    The people who run Sharing Center have looked at the change of the profile of “Casa Abierta” and decided not to accept it.

    A note for you:
    > So it was agreed.

    -- 
    Sharing Center sent you this message: https://library.example.org/

    ====
    Subject: A question about Casa Abierta

    Hello,

    The people who run Sharing Center have a question about “Casa Abierta”.

    They ask:
    > So it was agreed.

    Answer:
    https://library.example.org/

    -- 
    Sharing Center sent you this message: https://library.example.org/

    ====
    Subject: An answer from Casa Abierta

    Hello,

    “Casa Abierta” has answered on Sharing Center.

    The answer:
    > So it was agreed.

    See the conversation:
    https://library.example.org/

    -- 
    Sharing Center sent you this message: https://library.example.org/

    ====
    Subject: Leo Paz would like to join Casa Abierta

    Hello,

    Leo Paz asks to join “Casa Abierta” on Sharing Center. You decide.

    They write:
    > So it was agreed.

    Answer the request:
    https://library.example.org/

    -- 
    Sharing Center sent you this message: https://library.example.org/

    ====
    Subject: You belong to Casa Abierta now

    Hello,

    Your request was accepted: you can share resources on Sharing Center for “Casa Abierta”.

    A note for you:
    > So it was agreed.

    Go to the library:
    https://library.example.org/

    -- 
    Sharing Center sent you this message: https://library.example.org/

    ====
    Subject: About your request to join Casa Abierta

    Hello,

    Your request to join “Casa Abierta” on Sharing Center was not accepted.

    A note for you:
    > So it was agreed.

    -- 
    Sharing Center sent you this message: https://library.example.org/

    ====
    Subject: You manage Casa Abierta now

    Hello,

    You can now invite others to “Casa Abierta” on Sharing Center, and look after its members and its profile.

    A note for you:
    > So it was agreed.

    -- 
    Sharing Center sent you this message: https://library.example.org/

    ====
    Subject: Your role in Casa Abierta has changed

    Hello,

    You share resources on Sharing Center for “Casa Abierta” as before, and no longer look after its members and its profile.

    A note for you:
    > So it was agreed.

    -- 
    Sharing Center sent you this message: https://library.example.org/

    ====
    Subject: You no longer belong to Casa Abierta

    Hello,

    You were taken out of “Casa Abierta” on Sharing Center. Your account stays, and what you shared for it stays with it.

    A note for you:
    > So it was agreed.

    -- 
    Sharing Center sent you this message: https://library.example.org/

    ====
    Subject: Leo Paz has left Casa Abierta

    Hello,

    Leo Paz has left “Casa Abierta” on Sharing Center. What was shared stays with the organization.

    A note for you:
    > So it was agreed.

    -- 
    Sharing Center sent you this message: https://library.example.org/

    ====
    Subject: Leo Paz has accepted your invitation

    Hello,

    Leo Paz has accepted your invitation and belongs to “Casa Abierta” on Sharing Center now.

    A note for you:
    > So it was agreed.

    -- 
    Sharing Center sent you this message: https://library.example.org/

    ====
    Subject: Leo Paz has declined your invitation

    Hello,

    Leo Paz has declined your invitation to “Casa Abierta” on Sharing Center.

    A note for you:
    > So it was agreed.

    -- 
    Sharing Center sent you this message: https://library.example.org/
    ");
}

#[expect(clippy::too_many_lines, reason = "a letter of each kind, whole")]
#[test]
#[expect(clippy::too_many_lines, reason = "the letters stand whole")]
fn in_spanish() {
    assert_snapshot!(letters("es"), @"
    Subject: ¿Sigue Casa Abierta con nosotros?

    Hola:

    Hace mucho que nadie de «Casa Abierta» inicia sesión en Sharing Center. Si sigue así, pasará a estar inactiva el 29 de noviembre de 2026, 09:05 UTC: lo que compartió sigue siendo público, con una marca, y no comparte nada nuevo.

    Para que siga activa basta con que alguien de ustedes inicie sesión.

    Iniciar sesión:
    https://library.example.org/

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/

    ====
    Subject: Casa Abierta está suspendida

    Hola:

    La administración de Sharing Center ha suspendido a «Casa Abierta». No puede compartir nada nuevo, y lo que ha enviado queda como está hasta que termine la suspensión. Lo que compartió antes sigue siendo público.

    El motivo indicado:
    > So it was agreed.

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/

    ====
    Subject: Casa Abierta puede volver a compartir

    Hola:

    La suspensión de «Casa Abierta» ha terminado. Puede volver a compartir recursos en Sharing Center, y el trabajo en sus envíos continúa.

    Una nota para usted:
    > So it was agreed.

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/

    ====
    Subject: Casa Abierta ahora forma parte de Grupo Luna

    Hola:

    En Sharing Center, «Casa Abierta» ahora forma parte de «Grupo Luna». Sus personas, recursos, envíos e invitaciones se han trasladado allí; no se pierde nada, y las direcciones antiguas llevan al nuevo lugar.

    Una nota para usted:
    > So it was agreed.

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/

    ====
    Subject: Casa Abierta se ha cerrado

    Hola:

    «Casa Abierta» se ha cerrado en Sharing Center. Sus membresías e invitaciones han terminado, y lo que no estaba terminado queda cancelado. La cuenta de usted se conserva.

    Una nota para usted:
    > So it was agreed.

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/

    ====
    Subject: Grupo Luna se encarga ahora de lo que compartió Casa Abierta

    Hola:

    «Casa Abierta» se ha cerrado en Sharing Center, y «Grupo Luna» se hace cargo de lo que compartió. Pueden revisar esos recursos como si siempre hubieran sido suyos.

    Una nota para usted:
    > So it was agreed.

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/

    ====
    Subject: Casa Abierta está ahora inactiva

    Hola:

    Nadie de «Casa Abierta» ha iniciado sesión en Sharing Center en un año, así que ahora está inactiva. Lo que compartió sigue siendo público, con una marca, y no comparte nada nuevo.

    Volverá a estar activa en cuanto alguien de ustedes inicie sesión.

    Una nota para usted:
    > So it was agreed.

    Iniciar sesión:
    https://library.example.org/

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/

    ====
    Subject: Un perfil espera revisión: Casa Abierta

    Hola:

    Leo Paz quiere cambiar lo que Sharing Center dice de «Casa Abierta».

    Una nota para usted:
    > So it was agreed.

    Ver el cambio:
    https://library.example.org/

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/

    ====
    Subject: El perfil de Casa Abierta ha cambiado

    Hola:

    El cambio que pidió fue aceptado: Sharing Center ya muestra el nuevo perfil de «Casa Abierta».

    Una nota para usted:
    > So it was agreed.

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/

    ====
    Subject: El perfil de Casa Abierta queda como está

    Hola:

    La administración de Sharing Center ha visto el cambio del perfil de «Casa Abierta» y ha decidido no aceptarlo.

    Una nota para usted:
    > So it was agreed.

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/

    ====
    Subject: Una pregunta sobre Casa Abierta

    Hola:

    La administración de Sharing Center tiene una pregunta sobre «Casa Abierta».

    Preguntan:
    > So it was agreed.

    Responder:
    https://library.example.org/

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/

    ====
    Subject: Una respuesta de Casa Abierta

    Hola:

    «Casa Abierta» ha respondido en Sharing Center.

    La respuesta:
    > So it was agreed.

    Ver la conversación:
    https://library.example.org/

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/

    ====
    Subject: Leo Paz quiere unirse a Casa Abierta

    Hola:

    Leo Paz pide unirse a «Casa Abierta» en Sharing Center. La decisión es suya.

    Escribe:
    > So it was agreed.

    Responder a la solicitud:
    https://library.example.org/

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/

    ====
    Subject: Ya pertenece a Casa Abierta

    Hola:

    Su solicitud fue aceptada: puede compartir recursos en Sharing Center en nombre de «Casa Abierta».

    Una nota para usted:
    > So it was agreed.

    Ir a la biblioteca:
    https://library.example.org/

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/

    ====
    Subject: Sobre su solicitud para unirse a Casa Abierta

    Hola:

    Su solicitud para unirse a «Casa Abierta» en Sharing Center no fue aceptada.

    Una nota para usted:
    > So it was agreed.

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/

    ====
    Subject: Ahora administra Casa Abierta

    Hola:

    Ahora puede invitar a otras personas a «Casa Abierta» en Sharing Center y ocuparse de sus miembros y de su perfil.

    Una nota para usted:
    > So it was agreed.

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/

    ====
    Subject: Su función en Casa Abierta ha cambiado

    Hola:

    Comparte recursos en Sharing Center en nombre de «Casa Abierta» como antes, y ya no se ocupa de sus miembros ni de su perfil.

    Una nota para usted:
    > So it was agreed.

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/

    ====
    Subject: Ya no pertenece a Casa Abierta

    Hola:

    Se le ha dado de baja de «Casa Abierta» en Sharing Center. Su cuenta se conserva, y lo que compartió en su nombre se queda con ella.

    Una nota para usted:
    > So it was agreed.

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/

    ====
    Subject: Leo Paz ha dejado Casa Abierta

    Hola:

    Leo Paz ha dejado «Casa Abierta» en Sharing Center. Lo compartido se queda con la organización.

    Una nota para usted:
    > So it was agreed.

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/

    ====
    Subject: Leo Paz ha aceptado su invitación

    Hola:

    Leo Paz ha aceptado su invitación y ya pertenece a «Casa Abierta» en Sharing Center.

    Una nota para usted:
    > So it was agreed.

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/

    ====
    Subject: Leo Paz ha rechazado su invitación

    Hola:

    Leo Paz ha rechazado su invitación a «Casa Abierta» en Sharing Center.

    Una nota para usted:
    > So it was agreed.

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/
    ");
}
