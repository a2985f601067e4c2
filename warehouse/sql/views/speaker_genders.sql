-- grain: one row for each person whom a title or pronoun shows as a woman or a man
-- key: entity_id
-- reason: gender as articles state it, by titles and pronouns; whoever is not here is unknown, and that is an answer
-- column entity_id: Which person.
-- column gender: female or male: what at least four of five articles that show one show.
-- column articles: Articles that show a gender.
-- column agreement: The share of these that show this one.
WITH shown AS (
    SELECT
        entity_id, count(*) FILTER (gender = 'f') AS women, count(*) FILTER (gender = 'm') AS men,
        greatest(women, men) / (women + men) AS agreement
    FROM entity_links
    WHERE gender IS NOT NULL AND label = 'PERSON'
    GROUP BY entity_id
)
SELECT entity_id, if(women > men, 'female', 'male') AS gender, women + men AS articles, round(agreement, 3) AS agreement
FROM shown
WHERE agreement >= 0.8
