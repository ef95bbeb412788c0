-- What reviewers look at, as a list that admins edit: each edit is a new version, so that an answer keeps its question.
CREATE TABLE checklists (
    version BIGINT NOT NULL PRIMARY KEY,
    items TEXT NOT NULL,
    created_by TEXT REFERENCES users (id),
    created_at TIMESTAMP NOT NULL
);

-- An item that somebody ticked. Those of a reviewer belong to the decision, once there is one.
CREATE TABLE checklist_ticks (
    id TEXT NOT NULL PRIMARY KEY,
    submission_id TEXT NOT NULL REFERENCES submissions (id),
    decision_id TEXT REFERENCES decisions (id),
    side TEXT NOT NULL CHECK (side IN ('submitter', 'reviewer')),
    checklist_version BIGINT NOT NULL,
    item TEXT NOT NULL,
    ticked_by TEXT NOT NULL REFERENCES users (id),
    ticked_at TIMESTAMP NOT NULL
);
CREATE INDEX checklist_ticks_submission ON checklist_ticks (submission_id);

-- Whom a submission that waits too long was brought before, and for which time of handing it in.
CREATE TABLE escalations (
    submission_id TEXT NOT NULL REFERENCES submissions (id),
    step TEXT NOT NULL CHECK (step IN ('reviewers', 'admins')),
    submitted_at TIMESTAMP NOT NULL,
    escalated_at TIMESTAMP NOT NULL,
    PRIMARY KEY (submission_id, step)
);

-- Which small corrections are published without review. A rule is never changed: it ends, and another begins.
CREATE TABLE correction_rules (
    id TEXT NOT NULL PRIMARY KEY,
    fields TEXT NOT NULL,
    organization_id TEXT REFERENCES organizations (id),
    after_approvals BIGINT NOT NULL,
    created_by TEXT NOT NULL REFERENCES users (id),
    created_at TIMESTAMP NOT NULL,
    ended_at TIMESTAMP,
    ended_by TEXT REFERENCES users (id)
);
ALTER TABLE decisions ADD COLUMN rule_id TEXT REFERENCES correction_rules (id);
CREATE INDEX decisions_decided ON decisions (decided_at);

-- What a translation or an adaptation changed.
ALTER TABLE relations ADD COLUMN changed TEXT DEFAULT '[]' NOT NULL;
ALTER TABLE relations ADD COLUMN note TEXT;

-- Somebody would like to have a resource in a language.
CREATE TABLE translation_wishes (
    id TEXT NOT NULL PRIMARY KEY,
    resource_id TEXT NOT NULL REFERENCES resources (id),
    language TEXT NOT NULL,
    user_id TEXT NOT NULL REFERENCES users (id),
    created_at TIMESTAMP NOT NULL,
    fulfilled_at TIMESTAMP,
    UNIQUE (resource_id, language, user_id)
);
CREATE INDEX translation_wishes_open ON translation_wishes (language, resource_id) WHERE fulfilled_at IS NULL;
