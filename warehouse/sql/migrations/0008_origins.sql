-- grain: articles, as before
-- key: as before
-- reason: who gave a page, and what it claims: no page can put itself in the place of another site's

ALTER TABLE articles ADD COLUMN claimed_url VARCHAR;  -- the address that the page gives as its own, where it is not believed
ALTER TABLE articles ADD COLUMN origin VARCHAR;  -- web, feed, archive or file
ALTER TABLE articles ADD COLUMN publisher_host VARCHAR;  -- that gave the page, or the feed with its text; of an archive, as its record says
ALTER TABLE history.articles ADD COLUMN claimed_url VARCHAR;
ALTER TABLE history.articles ADD COLUMN origin VARCHAR;
ALTER TABLE history.articles ADD COLUMN publisher_host VARCHAR;

UPDATE articles AS a SET origin = CASE
    WHEN regexp_full_match(a.location, 'https?://[^#]*') AND d.told ->> 'url' IS NOT NULL THEN 'web'
    WHEN regexp_full_match(a.location, 'https?://[^#]*') THEN 'feed'
    WHEN a.location SIMILAR TO '.*#[0-9]+' THEN 'archive'
    ELSE 'file'
END
FROM documents AS d WHERE d.document_id = a.document_id;
UPDATE history.articles AS a SET origin = CASE
    WHEN regexp_full_match(a.location, 'https?://[^#]*') AND d.told ->> 'url' IS NOT NULL THEN 'web'
    WHEN regexp_full_match(a.location, 'https?://[^#]*') THEN 'feed'
    WHEN a.location SIMILAR TO '.*#[0-9]+' THEN 'archive'
    ELSE 'file'
END
FROM documents AS d WHERE d.document_id = a.document_id;
