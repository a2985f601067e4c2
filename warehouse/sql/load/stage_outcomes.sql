-- grain: staged_documents and staged_rejects, one row for each document that a run settled without a batch
-- key: document_id; reject_id
-- reason: a document that could not be had, or that no worker survives, is accounted for like any other
CREATE OR REPLACE TEMP TABLE outcomes AS
SELECT * FROM (
    SELECT unnest(from_json($documents, '[{"document_id": "VARCHAR", "source_id": "VARCHAR", "location": "VARCHAR",
        "state": "VARCHAR", "reason": "VARCHAR", "detail": "VARCHAR", "content_sha256": "VARCHAR",
        "seen_at": "TIMESTAMPTZ", "reject_id": "VARCHAR",
        "row": "VARCHAR"}]'), recursive := true)
);

INSERT INTO staged_documents BY NAME
SELECT * EXCLUDE (state, reject_id, row), state AS status, $run_id AS run_id FROM outcomes;

INSERT INTO staged_rejects BY NAME
SELECT reject_id, document_id, 'documents' AS table_name, coalesce(reason, 'unknown') AS check_name, detail AS value,
    row, $run_id AS run_id, seen_at AS refused_at
FROM outcomes WHERE state = 'quarantined'
