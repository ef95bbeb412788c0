-- A resource is looked at again by a date; reviewed_at is when somebody last said that it still holds, review_stage how far the reminders are
-- (0 none, 1 told before the date, 2 told at it). hiding_id names the hiding that is still to be decided: such a resource counts as withdrawn.
ALTER TABLE resources ADD COLUMN review_by TIMESTAMP;
ALTER TABLE resources ADD COLUMN reviewed_at TIMESTAMP;
ALTER TABLE resources ADD COLUMN review_stage INTEGER NOT NULL DEFAULT 0;
ALTER TABLE resources ADD COLUMN hiding_id TEXT COLLATE "C";
ALTER TABLE resources ADD COLUMN link_dead_since TIMESTAMP;
ALTER TABLE resources ADD COLUMN use_count BIGINT NOT NULL DEFAULT 0;
CREATE INDEX resources_review ON resources (review_by);

-- What anyone reports of a public resource. Who did is known by an address at most.
CREATE TABLE reports (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    resource_id TEXT COLLATE "C" NOT NULL REFERENCES resources (id),
    kind TEXT NOT NULL CHECK (kind IN ('copyright', 'about_me', 'harmful', 'dead_link', 'out_of_date', 'other')),
    message TEXT NOT NULL,
    email TEXT,
    language TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('open', 'answered', 'closed')),
    answer TEXT,
    answered_by TEXT COLLATE "C" REFERENCES users (id),
    answered_at TIMESTAMP,
    version BIGINT NOT NULL,
    created_at TIMESTAMP NOT NULL
);
CREATE INDEX reports_status ON reports (status, id);
CREATE INDEX reports_resource ON reports (resource_id);

-- What a reviewer took out of sight in a hurry: an admin confirms or restores, and the contributor may say something to it.
CREATE TABLE hidings (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    resource_id TEXT COLLATE "C" NOT NULL REFERENCES resources (id),
    hidden_by TEXT COLLATE "C" NOT NULL REFERENCES users (id),
    reason TEXT NOT NULL CHECK (reason IN ('copyright', 'privacy', 'harmful', 'outdated', 'mistake', 'asked_by_organization')),
    note TEXT NOT NULL,
    hidden_at TIMESTAMP NOT NULL,
    statement TEXT,
    statement_by TEXT COLLATE "C" REFERENCES users (id),
    statement_at TIMESTAMP,
    outcome TEXT CHECK (outcome IN ('withdraw', 'restore')),
    decided_by TEXT COLLATE "C" REFERENCES users (id),
    decided_at TIMESTAMP,
    decision_note TEXT,
    reminded_at TIMESTAMP
);
CREATE UNIQUE INDEX hidings_open ON hidings (resource_id) WHERE decided_at IS NULL;
CREATE INDEX hidings_resource ON hidings (resource_id, id);

-- The contributor's wish that a resource goes; an admin decides.
CREATE TABLE removal_requests (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    resource_id TEXT COLLATE "C" NOT NULL REFERENCES resources (id),
    requested_by TEXT COLLATE "C" NOT NULL REFERENCES users (id),
    reason TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    outcome TEXT CHECK (outcome IN ('grant', 'refuse')),
    decided_by TEXT COLLATE "C" REFERENCES users (id),
    decided_at TIMESTAMP,
    decision_note TEXT
);
CREATE UNIQUE INDEX removal_requests_open ON removal_requests (resource_id) WHERE decided_at IS NULL;

-- How somebody used a resource. Public once approved.
CREATE TABLE uses (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    resource_id TEXT COLLATE "C" NOT NULL REFERENCES resources (id),
    organization_id TEXT COLLATE "C" NOT NULL REFERENCES organizations (id),
    user_id TEXT COLLATE "C" NOT NULL REFERENCES users (id),
    status TEXT NOT NULL CHECK (status IN ('pending', 'approved', 'declined')),
    people INTEGER,
    setting TEXT,
    changed TEXT,
    text TEXT NOT NULL,
    adaptation_id TEXT COLLATE "C" REFERENCES resources (id),
    version BIGINT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    decided_by TEXT COLLATE "C" REFERENCES users (id),
    decided_at TIMESTAMP,
    decision_note TEXT
);
CREATE INDEX uses_resource ON uses (resource_id, status, id);
CREATE INDEX uses_organization ON uses (organization_id, id);
CREATE INDEX uses_status ON uses (status, id);
CREATE INDEX uses_adaptation ON uses (adaptation_id);

-- What became of asking the link of a resource, and when it is asked next.
CREATE TABLE link_checks (
    resource_id TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES resources (id),
    url TEXT NOT NULL,
    checked_at TIMESTAMP NOT NULL,
    next_at TIMESTAMP NOT NULL,
    failures INTEGER NOT NULL,
    failing_since TIMESTAMP,
    detail TEXT
);
