-- grain: the rows of a generated warehouse, for benchmarks/app.py; {quotations} is their number
-- key: as in the tables
-- reason: a million quotations from a few statements, in the schema of the migrations
CREATE TEMP TABLE numbered AS
SELECT
    i, md5('article ' || i) AS article_id, md5('outlet ' || outlet) AS outlet_id, outlet, story,
    '2029-01-01'::TIMESTAMPTZ + INTERVAL (i * 94608000 // ({quotations} // 5)) SECOND AS published_at,
    i % 20 = 7 AS is_copy
FROM (
    SELECT i, (pow(hash(i) % 1000 / 1000, 2) * 300)::INTEGER AS outlet, (i // 100) * 30 + (pow(hash(i * 7) % 1000 / 1000, 2) * 30)::INTEGER AS story
    FROM range({quotations} // 5) AS r (i)
);

CREATE TEMP TABLE said AS
SELECT
    n.i * 5 + k AS j, n.i, k, n.article_id, md5('quote ' || (n.i * 5 + k)) AS quote_id,
    (pow(hash(n.i * 5 + k + 11) % 100000 / 100000, 3) * 60000)::INTEGER AS speaker,
    CASE
        WHEN n.is_copy THEN 'We knew of it ' || (n.i - 1) || ' days before, and the harbour was closed by then, number ' || k
        ELSE 'We knew of it ' || n.i || ' days before, and the '
            || ['harbour', 'school', 'budget', 'bridge', 'mine'][(1 + hash(n.i + k) % 5)::INTEGER] || ' was closed by then, number ' || k
    END AS words
FROM numbered AS n, range(5) AS q (k);

INSERT INTO articles BY NAME
SELECT
    n.article_id, n.article_id AS document_id, 'source-' || n.outlet AS source_id, 'https://example.org/' || n.i AS location,
    'https://example.org/' || n.i AS url, 'Report ' || n.i || ' of story ' || n.story AS title, ['Writer ' || n.i % 3000] AS authors,
    'Outlet ' || n.outlet AS publisher, n.published_at, 'instant' AS published_precision, n.published_at AS modified_at,
    'en' AS language, t.text, md5(t.text) AS text_sha256, 300 AS word_count, false AS is_truncated, []::VARCHAR[] AS tags,
    'json_ld' AS extraction_method, '{}' AS evidence, 'model' AS nlp_model, []::UINTEGER[] AS signature, []::UBIGINT[] AS bands,
    if(n.is_copy, md5('article ' || (n.i - 1)), NULL) AS duplicate_of, if(n.i % 100 = 3, 2, 1) AS version,
    n.published_at AS first_seen_at, n.published_at AS last_seen_at, n.published_at + INTERVAL 1 HOUR AS text_first_seen_at,
    n.published_at AS text_last_seen_at, n.published_at AS seen_at, 'run' AS run_id, 0 AS batch, md5('story ' || n.story) AS story_id
FROM numbered AS n
JOIN (
    SELECT
        article_id,
        string_agg(
            repeat('The council met for the third time this week and did not decide. ', 5) || '“' || words || ',” said Name '
            || speaker || '.', chr(10) || chr(10) ORDER BY k
        ) AS text
    FROM said GROUP BY article_id
) AS t USING (article_id);

INSERT INTO quotes BY NAME
SELECT
    s.quote_id, s.article_id, s.article_id AS document_id, ['direct', 'direct', 'mixed', 'indirect'][1 + s.j % 4] AS quote_type,
    s.words AS text, [{'start_char': p.at, 'end_char': p.at + length(s.words)}] AS spans, p.at AS start_char,
    p.at + length(s.words) AS end_char, 'Name ' || s.speaker AS speaker_text, p.at + length(s.words) + 8 AS speaker_start,
    p.at + length(s.words) + 13 + length(s.speaker::VARCHAR) AS speaker_end,
    if(s.j % 17 = 0, 'anonymous', 'person') AS speaker_kind,
    if(s.j % 17 = 0, NULL, md5('person ' || s.speaker)) AS speaker_entity_id,
    if(s.j % 17 = 0, NULL, 'Name ' || s.speaker) AS speaker_name, if(s.j % 17 = 0, NULL, 'Name ' || s.speaker) AS speaker_name_in_article,
    'said' AS cue_text, p.at + length(s.words) + 3 AS cue_start, p.at + length(s.words) + 7 AS cue_end, 'speech' AS cue_class,
    0.8 AS confidence, 'before' AS rule, if(n.is_copy, md5('quote ' || (s.j - 5)), s.quote_id) AS utterance_id
FROM said AS s
JOIN numbered AS n USING (i)
JOIN (SELECT article_id, text FROM articles) AS a ON a.article_id = s.article_id
CROSS JOIN LATERAL (SELECT (strpos(a.text, s.words) - 1)::INTEGER AS at) AS p;

INSERT INTO entities BY NAME
SELECT
    md5('person ' || speaker) AS entity_id, 'Name ' || speaker AS name, 'PERSON' AS label, ['N. ' || speaker] AS aliases,
    count(*)::INTEGER AS mention_count, count(DISTINCT article_id)::INTEGER AS article_count,
    '2029-01-01'::TIMESTAMPTZ AS first_seen_at, '2031-12-31'::TIMESTAMPTZ AS last_seen_at, false AS is_ambiguous
FROM said GROUP BY speaker;

INSERT INTO entity_mentions BY NAME
SELECT
    md5('mention ' || s.j || ' ' || m) AS mention_id, s.article_id, s.article_id AS document_id, md5('ae ' || s.j) AS article_entity_id,
    md5('person ' || if(m = 2, (s.speaker * 7 + 1) % 60000, s.speaker)) AS entity_id, 'text' AS field, 'Name ' || s.speaker AS text,
    'PERSON' AS label, 0 AS start_char, 1 AS end_char, false AS is_metonym, 'model' AS rule
FROM said AS s, range(3) AS r (m);

INSERT INTO entity_links BY NAME
SELECT md5('ae ' || j) AS article_entity_id, md5('person ' || speaker) AS entity_id, article_id FROM said WHERE j % 10 = 0;

INSERT INTO entity_roles BY NAME
SELECT
    md5('role ' || j) AS role_id, article_id, article_id AS document_id, md5('ae ' || j) AS article_entity_id,
    'chair of body ' || j % 40 AS role, 0 AS start_char, 1 AS end_char
FROM said WHERE j % 10 = 0;

INSERT INTO stories BY NAME
SELECT
    md5('story ' || story) AS story_id, 'Title of story ' || story AS title, arg_min(article_id, published_at) AS first_article_id,
    min(published_at) AS first_published_at, max(published_at) AS last_published_at, count(*)::INTEGER AS article_count,
    count(DISTINCT outlet)::INTEGER AS publisher_count, count(*) FILTER (NOT is_copy)::INTEGER AS original_count
FROM numbered GROUP BY story;

INSERT INTO article_duplicates BY NAME
SELECT article_id, md5('article ' || (i - 1)) AS duplicate_of, 0.97 AS similarity FROM numbered WHERE is_copy;

INSERT INTO utterance_members BY NAME
SELECT
    quote_id, utterance_id, if(quote_id = utterance_id, 'first', 'reworded') AS change, 0.9 AS similarity,
    []::VARCHAR[] AS words_lost, []::VARCHAR[] AS words_added
FROM quotes;

INSERT INTO utterances BY NAME
SELECT
    utterance_id, any_value(text) AS text, any_value(speaker_entity_id) AS speaker_entity_id, any_value(speaker_name) AS speaker_name,
    utterance_id AS first_quote_id, any_value(article_id) AS first_article_id, 'Outlet 1' AS first_publisher,
    '2029-01-01'::TIMESTAMPTZ AS first_published_at, count(*)::INTEGER AS quote_count, count(DISTINCT article_id)::INTEGER AS article_count,
    count(*)::INTEGER AS publisher_count, 1 AS independent_count, count(*)::INTEGER AS variant_count
FROM quotes GROUP BY utterance_id;

INSERT INTO history.articles BY NAME
SELECT
    * EXCLUDE (duplicate_of, version, first_seen_at, last_seen_at, text, text_sha256, text_first_seen_at, story_id),
    replace(text, 'third', 'second') AS text, md5(text || ' before') AS text_sha256, published_at AS text_first_seen_at
FROM articles WHERE version = 2;

INSERT INTO history.quotes BY NAME
SELECT q.* EXCLUDE (speaker_entity_id, speaker_name_in_article, utterance_id, text), replace(q.text, 'closed', 'shut') AS text,
    md5(a.text || ' before') AS text_sha256
FROM quotes AS q JOIN articles AS a USING (article_id)
WHERE a.version = 2;

INSERT INTO runs
SELECT 'run', NULL, '2031-12-31'::TIMESTAMPTZ, '2031-12-31'::TIMESTAMPTZ, 'completed', count(*), count(*), 0, 0, 0, 0, 0 FROM articles;

INSERT INTO documents BY NAME
SELECT
    article_id AS document_id, source_id, location, text_sha256 AS content_sha256, seen_at AS fetched_at, 'loaded' AS status, article_id,
    text_sha256, run_id, 0 AS batch, seen_at AS first_seen_at, seen_at AS last_seen_at
FROM articles;
