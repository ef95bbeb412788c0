-- The data model of the first release. The PostgreSQL folder says the same in its own dialect; a test compares the two.
-- Ids are UUIDv7 as text, times are UTC with microseconds, JSON is text.

CREATE TABLE users (
    id TEXT NOT NULL PRIMARY KEY,
    email TEXT NOT NULL,
    folded_email TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('user', 'reviewer', 'admin')),
    status TEXT NOT NULL CHECK (status IN ('active', 'deactivated')),
    password_hash TEXT,
    language TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    last_login_at TIMESTAMP
);

CREATE TABLE organizations (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    folded_name TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('applied', 'active', 'suspended', 'dormant', 'declined')),
    summary TEXT NOT NULL,
    country TEXT,
    hides_country BOOLEAN NOT NULL,
    is_unlisted BOOLEAN NOT NULL,
    website TEXT,
    languages TEXT NOT NULL,
    topics TEXT NOT NULL,
    translations TEXT NOT NULL,
    contact_name TEXT NOT NULL,
    contact_email TEXT NOT NULL,
    contact_language TEXT NOT NULL,
    message TEXT,
    version BIGINT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    email_confirmed_at TIMESTAMP,
    decided_at TIMESTAMP,
    decided_by TEXT REFERENCES users (id),
    decision_note TEXT,
    last_active_at TIMESTAMP
);
-- An application reserves no name; two members never share one.
CREATE UNIQUE INDEX organizations_folded_name ON organizations (folded_name) WHERE status NOT IN ('applied', 'declined');
CREATE INDEX organizations_status ON organizations (status, id);

CREATE TABLE memberships (
    user_id TEXT NOT NULL REFERENCES users (id),
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    role TEXT NOT NULL CHECK (role IN ('uploader', 'manager')),
    created_at TIMESTAMP NOT NULL,
    PRIMARY KEY (user_id, organization_id)
);
CREATE INDEX memberships_organization ON memberships (organization_id);

CREATE TABLE invitations (
    id TEXT NOT NULL PRIMARY KEY,
    organization_id TEXT REFERENCES organizations (id),
    email TEXT NOT NULL,
    folded_email TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('uploader', 'manager')),
    language TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('open', 'accepted', 'declined', 'revoked')),
    invited_by TEXT REFERENCES users (id),
    created_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL,
    answered_at TIMESTAMP,
    user_id TEXT REFERENCES users (id)
);
CREATE INDEX invitations_organization ON invitations (organization_id);

CREATE TABLE password_resets (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id),
    created_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL,
    used_at TIMESTAMP
);
CREATE INDEX password_resets_user ON password_resets (user_id);

-- Refresh tokens stand only as SHA-256. The previous one is good for a minute more, since slow lines lose answers.
CREATE TABLE sessions (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id),
    refresh_hash TEXT NOT NULL UNIQUE,
    previous_hash TEXT,
    rotated_at TIMESTAMP,
    created_at TIMESTAMP NOT NULL,
    last_used_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL,
    ended_at TIMESTAMP
);
CREATE INDEX sessions_user ON sessions (user_id);

-- lease_until marks a request in flight; afterwards the stored answer is given again.
CREATE TABLE idempotency_keys (
    actor TEXT NOT NULL,
    method TEXT NOT NULL,
    path TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    body_hash TEXT,
    status INTEGER,
    answer TEXT,
    lease_until TIMESTAMP,
    created_at TIMESTAMP NOT NULL,
    PRIMARY KEY (actor, method, path, idempotency_key)
);
CREATE INDEX idempotency_keys_created ON idempotency_keys (created_at);

CREATE TABLE resources (
    id TEXT NOT NULL PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    status TEXT NOT NULL CHECK (status IN ('public', 'withdrawn')),
    current_edition_id TEXT,
    version BIGINT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    withdrawn_at TIMESTAMP,
    withdrawn_by TEXT REFERENCES users (id),
    withdrawal_reason TEXT CHECK (withdrawal_reason IN ('copyright', 'privacy', 'harmful', 'outdated', 'mistake', 'asked_by_organization')),
    withdrawal_note TEXT
);
CREATE INDEX resources_organization ON resources (organization_id);

CREATE TABLE submissions (
    id TEXT NOT NULL PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    created_by TEXT NOT NULL REFERENCES users (id),
    resource_id TEXT REFERENCES resources (id),
    based_on_edition_id TEXT,
    status TEXT NOT NULL CHECK (status IN ('draft', 'submitted', 'changes_requested', 'approved', 'rejected', 'canceled')),
    version BIGINT NOT NULL,
    metadata TEXT NOT NULL,
    section TEXT CHECK (section IN ('learn', 'promote', 'take_action')),
    language TEXT,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    updated_by TEXT NOT NULL REFERENCES users (id),
    submitted_at TIMESTAMP
);
-- At most one open revision of a resource.
CREATE UNIQUE INDEX submissions_open_revision ON submissions (resource_id)
    WHERE resource_id IS NOT NULL AND status IN ('draft', 'submitted', 'changes_requested');
CREATE INDEX submissions_queue ON submissions (status, submitted_at, id);
CREATE INDEX submissions_organization ON submissions (organization_id, id);

-- What a file's bytes are and say belongs to the bytes, so that the same file is read once.
CREATE TABLE blobs (
    sha256 TEXT NOT NULL PRIMARY KEY,
    size_bytes BIGINT NOT NULL,
    status TEXT NOT NULL
        CHECK (status IN ('pending', 'ok', 'no_text', 'partial', 'encrypted', 'corrupt', 'too_big', 'unsupported', 'infected')),
    media_type TEXT,
    page_count INTEGER,
    language TEXT,
    title TEXT,
    detail TEXT,
    extractor_version INTEGER,
    inspected_at TIMESTAMP,
    created_at TIMESTAMP NOT NULL,
    condemned_at TIMESTAMP
);

CREATE TABLE texts (
    blob_sha256 TEXT NOT NULL REFERENCES blobs (sha256),
    extractor_version INTEGER NOT NULL,
    page INTEGER NOT NULL,
    compressed_text BLOB NOT NULL,
    PRIMARY KEY (blob_sha256, extractor_version, page)
);

CREATE TABLE files (
    id TEXT NOT NULL PRIMARY KEY,
    submission_id TEXT NOT NULL REFERENCES submissions (id),
    blob_sha256 TEXT NOT NULL REFERENCES blobs (sha256),
    name TEXT NOT NULL,
    language TEXT,
    position INTEGER NOT NULL,
    created_at TIMESTAMP NOT NULL
);
CREATE INDEX files_submission ON files (submission_id, position);
CREATE INDEX files_blob ON files (blob_sha256);

-- A reviewer's hold on a submission.
CREATE TABLE claims (
    submission_id TEXT NOT NULL PRIMARY KEY REFERENCES submissions (id),
    reviewer_id TEXT NOT NULL REFERENCES users (id),
    claimed_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL
);

CREATE TABLE decisions (
    id TEXT NOT NULL PRIMARY KEY,
    submission_id TEXT NOT NULL REFERENCES submissions (id),
    reviewer_id TEXT NOT NULL REFERENCES users (id),
    verdict TEXT NOT NULL CHECK (verdict IN ('approve', 'request_changes', 'reject')),
    section TEXT CHECK (section IN ('learn', 'promote', 'take_action')),
    reason TEXT,
    note TEXT,
    override_reason TEXT,
    decided_at TIMESTAMP NOT NULL,
    hold_until TIMESTAMP NOT NULL,
    effective_at TIMESTAMP NOT NULL,
    carried_out_at TIMESTAMP,
    undone_at TIMESTAMP,
    undone_by TEXT REFERENCES users (id)
);
-- One decision at a time: the next needs the last to be carried out or undone.
CREATE UNIQUE INDEX decisions_pending ON decisions (submission_id) WHERE carried_out_at IS NULL AND undone_at IS NULL;
CREATE INDEX decisions_submission ON decisions (submission_id, decided_at);

CREATE TABLE editions (
    id TEXT NOT NULL PRIMARY KEY,
    resource_id TEXT NOT NULL REFERENCES resources (id),
    number INTEGER NOT NULL,
    submission_id TEXT NOT NULL REFERENCES submissions (id),
    decision_id TEXT NOT NULL UNIQUE REFERENCES decisions (id),
    metadata TEXT NOT NULL,
    section TEXT NOT NULL CHECK (section IN ('learn', 'promote', 'take_action')),
    published_at TIMESTAMP NOT NULL,
    UNIQUE (resource_id, number)
);

CREATE TABLE edition_files (
    id TEXT NOT NULL PRIMARY KEY,
    edition_id TEXT NOT NULL REFERENCES editions (id),
    blob_sha256 TEXT NOT NULL REFERENCES blobs (sha256),
    name TEXT NOT NULL,
    language TEXT,
    position INTEGER NOT NULL
);
CREATE INDEX edition_files_edition ON edition_files (edition_id, position);
CREATE INDEX edition_files_blob ON edition_files (blob_sha256);

CREATE TABLE translations (
    edition_id TEXT NOT NULL REFERENCES editions (id),
    language TEXT NOT NULL,
    title TEXT NOT NULL,
    summary TEXT,
    PRIMARY KEY (edition_id, language)
);

CREATE TABLE relations (
    id TEXT NOT NULL PRIMARY KEY,
    from_resource_id TEXT NOT NULL REFERENCES resources (id),
    to_resource_id TEXT NOT NULL REFERENCES resources (id),
    kind TEXT NOT NULL CHECK (kind IN ('translation_of', 'adaptation_of', 'replaces', 'supported_by', 'part_of')),
    created_at TIMESTAMP NOT NULL,
    UNIQUE (from_resource_id, to_resource_id, kind)
);
CREATE INDEX relations_to ON relations (to_resource_id);

-- The ordered, gapless feed of what the public may see. The counter's row lock makes the order of numbers the order of commits.
CREATE TABLE changes (
    seq BIGINT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('resource', 'organization', 'topic', 'synonym', 'pin')),
    subject_id TEXT NOT NULL,
    at TIMESTAMP NOT NULL
);
CREATE TABLE change_counter (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    seq BIGINT NOT NULL
);
INSERT INTO change_counter (id, seq) VALUES (1, 0);

-- The audit trail is append-only; what could identify a person stands in event_values and can be erased there.
CREATE TABLE events (
    id TEXT NOT NULL PRIMARY KEY,
    at TIMESTAMP NOT NULL,
    actor_id TEXT,
    act TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    request_id TEXT,
    details TEXT NOT NULL
);
CREATE INDEX events_subject ON events (subject_id, id);
CREATE TABLE event_values (
    event_id TEXT NOT NULL REFERENCES events (id),
    name TEXT NOT NULL,
    value TEXT,
    erased_at TIMESTAMP,
    PRIMARY KEY (event_id, name)
);

-- A leased job belongs to its owner until lease_until; fence tells a late owner that the lease is another's by now.
CREATE TABLE jobs (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    due_at TIMESTAMP NOT NULL,
    attempts INTEGER NOT NULL,
    lease_owner TEXT,
    lease_until TIMESTAMP,
    fence BIGINT NOT NULL,
    last_error TEXT,
    parked_at TIMESTAMP,
    created_at TIMESTAMP NOT NULL
);
CREATE INDEX jobs_due ON jobs (kind, due_at, id) WHERE parked_at IS NULL;

CREATE TABLE timers (
    kind TEXT NOT NULL PRIMARY KEY,
    period_seconds BIGINT NOT NULL,
    due_at TIMESTAMP NOT NULL
);

-- A mail is a row until it is sent.
CREATE TABLE notifications (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    user_id TEXT REFERENCES users (id),
    email TEXT NOT NULL,
    language TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    sent_at TIMESTAMP
);

-- What was purged, so that a restored backup can be purged again.
CREATE TABLE tombstones (
    subject_id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    purged_at TIMESTAMP NOT NULL
);
