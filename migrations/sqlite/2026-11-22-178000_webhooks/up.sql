-- What visitors wrote to the admins, until it is answered and erased.
CREATE TABLE contact_messages (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT,
    email TEXT,
    language TEXT NOT NULL,
    message TEXT,
    created_at TIMESTAMP NOT NULL,
    answered_at TIMESTAMP,
    answered_by TEXT REFERENCES users (id),
    erased_at TIMESTAMP
);
CREATE INDEX contact_messages_answered ON contact_messages (answered_at, id);

-- Programs that are told what happens. The secret signs what they are told, so it is kept as it is.
CREATE TABLE webhooks (
    id TEXT NOT NULL PRIMARY KEY,
    url TEXT NOT NULL,
    description TEXT NOT NULL,
    events TEXT NOT NULL,
    secret TEXT NOT NULL,
    is_active BOOLEAN NOT NULL,
    version BIGINT NOT NULL,
    failing_since TIMESTAMP,
    disabled_at TIMESTAMP,
    created_by TEXT NOT NULL REFERENCES users (id),
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL
);

-- What each was told, and how that went the last time it was tried.
CREATE TABLE webhook_deliveries (
    id TEXT NOT NULL PRIMARY KEY,
    webhook_id TEXT NOT NULL REFERENCES webhooks (id) ON DELETE CASCADE,
    event TEXT NOT NULL,
    body TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('waiting', 'delivered', 'failed')),
    attempts INTEGER NOT NULL,
    answer_status INTEGER,
    failure TEXT,
    took_ms BIGINT,
    created_at TIMESTAMP NOT NULL,
    tried_at TIMESTAMP,
    delivered_at TIMESTAMP
);
CREATE INDEX webhook_deliveries_webhook ON webhook_deliveries (webhook_id, id);
CREATE INDEX webhook_deliveries_created ON webhook_deliveries (created_at);
