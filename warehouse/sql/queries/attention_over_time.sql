-- question: When was this entity in the news?
-- group: attention
-- picture: columns x=published_date y=articles
-- grain: one row for each day
-- key: published_date
-- reason: rise and fall of a story
-- $name = null: part of the name, in any case; whoever is mentioned most if null
SELECT published_date, sum(articles) AS articles, sum(mentions) AS mentions, sum(headlines) AS headlines
FROM entity_timeline
WHERE name ILIKE '%' || coalesce($name, (SELECT name FROM entities ORDER BY mention_count DESC, name LIMIT 1)) || '%'
GROUP BY published_date
ORDER BY published_date
