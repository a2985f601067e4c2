-- grain: the staged table, one row for each row that a part has of it
-- key: that of the table
-- reason: what was read off an article belongs to one wording of it, in one document
INSERT INTO staged_{table} BY NAME
SELECT r.*, a.text_sha256 FROM read_parquet($path) AS r JOIN staged_articles AS a USING (document_id, article_id)
