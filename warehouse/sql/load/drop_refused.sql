-- grain: {table}, one row for each that a refused version has
-- key: the table's own id
-- reason: nothing of a refused version is shown; the reading again of its document brings all of it back
DELETE FROM {table} WHERE article_id IN (SELECT article_id FROM refused_articles);
DELETE FROM history.{table} WHERE article_id IN (SELECT article_id FROM refused_articles WHERE is_whole);
