//! Letters about accounts and about those who run the library, whole, in Spanish.

use super::samples::{self, shown};
use insta::assert_snapshot;

#[test]
fn whoever_signs_in_from_elsewhere() {
    assert_snapshot!(shown(&samples::new_sign_in(), "es"), @"
    Subject: Nuevo inicio de sesión en su cuenta

    Hola:

    Alguien inició sesión en su cuenta de Sharing Center desde un lugar o con un programa que no se había usado antes: Firefox, Windows, el 29 de noviembre de 2026, 09:05 UTC.

    Si fue usted, no tiene que hacer nada. Si no, elija ahora una contraseña nueva: con ella se cierran todas las sesiones.

    Ir a su cuenta:
    https://library.example.org/

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/
    ");
}

#[test]
fn and_without_saying_with_what() {
    assert_snapshot!(shown(&samples::nameless_sign_in(), "es"), @"
    Subject: Nuevo inicio de sesión en su cuenta

    Hola:

    Alguien inició sesión en su cuenta de Sharing Center desde un lugar o con un programa que no se había usado antes, el 29 de noviembre de 2026, 09:05 UTC.

    Si fue usted, no tiene que hacer nada. Si no, elija ahora una contraseña nueva: con ella se cierran todas las sesiones.

    Ir a su cuenta:
    https://library.example.org/

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/
    ");
}

#[test]
fn a_changed_password() {
    assert_snapshot!(shown(&samples::password_changed(), "es"), @"
    Subject: Su contraseña ha cambiado

    Hola:

    Se cambió la contraseña de su cuenta en Sharing Center.

    Si no fue usted, pida enseguida un enlace para una contraseña nueva y avise a quienes administran Sharing Center.

    Ir a su cuenta:
    https://library.example.org/

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/
    ");
}

#[test]
fn the_new_address_is_asked() {
    assert_snapshot!(shown(&samples::confirm_new_address(), "es"), @"
    Subject: Confirme su dirección nueva

    Hola:

    Alguien, esperamos que usted, quiere que rosa@casa.example sea la dirección de una cuenta de Sharing Center.

    Desde entonces se inicia sesión con ella y allí llega el correo de la cuenta.

    Confirmar la dirección:
    https://library.example.org/address-changes/abc

    El enlace funciona hasta el 29 de noviembre de 2026, 09:05 UTC.

    Si no fue usted, no tiene que hacer nada: sin su confirmación no cambia nada.

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/
    ");
}

#[test]
fn the_old_address_is_told() {
    assert_snapshot!(shown(&samples::address_change(), "es"), @"
    Subject: Su cuenta va a tener otra dirección

    Hola:

    Alguien, esperamos que usted, pidió que rosa@casa.example sea la dirección de su cuenta en Sharing Center. Así será en cuanto se confirme la dirección nueva.

    Si no fue usted, deténgalo aquí en un plazo de siete días. Su cuenta conservará o recuperará esta dirección y usted elegirá otra contraseña.

    Detener el cambio:
    https://library.example.org/address-changes/abc/stop

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/
    ");
}

#[test]
fn a_second_factor_that_is_on() {
    assert_snapshot!(shown(&samples::second_factor_on(), "es"), @"
    Subject: Su segundo factor está activado

    Hola:

    A partir de ahora su cuenta de Sharing Center pide un código de su autenticador en cada inicio de sesión.

    Guarde los códigos de recuperación donde los encuentre sin su teléfono. Si no fue usted, avise a quienes administran Sharing Center.

    Ir a su cuenta:
    https://library.example.org/

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/
    ");
}

#[test]
fn a_second_factor_that_is_off() {
    assert_snapshot!(shown(&samples::second_factor_off(), "es"), @"
    Subject: Su segundo factor está desactivado

    Hola:

    Su cuenta de Sharing Center ya no pide un código al iniciar sesión: se desactivó el segundo factor.

    Si no fue usted, elija ahora una contraseña nueva y avise a quienes administran Sharing Center.

    Ir a su cuenta:
    https://library.example.org/

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/
    ");
}

#[test]
fn a_second_factor_that_an_admin_took() {
    assert_snapshot!(shown(&samples::second_factor_reset(), "es"), @"
    Subject: La administración quitó el segundo factor de su cuenta

    Hola:

    La administración de Sharing Center quitó el segundo factor de su cuenta, como se hace para quien lo ha perdido. Se cerraron todas sus sesiones.

    Inicie sesión con su contraseña y configure otro. Si no lo pidió usted, escriba a quienes administran Sharing Center.

    Ir a su cuenta:
    https://library.example.org/

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/
    ");
}

#[test]
fn a_recovery_code_that_was_used() {
    assert_snapshot!(shown(&samples::recovery_code_used(), "es"), @"
    Subject: Se usó un código de recuperación de su cuenta

    Hola:

    En Sharing Center se usó un código de recuperación en lugar de un código de su autenticador. Códigos que quedan: 9.

    Si no fue usted, elija ahora una contraseña nueva y pida otros códigos de recuperación.

    Ir a su cuenta:
    https://library.example.org/

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/
    ");
}

#[test]
fn a_token_for_a_program() {
    assert_snapshot!(shown(&samples::token_created(), "es"), @"
    Subject: Se creó un token para un programa: Nightly upload

    Hola:

    Se creó un token llamado «Nightly upload» en su cuenta de Sharing Center. El programa que lo tenga puede actuar por usted, dentro de aquello para lo que se creó.

    Si no fue usted, termínelo y elija una contraseña nueva.

    Ir a su cuenta:
    https://library.example.org/

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/
    ");
}

#[test]
fn a_closed_account() {
    assert_snapshot!(shown(&samples::account_deactivated(), "es"), @"
    Subject: Su cuenta fue desactivada

    Hola:

    Su cuenta de Sharing Center fue desactivada. Nadie puede iniciar sesión con ella, y sus sesiones y tokens han terminado.

    Lo que usted compartió sigue donde está. Si cree que es un error, escriba a quienes administran Sharing Center.

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/
    ");
}

#[test]
fn an_account_that_is_open_again() {
    assert_snapshot!(shown(&samples::account_reactivated(), "es"), @"
    Subject: Su cuenta está activa de nuevo

    Hola:

    Su cuenta de Sharing Center está activa de nuevo. Inicie sesión como siempre; los tokens para programas hay que crearlos otra vez.

    Ir a su cuenta:
    https://library.example.org/

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/
    ");
}

#[test]
fn a_deleted_account() {
    assert_snapshot!(shown(&samples::account_deleted(), "es"), @"
    Subject: Su cuenta fue borrada

    Hola:

    Su cuenta de Sharing Center fue borrada, y con ella lo que guardábamos sobre usted. Lo que compartió su organización se queda, sin su nombre.

    Este es el último mensaje que recibe de ella.

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/
    ");
}

#[test]
fn a_successor_who_was_named() {
    assert_snapshot!(shown(&samples::successor_named(), "es"), @"
    Subject: Le han nombrado para tomar el relevo

    Hola:

    Ingrid Sol le nombró para tomar el relevo en la administración de Sharing Center, por si nadie de la administración volviera a iniciar sesión.

    Por ahora no cambia nada, y le avisaremos antes de que ocurra. Si prefiere no hacerlo, dígaselo a Ingrid Sol.

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/
    ");
}

#[test]
fn successors_are_about_to_take_over() {
    assert_snapshot!(shown(&samples::succession_ahead(), "es"), @"
    Subject: Inicie sesión, por favor: nadie de la administración lo ha hecho en mucho tiempo

    Hola:

    Nadie de la administración de Sharing Center ha iniciado sesión desde el 10 de septiembre de 2026, 08:00 UTC. Si nadie lo hace hasta el 29 de noviembre de 2026, 09:05 UTC, pasarán a administrarla las personas nombradas para el relevo: Rosa Díaz, Leo Mar.

    Basta con que una persona de la administración inicie sesión para detenerlo.

    Iniciar sesión:
    https://library.example.org/

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/
    ");
}

#[test]
fn successors_have_taken_over() {
    assert_snapshot!(shown(&samples::succession_done(), "es"), @"
    Subject: Sharing Center tiene ahora otras personas en la administración

    Hola:

    Nadie de la administración de Sharing Center había iniciado sesión en mucho tiempo. Las personas nombradas para el relevo la administran ahora.

    Usted también sigue en ella. Si esto le sorprende, inicie sesión y hable con ellas.

    Iniciar sesión:
    https://library.example.org/

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/
    ");
}

#[test]
fn whoever_took_over() {
    assert_snapshot!(shown(&samples::made_admin(), "es"), @"
    Subject: Ahora usted administra Sharing Center

    Hola:

    Nadie de la administración de Sharing Center ha iniciado sesión en mucho tiempo. Como le nombraron para tomar el relevo, ahora usted la administra.

    Mire primero qué espera una decisión y nombre a su vez a alguien para el relevo.

    Abrir la biblioteca:
    https://library.example.org/

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/
    ");
}

#[test]
fn a_single_admin() {
    assert_snapshot!(shown(&samples::admins_few(), "es"), @"
    Subject: Quizá pronto no quede nadie que administre Sharing Center

    Hola:

    Usted es la única persona que administra Sharing Center. Si un día no puede iniciar sesión, nadie podrá administrarla.

    Dé también a otra persona el papel de administración, o nombre a alguien para el relevo: pasará a administrar cuando nadie inicie sesión.

    Abrir la biblioteca:
    https://library.example.org/

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/
    ");
}

#[test]
fn admins_who_stay_away() {
    assert_snapshot!(shown(&samples::admins_away(), "es"), @"
    Subject: Quizá pronto no quede nadie que administre Sharing Center

    Hola:

    Nadie de la administración de Sharing Center ha iniciado sesión desde el 29 de noviembre de 2026, 09:05 UTC.

    Dé también a otra persona el papel de administración, o nombre a alguien para el relevo: pasará a administrar cuando nadie inicie sesión.

    Abrir la biblioteca:
    https://library.example.org/

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/
    ");
}

#[test]
fn a_single_admin_who_stays_away() {
    assert_snapshot!(shown(&samples::last_admin_away(), "es"), @"
    Subject: Quizá pronto no quede nadie que administre Sharing Center

    Hola:

    Sharing Center tiene una sola persona en la administración, que no ha iniciado sesión desde el 29 de noviembre de 2026, 09:05 UTC.

    Dé también a otra persona el papel de administración, o nombre a alguien para el relevo: pasará a administrar cuando nadie inicie sesión.

    Abrir la biblioteca:
    https://library.example.org/

    -- 
    Le envía este mensaje Sharing Center: https://library.example.org/
    ");
}
