-- What admins may set while the library runs. One row; `chosen` is a JSON object of what differs from the defaults of the program.
CREATE TABLE settings (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    version BIGINT NOT NULL,
    chosen TEXT NOT NULL,
    updated_at TIMESTAMP,
    updated_by TEXT COLLATE "C"
);
INSERT INTO settings (id, version, chosen) VALUES (1, 1, '{}');

-- The pages of text by version and language. The first version of each comes with the program. A version holds the texts that it changed; the
-- others are those of the versions before it.
CREATE TABLE page_versions (
    page TEXT NOT NULL CHECK (page IN ('terms', 'privacy', 'content_policy', 'imprint')),
    number INTEGER NOT NULL,
    is_substantive BOOLEAN NOT NULL,
    published_at TIMESTAMP NOT NULL,
    published_by TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (page, number)
);
CREATE TABLE page_texts (
    page TEXT NOT NULL,
    number INTEGER NOT NULL,
    language TEXT NOT NULL,
    title TEXT NOT NULL,
    source TEXT NOT NULL,
    PRIMARY KEY (page, number, language),
    FOREIGN KEY (page, number) REFERENCES page_versions (page, number)
);

-- What admins changed in the vocabularies or added to them; the rest is as the program ships it. Labels and plain words are JSON objects by
-- language. The counter tells each node when what it remembers is old.
CREATE TABLE vocabulary_terms (
    vocabulary TEXT NOT NULL CHECK (vocabulary IN ('topics', 'audiences', 'licenses')),
    value TEXT NOT NULL,
    parent TEXT,
    labels TEXT NOT NULL,
    plain TEXT NOT NULL,
    is_adaptable BOOLEAN NOT NULL,
    is_sellable BOOLEAN NOT NULL,
    url TEXT,
    position INTEGER NOT NULL,
    is_hidden BOOLEAN NOT NULL,
    merged_into TEXT,
    version BIGINT NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    PRIMARY KEY (vocabulary, value)
);
CREATE TABLE vocabulary_counter (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    version BIGINT NOT NULL
);
INSERT INTO vocabulary_counter (id, version) VALUES (1, 0);

-- How often something was read on a day (UTC): no address, no person, only sums.
CREATE TABLE daily_counts (
    day TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('view', 'download', 'search')),
    subject_id TEXT COLLATE "C" NOT NULL,
    visitor TEXT NOT NULL CHECK (visitor IN ('public', 'robot', 'staff')),
    times BIGINT NOT NULL,
    PRIMARY KEY (day, kind, subject_id, visitor)
);
-- Searches that found nothing, as keyed hashes of their words; the words themselves are written down once enough different people asked.
CREATE TABLE empty_searches (
    query_hash TEXT NOT NULL,
    day TEXT NOT NULL,
    visitors BIGINT NOT NULL,
    times BIGINT NOT NULL,
    PRIMARY KEY (query_hash, day)
);
CREATE INDEX empty_searches_day ON empty_searches (day);
CREATE TABLE empty_search_words (
    query_hash TEXT NOT NULL PRIMARY KEY,
    words TEXT NOT NULL,
    shown_since TEXT NOT NULL
);

-- The audit trail. Free text that stood in the details moves to the values that can be erased; the organization concerned stands beside.
INSERT INTO event_values (event_id, name, value)
    SELECT id, 'note', details::jsonb ->> 'note' FROM events
    WHERE act = 'resource.withdraw' AND details::jsonb ->> 'note' IS NOT NULL;
INSERT INTO event_values (event_id, name, value)
    SELECT id, 'override_reason', details::jsonb ->> 'override_reason' FROM events
    WHERE act = 'submission.decide' AND details::jsonb ->> 'override_reason' IS NOT NULL;
UPDATE events SET details = (details::jsonb - 'note')::text WHERE act = 'resource.withdraw';
UPDATE events SET details = (details::jsonb - 'override_reason')::text WHERE act = 'submission.decide';
ALTER TABLE events ADD COLUMN organization_id TEXT COLLATE "C";
UPDATE events SET organization_id = subject_id WHERE subject_kind = 'organization';
UPDATE events SET organization_id = (SELECT organization_id FROM submissions WHERE submissions.id = subject_id) WHERE subject_kind = 'submission';
UPDATE events SET organization_id = (SELECT organization_id FROM resources WHERE resources.id = subject_id) WHERE subject_kind = 'resource';
UPDATE events SET organization_id = (SELECT organization_id FROM invitations WHERE invitations.id = subject_id) WHERE subject_kind = 'invitation';
CREATE INDEX events_at ON events (at);
CREATE INDEX events_actor ON events (actor_id, at);
CREATE INDEX events_actor_act ON events (actor_id, act, at);
CREATE INDEX events_act ON events (act, at);
CREATE INDEX events_subject_kind ON events (subject_kind, at);
CREATE INDEX events_organization ON events (organization_id, at);
CREATE INDEX events_organization_act ON events (organization_id, act, at);
CREATE INDEX events_request ON events (request_id);

-- From here on the database itself refuses every change of the trail but one: a value may be erased, once and for good.
CREATE FUNCTION refuse_to_change_the_trail() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit trail is append-only';
END
$$;
CREATE FUNCTION refuse_all_but_erasing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.event_id = OLD.event_id AND NEW.name = OLD.name AND NEW.value IS NULL AND NEW.erased_at IS NOT NULL AND OLD.erased_at IS NULL THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the audit trail is append-only: a value of it can be erased and nothing else';
END
$$;
CREATE TRIGGER events_are_not_changed BEFORE UPDATE OR DELETE ON events FOR EACH ROW EXECUTE FUNCTION refuse_to_change_the_trail();
CREATE TRIGGER events_are_not_truncated BEFORE TRUNCATE ON events FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_change_the_trail();
CREATE TRIGGER event_values_are_only_erased BEFORE UPDATE ON event_values FOR EACH ROW EXECUTE FUNCTION refuse_all_but_erasing();
CREATE TRIGGER event_values_are_not_deleted BEFORE DELETE ON event_values FOR EACH ROW EXECUTE FUNCTION refuse_to_change_the_trail();
CREATE TRIGGER event_values_are_not_truncated BEFORE TRUNCATE ON event_values FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_change_the_trail();
