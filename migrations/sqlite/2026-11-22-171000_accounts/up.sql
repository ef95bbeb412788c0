-- What an account has beside its password. The PostgreSQL folder says the same.

-- What signed in, in plain words such as `Firefox on Windows`; empty where it said nothing. No address is kept.
ALTER TABLE sessions ADD COLUMN device TEXT NOT NULL DEFAULT '';

-- What is left of a deleted account: an id that its acts in the audit trail name, and no value of the person.
ALTER TABLE users ADD COLUMN deleted_at TIMESTAMP;

-- Tokens for programs. Their secrets stand only as SHA-256; `scopes` is a list of words with spaces between them.
CREATE TABLE api_tokens (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id),
    name TEXT NOT NULL,
    token_hash TEXT NOT NULL UNIQUE,
    scopes TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL,
    last_used_at TIMESTAMP,
    ended_at TIMESTAMP
);
CREATE INDEX api_tokens_user ON api_tokens (user_id, id);

-- Where and with what the owner of an account has signed in before, as keyed hashes that tell nothing without the library's secret.
CREATE TABLE known_origins (
    user_id TEXT NOT NULL REFERENCES users (id),
    kind TEXT NOT NULL CHECK (kind IN ('device', 'network')),
    mark TEXT NOT NULL,
    seen_at TIMESTAMP NOT NULL,
    PRIMARY KEY (user_id, kind, mark)
);

-- Changes of address: confirmed by the new one, stopped by the old one. Where both happened, the stop came last and put the old one back.
CREATE TABLE address_changes (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id),
    old_email TEXT NOT NULL,
    new_email TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL,
    confirmed_at TIMESTAMP,
    stopped_at TIMESTAMP
);
CREATE INDEX address_changes_user ON address_changes (user_id);

-- Codes of an authenticator (RFC 6238). The secret is sealed with a key of the library; `last_step` is the time step whose code was used last.
CREATE TABLE second_factors (
    user_id TEXT NOT NULL PRIMARY KEY REFERENCES users (id),
    sealed_secret TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    confirmed_at TIMESTAMP,
    last_step BIGINT
);
CREATE TABLE recovery_codes (
    user_id TEXT NOT NULL REFERENCES users (id),
    code_hash TEXT NOT NULL,
    used_at TIMESTAMP,
    PRIMARY KEY (user_id, code_hash)
);

-- Whom an admin named to take over when no admin signs in any more.
CREATE TABLE successors (
    user_id TEXT NOT NULL PRIMARY KEY REFERENCES users (id),
    successor_id TEXT NOT NULL REFERENCES users (id),
    named_at TIMESTAMP NOT NULL
);
