//! Letters about accounts and about those who run the library, whole, in English.

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
}
