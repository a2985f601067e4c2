-- grain: temporary tables, one for what is staged of each kind
-- key: those of the tables that they go to
-- reason: whatever comes in, a part or outcomes that the flow itself knows, comes in by the same door

CREATE OR REPLACE TEMP TABLE staged_documents AS
SELECT * EXCLUDE (fetched_at, first_seen_at, last_seen_at), fetched_at AS seen_at FROM documents LIMIT 0;

CREATE OR REPLACE TEMP TABLE staged_articles AS SELECT * FROM history.articles LIMIT 0;
CREATE OR REPLACE TEMP TABLE staged_article_images AS SELECT * FROM history.article_images LIMIT 0;
CREATE OR REPLACE TEMP TABLE staged_article_entities AS SELECT * FROM history.article_entities LIMIT 0;
CREATE OR REPLACE TEMP TABLE staged_entity_mentions AS SELECT * FROM history.entity_mentions LIMIT 0;
CREATE OR REPLACE TEMP TABLE staged_entity_roles AS SELECT * FROM history.entity_roles LIMIT 0;
CREATE OR REPLACE TEMP TABLE staged_quotes AS SELECT * FROM history.quotes LIMIT 0;
CREATE OR REPLACE TEMP TABLE staged_rejects AS SELECT * EXCLUDE (is_cured) FROM quarantine LIMIT 0;
CREATE OR REPLACE TEMP TABLE staged_misfits (table_name VARCHAR, row VARCHAR, document_id VARCHAR);
CREATE OR REPLACE TEMP TABLE moved_readings (place VARCHAR, document_id VARCHAR, text_sha256 VARCHAR, old_id VARCHAR,
    new_id VARCHAR, url VARCHAR, claimed_url VARCHAR, evidence VARCHAR);
