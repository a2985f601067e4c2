"""What a user decides in aliases.csv, on small warehouses."""

from __future__ import annotations

from tests.helpers.resolution import Named, decide, open_resolved, resolve_names
from transforms.values import hashed_key
from warehouse.derive import run_step

DECIDED = [
    Named(1, "Bo Odell"), Named(2, "Robert Odell"), Named(3, "Robert Odell"),
    Named(1, "Skarrow", "GPE"), Named(2, "Skarrow", "GPE"),
]  # fmt: skip


def test_a_user_says_who_is_the_same() -> None:
    assert resolve_names(DECIDED, "same,Bo Odell,Robert Odell") == {"Robert Odell": ["Bo Odell"], "Skarrow": []}


def test_a_user_says_who_is_different() -> None:
    named = [Named(i, "Ada Odell") for i in range(20)] + [Named(30, "Odell")]
    assert resolve_names(named) == {"Ada Odell": ["Odell"]}
    assert resolve_names(named, "different,Odell,Ada Odell") == {"Ada Odell": [], "Odell": []}


def test_a_user_gives_name_type_and_wikidata_id() -> None:
    lines = "rename,Robert Odell,Robert Marius Odell\ntype,Skarrow,ORG,GPE\nwikidata,Robert Odell,Q42"
    with open_resolved(DECIDED, lines) as con:
        rows = con.execute("SELECT name, label, wikidata_id, aliases FROM entities ORDER BY name").fetchall()
    assert rows == [
        ("Bo Odell", "PERSON", None, []),
        ("Robert Marius Odell", "PERSON", "Q42", ["Robert Odell"]),
        ("Skarrow", "ORG", None, []),
    ]


def test_quotations_carry_the_name_that_a_user_gives() -> None:
    with open_resolved(DECIDED) as con:
        con.execute(
            """INSERT INTO quotes BY NAME SELECT 'q' AS quote_id, $article AS article_id, 'd' AS document_id,
            'direct' AS quote_type, 'text' AS text, [] AS spans, 0 AS start_char, 1 AS end_char,
            'person' AS speaker_kind, $entity AS speaker_article_entity_id, 'Bo Odell' AS speaker_name_in_article,
            1 AS confidence, 'marks' AS rule""",
            {"article": hashed_key("article", "1"), "entity": DECIDED[0].id},
        )
        con.execute("UPDATE articles SET batch = 2")
        names = []
        for lines in ("", "same,Bo Odell,Robert Odell", "rename,Bo Odell,Bo Marius Odell", ""):
            decide(con, lines)
            run_step(con, "entities")
            names += con.execute("SELECT speaker_name FROM quotes").fetchone() or ()
    assert names == ["Bo Odell", "Robert Odell", "Bo Marius Odell", "Bo Odell"]
