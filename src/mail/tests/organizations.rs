//! Every kind of letter about organizations and the people in them, whole and in English; the other languages stand beside it.

use super::samples::{about_organizations, shown};
use insta::assert_snapshot;

pub fn letters(language: &str) -> String {
    let letters = about_organizations().iter().map(|notice| shown(notice, language)).collect::<Vec<_>>();
    letters.join("\n====\n")
}

#[allow(clippy::too_many_lines, reason = "one letter after another")]
#[test]
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
