"""What articles say of whom: each file of sql/derive/entities/ up to namesakes, its rows in and its rows out."""

from __future__ import annotations

from dataclasses import replace

from tests.helpers.derivation import open_empty, run_until
from tests.helpers.resolution import Named, add_articles, in_company, query_after, remove_articles
from warehouse.derive import run_step

JUDGE, KEEPER = "county judge", "Skarrow goalkeeper"
COURT, CLUB = "Skarrow County Court", "Tern Rowing Club"


def test_01_decisions() -> None:
    """A decision is about the keys that its names may have, under the label that it gives."""
    lines = "type,Skarrow,ORG,GPE\nsame,Bo Odell,Robert Odell,PERSON"
    assert query_after("01_decisions", [], "SELECT action, side, entity_key, new_key FROM entity_decided", lines) == [
        ("same", "name", "person:bo odell", None),
        ("same", "value", "person:robert odell", None),
        ("type", "name", "place:skarrow", "thing:skarrow"),
    ]
    assert query_after("01_decisions", [], "FROM redecided_keys", lines) == [
        ("same", "person:bo odell", None),
        ("same", "person:robert odell", None),
        ("type", "place:skarrow", "thing:skarrow"),
    ]


def test_02_changes() -> None:
    """Articles that came, went or were read anew, and those that were only seen again."""
    with open_empty() as con:
        add_articles(con, [Named(1, "Ada Odell"), Named(2, "Bo Lind"), Named(3, "Eva Noll"), Named(4, "Nils Berg")])
        run_step(con, "entities")
        con.execute("UPDATE articles SET last_seen_at = '2031-06-01 06:00:00+00' WHERE article_id = 'a2'")
        remove_articles(con, [3])
        add_articles(con, [Named(4, "Nils Berg"), Named(5, "Jonas Odell")], run=2)
        run_until(con, "entities", "02_changes")
        changed = con.execute("FROM changed_articles ORDER BY ALL").fetchall()
        retimed = con.execute("FROM retimed_articles").fetchall()
    assert changed == [("a3", True), ("a4", True), ("a5", False)]
    assert retimed == [("a2",)]


def test_03_common_given_names() -> None:
    query = "SELECT word FROM common_given_names WHERE word IN ('tom', 'ada')"
    assert query_after("03_common_given_names", [], query) == [("tom",)]


def test_04_common_surnames() -> None:
    query = "SELECT word FROM common_surnames WHERE word IN ('miller', 'o''brien', 'odell')"
    assert query_after("04_common_surnames", [], query) == [("miller",), ("o'brien",)]
    query = "SELECT is_common_name('tom', 'miller'), is_common_name('ada', 'miller'), is_particle('van')"
    assert query_after("04_common_surnames", [], query) == [(True, False, True)]


def test_05_fields() -> None:
    """The field of whose roles are about one; two fields say nothing, and most roles are about none."""
    judge, keeper = replace(Named(1, "Ada Odell"), role=JUDGE), replace(Named(2, "Ada Odell"), role=KEEPER)
    both, none = replace(Named(3, "Bo Lind"), role="judge and golfer"), replace(Named(3, "Eva Noll"), role="aunt")
    assert query_after("05_fields", [judge, keeper, both, none], "FROM stated_fields") == [
        ("a1 Ada Odell PERSON", "office"),
        ("a2 Ada Odell PERSON", "sport"),
    ]


def test_06_claims() -> None:
    """One row an entity of an article; a surname beside its bearer, who is not meant by it, stands for itself."""
    named = [Named(1, "Ada Odell", aliases=("Odell",), mentions=2), Named(2, "Jonas Odell"), Named(2, "Odell")]
    query = "SELECT article_id, entity_key, sense, mention_count, len(forms) FROM new_claims"
    assert query_after("06_claims", named, query) == [
        ("a1", "person:ada odell", None, 3, 2),
        ("a2", "person:jonas odell", None, 1, 1),
        ("a2", "person:odell", "a2", 1, 1),
    ]
    query = "SELECT entity_key, label FROM new_claims"
    assert query_after("06_claims", [Named(1, "Skarrow", "GPE")], query, "type,Skarrow,ORG,GPE") == [
        ("thing:skarrow", "ORG")
    ]


def test_06_claims_of_articles_that_went_are_gone() -> None:
    with open_empty() as con:
        add_articles(con, [Named(1, "Ada Odell"), Named(2, "Ada Odell")])
        run_step(con, "entities")
        remove_articles(con, [2])
        run_until(con, "entities", "06_claims")
        gone = con.execute("SELECT article_entity_id FROM gone_claims").fetchall()
        links = con.execute("SELECT article_entity_id FROM entity_links").fetchall()
    assert gone == [("a2 Ada Odell PERSON",)]
    assert links == [("a1 Ada Odell PERSON",)]


def test_07_keys() -> None:
    """How many articles use each key, and the parts of a person's name."""
    named = [Named(1, "Ada M. Odell"), Named(2, "Ada M. Odell"), Named(3, "Odell"), Named(3, CLUB, "ORG")]
    query = "SELECT entity_key, given, surname, initials, plain_key, word_count, article_count FROM entity_keys"
    assert query_after("07_keys", named, query) == [
        ("person:ada m odell", "ada", "odell", "m", "ada odell", 3, 2),
        ("person:odell", "odell", "odell", "", "odell", 1, 1),
        ("thing:tern rowing club", "tern", "club", "r", "tern rowing club", 3, 1),
    ]
    query = "SELECT entity_key, article_count, is_new, is_common FROM counted_keys"
    assert query_after("07_keys", [Named(1, "Tom Miller")], query) == [("person:tom miller", 1, True, True)]


def test_07_keys_touched_are_those_that_claims_came_to_or_left() -> None:
    with open_empty() as con:
        add_articles(con, [Named(1, "Ada Odell"), Named(2, "Bo Lind"), Named(3, "Eva Noll")])
        run_step(con, "entities")
        remove_articles(con, [2])
        add_articles(con, [Named(4, "Ada Odell")], run=2)
        run_until(con, "entities", "07_keys")
        touched = con.execute("SELECT entity_key, more FROM touched_keys ORDER BY ALL").fetchall()
        counted = con.execute("SELECT entity_key, article_count FROM entity_keys ORDER BY ALL").fetchall()
    assert touched == [("person:ada odell", 1), ("person:bo lind", -1)]
    assert counted == [("person:ada odell", 2), ("person:eva noll", 1)]


def test_08_short_forms() -> None:
    """The forms of two words that an article gives a person; those of one word that it gives a body."""
    person = Named(1, "Ada Marit Odell", aliases=("Ada Odell", "Odell"))
    body = Named(2, "Northern Varnland Assembly", "ORG", aliases=("N.V.A.", "Assembly", "Varnland Assembly"))
    assert query_after("08_short_forms", [person, body], "FROM entity_short_forms") == [
        ("person:ada marit odell", "ada marit odell", False, 1),
        ("person:ada marit odell", "ada odell", False, 1),
        ("thing:northern varnland assembly", "assembly", False, 1),
        ("thing:northern varnland assembly", "nva", True, 1),
    ]


def name_judge_and_keeper() -> list[Named]:
    """Ada Odell the judge in two articles and the goalkeeper in one; a fourth does not say what she does."""
    judge = [replace(Named(i, "Ada Odell"), role=JUDGE) for i in (1, 2)]
    keeper = replace(Named(3, "Ada Odell"), role=KEEPER)
    company = [Named(1, COURT, "ORG"), Named(2, COURT, "ORG"), Named(3, CLUB, "ORG"), Named(4, CLUB, "ORG")]
    return [*judge, keeper, Named(4, "Ada Odell"), *company]


def test_09_namesakes() -> None:
    """Articles by what they say of the person; whoever is not as most say is another, as may be."""
    query = "SELECT entity_key, article_id, trait FROM namesake_claims"
    assert query_after("09_namesakes", name_judge_and_keeper(), query) == [
        ("person:ada odell", "a1", "office"),
        ("person:ada odell", "a2", "office"),
        ("person:ada odell", "a3", "sport"),
        ("person:ada odell", "a4", ""),
    ]
    query = "SELECT entity_key, trait, articles, main_trait, is_other FROM namesake_groups"
    assert query_after("09_namesakes", name_judge_and_keeper(), query) == [
        ("person:ada odell", "office", 2, "office", False),
        ("person:ada odell", "sport", 1, "office", True),
    ]


def test_10_namesake_company() -> None:
    """Who and what the articles name besides, and how much of it the groups share."""
    query = "SELECT trait, article_id, company FROM namesake_company"
    assert query_after("10_namesake_company", name_judge_and_keeper(), query) == [
        ("", "a4", "thing:tern rowing club"),
        ("office", "a1", "thing:skarrow county court"),
        ("office", "a2", "thing:skarrow county court"),
        ("sport", "a3", "thing:tern rowing club"),
    ]
    query = "SELECT trait, shared, shared_countries FROM namesake_evidence"
    assert query_after("10_namesake_company", name_judge_and_keeper(), query) == [("sport", 0, 0)]
    shared = [*name_judge_and_keeper(), Named(3, COURT, "ORG")]
    assert query_after("10_namesake_company", shared, query) == [("sport", 1, 0)]


def test_11_namesake_verdicts() -> None:
    """Other fields in other company are other people; an article that does not say goes by its company."""
    query = "SELECT trait, main_trait, is_split, is_open FROM namesake_verdicts"
    assert query_after("11_namesake_verdicts", name_judge_and_keeper(), query) == [("sport", "office", True, True)]
    shared = [*name_judge_and_keeper(), Named(3, COURT, "ORG")]
    assert query_after("11_namesake_verdicts", shared, query) == [("sport", "office", False, True)]
    decided = query_after("11_namesake_verdicts", shared, query, "different,Ada Odell,Ada Odell")
    assert decided == [("sport", "office", True, False)]
    query = "SELECT article_id, sense FROM namesake_traits"
    assert query_after("11_namesake_verdicts", name_judge_and_keeper(), query) == [
        ("a1", None),
        ("a2", None),
        ("a3", "sport"),
        ("a4", "sport"),
    ]


STRANGERS = [*in_company(1, "Tom Miller"), *in_company(2, "Tom Miller"), *in_company(3, "Tom Miller", CLUB)]


def test_12_stranger_ties() -> None:
    """Articles on a common name that name somebody or something else in common, both ways."""
    assert query_after("12_stranger_ties", STRANGERS, "FROM stranger_claims") == [
        ("person:tom miller", "a1"),
        ("person:tom miller", "a2"),
        ("person:tom miller", "a3"),
    ]
    assert query_after("12_stranger_ties", STRANGERS, "FROM stranger_ties") == [
        ("person:tom miller", "a1", "a2"),
        ("person:tom miller", "a2", "a1"),
    ]


def test_13_stranger_groups() -> None:
    """Whoever is apart from the largest group; one article beside a group of three goes with it."""
    assert query_after("13_stranger_groups", STRANGERS, "FROM stranger_groups") == [
        ("person:tom miller", "a3", "beside a3")
    ]
    known = [*STRANGERS, *in_company(4, "Tom Miller")]
    assert query_after("13_stranger_groups", known, "FROM stranger_groups") == []


def test_14_senses() -> None:
    """Which of several namesakes each article means, and which names are left open."""
    query = "SELECT article_id, entity_key, sense FROM entity_links WHERE sense IS NOT NULL"
    assert query_after("14_senses", name_judge_and_keeper(), query) == [
        ("a3", "person:ada odell", "sport"),
        ("a4", "person:ada odell", "sport"),
    ]
    assert query_after("14_senses", STRANGERS, "FROM changed_senses") == [("person:tom miller", "a3", "beside a3")]
    assert query_after("14_senses", STRANGERS, "FROM open_keys") == [("person:tom miller",)]
