//! From facts to findings, without asking anybody.

use super::{Facts, Finding};
use crate::config::{Config, show_size};
use crate::domain::time::Timestamp;

const GIB: u64 = 1 << 30;
/// Below the first it is time to act, below the second it is late.
const LITTLE_ROOM: u64 = 5 * GIB;
const NO_ROOM: u64 = GIB;
const OLD_BACKUP_HOURS: i64 = 48;
/// Tokens, holds and leases allow for so much.
const CLOCKS_DIFFER_SECONDS: i64 = 5;
const CLOCKS_ARE_WRONG_SECONDS: i64 = 60;

/// What the settings say.
pub fn settings(config: &Config) -> Vec<Finding> {
    vec![https(config), mail_server(config), scanner()]
}

fn https(config: &Config) -> Finding {
    let url = &config.public_url;
    let is_here = url.host_str().is_some_and(|host| host == "localhost" || host.starts_with("127.") || host == "[::1]");
    let remedy = "Put a web server with TLS before it, and set public_url to the https:// address that people use.";
    match (url.scheme(), is_here) {
        ("https", _) => Finding::ok("https", "People reach the library by https."),
        (_, true) => Finding::warn("https", format!("The library is at {url}: for this machine only."), remedy),
        _ => Finding::fail("https", format!("The library is at {url}: passwords cross the network readable for all."), remedy),
    }
}

fn mail_server(config: &Config) -> Finding {
    if config.smtp_url.is_some() {
        return Finding::ok("mail_server", "A mail server is set.");
    }
    let remedy = "Set smtp_url, and try it with a letter to yourself.";
    Finding::warn("mail_server", "No mail server is set: mail is written to a folder and reaches nobody.", remedy)
}

fn scanner() -> Finding {
    let message = "Uploaded files are not checked for malware before they are published.";
    let remedy = "Let a scanner of this machine watch over the folder of files, and tell reviewers to open only what they expect. Readers get every file as an attachment, and the library itself reads files in a closed process only.";
    Finding::warn("scanner", message, remedy)
}

/// What the database and the machine say.
pub fn facts(config: &Config, facts: &Facts, now: Timestamp) -> Vec<Finding> {
    let mut findings = vec![clock(facts, now), disk(facts), backup(config, facts, now), mail(facts), jobs(facts)];
    findings.extend(admins(facts, now));
    findings.push(secrets(config, facts));
    findings.push(orphans(facts));
    findings.push(pages(facts));
    let advice =
        facts.advice.iter().map(|advice| Finding::warn("database", advice.clone(), "See the manual of PostgreSQL for this setting."));
    findings.extend(advice);
    findings
}

fn clock(facts: &Facts, now: Timestamp) -> Finding {
    let remedy = "Let the machine take its time from the network (chrony or systemd-timesyncd), and look at the others of the library too.";
    let ahead = |time: Timestamp| time.unix_seconds() - now.unix_seconds();
    if let Some(seconds) = facts.newest_event.map(ahead).filter(|seconds| *seconds > CLOCKS_ARE_WRONG_SECONDS) {
        let message = format!("The newest entry of the audit trail is {seconds} seconds in the future: a clock is or was wrong.");
        return Finding::fail("clock", message, remedy);
    }
    let Some(seconds) = facts.database_clock.map(|clock| ahead(clock).abs()) else {
        return Finding::ok("clock", "No entry of the audit trail is in the future.");
    };
    let message = format!("The clock of the database differs by {seconds} seconds.");
    if seconds > CLOCKS_ARE_WRONG_SECONDS {
        Finding::fail("clock", message, remedy)
    } else if seconds > CLOCKS_DIFFER_SECONDS {
        Finding::warn("clock", message, remedy)
    } else {
        Finding::ok("clock", "The clock agrees with that of the database.")
    }
}

fn disk(facts: &Facts) -> Finding {
    let known = facts.room.iter().filter_map(|(folder, room)| room.map(|room| (folder, room)));
    let Some((folder, room)) = known.min_by_key(|(_, room)| *room) else {
        return Finding::warn(
            "disk",
            "The system does not say how much room there is.",
            "Look at the disk of the data folder by other means.",
        );
    };
    let message = format!("{} are free on the disk of {}.", show_size(room / GIB * GIB), folder.display());
    let remedy = "Make room, or move the files to another disk or a bucket: see `commonshelf move-files --help`.";
    if room < NO_ROOM {
        Finding::fail("disk", format!("Less than 1 GiB is free on the disk of {}.", folder.display()), remedy)
    } else if room < LITTLE_ROOM {
        Finding::warn("disk", message, remedy)
    } else {
        Finding::ok("disk", message)
    }
}

fn backup(config: &Config, facts: &Facts, now: Timestamp) -> Finding {
    let set_up = "Set backup_folder, best on another disk, or run `commonshelf backup FOLDER` by a timer.";
    let look = "The log says why; run `commonshelf backup FOLDER` by hand to see it.";
    let Some(last) = &facts.last_good_backup else {
        return match config.backup_folder {
            Some(_) => {
                Finding::warn("backup", "No backup was made yet.", "Wait for the first night, or run `commonshelf backup FOLDER` now.")
            }
            None => Finding::fail("backup", "No backup was ever made, and none is set up.", set_up),
        };
    };
    let hours = (now.unix_seconds() - last.started_at.unix_seconds()).max(0) / 3_600;
    let message = format!("The last good backup is {hours} hours old.");
    let failed = facts.last_backup.as_ref().is_some_and(|last| last.failure.is_some());
    match (hours >= OLD_BACKUP_HOURS, failed) {
        (true, _) => Finding::fail("backup", message, if config.backup_folder.is_some() { look } else { set_up }),
        (false, true) => Finding::warn("backup", format!("{message} The newest try failed."), look),
        (false, false) => Finding::ok("backup", message),
    }
}

fn mail(facts: &Facts) -> Finding {
    match facts.mail_parked {
        0 => Finding::ok("mail_parked", "No letter was given up."),
        parked => Finding::warn(
            "mail_parked",
            format!("{parked} letters could not be sent and were given up."),
            "GET /api/v1/jobs says why; when the reason is mended, POST /api/v1/jobs/{id}/retry sends one again.",
        ),
    }
}

fn jobs(facts: &Facts) -> Finding {
    match facts.jobs_parked - facts.mail_parked {
        ..=0 => Finding::ok("jobs_parked", "No other job was given up."),
        parked => Finding::warn(
            "jobs_parked",
            format!("{parked} jobs failed too often and were given up."),
            "GET /api/v1/jobs says why; when the reason is mended, POST /api/v1/jobs/{id}/retry tries one again.",
        ),
    }
}

fn admins(facts: &Facts, now: Timestamp) -> Vec<Finding> {
    let another = "Make someone else an admin too (PATCH /api/v1/users/{id}), so that the library does not depend on one person.";
    let create = "Run `commonshelf admin create --email ADDRESS --name NAME`.";
    let count = match facts.admins {
        0 => Finding::fail("admins", "There is no admin.", create),
        1 => Finding::warn("admins", "There is one admin only.", another),
        admins => Finding::ok("admins", format!("There are {admins} admins.")),
    };
    let days = facts.settings.admin_absence_days;
    let absence = match facts.admin_seen {
        _ if facts.admins == 0 => return vec![count],
        Some(seen) if seen.plus_days(days) >= now => Finding::ok("admin_absence", format!("An admin signed in within {days} days.")),
        Some(_) => {
            Finding::fail("admin_absence", format!("No admin has signed in for {days} days: nobody looks after the library."), another)
        }
        None => Finding::warn("admin_absence", "No admin has ever signed in.", "Sign in once, to see that it works."),
    };
    vec![count, absence]
}

fn secrets(config: &Config, facts: &Facts) -> Finding {
    let Some((path, mode)) = facts.open_to_others.first() else {
        let where_from = if config.secret_key.is_some() { "is set" } else { "is in a file that nobody else may read" };
        return Finding::ok("secrets", format!("The secret key {where_from}."));
    };
    let message = format!("Others on this machine may look into {} (mode {mode:o}).", path.display());
    let is_key = path.file_name().is_some_and(|name| name == "secret.key");
    let remedy = format!("chmod {} {}", if is_key { "600" } else { "700" }, path.display());
    // Whoever reads the key can act as anyone.
    if is_key { Finding::fail("secrets", message, remedy) } else { Finding::warn("secrets", message, remedy) }
}

fn orphans(facts: &Facts) -> Finding {
    if facts.orphans.is_empty() {
        return Finding::ok("settings", "Every setting that was chosen is one of this program.");
    }
    let message = format!("Settings were chosen that this program does not know or would not take: {}.", facts.orphans.join(", "));
    Finding::warn("settings", message, "They have no effect. A newer program may have left them; otherwise choose anew what was meant.")
}

fn pages(facts: &Facts) -> Finding {
    if facts.unwritten.is_empty() {
        return Finding::ok("pages", "The imprint is written.");
    }
    let message = "The imprint is as the program ships it: it does not say who is responsible for the library.";
    Finding::warn("pages", message, "Publish one with POST /api/v1/pages/imprint/versions; in many countries the law asks for it.")
}
