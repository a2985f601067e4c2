-- grain: the temporary candidates, one row a reason to take one key for another
-- key: (entity_key, to_key, evidence)
-- reason: an article that has the acronym alone means what others give it for

-- An acronym or short form and the long form that articles give it: where it is met by itself, somebody must give it
-- in a quarter of the articles or more, or it is the short form of something else that needs none.
INSERT INTO candidates
SELECT lone.entity_key, given.entity_key, given.article_count,
    if(4 * given.article_count >= lone.article_count, 0, given.article_count), if(is_acronym, 'acronym', 'short form')
FROM choosing_keys AS lone
JOIN entity_short_forms AS given ON given.short_form = lone.merge_key
JOIN entity_keys AS long ON long.entity_key = given.entity_key
WHERE lone.word_count = 1 AND long.kind <> 'person' AND length(lone.merge_key) >= 2
    AND CASE
        WHEN given.is_acronym THEN lone.kind IN ('thing', 'place') AND length(lone.merge_key) <= 8
        ELSE lone.kind = 'thing' AND long.kind = 'thing' AND long.article_count >= lone.article_count
    END;
