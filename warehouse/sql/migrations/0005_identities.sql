-- grain: what derive/entities_*.sql makes and knows, one table each; grain and key beside each
-- key: no constraint says so; checks/ prove it
-- reason: who is who is derived over what has changed, after what a user decided; merges and splits undo themselves

DROP TABLE entities;
DROP TABLE entity_links;
DROP TABLE entity_aliases;

-- One row for each real-world person, organisation, place, ...; key entity_id.
CREATE TABLE entities (
    entity_id VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    label VARCHAR NOT NULL,
    country_code VARCHAR,
    aliases VARCHAR[] NOT NULL,
    mention_count INTEGER NOT NULL,
    article_count INTEGER NOT NULL,
    first_seen_at TIMESTAMPTZ NOT NULL,
    last_seen_at TIMESTAMPTZ NOT NULL,
    wikidata_id VARCHAR,  -- as a user decided
    is_ambiguous BOOLEAN NOT NULL DEFAULT false  -- it may be another entity as well: see the view ambiguous_entities
);

-- One row for each surface form of an entity, its canonical name included; key (entity_id, alias).
CREATE TABLE entity_aliases (
    entity_id VARCHAR NOT NULL,
    alias VARCHAR NOT NULL,
    mention_count INTEGER NOT NULL,
    evidence VARCHAR  -- why this form was taken for this entity
);

-- One row for each entity of an article: which real-world entity it is, and what the article says of it;
-- key article_entity_id.
CREATE TABLE entity_links (
    article_entity_id VARCHAR NOT NULL,
    entity_id VARCHAR NOT NULL,
    article_id VARCHAR,
    entity_key VARCHAR,  -- kind and merge key
    sense VARCHAR,  -- tells namesakes apart: what they do, or the article that leaves it open; mostly null
    name VARCHAR,
    label VARCHAR,
    country_code VARCHAR,
    gender VARCHAR,
    field VARCHAR,  -- what its roles are about: sport, stage, office
    mention_count INTEGER,
    forms STRUCT(alias VARCHAR, mention_count INTEGER)[]
);

-- One row for each decision of a user, as it stands in aliases.csv; key line. The keys are those of name and value.
CREATE TABLE entity_decisions (
    line INTEGER NOT NULL,
    action VARCHAR NOT NULL,  -- same, different, rename, type, wikidata
    name VARCHAR NOT NULL,
    value VARCHAR NOT NULL,
    label VARCHAR,
    note VARCHAR,
    person_key VARCHAR NOT NULL,
    name_key VARCHAR NOT NULL,
    value_person_key VARCHAR NOT NULL,
    value_name_key VARCHAR NOT NULL
);

-- One row for each key that a decision is about; key (line, side, entity_key). What derivation applied last.
CREATE TABLE entity_decided (
    line INTEGER NOT NULL,
    action VARCHAR NOT NULL,
    side VARCHAR NOT NULL,  -- name or value
    entity_key VARCHAR NOT NULL,
    value VARCHAR NOT NULL,
    new_key VARCHAR  -- of a name whose type is decided
);

-- One row for each article as derivation last read it; key article_id.
CREATE TABLE entity_readings (
    article_id VARCHAR NOT NULL,
    fingerprint UBIGINT NOT NULL,
    first_seen_at TIMESTAMPTZ NOT NULL,
    last_seen_at TIMESTAMPTZ NOT NULL
);

-- One row for each kind and merge key that articles use, with the parts of a person's name; key entity_key.
CREATE TABLE entity_keys (
    entity_key VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,  -- person, place, people, thing
    merge_key VARCHAR NOT NULL,
    given VARCHAR NOT NULL,  -- first word
    surname VARCHAR NOT NULL,  -- last word
    initials VARCHAR NOT NULL,  -- of the words between; + for Jr. and the like
    plain_key VARCHAR NOT NULL,  -- without initials between
    word_count INTEGER NOT NULL,
    article_count INTEGER NOT NULL
);

-- One row for each key and shorter name that articles give it besides; key (entity_key, short_form, is_acronym).
CREATE TABLE entity_short_forms (
    entity_key VARCHAR NOT NULL,
    short_form VARCHAR NOT NULL,  -- folded: an acronym or first word of a body, a name of two words or more of a person
    is_acronym BOOLEAN NOT NULL,
    article_count INTEGER NOT NULL
);

-- One row for each two names of people that are one letter apart, both ways; key (entity_key, other_key).
CREATE TABLE entity_spellings (
    entity_key VARCHAR NOT NULL,
    other_key VARCHAR NOT NULL
);

-- One row for each key: which other key it was taken for, and where that ends; key entity_key.
CREATE TABLE entity_homes (
    entity_key VARCHAR NOT NULL,
    to_key VARCHAR,
    evidence VARCHAR NOT NULL,
    is_scattered BOOLEAN NOT NULL,  -- a surname of several: each article's is an entity of its own
    is_open BOOLEAN NOT NULL,  -- it may be another's name as well
    home_key VARCHAR NOT NULL
);

-- One row for each key and another that it may stand for, which is left open; key (entity_key, other_key, evidence).
CREATE TABLE entity_rivals (
    entity_key VARCHAR NOT NULL,
    other_key VARCHAR NOT NULL,
    evidence VARCHAR NOT NULL,
    weight BIGINT NOT NULL  -- articles
);

-- One row for each name that articles give an entity, by key, type and country; key all but the counts.
CREATE TABLE entity_names (
    entity_id VARCHAR NOT NULL,
    entity_key VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    label VARCHAR NOT NULL,
    country_code VARCHAR,
    article_count INTEGER NOT NULL,
    mention_count INTEGER NOT NULL
);

-- One row for each surface form of an entity by key; key (entity_id, entity_key, alias).
CREATE TABLE entity_forms (
    entity_id VARCHAR NOT NULL,
    entity_key VARCHAR NOT NULL,
    alias VARCHAR NOT NULL,
    mention_count INTEGER NOT NULL
);

-- One row for each step of derivation that works over changes: by which rules it did so last; key step.
CREATE TABLE derivations (
    step VARCHAR NOT NULL,
    rules_sha256 VARCHAR NOT NULL  -- of its SQL; under other rules everything is derived anew
);
