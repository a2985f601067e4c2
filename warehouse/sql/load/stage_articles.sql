-- grain: staged_articles, one row for each article that a part's documents gave
-- key: document_id
-- reason: with each wording goes the page that it was read from, and when
INSERT INTO staged_articles BY NAME
SELECT a.*, a.seen_at AS text_first_seen_at, a.seen_at AS text_last_seen_at, d.content_sha256, d.run_id, d.batch
FROM read_parquet($path) AS a JOIN staged_documents AS d USING (document_id, article_id, text_sha256)
