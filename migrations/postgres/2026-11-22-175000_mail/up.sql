-- A letter may wait for the one summary of the day. A letter that came back is counted once.
ALTER TABLE notifications ADD COLUMN waits_for_digest BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE notifications ADD COLUMN bounced_at TIMESTAMP;
CREATE INDEX notifications_user ON notifications (user_id, kind, created_at);
CREATE INDEX notifications_subject ON notifications (subject_id, kind);
CREATE INDEX notifications_waiting ON notifications (user_id, created_at) WHERE waits_for_digest;

-- How the mail of a group comes, where someone has chosen.
CREATE TABLE mail_choices (
    user_id TEXT COLLATE "C" NOT NULL REFERENCES users (id),
    mail_group TEXT NOT NULL CHECK (mail_group IN ('decisions', 'security', 'takedown', 'submissions', 'review', 'organization', 'administration', 'following', 'saved_searches')),
    delivery TEXT NOT NULL CHECK (delivery IN ('at_once', 'daily', 'none')),
    chosen_at TIMESTAMP NOT NULL,
    PRIMARY KEY (user_id, mail_group)
);

-- The hour at which mail that comes round is wanted.
CREATE TABLE mail_hours (
    user_id TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES users (id),
    time_zone TEXT NOT NULL,
    hour_of_day INTEGER NOT NULL
);

-- What someone wants to hear of: an organization by its id, a topic, a section. What is new since seen_until is told; what was told of late
-- (a JSON list of ids) is not told twice.
CREATE TABLE follows (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    user_id TEXT COLLATE "C" NOT NULL REFERENCES users (id),
    kind TEXT NOT NULL CHECK (kind IN ('organization', 'topic', 'section')),
    value TEXT COLLATE "C" NOT NULL,
    frequency TEXT NOT NULL CHECK (frequency IN ('daily', 'weekly')),
    created_at TIMESTAMP NOT NULL,
    seen_until TIMESTAMP NOT NULL,
    told TEXT NOT NULL,
    UNIQUE (user_id, kind, value)
);

-- A search whose new results someone wants to hear of; its words and filters as JSON.
CREATE TABLE saved_searches (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    user_id TEXT COLLATE "C" NOT NULL REFERENCES users (id),
    name TEXT NOT NULL,
    search TEXT NOT NULL,
    frequency TEXT NOT NULL CHECK (frequency IN ('daily', 'weekly', 'none')),
    version BIGINT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    begun_at TIMESTAMP NOT NULL,
    seen_until TIMESTAMP NOT NULL,
    told TEXT NOT NULL
);
CREATE INDEX saved_searches_user ON saved_searches (user_id, id);

-- Addresses from which mail came back. From marked_at on they get nothing more.
CREATE TABLE bouncing_addresses (
    folded_email TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    bounces INTEGER NOT NULL,
    last_status TEXT NOT NULL,
    last_bounced_at TIMESTAMP NOT NULL,
    marked_at TIMESTAMP
);
