//! Letters about accounts and about those who run the library, whole, in each language.

use super::samples::{self, shown};
use insta::assert_snapshot;

#[test]
fn whoever_signs_in_from_elsewhere() {
    assert_snapshot!(shown(&samples::new_sign_in(), "en"), @"
    Subject: New sign-in to your account

    Hello,

    Someone signed in to your account on Sharing Center from a place or with a program that it has not been used with before: Firefox, Windows, on 29 November 2026, 09:05 UTC.

    If it was you, there is nothing to do. If not, choose a new password now: that ends every session.

    Go to your account:
    https://library.example.org/

    -- 
    Sharing Center sent you this message: https://library.example.org/
    ");
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
    assert_snapshot!(shown(&samples::nameless_sign_in(), "en"), @"
    Subject: New sign-in to your account

    Hello,

    Someone signed in to your account on Sharing Center from a place or with a program that it has not been used with before, on 29 November 2026, 09:05 UTC.

    If it was you, there is nothing to do. If not, choose a new password now: that ends every session.

    Go to your account:
    https://library.example.org/

    -- 
    Sharing Center sent you this message: https://library.example.org/
    ");
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
    assert_snapshot!(shown(&samples::password_changed(), "en"), @"
    Subject: Your password was changed

    Hello,

    The password of your account on Sharing Center was changed.

    If it was not you, ask for a link for a new password at once, and tell the people who run Sharing Center.

    Go to your account:
    https://library.example.org/

    -- 
    Sharing Center sent you this message: https://library.example.org/
    ");
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
    assert_snapshot!(shown(&samples::confirm_new_address(), "en"), @"
    Subject: Please confirm your new address

    Hello,

    Someone, we hope it was you, wants rosa@casa.example to be the address of an account on Sharing Center.

    From then on you sign in with it, and mail about the account goes there.

    Confirm the address:
    https://library.example.org/address-changes/abc

    The link works until 29 November 2026, 09:05 UTC.

    If it was not you, you need not do anything: without your confirmation nothing changes.

    -- 
    Sharing Center sent you this message: https://library.example.org/
    ");
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
    assert_snapshot!(shown(&samples::address_change(), "en"), @"
    Subject: Your account is to get another address

    Hello,

    Someone, we hope it was you, asked that rosa@casa.example become the address of your account on Sharing Center. That happens as soon as the new address is confirmed.

    If it was not you, stop it here within seven days. Your account then keeps, or gets back, this address, and you choose a new password.

    Stop the change:
    https://library.example.org/address-changes/abc/stop

    -- 
    Sharing Center sent you this message: https://library.example.org/
    ");
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
    assert_snapshot!(shown(&samples::second_factor_on(), "en"), @"
    Subject: Your second factor is on

    Hello,

    From now on your account on Sharing Center asks for a code of your authenticator at each sign-in.

    Keep your recovery codes where you find them without your phone. If it was not you, tell the people who run Sharing Center.

    Go to your account:
    https://library.example.org/

    -- 
    Sharing Center sent you this message: https://library.example.org/
    ");
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
    assert_snapshot!(shown(&samples::second_factor_off(), "en"), @"
    Subject: Your second factor is off

    Hello,

    Your account on Sharing Center no longer asks for a code at sign-in: the second factor was turned off.

    If it was not you, choose a new password now, and tell the people who run Sharing Center.

    Go to your account:
    https://library.example.org/

    -- 
    Sharing Center sent you this message: https://library.example.org/
    ");
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
    assert_snapshot!(shown(&samples::second_factor_reset(), "en"), @"
    Subject: An admin took the second factor from your account

    Hello,

    An admin of Sharing Center took the second factor from your account, as is done for those who have lost it. You were signed out everywhere.

    Sign in with your password and set up a new one. If you did not ask for it, write to the people who run Sharing Center.

    Go to your account:
    https://library.example.org/

    -- 
    Sharing Center sent you this message: https://library.example.org/
    ");
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
    assert_snapshot!(shown(&samples::recovery_code_used(), "en"), @"
    Subject: A recovery code of your account was used

    Hello,

    A recovery code was used in place of a code of your authenticator on Sharing Center. Codes left: 9.

    If it was not you, choose a new password and get other recovery codes now.

    Go to your account:
    https://library.example.org/

    -- 
    Sharing Center sent you this message: https://library.example.org/
    ");
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
    assert_snapshot!(shown(&samples::token_created(), "en"), @"
    Subject: A token for a program was made: Nightly upload

    Hello,

    A token named “Nightly upload” was made in your account on Sharing Center. A program that has it can act for you, within what it was made for.

    If it was not you, end it, and choose a new password.

    Go to your account:
    https://library.example.org/

    -- 
    Sharing Center sent you this message: https://library.example.org/
    ");
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
    assert_snapshot!(shown(&samples::account_deactivated(), "en"), @"
    Subject: Your account was deactivated

    Hello,

    Your account on Sharing Center was deactivated. Nobody can sign in with it, and its sessions and tokens have ended.

    What you shared stays where it is. If you think this is a mistake, write to the people who run Sharing Center.

    -- 
    Sharing Center sent you this message: https://library.example.org/
    ");
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
    assert_snapshot!(shown(&samples::account_reactivated(), "en"), @"
    Subject: Your account is active again

    Hello,

    Your account on Sharing Center is active again. Sign in as before; tokens for programs have to be made anew.

    Go to your account:
    https://library.example.org/

    -- 
    Sharing Center sent you this message: https://library.example.org/
    ");
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
    assert_snapshot!(shown(&samples::account_deleted(), "en"), @"
    Subject: Your account was deleted

    Hello,

    Your account on Sharing Center was deleted, and with it what we held about you. What your organization shared stays, without your name.

    This is the last message that you get from it.

    -- 
    Sharing Center sent you this message: https://library.example.org/
    ");
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
    assert_snapshot!(shown(&samples::successor_named(), "en"), @"
    Subject: You are named as a successor

    Hello,

    Ingrid Sol named you to take over as an admin of Sharing Center, should no admin sign in any more.

    Nothing changes for now, and you are told before it happens. If you would rather not, tell Ingrid Sol.

    -- 
    Sharing Center sent you this message: https://library.example.org/
    ");
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
    assert_snapshot!(shown(&samples::succession_ahead(), "en"), @"
    Subject: Please sign in: no admin has for a long time

    Hello,

    No admin of Sharing Center has signed in since 10 September 2026, 08:00 UTC. If none does until 29 November 2026, 09:05 UTC, those who were named to take over become admins: Rosa Díaz, Leo Mar.

    One sign-in of any admin is enough to stop it.

    Sign in:
    https://library.example.org/

    -- 
    Sharing Center sent you this message: https://library.example.org/
    ");
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
    assert_snapshot!(shown(&samples::succession_done(), "en"), @"
    Subject: Sharing Center has other admins now

    Hello,

    No admin of Sharing Center had signed in for a long time. Those who were named to take over are admins now.

    You still are one as well. If this surprises you, sign in and talk with them.

    Sign in:
    https://library.example.org/

    -- 
    Sharing Center sent you this message: https://library.example.org/
    ");
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
    assert_snapshot!(shown(&samples::made_admin(), "en"), @"
    Subject: You are now an admin of Sharing Center

    Hello,

    No admin of Sharing Center has signed in for a long time. As you were named to take over, you are an admin now.

    Look first at what waits for a decision, and name a successor of your own.

    Open the library:
    https://library.example.org/

    -- 
    Sharing Center sent you this message: https://library.example.org/
    ");
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
    assert_snapshot!(shown(&samples::admins_few(), "en"), @"
    Subject: Sharing Center may soon be without anyone to run it

    Hello,

    You are the only admin of Sharing Center. If you can't sign in one day, nobody can run it.

    Make someone else an admin as well, or name a successor: someone who becomes an admin when none signs in any more.

    Open the library:
    https://library.example.org/

    -- 
    Sharing Center sent you this message: https://library.example.org/
    ");
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
    assert_snapshot!(shown(&samples::admins_away(), "en"), @"
    Subject: Sharing Center may soon be without anyone to run it

    Hello,

    No admin of Sharing Center has signed in since 29 November 2026, 09:05 UTC.

    Make someone else an admin as well, or name a successor: someone who becomes an admin when none signs in any more.

    Open the library:
    https://library.example.org/

    -- 
    Sharing Center sent you this message: https://library.example.org/
    ");
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
    assert_snapshot!(shown(&samples::last_admin_away(), "en"), @"
    Subject: Sharing Center may soon be without anyone to run it

    Hello,

    Sharing Center has a single admin, who has not signed in since 29 November 2026, 09:05 UTC.

    Make someone else an admin as well, or name a successor: someone who becomes an admin when none signs in any more.

    Open the library:
    https://library.example.org/

    -- 
    Sharing Center sent you this message: https://library.example.org/
    ");
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
