-- grain: what derive/*.sql makes across articles, one table each; grain and key beside each
-- key: no constraint says so; checks/ prove it
-- reason: a function of the core tables, kept as tables because readers join them all the time

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
    last_seen_at TIMESTAMPTZ NOT NULL
);

-- One row for each entity of an article: which real-world entity it is; key article_entity_id.
CREATE TABLE entity_links (
    article_entity_id VARCHAR NOT NULL,
    entity_id VARCHAR NOT NULL
);

-- One row for each surface form of an entity, its canonical name included; key (entity_id, alias).
CREATE TABLE entity_aliases (
    entity_id VARCHAR NOT NULL,
    alias VARCHAR NOT NULL,
    mention_count INTEGER NOT NULL,
    evidence VARCHAR  -- why this form was taken for this entity
);

-- One row for each band of an article's near-duplicate signature; key (article_id, band_no).
CREATE TABLE article_bands (
    article_id VARCHAR NOT NULL,
    band_no INTEGER NOT NULL,
    band UBIGINT NOT NULL
);

-- One row for each article that copies an earlier one; key article_id.
CREATE TABLE article_duplicates (
    article_id VARCHAR NOT NULL,
    duplicate_of VARCHAR NOT NULL,
    similarity DOUBLE NOT NULL
);
