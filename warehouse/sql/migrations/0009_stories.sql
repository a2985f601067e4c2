-- grain: the reports of one event, and what their search knows, one table each; grain and key beside each
-- key: no constraint says so; checks/ prove it
-- reason: "what is this story, and who had it first" is one query away

ALTER TABLE articles ADD COLUMN story_id VARCHAR;  -- derived

-- One row for each event that articles report; key story_id.
CREATE TABLE stories (
    story_id VARCHAR NOT NULL,
    title VARCHAR,  -- of the report that is nearest to all others
    first_article_id VARCHAR NOT NULL,
    first_published_at TIMESTAMPTZ,
    last_published_at TIMESTAMPTZ,
    article_count INTEGER NOT NULL,
    publisher_count INTEGER NOT NULL,
    original_count INTEGER NOT NULL  -- articles that copy no other
);

-- One row for each id that a story had before it was joined to another, or got an earlier report; key old_story_id.
CREATE TABLE story_links (
    old_story_id VARCHAR NOT NULL,
    story_id VARCHAR NOT NULL
);

-- One row for each original report; key article_id. Evidence for its place in its story.
CREATE TABLE story_members (
    article_id VARCHAR NOT NULL,
    story_id VARCHAR NOT NULL,
    component_id VARCHAR NOT NULL,  -- reports that a chain of likeness joins: a story lies within one
    similarity DOUBLE,  -- mean likeness to the other reports of the story, 0 to 1; null where there is none
    nearest_article_id VARCHAR  -- the report that is likest to it
);

-- One row for each report as it was when it was last compared; key article_id.
CREATE TABLE story_readings (
    article_id VARCHAR NOT NULL,
    fingerprint UBIGINT NOT NULL,  -- of title, text, language, names and date
    language VARCHAR NOT NULL,
    starts_at TIMESTAMPTZ NOT NULL,  -- when it was published: an instant, or the day from its start to its end
    ends_at TIMESTAMPTZ NOT NULL
);

-- One row for each report and each of the words that say most about it; key (article_id, word).
CREATE TABLE story_words (
    article_id VARCHAR NOT NULL,
    word VARCHAR NOT NULL,
    rank INTEGER NOT NULL,  -- 1 for the word that says most
    weight FLOAT NOT NULL  -- the squares of an article's weights sum to 1
);

-- One row for each two reports that are somewhat alike; key (left_id, right_id), left_id the smaller.
CREATE TABLE story_pairs (
    left_id VARCHAR NOT NULL,
    right_id VARCHAR NOT NULL,
    similarity DOUBLE NOT NULL
);
