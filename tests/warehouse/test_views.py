"""The views an analyst starts from, over a small archive made by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from tests.helpers.article_rows import at
from tests.helpers.sample_archive import COURIER, ECHO, SAMPLE, open_sample
from warehouse.connection import Connection, fetch_rows, list_sql


@pytest.fixture(scope="module")
def con(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    with open_sample(tmp_path_factory.mktemp("views")) as con:
        yield con


def rows(con: Connection, sql: str) -> list[dict[str, Any]]:
    return fetch_rows(con, sql)


VIEWS = list_sql("views")


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_says_its_grain_key_and_reason(view: str) -> None:
    assert re.match(r"-- grain: .+\n-- key: .+\n(-- .+\n)*-- reason: ", VIEWS[view])


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_has_rows_and_keeps_its_key(con: Connection, view: str) -> None:
    found = re.search(r"-- key: \(?([a-z_0-9, ]+)", VIEWS[view])
    assert found
    columns = [column.strip() for column in found[1].split(",") if re.fullmatch(r" ?[a-z_0-9]+", column)]
    assert rows(con, f'FROM "{view}"'), f"the archive of this test shows nothing of {view}"
    doubled = rows(con, f'SELECT {", ".join(columns)}, count(*) AS n FROM "{view}" GROUP BY ALL HAVING count(*) > 1')
    assert doubled == []


def test_there_are_the_views_that_the_contract_promises() -> None:
    promised = {
        "who_said_what", "quotes_by_speaker", "speakers_by_outlet", "entity_timeline", "co_mentions",
        "direct_versus_indirect_by_outlet", "source_diversity", "latest_articles",
    }  # fmt: skip
    assert promised <= set(VIEWS)


def test_who_said_what(con: Connection) -> None:
    said = rows(con, "SELECT speaker, cue, words, is_copy FROM who_said_what ORDER BY published_at")
    assert said[0] == {
        "speaker": "Ada Lund", "cue": "said", "words": "The ferry will not sail before Friday,", "is_copy": False,
    }  # fmt: skip
    assert [row["is_copy"] for row in said] == [False, True, False, False]


def test_quotes_by_speaker_leaves_copies_out(con: Connection) -> None:
    [lund] = rows(con, "SELECT quotes, direct, articles, outlets FROM quotes_by_speaker WHERE speaker = 'Ada Lund'")
    assert lund == {"quotes": 1, "direct": 1, "articles": 1, "outlets": 1}


def test_speakers_by_outlet(con: Connection) -> None:
    found = rows(con, f"SELECT speaker, quotes, share FROM speakers_by_outlet WHERE publisher = '{COURIER}' ORDER BY 1")
    assert found == [
        {"speaker": "Ada Lund", "quotes": 1, "share": 0.5},
        {"speaker": "Nils Berg", "quotes": 1, "share": 0.5},
    ]


def test_entity_timeline(con: Connection) -> None:
    [day] = rows(
        con, "SELECT published_date, mentions, articles, headlines FROM entity_timeline WHERE name = 'Nils Berg'"
    )
    assert day == {"published_date": date(2031, 5, 5), "mentions": 1, "articles": 1, "headlines": 0}


def test_direct_versus_indirect_by_outlet(con: Connection) -> None:
    [echo] = rows(con, f"FROM direct_versus_indirect_by_outlet WHERE publisher = '{ECHO}'")
    assert (echo["quotes"], echo["direct"], echo["direct_share"], echo["unnamed_share"]) == (2, 2, 1.0, 0.5)


def test_source_diversity(con: Connection) -> None:
    [leak] = rows(con, f"FROM source_diversity WHERE article_id = '{SAMPLE[3].article_id}'")
    assert (leak["quotes"], leak["sources"], leak["unnamed_sources"], leak["largest_share"], leak["entropy"]) == (
        1, 1, 1, 1.0, 0.0,
    )  # fmt: skip


def test_latest_articles(con: Connection) -> None:
    newest = rows(con, "SELECT publisher, quotes, is_copy, version FROM latest_articles ORDER BY published_at DESC")
    assert newest[0] == {"publisher": ECHO, "quotes": 1, "is_copy": False, "version": 1}
    assert newest[1]["version"] == 2


def test_copies_and_originals(con: Connection) -> None:
    [copy] = rows(con, "SELECT publisher, original_publisher, similarity, words_more FROM copies_and_originals")
    assert copy == {"publisher": ECHO, "original_publisher": COURIER, "similarity": 0.9, "words_more": 2}


def test_first_said(con: Connection) -> None:
    [words] = rows(
        con, "SELECT words_key, first_publisher, first_said_at, articles, outlets, is_disputed FROM first_said"
    )
    assert words == {
        "words_key": "the ferry will not sail before friday", "first_publisher": COURIER, "first_said_at": at(1),
        "articles": 2, "outlets": 2, "is_disputed": False,
    }  # fmt: skip


def test_ambiguous_entities(con: Connection) -> None:
    [left_open] = rows(con, "SELECT name, may_be, evidence FROM ambiguous_entities")
    assert left_open == {"name": "Nils Berg", "may_be": "Ada Lund", "evidence": "surname"}


def test_quarantine_summary(con: Connection) -> None:
    [refusal] = rows(con, "SELECT check_name, source_id, refused, cured, example_location FROM quarantine_summary")
    assert refusal == {
        "check_name": "section_front", "source_id": "echo", "refused": 1, "cured": 0,
        "example_location": "echo/front.html",
    }  # fmt: skip


def test_sources_health(con: Connection) -> None:
    health = {row["source_id"]: row for row in rows(con, "FROM sources_health")}
    assert (health["courier"]["documents"], health["courier"]["failed"]) == (3, 1)
    assert (health["echo"]["quarantined"], health["echo"]["quarantined_share"]) == (1, 0.333)
    assert health["echo"]["with_date"] == 1.0


def test_unnamed_sources(con: Connection) -> None:
    assert rows(con, "SELECT described_as, words FROM unnamed_sources") == [
        {"described_as": "an aide", "words": "It leaks,"}
    ]


def test_roles_over_time(con: Connection) -> None:
    [role] = rows(con, "SELECT articles, outlets, first_stated_at FROM roles_over_time WHERE name = 'Ada Lund'")
    assert role == {"articles": 2, "outlets": 2, "first_stated_at": at(1)}


def test_entity_profiles(con: Connection) -> None:
    [lund] = rows(con, "SELECT quotes, roles, article_count FROM entity_profiles WHERE name = 'Ada Lund'")
    assert lund == {"quotes": 2, "roles": ["Ada Lund"], "article_count": 2}


def test_article_versions(con: Connection) -> None:
    versions = rows(con, f"SELECT text, is_newest FROM article_versions WHERE article_id = '{SAMPLE[2].article_id}'")
    assert {row["text"]: row["is_newest"] for row in versions} == {
        "“We dig,” said Nils Berg.": False,
        "“We dug,” said Nils Berg.": True,
    }


def test_co_mentions(con: Connection) -> None:
    [pair] = rows(con, "SELECT name, other_name, articles, lift FROM co_mentions")
    assert {pair["name"], pair["other_name"]} == {"Ada Lund", "Skarrow"}
    assert (pair["articles"], pair["lift"]) == (1, 3.0)


def test_countries_by_outlet(con: Connection) -> None:
    countries = rows(con, "SELECT publisher, country_code, articles, named_as FROM countries_by_outlet ORDER BY 1")
    assert countries[1] == {"publisher": COURIER, "country_code": "NO", "articles": 1, "named_as": ["Skarrow"]}
