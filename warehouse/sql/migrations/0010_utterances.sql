-- grain: the things said, however many articles print them, and what their search knows; grain and key beside each
-- key: no constraint says so; checks/ prove it
-- reason: "is this the same statement, shortened or sharpened, and who had it first" is one query away

ALTER TABLE quotes ADD COLUMN utterance_id VARCHAR;  -- derived

-- One row for each thing said; key utterance_id, the id of the quotation that printed it first.
CREATE TABLE utterances (
    utterance_id VARCHAR NOT NULL,
    text VARCHAR NOT NULL,  -- the fullest direct wording, else the fullest wording
    speaker_entity_id VARCHAR,
    speaker_name VARCHAR,
    first_quote_id VARCHAR NOT NULL,
    first_article_id VARCHAR NOT NULL,
    first_publisher VARCHAR,
    first_published_at TIMESTAMPTZ,
    quote_count INTEGER NOT NULL,
    article_count INTEGER NOT NULL,
    publisher_count INTEGER NOT NULL,
    independent_count INTEGER NOT NULL,  -- articles that are no copies of each other
    variant_count INTEGER NOT NULL  -- distinct wordings
);

-- One row for each quotation as it was when it was last compared; key quote_id.
CREATE TABLE utterance_readings (
    quote_id VARCHAR NOT NULL,
    article_id VARCHAR NOT NULL,
    fingerprint UBIGINT NOT NULL,
    words VARCHAR NOT NULL,  -- in lower case, with one space between
    is_indirect BOOLEAN NOT NULL,
    speaker_entity_id VARCHAR,
    place BIGINT[] NOT NULL  -- what comes first in order of print: originals, then dates, then instants
);

-- One row for each quotation and each run of words by which others are found; key (quote_id, key).
CREATE TABLE utterance_keys (
    quote_id VARCHAR NOT NULL,
    key UBIGINT NOT NULL
);

-- One row for each two quotations of one thing said; key (left_id, right_id), left_id the smaller.
CREATE TABLE utterance_pairs (
    left_id VARCHAR NOT NULL,
    right_id VARCHAR NOT NULL
);

-- One row for each quotation: how it differs from the first of its utterance; key quote_id.
CREATE TABLE utterance_members (
    quote_id VARCHAR NOT NULL,
    utterance_id VARCHAR NOT NULL,
    change VARCHAR NOT NULL,  -- first, same, cut, extended, reworded, retold, respoken
    similarity DOUBLE NOT NULL,
    words_lost VARCHAR[] NOT NULL,
    words_added VARCHAR[] NOT NULL
);
