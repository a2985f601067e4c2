"""The time that the resolution of names takes over a warehouse of a million mentions, and over what a run adds to it.

    python benchmarks/entities.py [--articles 50000] [--add 1000] [--threads 1]

Names are made of syllables with the frequencies of a long tail, some of a common given name and a common surname;
an article names eight of them, mostly by full name, one in ten by surname alone, one in twenty with a middle initial,
each about two and a half times. Seconds are of this process, and by the clock in brackets.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from warehouse.connection import Connection, open_writer
from warehouse.derive import run_step
from warehouse.migrate import migrate, replace_views

NAMES = """
CREATE OR REPLACE TEMP MACRO syllables(n) AS concat(
    (['ba','ker','lo','min','ta','res','vo','dun','hel','sim'])[CAST(1 + n % 10 AS BIGINT)],
    (['or','ga','pe','lin','tu','wes','far','ni','cos','mar'])[CAST(1 + n // 10 % 10 AS BIGINT)],
    (['a','en','ik','o','us','ert','ia','on','el','und'])[CAST(1 + n // 100 % 10 AS BIGINT)],
    (['','s','sen','ov'])[CAST(1 + n // 1000 % 4 AS BIGINT)]);
CREATE OR REPLACE TEMP MACRO pick(words, n) AS string_split(words, ' ')[CAST(1 + n % 20 AS BIGINT)];
CREATE OR REPLACE TEMP TABLE invented AS
SELECT
    i,
    if(i % 64 = 0, pick('john mary tom anna peter susan paul linda james ruth mark helen david laura frank emma george '
        || 'alice robert jane', hash(i * 5)), syllables(hash(i) % 4000)) AS given,
    if(i % 64 = 0, pick('smith jones miller brown taylor wilson clark hall young king wright hill green baker carter '
        || 'cooper ward cox gray watson', hash(i * 13)),
        concat(syllables(hash(i * 7 + 1) % 4000), syllables(hash(i * 3 + 2) % 40))) AS surname,
    CASE WHEN hash(i * 11) % 10 < 6 THEN 'PERSON' WHEN hash(i * 11) % 10 < 9 THEN 'ORG' ELSE 'GPE' END AS label
FROM range(100000) AS t (i);
"""
ARTICLES = """
INSERT INTO articles BY NAME
SELECT md5('a' || i) AS article_id, md5('d' || i) AS document_id, 's' AS source_id, 'l' || i AS location, [] AS authors,
    'text' AS text, '' AS text_sha256, 1 AS word_count, false AS is_truncated, [] AS tags, 'text' AS extraction_method,
    '{}' AS evidence, [] AS signature, [] AS bands, 1 AS version, seen_at AS first_seen_at,
    seen_at AS last_seen_at, seen_at AS text_first_seen_at, seen_at AS text_last_seen_at, seen_at, 'r' AS run_id,
    1 AS batch
FROM (SELECT i, TIMESTAMPTZ '2031-05-04 06:00:00+00' + to_minutes(i) AS seen_at FROM range($first, $last) AS t (i));
"""
ENTITIES = """
INSERT INTO article_entities BY NAME
SELECT DISTINCT ON (article_id, label, merge_key)
    md5(concat('e', a, ' ', k)) AS article_entity_id, article_id, document_id, merge_key AS name, label,
    [] AS aliases, NULL AS country_code, NULL AS gender, merge_key
FROM (
    SELECT a, k, md5('a' || a) AS article_id, md5('d' || a) AS document_id, label,
        CASE
            WHEN label = 'PERSON' AND hash(a * 8 + k) % 10 = 0 THEN surname
            WHEN label = 'PERSON' AND hash(a * 8 + k) % 20 = 1 THEN concat(given, ' m ', surname)
            ELSE concat(given, ' ', surname)
        END AS merge_key
    FROM range($first, $last) AS t (a), range(8) AS u (k)
    JOIN invented ON i = CAST(pow(hash(a * 8 + k) % 1000003 / 1000003.0, 3) * 99999 AS INTEGER)
);
"""
MENTIONS = """
INSERT INTO entity_mentions BY NAME
SELECT md5(concat(article_entity_id, k)) AS mention_id, article_id, document_id, article_entity_id, 'text' AS field,
    if(k > 0, string_split(name, ' ')[-1], name) AS text, label, 0 AS start_char, 1 AS end_char, false AS is_metonym,
    'model' AS rule
FROM article_entities, range(4) AS t (k)
WHERE k < 1 + hash(article_entity_id) % 4
    AND article_id IN (SELECT md5('a' || i) FROM range($first, $last) AS t (i));
"""


def add_articles(con: Connection, first: int, last: int) -> None:
    for sql in (ARTICLES, ENTITIES, MENTIONS):
        con.execute(sql, {"first": first, "last": last})


def time_step(con: Connection) -> str:
    busy = time.process_time()
    clock = run_step(con, "entities")
    return f"{time.process_time() - busy:.2f} s ({clock:.2f})"


def measure(folder: str, threads: int, articles: int, added: int) -> None:
    """Time a run of so many articles over a warehouse of so many, which it opens as a run does."""
    path = Path(folder) / f"{articles}.duckdb"
    with open_writer(path, threads=threads) as con:
        con.execute("SET memory_limit = '4GiB'")  # for what is made up here; the resolution begins with what a run has
        migrate(con)
        replace_views(con)
        con.execute(NAMES)
        add_articles(con, 0, articles)
        spent = time_step(con)
        counts = con.execute("SELECT count(*), (SELECT count(*) FROM entities) FROM entity_mentions").fetchone()
        mentions, entities = counts or (0, 0)
        print(f"{articles:,} articles, {mentions:,} mentions, {entities:,} entities from nothing: {spent}")
        con.execute("CHECKPOINT")
    with open_writer(path, threads=threads) as con:
        con.execute(NAMES)
        add_articles(con, articles, articles + added)
        print(f"  {added:,} articles more: {time_step(con)}")
        print(f"  nothing more: {time_step(con)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--articles", type=int, default=50_000)
    parser.add_argument("--add", type=int, default=1_000)
    parser.add_argument("--threads", type=int, default=1, help="of DuckDB; a run has one")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for articles in (0, options.articles):
            measure(folder, options.threads, articles, options.add)


if __name__ == "__main__":
    main()
