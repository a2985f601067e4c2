-- grain: one row for each quotation
-- key: quote_id
-- reason: what a newsroom counts its sources by: who they are, whether they hold office, and where they have their say
-- column source: The speaker by name if known, else the words that the text uses.
-- column gender: female, male or unknown of persons; null of organisations and of sources without a name.
-- column role: The first role that the article states of the speaker.
-- column is_official: A role or the words for the source name an office, or the source is a state or body of one.
-- column country_code: Of the speaker's entity; null where it is unknown, as of most persons.
-- column words: Words of the quotation.
-- column is_first_word: No quotation of the article stands before it.
-- column is_last_word: No quotation of the article stands after it.
-- (views read tables only: the rule of gender is that of speaker_genders)
WITH genders AS (
    SELECT
        entity_id, if(count(*) FILTER (gender = 'f') > count(*) FILTER (gender = 'm'), 'female', 'male') AS gender
    FROM entity_links
    WHERE gender IS NOT NULL AND label = 'PERSON'
    GROUP BY entity_id
    HAVING greatest(count(*) FILTER (gender = 'f'), count(*) FILTER (gender = 'm')) >= 0.8 * count(*)
),
roles AS (
    SELECT article_entity_id, arg_min(role, (start_char, role_id)) AS role FROM entity_roles GROUP BY article_entity_id
),
ends AS (
    SELECT article_id, min(start_char) AS first_start, max(start_char) AS last_start FROM quotes GROUP BY article_id
)
SELECT
    q.quote_id, q.article_id, coalesce(a.publisher, a.publisher_host) AS publisher, a.authors, a.published_at,
    q.speaker_entity_id, coalesce(q.speaker_name, q.speaker_text) AS source, q.speaker_kind,
    if(q.speaker_kind = 'person', coalesce(g.gender, 'unknown'), NULL) AS gender, r.role,
    coalesce(e.label IN ('GPE', 'NORP'), false) OR regexp_matches(
        lower(concat_ws(' ', r.role, q.speaker_text, if(e.label = 'ORG', e.name, NULL))),
        '\b(president|chancellor|minist(er|ry)|secretary|senators?|senate|congress(man|woman)?|parliament|lawmakers?'
        || '|mayor|governor|government|ambassador|embassy|diplomats?|judge|justice|court|prosecutors?|police|sheriff'
        || '|officials?|general|colonel|admiral|army|navy|military|commissioner|commission|council(l?or|man|woman)?'
        || '|agency|department|authority|mp|king|queen|white house|kremlin|coast guard)\b'
    ) AS is_official,
    e.country_code, q.quote_type,
    -- Words of a text with single spaces are one more than its spaces; only of others are they worth an expression.
    if(
        contains(q.text, '  ') OR contains(q.text, chr(9)) OR contains(q.text, chr(10)) OR contains(q.text, chr(12))
        OR contains(q.text, chr(13)),
        len(string_split_regex(trim(q.text), '\s+')),
        strlen(trim(q.text)) - strlen(replace(trim(q.text), ' ', '')) + 1
    ) AS words,
    q.start_char = n.first_start AS is_first_word, q.start_char = n.last_start AS is_last_word,
    a.duplicate_of IS NOT NULL AS is_copy
FROM quotes AS q
JOIN articles AS a USING (article_id)
JOIN ends AS n USING (article_id)
LEFT JOIN entities AS e ON e.entity_id = q.speaker_entity_id
LEFT JOIN genders AS g ON g.entity_id = q.speaker_entity_id
LEFT JOIN roles AS r ON r.article_entity_id = q.speaker_article_entity_id
