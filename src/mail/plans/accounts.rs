//! Letters about somebody's account: what happened, what to do if it was not them, and one way there.

use super::super::letters::{Letter, Words};
use super::super::notice::Notice;
use url::Url;

/// The plan of a letter of these kinds; an empty one for a notice of another.
pub(super) fn plan(notice: &Notice, words: &Words<'_>) -> Letter {
    match notice {
        Notice::NewSignIn { device, at, link } => {
            let time = words.time(*at);
            let body = if device.is_empty() { "body" } else { "body_device" };
            leading(words.letter_of("subject", body, &[("device", device), ("time", &time)]), words, link)
        }
        Notice::ConfirmNewAddress { email, link, expires_at } => {
            let letter = leading(words.letter(&[("email", email)]), words, link);
            letter.ending(words.valid_until(*expires_at)).ending(words.say("ignore", &[]))
        }
        Notice::AddressChange { email, link } => leading(words.letter(&[("email", email)]), words, link),
        Notice::RecoveryCodeUsed { left, link } => leading(words.letter(&[("left", &left.to_string())]), words, link),
        Notice::TokenCreated { name, link } => leading(words.letter(&[("name", name)]), words, link),
        Notice::AccountDeactivated | Notice::AccountDeleted => words.letter(&[]).adding(words.say("next", &[])),
        Notice::SuccessorNamed { admin } => words.letter(&[("admin", admin)]).adding(words.say("next", &[("admin", admin)])),
        Notice::SuccessionAhead { last_seen, due_at, names, link } => {
            let (last, time, names) = (words.time(*last_seen), words.time(*due_at), names.join(", "));
            leading(words.letter(&[("last", &last), ("time", &time), ("names", &names)]), words, link)
        }
        Notice::AdminsFew { is_alone, away_since, link } => {
            let body = match (is_alone, away_since) {
                (_, None) => "body_one",
                (false, Some(_)) => "body_away",
                (true, Some(_)) => "body_both",
            };
            let last = away_since.map(|since| words.time(since)).unwrap_or_default();
            leading(words.letter_of("subject", body, &[("last", &last)]), words, link)
        }
        Notice::PasswordChanged { link }
        | Notice::AccountReactivated { link }
        | Notice::SuccessionDone { link }
        | Notice::MadeAdmin { link }
        | Notice::SecondFactorOn { link }
        | Notice::SecondFactorOff { link }
        | Notice::SecondFactorReset { link } => leading(words.letter(&[]), words, link),
        _ => Letter::default(),
    }
}

/// What to do next, where there is something, and the way there.
fn leading(letter: Letter, words: &Words<'_>, link: &Url) -> Letter {
    letter.adding(words.if_said("next", &[])).leading_to(words.action(link))
}
