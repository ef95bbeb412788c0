-- What was taken in from elsewhere: a row for each line of its table, so that a second run adds none. Key and hash hold nothing of the line
-- itself, and stay when what came of it is deleted. Number and date are those that the edition is to have once it is published.
CREATE TABLE imported_rows (
    source TEXT COLLATE "C" NOT NULL,
    row_key TEXT COLLATE "C" NOT NULL,
    row_hash TEXT NOT NULL,
    submission_id TEXT COLLATE "C" REFERENCES submissions (id) ON DELETE SET NULL,
    decision_id TEXT COLLATE "C" REFERENCES decisions (id) ON DELETE SET NULL,
    edition_number INTEGER,
    published_at TIMESTAMP,
    imported_at TIMESTAMP NOT NULL,
    PRIMARY KEY (source, row_key)
);
CREATE INDEX imported_rows_submission ON imported_rows (submission_id);
CREATE INDEX imported_rows_decision ON imported_rows (decision_id);

-- Where a document stood in an older library: asked there, this one leads to the resource.
CREATE TABLE old_addresses (
    path TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    resource_id TEXT COLLATE "C" NOT NULL REFERENCES resources (id) ON DELETE CASCADE,
    created_at TIMESTAMP NOT NULL
);
CREATE INDEX old_addresses_resource ON old_addresses (resource_id);

-- An import that was asked for: options and report are JSON. While it names its archive, the bytes are kept.
CREATE TABLE imports (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    created_by TEXT COLLATE "C" NOT NULL REFERENCES users (id),
    status TEXT NOT NULL CHECK (status IN ('waiting', 'running', 'done', 'failed')),
    options TEXT NOT NULL,
    blob_sha256 TEXT COLLATE "C",
    rows_total BIGINT NOT NULL,
    rows_done BIGINT NOT NULL,
    report TEXT,
    failure TEXT,
    created_at TIMESTAMP NOT NULL,
    ended_at TIMESTAMP
);
CREATE INDEX imports_blob ON imports (blob_sha256);

-- An export that was asked for, of one organization or of all. While it names its archive, that can be downloaded.
CREATE TABLE exports (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    created_by TEXT COLLATE "C" NOT NULL REFERENCES users (id),
    organization_id TEXT COLLATE "C" REFERENCES organizations (id),
    status TEXT NOT NULL CHECK (status IN ('waiting', 'running', 'done', 'failed')),
    blob_sha256 TEXT COLLATE "C",
    size_bytes BIGINT,
    editions_total BIGINT NOT NULL,
    editions_done BIGINT NOT NULL,
    failure TEXT,
    created_at TIMESTAMP NOT NULL,
    ended_at TIMESTAMP,
    expires_at TIMESTAMP
);
CREATE INDEX exports_blob ON exports (blob_sha256);
CREATE INDEX exports_created_by ON exports (created_by, id);
