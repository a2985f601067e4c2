-- grain: four tables, each with its own grain and key below
-- key: no constraint says so (see DESIGN: one set of migrations serves DuckDB and DuckLake); checks/ prove it
-- reason: what each run did and where each document stands, so that nothing is lost silently

-- One row for each flow run; key run_id. discovered is always the sum of the six counts after it.
CREATE TABLE runs (
    run_id VARCHAR NOT NULL,
    flow_run_id VARCHAR,
    started_at TIMESTAMPTZ NOT NULL,
    finished_at TIMESTAMPTZ,  -- null while running, and for ever of a killed run
    state VARCHAR NOT NULL,  -- running, completed, failed, cancelled, killed
    discovered INTEGER NOT NULL,
    loaded INTEGER NOT NULL,
    unchanged INTEGER NOT NULL,
    duplicate INTEGER NOT NULL,
    quarantined INTEGER NOT NULL,
    skipped INTEGER NOT NULL,
    failed INTEGER NOT NULL
);

-- One row for each document ever met; key document_id. status is where it stands now, over all runs.
CREATE TABLE documents (
    document_id VARCHAR NOT NULL,
    source_id VARCHAR NOT NULL,
    location VARCHAR NOT NULL,
    content_sha256 VARCHAR,  -- of the content that gave the status; null where there was none
    hints_sha256 VARCHAR,  -- of what the index said of it then (publisher, url, date, ...): other hints, another reading
    fetched_at TIMESTAMPTZ NOT NULL,  -- when that content was read
    status VARCHAR NOT NULL,  -- loaded, duplicate, quarantined, skipped, failed
    article_id VARCHAR,
    text_sha256 VARCHAR,
    run_id VARCHAR NOT NULL,  -- the run that last changed it
    batch INTEGER,
    reason VARCHAR,
    detail VARCHAR,
    first_seen_at TIMESTAMPTZ NOT NULL,
    last_seen_at TIMESTAMPTZ NOT NULL,
    etag VARCHAR,
    last_modified VARCHAR
);

-- One row for each document that a run met; key (run_id, document_id). state is what that run did with it.
CREATE TABLE run_documents (
    run_id VARCHAR NOT NULL,
    document_id VARCHAR NOT NULL,
    state VARCHAR NOT NULL,  -- loaded, unchanged, duplicate, quarantined, skipped, failed
    reason VARCHAR,
    detail VARCHAR,
    article_id VARCHAR,
    text_sha256 VARCHAR,
    batch INTEGER  -- null where no batch took it
);

-- One row for each row or document refused; key reject_id. table_name is 'documents' for a whole document.
CREATE TABLE quarantine (
    reject_id VARCHAR NOT NULL,
    document_id VARCHAR NOT NULL,
    table_name VARCHAR NOT NULL,
    check_name VARCHAR NOT NULL,  -- the failing check, or the reason code of a refused document
    value VARCHAR,
    row JSON NOT NULL,
    run_id VARCHAR NOT NULL,  -- the run that refused it last
    batch INTEGER,
    refused_at TIMESTAMPTZ NOT NULL,
    is_cured BOOLEAN NOT NULL  -- the document was transformed again since, and this was not refused again
);
