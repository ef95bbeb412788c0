-- A tombstone says what was purged and why, so that the public is told, a restored backup can be purged again, and copies of the destroyed
-- files are found by their hashes (a JSON list). No program has written one before.
DROP TABLE tombstones;
CREATE TABLE tombstones (
    subject_id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind = 'resource'),
    reason TEXT NOT NULL CHECK (reason IN ('copyright', 'privacy', 'harmful', 'outdated', 'mistake', 'asked_by_organization')),
    note TEXT,
    blob_hashes TEXT NOT NULL,
    purged_at TIMESTAMP NOT NULL
);

-- The backups that were tried, so that every node knows how old the last good one is.
CREATE TABLE backups (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    started_at TIMESTAMP NOT NULL,
    ended_at TIMESTAMP NOT NULL,
    failure TEXT
);
