"""Which key joins which: each file of sql/derive/entities/ from spellings to homes, its rows in and its rows out."""

from __future__ import annotations

from dataclasses import replace

from tests.helpers.derivation import open_empty, run_until
from tests.helpers.resolution import Named, add_articles, in_company, query_after, remove_articles
from warehouse.derive import run_step

CLUB = "Tern Rowing Club"
ADA, JONAS, LONE = "person:ada odell", "person:jonas odell", "person:odell"
PAIRS = "FROM person_pairs WHERE evidence"
CANDIDATES = "FROM candidates"


def name_often(name: str, times: int) -> list[Named]:
    return [entity for number in range(times) for entity in in_company(number, name)]


def test_15_spellings() -> None:
    """Two names that are one letter apart in one long word, both ways; their ends are alike."""
    named = [Named(1, "Jonas Rasmussen"), Named(2, "Jonas Rasmusen"), Named(3, "Jonas Rasmusser")]
    assert query_after("15_spellings", named, "FROM entity_spellings") == [
        ("person:jonas rasmusen", "person:jonas rasmussen"),
        ("person:jonas rasmussen", "person:jonas rasmusen"),
    ]


def test_16_choosing() -> None:
    """The keys that came, and those in use that may choose among them; no others."""
    with open_empty() as con:
        add_articles(con, [Named(1, "Ada Odell"), Named(2, "Bo Lind"), Named(3, "Odell")])
        run_step(con, "entities")
        add_articles(con, [Named(4, "Jonas Odell")], run=2)
        run_until(con, "entities", "16_choosing")
        affected = con.execute("FROM affected_keys ORDER BY ALL").fetchall()
        choosing = con.execute("SELECT entity_key FROM choosing_keys ORDER BY ALL").fetchall()
    assert affected == [("person:jonas",), (JONAS,), (LONE,)]
    assert choosing == [(JONAS,), (LONE,)]


def test_17_kinds() -> None:
    """A name that is something else in four times as many articles; a lone surname is spared."""
    named = [Named(i, "Skarrow Holdings", "ORG") for i in range(4)] + [Named(9, "Skarrow Holdings")]
    assert query_after("17_kinds", named, CANDIDATES) == [
        ("person:skarrow holdings", "thing:skarrow holdings", 4, 0, "kind")
    ]
    lone = [Named(i, "Skarrow", "GPE") for i in range(4)] + [Named(9, "Skarrow")]
    assert query_after("17_kinds", lone, CANDIDATES) == []


def test_18_surnames() -> None:
    """Whoever bears a surname; against them count rivals, and that they are met in fewer than three articles."""
    named = [*name_often("Ada Odell", 4), Named(8, "Jonas Odell"), Named(9, "Odell")]
    assert query_after("18_surnames", named, f"{PAIRS} = 'surname'") == [
        (LONE, ADA, 4, 0, "surname", "company"),
        (LONE, JONAS, 1, 1, "surname", "company"),
    ]
    rare = [Named(1, "Ada Odell"), Named(2, "Ada Odell"), Named(3, "Odell")]
    assert query_after("18_surnames", rare, "FROM surname_bearers") == [(LONE, "ada", ADA, 2, 2)]


def test_19_fuller_names() -> None:
    """The rarer of two names that an article calls somebody by, and the other; a common name needs company."""
    full = Named(1, "Ada Marit Odell", aliases=("Ada Odell",))
    query = f"{PAIRS} = 'fuller name'"
    assert query_after("19_fuller_names", [full, Named(2, "Ada Odell")], query) == [
        (ADA, "person:ada marit odell", 1, 0, "fuller name", "nothing")
    ]
    often = [Named(i, "Ada Odell") for i in range(2, 6)]
    assert query_after("19_fuller_names", [full, *often], query) == [
        ("person:ada marit odell", ADA, 4, 0, "fuller name", "nothing")
    ]
    common = [Named(1, "Tom Jonas Miller", aliases=("Tom Miller",)), Named(2, "Tom Miller")]
    assert query_after("19_fuller_names", common, query) == [
        ("person:tom miller", "person:tom jonas miller", 1, 0, "fuller name", "company")
    ]


def test_20_initials() -> None:
    """Initials and the first names they may open; a middle initial and the name without it."""
    named = [Named(1, "Ada Odell"), Named(2, "Ada Odell"), Named(3, "A. Odell"), Named(4, "Ada M. Odell")]
    assert query_after("20_initials", named, f"{PAIRS} IN ('initials', 'middle initial')") == [
        ("person:a odell", ADA, 3, 0, "initials", "company"),
        ("person:ada m odell", ADA, 2, 0, "middle initial", "apart"),
    ]
    rivals = [*named, Named(5, "Ada K. Odell")]
    assert query_after("20_initials", rivals, f"{PAIRS} = 'middle initial'") == [
        ("person:ada k odell", ADA, 2, 2, "middle initial", "apart"),
        ("person:ada m odell", ADA, 2, 2, "middle initial", "apart"),
    ]


def test_21_misspellings() -> None:
    """A spelling that is four times rarer than the other."""
    named = [*name_often("Jonas Rasmussen", 4), Named(9, "Jonas Rasmusen")]
    assert query_after("21_misspellings", named, f"{PAIRS} = 'spelling'") == [
        ("person:jonas rasmusen", "person:jonas rasmussen", 4, 0, "spelling", "company")
    ]
    assert query_after("21_misspellings", named[2:], f"{PAIRS} = 'spelling'") == []


def test_22_company() -> None:
    """Articles speak against two names' being one where they share no company, or one article has both."""
    known = name_often("Jonas Rasmussen", 4)
    pair = ("person:jonas rasmusen", "person:jonas rasmussen", 4)
    shared = query_after("22_company", [*known, *in_company(9, "Jonas Rasmusen")], CANDIDATES)
    assert shared == [(*pair, 0, "spelling")]
    strange = query_after("22_company", [*known, *in_company(9, "Jonas Rasmusen", CLUB)], CANDIDATES)
    assert strange == [(*pair, 4, "spelling")]
    beside = query_after("22_company", [*known, *in_company(3, "Jonas Rasmusen")], CANDIDATES)
    assert beside == [(*pair, 4, "spelling")]


def test_23_acronyms() -> None:
    """An acronym by itself and the long form that a quarter of the articles give it."""
    long = Named(1, "Northern Varnland Assembly", "ORG", ("NVA",))
    pair = ("thing:nva", "thing:northern varnland assembly", 1)
    assert query_after("23_acronyms", [long, Named(2, "NVA", "ORG")], CANDIDATES) == [(*pair, 0, "acronym")]
    often = [Named(i, "NVA", "ORG") for i in range(2, 7)]
    assert query_after("23_acronyms", [long, *often], CANDIDATES) == [(*pair, 1, "acronym")]


def test_24_decided_groups() -> None:
    """Names that a user calls the same go by the last; those that are told apart make no choice either."""
    named = [Named(1, "Bo Odell"), Named(2, "Robert Odell"), Named(3, "Rob Odell"), Named(4, "Ada Odell")]
    lines = "same,Bo Odell,Rob Odell\nsame,Rob Odell,Robert Odell\ndifferent,Ada Odell,A. Odell"
    assert query_after("24_decided_groups", named, "FROM decided_groups", lines) == [
        ("person:bo odell", "person:robert odell"),
        ("person:rob odell", "person:robert odell"),
        ("person:robert odell", "person:robert odell"),
    ]
    anchored = query_after(
        "24_decided_groups", named, "FROM anchored_keys WHERE starts_with(entity_key, 'person')", lines
    )
    assert [key for (key,) in anchored] == [
        "person:a odell",
        ADA,
        "person:bo odell",
        "person:rob odell",
        "person:robert odell",
    ]


SETTLED = [*name_often("Ada Odell", 4), Named(8, "Jonas Odell"), *in_company(9, "Odell")]
OPEN = [Named(1, "Ada Odell"), Named(2, "Jonas Odell"), Named(3, "Odell")]


def test_25_weighed() -> None:
    """What outweighs all rivals four to one is chosen, unless something speaks against it."""
    query = "SELECT entity_key, to_key, weight, is_chosen FROM weighed_candidates"
    assert query_after("25_weighed", SETTLED, query) == [(LONE, ADA, 4, True), (LONE, JONAS, 1, False)]
    assert query_after("25_weighed", OPEN, query) == [(LONE, ADA, 1, False), (LONE, JONAS, 1, False)]
    assert query_after("25_weighed", OPEN, "FROM one_word_bearers") == [(LONE, ADA), (LONE, JONAS), (LONE, LONE)]


def test_26_choices() -> None:
    """What each key is taken for; a surname of several is scattered over its articles, and open."""
    query = "FROM choices WHERE starts_with(entity_key, 'person')"
    assert query_after("26_choices", SETTLED, query) == [
        (ADA, None, "name", False, False),
        (JONAS, None, "name", False, False),
        (LONE, ADA, "surname", False, False),
    ]
    assert query_after("26_choices", OPEN, query) == [
        (ADA, None, "name", False, False),
        (JONAS, None, "name", False, False),
        (LONE, None, "name", True, True),
    ]


def test_27_rivals() -> None:
    """All that a name may mean which is left open; of a name of strangers, itself."""
    assert query_after("27_rivals", SETTLED, "FROM entity_rivals") == []
    assert query_after("27_rivals", OPEN, "FROM entity_rivals") == [
        (LONE, ADA, "surname", 1),
        (LONE, JONAS, "surname", 1),
    ]
    strangers = [*in_company(1, "Tom Miller"), *in_company(2, "Tom Miller", CLUB)]
    assert query_after("27_rivals", strangers, "FROM entity_rivals") == [
        ("person:tom miller", "person:tom miller", "namesake", 2)
    ]


def test_28_homes() -> None:
    """Choices are followed to their end: the surname joins a name that itself joins a fuller one."""
    full = replace(Named(7, "Ada Marit Odell"), aliases=("Ada Odell",))
    named = [*name_often("Ada Odell", 3), full, *in_company(9, "Odell")]
    query = "SELECT entity_key, to_key, home_key FROM entity_homes WHERE starts_with(entity_key, 'person')"
    assert query_after("28_homes", named, query) == [
        ("person:ada marit odell", None, "person:ada marit odell"),
        (ADA, "person:ada marit odell", "person:ada marit odell"),
        (LONE, ADA, "person:ada marit odell"),
    ]


def test_28_homes_that_are_others_than_before_are_resettled() -> None:
    with open_empty() as con:
        add_articles(con, SETTLED)
        run_step(con, "entities")
        remove_articles(con, [0, 1])
        run_until(con, "entities", "28_homes")
        rehomed = con.execute("SELECT entity_key, old_home FROM rehomed_keys ORDER BY ALL").fetchall()
        resettled = con.execute("SELECT entity_key FROM resettled_keys ORDER BY ALL").fetchall()
    assert (LONE, ADA) in rehomed
    assert resettled == [(LONE,)]
