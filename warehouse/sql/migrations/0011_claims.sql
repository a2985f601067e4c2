-- grain: articles, as before; parted_claims, one row for each address that a reading gives as its own and that is not believed because
-- other pages give it too
-- key: parted_claims (document_id, text_sha256, url)
-- reason: a template may give every page one canonical address, which then names none of them; see warehouse/identity.py

ALTER TABLE articles ADD COLUMN addresses STRUCT(url VARCHAR, source VARCHAR, is_found BOOLEAN, article_id VARCHAR)[];  -- by which it may be known, the most trusted first, the last where it was found (url null: its location); null: read by an earlier version
ALTER TABLE history.articles ADD COLUMN addresses STRUCT(url VARCHAR, source VARCHAR, is_found BOOLEAN, article_id VARCHAR)[];
ALTER TABLE articles ADD COLUMN parameters STRUCT("name" VARCHAR, "value" VARCHAR, rest VARCHAR, is_kept BOOLEAN)[];  -- of the address where it was found, and whether its canonical one has them; see host_parameters
ALTER TABLE history.articles ADD COLUMN parameters STRUCT("name" VARCHAR, "value" VARCHAR, rest VARCHAR, is_kept BOOLEAN)[];

CREATE TABLE parted_claims (
    document_id VARCHAR NOT NULL,
    text_sha256 VARCHAR NOT NULL,
    url VARCHAR NOT NULL,  -- that is not believed
    shared_id VARCHAR NOT NULL,  -- of the article that the address would stand for
    source_id VARCHAR NOT NULL,
    parted_at TIMESTAMPTZ NOT NULL,  -- when this was seen first
    run_id VARCHAR NOT NULL  -- by which run
);
