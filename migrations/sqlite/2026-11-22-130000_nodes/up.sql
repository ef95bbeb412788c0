-- The nodes of the library, as each last said that it lives.
CREATE TABLE nodes (
    name TEXT NOT NULL PRIMARY KEY,
    -- Of the secret key that it signs with. A node that starts with another key would be one that no session works on.
    key_fingerprint TEXT NOT NULL,
    version TEXT NOT NULL,
    started_at TIMESTAMP NOT NULL,
    seen_at TIMESTAMP NOT NULL
);
