-- grain: the temporary candidates, one row a reason to take one key for another
-- key: (entity_key, to_key, evidence)
-- reason: a model reads one name under several types

-- Every reason to take one key for another. weight: articles; against: articles that speak for somebody else.
CREATE OR REPLACE TEMP TABLE candidates (
    entity_key VARCHAR, to_key VARCHAR, weight BIGINT, against BIGINT, evidence VARCHAR
);

-- A kind read by mistake: the same name is something else in four times as many articles. A lone surname is
-- spared, because people do share the names of places and firms.
INSERT INTO candidates
SELECT rare.entity_key, common.entity_key, common.article_count, 0, 'kind'
FROM choosing_keys AS rare
JOIN entity_keys AS common USING (merge_key)
WHERE rare.kind <> common.kind
    AND rare.kind <> 'people' AND common.kind <> 'people'
    AND (rare.word_count > 1 OR rare.kind <> 'person')
    AND common.article_count >= 4 * rare.article_count;
