-- grain: the index of full-text search, one table each; grain and key beside each
-- key: no constraint says so; tests prove it
-- reason: plain tables, so that any DuckDB client searches with the macros alone, without an extension

-- One row for each article and each quotation; key document_no, and (kind, row_id).
CREATE TABLE search_documents (
    document_no INTEGER NOT NULL,
    kind VARCHAR NOT NULL,  -- article or quotation
    row_id VARCHAR NOT NULL,  -- article_id or quote_id
    speaker VARCHAR,  -- of a quotation: the name, or the words that the text uses
    publisher VARCHAR,
    published_at TIMESTAMPTZ,
    quote_type VARCHAR,
    article_id VARCHAR NOT NULL,
    content VARCHAR,  -- of a quotation: its words once more, to be read by number
    content_hash UBIGINT NOT NULL,  -- of what is searched: title and text, or the quotation
    names_hash UBIGINT NOT NULL  -- of the names with it
);

-- One row for each word of any text, folded: small letters, no accents; key word_no, and word.
CREATE TABLE search_words (
    word_no INTEGER NOT NULL,
    word VARCHAR NOT NULL,
    stem VARCHAR NOT NULL,  -- what forms of one word share: see the macro search_stem
    article_count INTEGER NOT NULL,  -- titles, texts and names of articles that have it
    quote_count INTEGER NOT NULL  -- quotations, and names of their speakers, that have it
);

-- One row for each word of each text; key (part, word_no, document_no, position). Most of it lies in this order.
CREATE TABLE search_postings (
    part UTINYINT NOT NULL,  -- 1 title, 2 text, 3 names of an article; 4 words, 5 speaker of a quotation
    word_no INTEGER NOT NULL,
    document_no INTEGER NOT NULL,
    position INTEGER NOT NULL,  -- among the words of the part, from 1
    weight USMALLINT NOT NULL  -- hundredths of BM25 without idf, where the word stands first in the part; else 0
);

-- One row: how many of the postings lie in order; the rest was added since.
CREATE TABLE search_order (sorted_count BIGINT NOT NULL);
