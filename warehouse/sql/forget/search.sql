-- grain: the index of full-text search
-- key: none
-- reason: the next derivation indexes every text anew
DELETE FROM search_documents;
DELETE FROM search_words;
DELETE FROM search_postings;
DELETE FROM search_order;
