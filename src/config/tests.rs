use super::*;
use crate::error::{Error, FieldError};
use std::io::Write;

fn environment(variables: &[(&str, &str)]) -> Vec<(OsString, OsString)> {
    variables.iter().map(|(name, value)| (name.into(), value.into())).collect()
}

fn file(text: &str) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(text.as_bytes()).unwrap();
    file
}

fn faults(result: Result<Config>) -> Vec<FieldError> {
    match result {
        Err(Error::Invalid(faults)) => faults,
        other => panic!("expected faults, got {other:?}"),
    }
}

#[test]
fn defaults_follow_the_folder_the_port_and_the_name() {
    let config = Config::read(None, environment(&[])).unwrap();
    assert_eq!(config.database, Database::Sqlite("./data/commonshelf.sqlite".into()));
    assert_eq!(config.files, Files::Folder("./data/files".into()));
    assert_eq!(config.public_url.as_str(), "http://127.0.0.1:8080/");
    assert_eq!(config.mail_from, "Commonshelf <library@localhost>");
    assert_eq!((config.max_upload_bytes, config.max_files, config.decision_hold_seconds), (100_000_000, 20, 0));

    let variables = [("COMMONSHELF_LISTEN", "0.0.0.0:80"), ("COMMONSHELF_SITE_NAME", "Círculo: \"Ana\", y más")];
    let config = Config::read(None, environment(&variables)).unwrap();
    assert_eq!(config.public_url.as_str(), "http://localhost/");
    assert!(config.mail_from.parse::<lettre::message::Mailbox>().is_ok(), "{}", config.mail_from);
}

#[test]
fn the_environment_wins_over_the_file_and_stays_text() {
    let file = file("site_name = \"From the file\"\nmax_files = 5\nmax_upload = 1000\nsmtp_url = \"\"\n");
    let variables = [
        ("COMMONSHELF_SITE_NAME", "007"),
        ("COMMONSHELF_MAX_UPLOAD", "64 MiB"),
        ("COMMONSHELF_LOG", ""),
        ("COMMONSHELF_TEST_DATABASE", "postgres"),
        ("HOME", "/root"),
    ];
    let config = Config::read(Some(file.path()), environment(&variables)).unwrap();
    assert_eq!((config.site_name.as_str(), config.max_files, config.max_upload_bytes), ("007", 5, 64 << 20));
    assert_eq!((config.log.as_str(), config.smtp_url), ("info", None));
}

#[test]
fn every_fault_is_told_at_once_under_the_name_that_was_typed() {
    let file = file("listen = \"here\"\nmax_fiels = 3\nlanguage = [\"en\"]\ndatabase_url = \"mysql://x\"\ndecision_hold = 4000\n");
    let variables = [
        ("COMMONSHELF_PUBLIC_URL", "https://example.org/library"),
        ("COMMONSHELF_SECRET_KEY", "too short"),
        ("COMMONSHELF_SECRET", "x"),
        ("COMMONSHELF_FILES", "s3://Bucket/prefix"),
        ("COMMONSHELF_S3_ENDPOINT", "http://192.0.2.1:9000"),
        ("COMMONSHELF_S3_SECRET_KEY", "two words"),
        ("COMMONSHELF_LOG_FORMAT", "xml"),
        ("COMMONSHELF_MAX_UPLOAD", "big"),
        ("COMMONSHELF_SMTP_URL", "mail.example.org"),
        ("COMMONSHELF_MAIL_FROM", "nobody"),
        ("COMMONSHELF_METRICS_TOKEN", "short"),
    ];
    let faults = faults(Config::read(Some(file.path()), environment(&variables)));
    let mut names: Vec<_> = faults.iter().map(|fault| fault.field.as_str()).collect();
    names.sort_unstable();
    assert_eq!(
        names,
        [
            "COMMONSHELF_FILES",
            "COMMONSHELF_LOG_FORMAT",
            "COMMONSHELF_MAIL_FROM",
            "COMMONSHELF_MAX_UPLOAD",
            "COMMONSHELF_METRICS_TOKEN",
            "COMMONSHELF_PUBLIC_URL",
            "COMMONSHELF_S3_ENDPOINT",
            "COMMONSHELF_S3_SECRET_KEY",
            "COMMONSHELF_SECRET",
            "COMMONSHELF_SECRET_KEY",
            "COMMONSHELF_SMTP_URL",
            "database_url",
            "decision_hold",
            "language",
            "listen",
            "max_fiels",
        ]
    );
    let told = format!("{faults:?}");
    assert!(told.contains("small letters") && told.contains("open internet"), "{told}");
    assert!(!told.contains("too short") && !told.contains("two words"), "{told}");
}

#[test]
fn a_bucket_asks_for_both_keys() {
    let files = ("COMMONSHELF_FILES", "s3://our-library/files/");
    let (access, secret) = (("COMMONSHELF_S3_ACCESS_KEY", "AKIA"), ("COMMONSHELF_S3_SECRET_KEY", "hunter2"));
    let missing = faults(Config::read(None, environment(&[files, access])));
    assert_eq!(missing.iter().map(|fault| fault.field.as_str()).collect::<Vec<_>>(), ["s3_secret_key"]);
    assert!(missing[0].message.contains("required for files in a bucket"), "{missing:?}");

    let config = Config::read(None, environment(&[files, access, secret, ("COMMONSHELF_S3_ENDPOINT", "http://10.0.0.1:9000")])).unwrap();

    assert_eq!(config.files, Files::Bucket(Bucket { name: "our-library".to_owned(), prefix: "files".to_owned() }));
    assert_eq!(config.files.to_string(), "s3://our-library/files");
    for refused in ["s3://", "s3://x", "s3://a_b_c", "s3://bucket/a//b", "s3://bucket/../b", "s3://bucket/a b", "gs://bucket"] {
        assert!(Files::parse(refused).is_err(), "{refused} was taken for a place");
    }
}

#[test]
fn postgresql_asks_for_a_shared_secret() {
    let url = ("COMMONSHELF_DATABASE_URL", "postgres://u:p@host/name");
    let faults = faults(Config::read(None, environment(&[url])));
    assert_eq!(faults.len(), 1);
    assert!(faults[0].message.contains("required with PostgreSQL"));

    let key = ("COMMONSHELF_SECRET_KEY", "0123456789abcdef0123456789abcdef");
    assert!(Config::read(None, environment(&[url, key])).is_ok());
}

#[test]
fn a_broken_or_absent_file_is_named_and_not_quoted() {
    let broken = file("secret_key = hunter2hunter2\n");
    let told = faults(Config::read(Some(broken.path()), environment(&[])));
    assert!(told[0].message.contains("not valid TOML") && !told[0].message.contains("hunter2"), "{told:?}");

    let told = faults(Config::read(Some(Path::new("/nowhere/at/all.toml")), environment(&[])));
    assert!(told[0].message.contains("/nowhere/at/all.toml"), "{told:?}");
}

#[test]
fn what_is_shown_is_complete_masked_and_valid_toml() {
    let variables = [
        ("COMMONSHELF_DATABASE_URL", "postgres://u:hunter@2/?x@host/name?password=hunter3&a=b"),
        ("COMMONSHELF_SECRET_KEY", "hunter89abcdef0123456789abcdef01"),
        ("COMMONSHELF_SMTP_URL", "smtp://u:hunter4@mail.example.org:587"),
        ("COMMONSHELF_MAIL_REPLY_TO", "desk@example.org"),
        ("COMMONSHELF_METRICS_TOKEN", "hunter5-hunter5-"),
        ("COMMONSHELF_S3_ENDPOINT", "https://s3.example.org"),
        ("COMMONSHELF_S3_ACCESS_KEY", "hunter6"),
        ("COMMONSHELF_S3_SECRET_KEY", "hunter7"),
        ("COMMONSHELF_BACKUP_FOLDER", "/mnt/backups"),
        ("COMMONSHELF_TRUSTED_PROXIES", "10.0.0.0/8"),
        ("COMMONSHELF_SITE_NAME", "A \\ \"B\""),
    ];
    let config = Config::read(None, environment(&variables)).unwrap();
    let shown = config.to_masked_toml() + &format!("{config:?}");
    assert!(!shown.contains("hunter"), "{shown}");
    assert!(shown.contains("smtp://u:********@mail.example.org:587"), "{shown}");
    let unset: Vec<_> = config.settings().into_iter().filter(|setting| setting.value_masked.is_none()).map(|setting| setting.key).collect();
    assert!(unset.is_empty(), "nothing is known of {unset:?}");

    // What is printed without secrets can be used as a file, and means the same.
    let plain = Config::for_tests(Path::new("/tmp/elsewhere")).unwrap();
    let read = Config::read(Some(file(&plain.to_masked_toml()).path()), environment(&[])).unwrap();
    assert_eq!(read.settings(), plain.settings());
    assert!(settings_table().contains("| `max_upload` | `COMMONSHELF_MAX_UPLOAD` | `100 MB` |"));
}

#[test]
fn a_secret_is_made_once_and_kept_private() {
    let folder = tempfile::tempdir().unwrap();
    let config = Config::for_tests(&folder.path().join("new")).unwrap();
    let secrets: Vec<_> = std::thread::scope(|scope| {
        let starts: Vec<_> = (0..8).map(|_| scope.spawn(|| config.secret().unwrap())).collect();
        starts.into_iter().map(|start| start.join().unwrap()).collect()
    });
    assert!(secrets.iter().all(|secret| *secret == secrets[0]));
    assert_eq!(secrets[0].expose().len(), 43);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&config.data_dir.join("secret.key")), mode(&config.data_dir)), (0o600, 0o700));
    }

    std::fs::write(config.data_dir.join("secret.key"), "cut\n").unwrap();
    assert!(faults(config.secret().map(|_| config.clone()))[0].message.contains("secret.key"));
}
