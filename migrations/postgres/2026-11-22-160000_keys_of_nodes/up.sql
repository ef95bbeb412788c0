-- Which node answers the request that a key is reserved for: when that node has died, nobody answers it, and the key is free.
ALTER TABLE idempotency_keys ADD COLUMN node TEXT;
