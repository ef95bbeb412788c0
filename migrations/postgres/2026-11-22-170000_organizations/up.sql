-- Organizations through their whole life: suspended, asleep, renamed, merged, closed; who edits what is said of them, who asks to join.
ALTER TABLE organizations ADD COLUMN status_reason TEXT;
ALTER TABLE organizations ADD COLUMN status_changed_at TIMESTAMP;
ALTER TABLE organizations ADD COLUMN merged_into TEXT COLLATE "C";
ALTER TABLE organizations ADD COLUMN quota_bytes BIGINT;
ALTER TABLE organizations ADD COLUMN warned_at TIMESTAMP;
ALTER TABLE organizations ADD COLUMN logo_sha256 TEXT COLLATE "C";
ALTER TABLE organizations DROP CONSTRAINT organizations_status_check;
ALTER TABLE organizations ADD CONSTRAINT organizations_status_check
    CHECK (status IN ('applied', 'active', 'suspended', 'dormant', 'declined', 'closed', 'merged'));

-- An application reserves no name; two members never share one; what has ended sets its name free.
DROP INDEX organizations_folded_name;
CREATE UNIQUE INDEX organizations_folded_name ON organizations (folded_name) WHERE status NOT IN ('applied', 'declined', 'closed', 'merged');

-- What the directory is ordered by and searched in: folded words, made of the row by the program, which fills in what is missing when it starts.
CREATE TABLE organization_words (
    organization_id TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES organizations (id),
    sort_name TEXT COLLATE "C" NOT NULL,
    words TEXT NOT NULL
);
CREATE INDEX organization_words_sort ON organization_words (sort_name, organization_id);

CREATE TABLE former_names (
    organization_id TEXT COLLATE "C" NOT NULL REFERENCES organizations (id),
    folded_name TEXT NOT NULL,
    name TEXT NOT NULL,
    until TIMESTAMP NOT NULL,
    PRIMARY KEY (organization_id, folded_name)
);

-- Changes of a profile that its managers asked for; the first of them wait for an admin.
CREATE TABLE organization_edits (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    organization_id TEXT COLLATE "C" NOT NULL REFERENCES organizations (id),
    proposed_by TEXT COLLATE "C" NOT NULL REFERENCES users (id),
    changes TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('waiting', 'applied', 'accepted', 'declined', 'replaced')),
    note TEXT,
    created_at TIMESTAMP NOT NULL,
    decided_at TIMESTAMP,
    decided_by TEXT COLLATE "C" REFERENCES users (id)
);
CREATE INDEX organization_edits_organization ON organization_edits (organization_id, id);
CREATE UNIQUE INDEX organization_edits_waiting ON organization_edits (organization_id) WHERE status = 'waiting';

-- The pictures that an organization has, or has proposed: what keeps their bytes from being swept away.
CREATE TABLE organization_logos (
    organization_id TEXT COLLATE "C" NOT NULL REFERENCES organizations (id),
    blob_sha256 TEXT COLLATE "C" NOT NULL REFERENCES blobs (sha256),
    created_at TIMESTAMP NOT NULL,
    PRIMARY KEY (organization_id, blob_sha256)
);
CREATE INDEX organization_logos_blob ON organization_logos (blob_sha256);

-- Vetting: notes that admins keep, and what admins and the organization write to each other. An applicant has no account.
CREATE TABLE organization_messages (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    organization_id TEXT COLLATE "C" NOT NULL REFERENCES organizations (id),
    author_id TEXT COLLATE "C" REFERENCES users (id),
    kind TEXT NOT NULL CHECK (kind IN ('note', 'question', 'answer')),
    text TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL
);
CREATE INDEX organization_messages_organization ON organization_messages (organization_id, id);

CREATE TABLE join_requests (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    organization_id TEXT COLLATE "C" NOT NULL REFERENCES organizations (id),
    user_id TEXT COLLATE "C" NOT NULL REFERENCES users (id),
    message TEXT,
    status TEXT NOT NULL CHECK (status IN ('open', 'accepted', 'declined', 'withdrawn')),
    note TEXT,
    created_at TIMESTAMP NOT NULL,
    answered_at TIMESTAMP,
    answered_by TEXT COLLATE "C" REFERENCES users (id)
);
-- One at a time of each person.
CREATE UNIQUE INDEX join_requests_open ON join_requests (organization_id, user_id) WHERE status = 'open';
CREATE INDEX join_requests_organization ON join_requests (organization_id, id);
CREATE INDEX join_requests_user ON join_requests (user_id, id);

CREATE INDEX invitations_email ON invitations (folded_email, id);
