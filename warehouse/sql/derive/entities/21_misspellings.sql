-- grain: the temporary person_pairs, one row two names that may be one person's
-- key: (entity_key, to_key, evidence)
-- reason: articles misspell names

-- A rare misspelling of a name.
INSERT INTO person_pairs
SELECT rare.entity_key, common.entity_key AS to_key, common.article_count, 0, 'spelling', 'company'
FROM choosing_keys AS rare
JOIN entity_spellings USING (entity_key)
JOIN entity_keys AS common ON common.entity_key = entity_spellings.other_key
WHERE common.article_count >= 4 * rare.article_count;
