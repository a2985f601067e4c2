-- question: By which rules were quotations found, and how far can each be trusted?
-- group: quality
-- picture: bar x=quotes y=rule color=confidence
-- grain: one row for each rule
-- key: rule
-- reason: a figure that rests on an unsure rule deserves a look at its quotations
-- $limit = 50: at most this many rows
SELECT
    rule, count(*) AS quotes, round(count(*) / sum(count(*)) OVER (), 3) AS share,
    round(avg(confidence), 2) AS confidence, arg_min(text, quote_id) AS example
FROM quotes
GROUP BY rule
ORDER BY quotes DESC, rule
LIMIT $limit
