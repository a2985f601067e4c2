-- question: Which countries does each outlet write about?
-- group: attention
-- picture: heat x=publisher y=country_code color=articles
-- grain: one row for each outlet and country
-- key: (publisher, country_code)
-- reason: the map of attention
-- $limit = 100: at most this many rows
SELECT publisher, country_code, articles, mentions, named_as
FROM countries_by_outlet
ORDER BY publisher, articles DESC, country_code
LIMIT $limit
