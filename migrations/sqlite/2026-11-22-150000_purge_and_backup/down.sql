DROP TABLE backups;
DROP TABLE tombstones;
CREATE TABLE tombstones (
    subject_id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    purged_at TIMESTAMP NOT NULL
);
