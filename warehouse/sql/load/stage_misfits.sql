-- grain: staged_misfits, one row for each row of a part that belongs to no version in it
-- key: (table_name, row)
-- reason: it is charged to the document that it names, or to that of its article; null where it names neither
INSERT INTO staged_misfits
SELECT '{table}', to_json(r)::VARCHAR,
    coalesce(
        (SELECT min(document_id) FROM staged_documents AS d WHERE d.document_id = r.document_id),
        (SELECT min(document_id) FROM staged_documents AS d WHERE d.article_id = r.article_id)
    )
FROM read_parquet($path) AS r ANTI JOIN staged_articles AS a USING (document_id, article_id)
