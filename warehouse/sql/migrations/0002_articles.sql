-- grain: articles and what is read off them, one table each; grain and key beside each
-- key: no constraint says so; checks/ prove it
-- reason: the contract's core. The newest version of each article is in main, every other one in history

-- One row for each article, its newest version; key article_id.
CREATE TABLE articles (
    article_id VARCHAR NOT NULL,
    document_id VARCHAR NOT NULL,  -- the document that this version was read from
    source_id VARCHAR NOT NULL,
    location VARCHAR NOT NULL,
    url VARCHAR,
    title VARCHAR,
    authors VARCHAR[] NOT NULL,
    publisher VARCHAR,
    published_at TIMESTAMPTZ,
    published_precision VARCHAR,
    modified_at TIMESTAMPTZ,
    language VARCHAR,
    text VARCHAR NOT NULL,
    text_sha256 VARCHAR NOT NULL,
    word_count INTEGER NOT NULL,
    is_truncated BOOLEAN NOT NULL,
    section VARCHAR,
    tags VARCHAR[] NOT NULL,
    wire_agency VARCHAR,
    extraction_method VARCHAR NOT NULL,
    charset VARCHAR,
    evidence JSON NOT NULL,  -- field -> where its value came from
    nlp_model VARCHAR,  -- null: entities and quotes were not looked for
    signature UINTEGER[] NOT NULL,
    bands UBIGINT[] NOT NULL,
    duplicate_of VARCHAR,  -- derived
    version INTEGER NOT NULL,
    first_seen_at TIMESTAMPTZ NOT NULL,  -- of the article, in any version
    last_seen_at TIMESTAMPTZ NOT NULL,
    text_first_seen_at TIMESTAMPTZ NOT NULL,  -- of this version's wording
    text_last_seen_at TIMESTAMPTZ NOT NULL,
    seen_at TIMESTAMPTZ NOT NULL,  -- of the page that this row was read from
    content_sha256 VARCHAR,  -- of that page
    run_id VARCHAR NOT NULL,
    batch INTEGER NOT NULL
);

-- One row for each picture of an article; key article_image_id.
CREATE TABLE article_images (
    article_image_id VARCHAR NOT NULL,
    article_id VARCHAR NOT NULL,
    document_id VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    url VARCHAR,
    caption VARCHAR,
    credit VARCHAR
);

-- One row for each person, organisation, place, ... of one article; key article_entity_id.
CREATE TABLE article_entities (
    article_entity_id VARCHAR NOT NULL,
    article_id VARCHAR NOT NULL,
    document_id VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    label VARCHAR NOT NULL,
    aliases VARCHAR[] NOT NULL,
    country_code VARCHAR,
    gender VARCHAR,
    merge_key VARCHAR NOT NULL
);

-- One row for each mention; key mention_id. Offsets are code points into the field that `field` names.
CREATE TABLE entity_mentions (
    mention_id VARCHAR NOT NULL,
    article_id VARCHAR NOT NULL,
    document_id VARCHAR NOT NULL,
    article_entity_id VARCHAR,  -- null for values (DATE, MONEY, ...)
    entity_id VARCHAR,  -- derived
    field VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    label VARCHAR NOT NULL,
    start_char INTEGER NOT NULL,
    end_char INTEGER NOT NULL,
    is_metonym BOOLEAN NOT NULL,
    rule VARCHAR NOT NULL
);

-- One row for each role that an article states of a person; key role_id. The span is in articles.text.
CREATE TABLE entity_roles (
    role_id VARCHAR NOT NULL,
    article_id VARCHAR NOT NULL,
    document_id VARCHAR NOT NULL,
    article_entity_id VARCHAR NOT NULL,
    role VARCHAR NOT NULL,
    start_char INTEGER NOT NULL,
    end_char INTEGER NOT NULL
);

-- One row for each quotation; key quote_id. All spans are in articles.text.
CREATE TABLE quotes (
    quote_id VARCHAR NOT NULL,
    article_id VARCHAR NOT NULL,
    document_id VARCHAR NOT NULL,
    quote_type VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    spans STRUCT(start_char INTEGER, end_char INTEGER)[] NOT NULL,
    start_char INTEGER NOT NULL,
    end_char INTEGER NOT NULL,
    speaker_text VARCHAR,
    speaker_start INTEGER,
    speaker_end INTEGER,
    speaker_kind VARCHAR NOT NULL,
    speaker_article_entity_id VARCHAR,
    speaker_entity_id VARCHAR,  -- derived
    speaker_name VARCHAR,  -- derived: the canonical name, or the article's where no entity is known
    speaker_name_in_article VARCHAR,  -- the fullest name that this article gives the speaker
    speaker_rule VARCHAR,
    cue_text VARCHAR,
    cue_start INTEGER,
    cue_end INTEGER,
    cue_class VARCHAR,
    told_to VARCHAR,
    confidence DOUBLE NOT NULL,
    rule VARCHAR NOT NULL
);

-- Every other version of an article, with all that was read off it; key (article_id, document_id, text_sha256)
-- for articles, that and the table's own id for the rest. Nothing derived across documents is kept here.
CREATE SCHEMA history;

CREATE TABLE history.articles AS
SELECT * EXCLUDE (duplicate_of, version, first_seen_at, last_seen_at) FROM articles LIMIT 0;

CREATE TABLE history.article_images AS
SELECT *, NULL::VARCHAR AS text_sha256 FROM article_images LIMIT 0;

CREATE TABLE history.article_entities AS
SELECT *, NULL::VARCHAR AS text_sha256 FROM article_entities LIMIT 0;

CREATE TABLE history.entity_mentions AS
SELECT * EXCLUDE (entity_id), NULL::VARCHAR AS text_sha256 FROM entity_mentions LIMIT 0;

CREATE TABLE history.entity_roles AS
SELECT *, NULL::VARCHAR AS text_sha256 FROM entity_roles LIMIT 0;

CREATE TABLE history.quotes AS
SELECT * EXCLUDE (speaker_entity_id, speaker_name_in_article), NULL::VARCHAR AS text_sha256 FROM quotes LIMIT 0;
