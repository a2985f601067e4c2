-- grain: one row for each column of the tables and views named in $tables
-- key: (table_name, column_name)
-- reason: what a column means is said once, by the database itself
SELECT
    c.table_name, c.column_name, coalesce(c.comment, '') AS meaning, coalesce(t.comment, '') AS table_meaning,
    CASE c.data_type WHEN 'TIMESTAMP WITH TIME ZONE' THEN 'TIMESTAMPTZ' ELSE c.data_type END AS type
FROM duckdb_columns() AS c
LEFT JOIN duckdb_tables() AS t USING (database_name, schema_name, table_name)
WHERE
    c.database_name = current_database() AND c.schema_name = 'main'
    AND c.table_name IN (SELECT unnest($tables::VARCHAR[]))
ORDER BY list_position($tables::VARCHAR[], c.table_name), c.column_index
