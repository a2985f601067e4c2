-- grain: search_postings, one row for each word of each text; search_order, one row
-- key: (part, word_no, document_no, position)
-- reason: in order, a word's rows lie together and all others are passed over
CREATE OR REPLACE TABLE search_postings AS
SELECT * FROM search_postings ORDER BY part, word_no, document_no, position;
DELETE FROM search_order;
INSERT INTO search_order SELECT count(*) FROM search_postings;
