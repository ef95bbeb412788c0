use super::network::{Answer, Names};
use super::*;
use crate::config::Secret;
use crate::db::backups::BackupRow;
use crate::domain::ids::BackupId;
use crate::domain::settings::Settings;
use std::collections::HashMap;
use std::path::PathBuf;

fn now() -> Timestamp {
    Timestamp::parse("2026-11-22T09:30:00Z").unwrap()
}

fn config() -> Config {
    let mut config = Config::for_tests(&PathBuf::from("/nowhere")).unwrap();
    config.public_url = "https://library.example.org".parse().unwrap();
    config.smtp_url = Some(Secret::new("smtp://mail.example.org"));
    config.mail_from = "The library <library@lists.example.org>".to_owned();
    config
}

fn backup(hours: i64, failure: Option<&str>) -> BackupRow {
    let at = now().plus_seconds(-hours * 3_600);
    BackupRow { id: BackupId::new(), started_at: at, ended_at: at, failure: failure.map(str::to_owned) }
}

fn well() -> Facts {
    Facts {
        settings: Settings::default(),
        orphans: Vec::new(),
        database_clock: Some(now()),
        newest_event: Some(now()),
        admins: 2,
        admin_seen: Some(now().plus_days(-1)),
        mail_parked: 0,
        jobs_parked: 0,
        last_backup: Some(backup(7, None)),
        last_good_backup: Some(backup(7, None)),
        advice: Vec::new(),
        unwritten: Vec::new(),
        room: vec![(PathBuf::from("/nowhere"), Some(100 << 30))],
        open_to_others: Vec::new(),
    }
}

/// The check and its health for all that is not well.
fn unwell(facts: &Facts) -> Vec<(&'static str, Health)> {
    let findings = judge::facts(&config(), facts, now());
    assert!(findings.iter().all(|finding| (finding.health == Health::Ok) == finding.remedy.is_empty()), "{findings:?}");
    findings.iter().filter(|finding| finding.health != Health::Ok).map(|finding| (finding.check, finding.health)).collect()
}

#[test]
fn nothing_is_said_against_a_library_that_is_well() {
    assert_eq!(unwell(&well()), []);
}

#[test]
fn each_fault_is_found_by_itself() {
    use Health::{Fail, Warn};
    let facts = |change: fn(&mut Facts)| {
        let mut facts = well();
        change(&mut facts);
        unwell(&facts)
    };

    assert_eq!(facts(|facts| facts.newest_event = Some(now().plus_seconds(61))), [("clock", Fail)]);
    assert_eq!(facts(|facts| facts.database_clock = Some(now().plus_seconds(-30))), [("clock", Warn)]);
    assert_eq!(facts(|facts| facts.database_clock = Some(now().plus_seconds(90))), [("clock", Fail)]);
    assert_eq!(facts(|facts| facts.room[0].1 = Some(3 << 30)), [("disk", Warn)]);
    assert_eq!(facts(|facts| facts.room.push((PathBuf::from("/files"), Some(100)))), [("disk", Fail)]);
    assert_eq!(facts(|facts| facts.last_good_backup = Some(backup(49, None))), [("backup", Fail)]);
    assert_eq!(facts(|facts| facts.last_good_backup = None), [("backup", Fail)]);
    assert_eq!(facts(|facts| facts.last_backup = Some(backup(1, Some("no room")))), [("backup", Warn)]);
    assert_eq!(facts(|facts| (facts.mail_parked, facts.jobs_parked) = (2, 2)), [("mail_parked", Warn)]);
    assert_eq!(facts(|facts| facts.jobs_parked = 1), [("jobs_parked", Warn)]);
    assert_eq!(facts(|facts| facts.admins = 1), [("admins", Warn)]);
    assert_eq!(facts(|facts| facts.admins = 0), [("admins", Fail)]);
    assert_eq!(facts(|facts| facts.admin_seen = Some(now().plus_days(-46))), [("admin_absence", Fail)]);
    assert_eq!(facts(|facts| facts.open_to_others = vec![(PathBuf::from("/nowhere/secret.key"), 0o644)]), [("secrets", Fail)]);
    assert_eq!(facts(|facts| facts.orphans = vec!["long_gone".to_owned()]), [("settings", Warn)]);
    assert_eq!(facts(|facts| facts.unwritten = vec![crate::domain::words::TextPage::Imprint]), [("pages", Warn)]);
    assert_eq!(facts(|facts| facts.advice = vec!["fsync is off".to_owned()]), [("database", Warn)]);
}

#[test]
fn passwords_in_the_open_are_a_fault_but_for_a_library_on_its_own_machine() {
    let https = |url: &str| {
        let config = Config { public_url: url.parse().unwrap(), ..config() };
        judge::settings(&config)[0].health
    };

    assert_eq!(
        (https("https://library.example.org"), https("http://library.example.org"), https("http://127.0.0.1:8080")),
        (Health::Ok, Health::Fail, Health::Warn)
    );
}

/// Names with their text records; whoever is not among them has none, and without any list nobody answers.
struct List(Option<HashMap<&'static str, Vec<&'static str>>>);

impl Names for List {
    async fn texts(&self, name: &str) -> Answer {
        let Some(records) = &self.0 else { return Answer::Silence };
        Answer::Texts(records.get(name).into_iter().flatten().map(|text| (*text).to_owned()).collect())
    }
}

async fn mail(selector: &str, records: Option<&[(&'static str, &[&'static str])]>) -> Vec<(&'static str, Health)> {
    let names = List(records.map(|records| records.iter().map(|(name, texts)| (*name, texts.to_vec())).collect()));
    let settings = Settings { dkim_selector: selector.to_owned(), ..Settings::default() };
    let findings = records::mail(&config(), &settings, &names).await;
    findings.iter().map(|finding| (finding.check, finding.health)).collect()
}

#[tokio::test]
async fn the_records_of_the_senders_domain_are_judged() {
    use Health::{Fail, Ok, Warn};
    let good: &[(&str, &[&str])] = &[
        ("lists.example.org", &["something else", "v=spf1 mx -all"]),
        ("mail._domainkey.lists.example.org", &["v=DKIM1; k=rsa; p=MIIB"]),
        // What the domain above says holds below.
        ("_dmarc.example.org", &["v=DMARC1; p=none"]),
    ];
    assert_eq!(mail("", Some(good)).await, [("spf", Ok), ("dkim", Ok), ("dmarc", Ok)]);
    assert_eq!(mail("other", Some(good)).await, [("spf", Ok), ("dkim", Fail), ("dmarc", Ok)]);
    assert_eq!(mail("", Some(&[])).await, [("spf", Fail), ("dkim", Warn), ("dmarc", Warn)]);
    let twice: &[(&str, &[&str])] = &[("lists.example.org", &["v=spf1 mx -all", "v=spf1 a -all"])];
    assert_eq!(mail("", Some(twice)).await[0], ("spf", Fail));
    let revoked: &[(&str, &[&str])] = &[("mail._domainkey.lists.example.org", &["v=DKIM1; p="]), ("lists.example.org", &["v=spf1 +all"])];
    assert_eq!(mail("mail", Some(revoked)).await[..2], [("spf", Fail), ("dkim", Fail)]);
}

#[tokio::test]
async fn what_could_not_be_asked_is_no_fault() {
    assert_eq!(mail("", None).await, [("spf", Health::Warn), ("dkim", Health::Warn), ("dmarc", Health::Warn)]);
}

#[test]
fn the_domain_of_a_sender_is_what_follows_the_at() {
    assert_eq!(records::domain("The library <library@example.org>"), Some("example.org"));
    assert_eq!(records::domain("library@example.org"), Some("example.org"));
    assert_eq!(records::domain("library"), None);
}
