DROP TABLE successors;
DROP TABLE recovery_codes;
DROP TABLE second_factors;
DROP TABLE address_changes;
DROP TABLE known_origins;
DROP TABLE api_tokens;
ALTER TABLE users DROP COLUMN deleted_at;
ALTER TABLE sessions DROP COLUMN device;
