"""A small archive that has something to show for every view: a copy, a change, a refusal, a failure."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.helpers.article_rows import Page, at
from tests.helpers.checks import find_broken_promises
from tests.helpers.warehouse import open_warehouse, write_part
from warehouse import derive
from warehouse.connection import Connection
from warehouse.fetches import record_listings
from warehouse.ledger import DocumentOutcome, finish_run, record_outcomes, start_run
from warehouse.loader import load_part

COURIER, ECHO = "The Varnland Courier", "Skarrow Echo"
FERRY = "“The ferry will not sail before Friday,” said Ada Lund in Skarrow."
SAMPLE = [
    Page("courier/ferry.html", "ferry", FERRY, published=1),
    Page("echo/ferry.html", "ferry-copy", FERRY + " It rained.", published=5, publisher=ECHO),
    Page("courier/mine.html", "mine", "“We dig,” said Nils Berg.", published=30, speaker="Nils Berg"),
    Page("echo/leak.html", "leak", "“It leaks,” said an aide.", published=31, publisher=ECHO, speaker="an aide",
         speaker_kind="described", told_to=ECHO, confidence=0.5, claimed_url="https://mine.example/"),
    Page("echo/front.html", refusal="section_front"),
]  # fmt: skip
DROPPED = {"name": "from", "value": "home", "rest": "https://mine.example/", "is_kept": False}
CHANGED = Page(
    "courier/mine.html",
    "mine",
    "“We dug,” said Nils Berg.",
    "Mine open",
    published=30,
    speaker="Nils Berg",
    parameters=[DROPPED],
)


@contextmanager
def open_sample(folder: Path) -> Iterator[Connection]:
    """Load the sample into a warehouse, with two runs in its books."""
    with open_warehouse(folder) as con:
        start_run(con, "run1", None, at(0))
        load_part(con, write_part(folder, SAMPLE, hours=48))
        load_part(con, write_part(folder, [CHANGED], run="run2", hours=60))
        missing = DocumentOutcome("0" * 32, "courier", "courier/gone.html", "failed", at(60), "absent", "no file")
        record_outcomes(con, "run2", [missing])
        parted = (
            SAMPLE[3].document_id,
            SAMPLE[3].text_sha256,
            "https://mine.example/",
            "0" * 32,
            "echo",
            at(48),
            "run1",
        )
        con.execute("INSERT INTO parted_claims VALUES (?, ?, ?, ?, ?, ?, ?)", parted)
        copy, original = SAMPLE[1].article_id, SAMPLE[0].article_id
        con.execute("INSERT INTO article_duplicates VALUES (?, ?, 0.9)", [copy, original])
        con.execute("UPDATE articles SET duplicate_of = ? WHERE article_id = ?", [original, copy])
        link_entities(con)
        for step in ("stories", "utterances", "search"):
            derive.run_step(con, step)
        listing = {"source_id": "courier", "url": "https://courier.example/rss", "kind": "feed", "rhythm": {}}
        listing |= {"asked_at": at(48).isoformat(), "left_out": {"before_since": 3}, "damage": "ends early"}
        record_listings(con, [listing | {"run_id": "run1"}])
        finish_run(con, "run1", "completed", at(49))
        finish_run(con, "run2", "completed", at(61))
        assert find_broken_promises(con) == {}
        yield con


def link_entities(con: Connection) -> None:
    """Take each name for one entity, as a stand-in for what derivation decides, and carry the links."""
    con.execute("""
        INSERT INTO entity_links BY NAME
        SELECT article_entity_id, md5(name) AS entity_id, label,
            CASE name WHEN 'Ada Lund' THEN 'f' WHEN 'Nils Berg' THEN 'm' END AS gender
        FROM article_entities;
        INSERT INTO entities BY NAME
        SELECT md5(e.name) AS entity_id, e.name, e.label, if(e.label = 'GPE', 'NO', NULL) AS country_code,
            [] AS aliases, count(m.mention_id)::INTEGER AS mention_count,
            count(DISTINCT m.article_id)::INTEGER AS article_count,
            min(a.first_seen_at) AS first_seen_at, max(a.last_seen_at) AS last_seen_at
        FROM article_entities AS e JOIN articles AS a USING (article_id)
        LEFT JOIN entity_mentions AS m USING (article_entity_id)
        GROUP BY e.name, e.label;
        UPDATE entity_mentions SET entity_id = l.entity_id FROM entity_links AS l
        WHERE l.article_entity_id = entity_mentions.article_entity_id;
        UPDATE quotes SET speaker_entity_id = l.entity_id FROM entity_links AS l
        WHERE l.article_entity_id = speaker_article_entity_id;
        UPDATE quotes SET speaker_name = e.name FROM entities AS e WHERE e.entity_id = speaker_entity_id;
        INSERT INTO entity_keys
        SELECT name, 'person', name, name, name, '', name, 1, article_count FROM entities WHERE label = 'PERSON';
        INSERT INTO entity_homes SELECT entity_key, NULL, 'name', false, true, entity_key FROM entity_keys;
        INSERT INTO entity_names SELECT entity_id, name, name, label, NULL, 1, 1 FROM entities WHERE label = 'PERSON';
        UPDATE entities SET is_ambiguous = true WHERE name = 'Nils Berg';
        INSERT INTO entity_rivals VALUES ('Nils Berg', 'Ada Lund', 'surname', 2);
    """)
