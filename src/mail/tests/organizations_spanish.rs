//! Every kind of letter about organizations and the people in them, whole and in Spanish.

use super::organizations::letters;
use insta::assert_snapshot;

#[allow(clippy::too_many_lines, reason = "one letter after another")]
#[test]
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
