-- grain: the temporary stated_fields, one row an entity of a changed article whose roles are about one field
-- key: article_entity_id
-- reason: sport, stage and office are so far apart that hardly anyone is known for two of them

CREATE OR REPLACE TEMP TABLE stated_fields AS
WITH nouns AS (
    SELECT 'sport' AS field, unnest([
        'footballer', 'striker', 'midfielder', 'defender', 'goalkeeper', 'coach', 'batsman', 'bowler', 'cricketer',
        'wicketkeeper', 'quarterback', 'pitcher', 'golfer', 'sprinter', 'cyclist', 'swimmer', 'boxer', 'skier',
        'jockey', 'gymnast', 'referee', 'umpire', 'racer', 'playmaker', 'fullback', 'winger', 'fielder', 'marathoner',
        'skater', 'wrestler', 'champion', 'medallist', 'medalist', 'olympian'
    ]) AS noun
    UNION ALL
    SELECT 'stage', unnest([
        'actor', 'actress', 'singer', 'songwriter', 'rapper', 'musician', 'guitarist', 'drummer', 'pianist',
        'violinist', 'comedian', 'filmmaker', 'novelist', 'poet', 'painter', 'sculptor', 'dancer', 'choreographer',
        'composer', 'playwright', 'conductor', 'soprano', 'tenor', 'screenwriter'
    ])
    UNION ALL
    SELECT 'office', unnest([
        'minister', 'senator', 'congressman', 'congresswoman', 'lawmaker', 'mayor', 'governor', 'ambassador',
        'diplomat', 'general', 'colonel', 'judge', 'justice', 'prosecutor', 'attorney', 'lawyer', 'economist',
        'analyst', 'banker', 'professor', 'scientist', 'physicist', 'surgeon', 'bishop', 'archbishop', 'cardinal',
        'commissioner', 'councillor', 'councilman', 'detective', 'sergeant'
    ])
)
SELECT article_entity_id, min(field) AS field
FROM (
    SELECT article_entity_id, unnest(string_split_regex(lower(role), '[^a-z]+')) AS noun
    FROM entity_roles SEMI JOIN changed_articles USING (article_id)
) JOIN nouns USING (noun)
GROUP BY article_entity_id
HAVING count(DISTINCT field) = 1;
