-- grain: one row for each quotation that differs between two successive versions of one article
-- key: (article_id, from_version, change, text_before, text_after)
-- reason: what an outlet added, took out, reworded or gave to another speaker after it had published
-- column from_version: The version before.
-- column to_version: The version after.
-- column changed_at: When the version after was first met.
-- column change: added, removed, reworded or reattributed.
-- column text_before: The words before; null where it was added.
-- column text_after: The words after; null where it was removed.
-- column speaker_before: The speaker before.
-- column speaker_after: The speaker after.
WITH changed AS (
    SELECT DISTINCT article_id FROM history.articles
),
wordings AS (
    SELECT article_id, document_id, text_sha256, text_first_seen_at AS first_seen_at FROM articles
    UNION ALL SELECT article_id, document_id, text_sha256, text_first_seen_at FROM history.articles
),
versions AS (
    SELECT
        article_id, document_id, text_sha256, first_seen_at,
        row_number() OVER (PARTITION BY article_id ORDER BY first_seen_at, document_id, text_sha256)::INTEGER AS version
    FROM wordings
    WHERE article_id IN (SELECT article_id FROM changed)
),
printed AS (
    SELECT q.article_id, q.document_id, a.text_sha256, q.text, q.speaker_name_in_article AS speaker, q.start_char
    FROM quotes AS q JOIN articles AS a USING (article_id, document_id)
    WHERE q.article_id IN (SELECT article_id FROM changed)
    UNION ALL
    SELECT article_id, document_id, text_sha256, text, speaker_name, start_char FROM history.quotes
    WHERE article_id IN (SELECT article_id FROM changed)
),
said AS (
    SELECT
        v.article_id, v.version, p.text, p.speaker,
        trim(regexp_replace(lower(p.text), '[^\p{L}\p{M}\p{N}]+', ' ', 'g')) AS words,
        row_number() OVER (PARTITION BY v.article_id, v.version, words ORDER BY p.start_char) AS occurrence
    FROM printed AS p JOIN versions AS v USING (article_id, document_id, text_sha256)
),
steps AS (
    SELECT article_id, version AS from_version, version + 1 AS to_version, lead(first_seen_at) OVER w AS changed_at
    FROM versions
    WINDOW w AS (PARTITION BY article_id ORDER BY version)
    QUALIFY changed_at IS NOT NULL
),
before AS (
    SELECT s.*, q.words, q.occurrence, q.text, q.speaker
    FROM steps AS s JOIN said AS q ON q.article_id = s.article_id AND q.version = s.from_version
),
after AS (
    SELECT s.*, q.words, q.occurrence, q.text, q.speaker
    FROM steps AS s JOIN said AS q ON q.article_id = s.article_id AND q.version = s.to_version
),
gone AS (
    FROM before ANTI JOIN after USING (article_id, from_version, words, occurrence)
),
come AS (
    FROM after ANTI JOIN before USING (article_id, from_version, words, occurrence)
),
likened AS (
    SELECT
        g.article_id, g.from_version, g.words AS words_before, g.occurrence AS occurrence_before,
        c.words AS words_after, c.occurrence AS occurrence_after,
        2 * len(list_intersect(string_split(g.words, ' '), string_split(c.words, ' ')))
        / (len(list_distinct(string_split(g.words, ' '))) + len(list_distinct(string_split(c.words, ' ')))) AS likeness
    FROM gone AS g JOIN come AS c USING (article_id, from_version)
    WHERE likeness >= 0.5 OR contains(' ' || g.words || ' ', ' ' || c.words || ' ')
        OR contains(' ' || c.words || ' ', ' ' || g.words || ' ')
),
paired AS (
    FROM likened
    QUALIFY row_number() OVER (
        PARTITION BY article_id, from_version, words_before, occurrence_before ORDER BY likeness DESC, words_after
    ) = 1 AND row_number() OVER (
        PARTITION BY article_id, from_version, words_after, occurrence_after ORDER BY likeness DESC, words_before
    ) = 1
)
SELECT
    b.article_id, b.from_version, b.to_version, b.changed_at, 'reattributed' AS change,
    b.text AS text_before, a.text AS text_after, b.speaker AS speaker_before, a.speaker AS speaker_after
FROM before AS b JOIN after AS a USING (article_id, from_version, words, occurrence)
WHERE a.speaker <> b.speaker
    AND NOT ends_with(a.speaker, ' ' || b.speaker) AND NOT ends_with(b.speaker, ' ' || a.speaker)
UNION ALL
SELECT g.article_id, g.from_version, g.to_version, g.changed_at, 'reworded', g.text, c.text, g.speaker, c.speaker
FROM paired AS p
JOIN gone AS g
    ON (g.article_id, g.from_version, g.words, g.occurrence)
    = (p.article_id, p.from_version, p.words_before, p.occurrence_before)
JOIN come AS c
    ON (c.article_id, c.from_version, c.words, c.occurrence)
    = (p.article_id, p.from_version, p.words_after, p.occurrence_after)
UNION ALL
SELECT article_id, from_version, to_version, changed_at, 'removed', text, NULL, speaker, NULL
FROM (SELECT *, words AS words_before, occurrence AS occurrence_before FROM gone)
ANTI JOIN paired USING (article_id, from_version, words_before, occurrence_before)
UNION ALL
SELECT article_id, from_version, to_version, changed_at, 'added', NULL, text, NULL, speaker
FROM (SELECT *, words AS words_after, occurrence AS occurrence_after FROM come)
ANTI JOIN paired USING (article_id, from_version, words_after, occurrence_after)
