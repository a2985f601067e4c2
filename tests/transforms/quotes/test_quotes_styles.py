"""Marks of every style: the same article gives the same quotations, and no article's parts overlap.

The articles are our own cases and the ones below; each style writes their marks anew. Words are compared by their
letters and digits, since tokenized text has other spaces.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.transforms.quotes.test_quotes import CASES, MODEL, read_case, read_quotes
from transforms.language.pipeline import load_pipeline, parse_article
from transforms.quotes import find_quotes
from transforms.quotes.parts import join_parts
from transforms.values import ArticleEntities, Quotation

HARBOUR = """The mayor's office was full on Friday.

“The harbour isn't for sale,” said Mayor Inga Solberg. “It never was, and it won't be while I sit here.”

Fisherman Karim Dahl, 61, was not convinced. “She told us: ‘Wait.’ We've waited,” he said.

Solberg said the offer was “an insult to the town's memory” and asked, “Who would sign that?”

“We read it twice.

“Then we read it to the children.

“They laughed,” she added.

The buyer, Nordhavn Ltd., said in a statement that it “regretted the mayor's choice of words”.
"""
CLINIC = """“It is a clinic, not a hotel,” Dr. Amara Diallo told the council on Monday.

Councillor Piotr Zielny called the plan “a bill with a roof on it”.

“If we close the ward,” Diallo said, “forty people a day will have to cross the strait.”

Zielny replied: “Then let them have a bridge!”

“I have heard that before,” said Diallo, who has led the clinic since 2009. “I've also seen the drawings.”
"""


def swap(opening: str, closing: str, inner: str = "‘", inner_closing: str = "’") -> Callable[[str], str]:
    """A style that only has other glyphs."""

    def write(text: str) -> str:
        text = text.replace("“", "\1").replace("”", "\2")
        text = re.sub(r"(?<=[.,?!…])’", inner_closing, re.sub(r"‘(?=\w)", inner, text))
        return text.replace("\1", opening).replace("\2", closing)

    return write


def tokenize(opening: str, closing: str) -> Callable[[str], str]:
    """The Penn Treebank's style: white space around punctuation, before contractions and possessives."""

    def write(text: str) -> str:
        text = swap(f"{opening} ", f" {closing}", "` ", " '")(text)
        text = re.sub(r"(?<!Dr)(?<!Ltd)(?<!\b[A-Z])([.,;:?!])(?=\s|$)", r" \1", text)
        text = re.sub(r"\b(\w+)n['’]t\b", r"\1 n't", text)
        text = re.sub(r"(?<=\w)['’](s|re|ve|ll|d|m)\b", r" '\1", text)
        return re.sub(r"(?<=\S) {2,}", " ", text)

    return write


STYLES = {
    "straight": swap('"', '"'),
    "backticks": swap("``", "''"),
    "doubled singles": swap("''", "''"),
    "doubled curly singles": swap("‘‘", "’’"),
    "guillemets with spaces": swap("« ", " »"),
    "guillemets with no-break spaces": swap("«\u00a0", "\u00a0»", "‹", "›"),
    "turned guillemets": swap("»", "«"),
    "German": swap("„", "“"),
    "Polish": swap("„", "”"),
    "low and straight": swap("„", '"'),
    "closing glyph twice": swap("”", "”"),
    "curly and straight": swap("“", '"'),
    "straight and curly": swap('"', "”"),
    "corner brackets": swap("「", "」", "『", "』"),
    "full width": swap("＂", "＂"),
    "British": swap("‘", "’", "“", "”"),
    "straight singles": swap("'", "'", '"', '"'),
    "single guillemets": swap("‹", "›", "“", "”"),
    "spaced curly": swap("“ ", " ”"),
    "spaced backticks": swap("`` ", " ''"),
    "tokenized": tokenize("``", "''"),
    "tokenized, straight": tokenize('"', '"'),
    "tokenized, doubled singles": tokenize("''", "''"),
}


def own_articles() -> dict[str, tuple[str, str]]:
    """Articles whose marks are all curly, so that a style can write them anew."""
    cases = {path.stem: read_case(path)[:2] for path in CASES}
    found = {"harbour": ("Harbour", HARBOUR), "clinic": ("Clinic", CLINIC)} | cases
    odd = re.compile(r"[\"„«»]|``|''|(?<=[\s“(])['‘]")
    plain = {name for name, (_, body) in found.items() if "“" in body and not odd.search(body)}
    return {name: article for name, article in found.items() if name in plain | {"harbour"}}


ARTICLES = own_articles()
# What a style alone makes ambiguous: a contraction cut in two beside an apposition; a single mark that nothing closes;
# words that the parser reads otherwise with spaces around the marks.
OTHERWISE: set[tuple[str, str]] = {
    (style, name)
    for style in STYLES
    for name in ("apposition", "bracket_sic", "told_outlets")
    if style.startswith(("tokenized", "spaced"))
} | {
    (style, name)
    for style in ("British", "straight singles", "single guillemets")
    for name in ("unbalanced", "closed_below")
}


def letters(text: str) -> str:
    return "".join(c for c in text if c.isalnum())


@cache
def marked_quotations(name: str, style: str | None) -> list[tuple[str, str | None, str, str]]:
    """Type, speaker, cue and words of an article's direct and mixed quotations."""
    title, body = ARTICLES[name]
    body = body if style is None else STYLES[style](body)
    entities, found = read_quotes(title, body)
    return [
        (
            q.quote_type,
            entities.entities[q.speaker_entity].name if q.speaker_entity is not None else None,
            body[slice(*q.cue)] if q.cue else "",
            "".join(letters(body[a:b]) for a, b in q.spans),
        )
        for q in found
        if q.quote_type != "indirect"
    ]


@pytest.mark.parametrize("style", STYLES)
def test_a_style_of_marks_gives_the_same_quotations(style: str) -> None:
    """Each style meets every third case, and each case every third style, to keep the suite short."""
    number = [*STYLES].index(style)
    cases = [name for place, name in enumerate(ARTICLES) if (number - place) % 3 == 0 or name in ("harbour", "clinic")]
    names = [name for name in cases if (style, name) not in OTHERWISE]
    assert len(names) > 5
    differing = {
        name: (marked_quotations(name, None), marked_quotations(name, style))
        for name in names
        if marked_quotations(name, None) != marked_quotations(name, style)
    }
    assert differing == {}


GLYPHS = [
    "“",
    "”",
    '"',
    "'",
    "‘",
    "’",
    "''",
    "``",
    "«",
    "»",
    "„",
    "‚",
    "‹",
    "›",
    "「",
    "」",
    "＂",
    "`",
    "‘‘",
    "’’",
    "'''",
]
WORDS = [
    "We will win", "The plan , he said , was dead", "no", "Ada Lunn said", "said Karim Dahl.", "he said", ", she told",
    "according to Ada Lunn", ".", "?", ",", ":", "—", "it 's", "the workers' ", "do n't", "\u00a0", "1988", ";",
]  # fmt: skip
PIECES = st.one_of(
    st.sampled_from(GLYPHS),
    st.sampled_from([f"{glyph} " for glyph in GLYPHS]),
    st.sampled_from([f" {glyph}" for glyph in GLYPHS]),
    st.sampled_from(WORDS),
    st.sampled_from([" ", "\n\n", " ", "\n\n“", "\n\n`` ", "''\n\n"]),
)
SENTENCES = st.sampled_from([*HARBOUR.split("\n\n"), *CLINIC.split("\n\n")])


@st.composite
def spoilt_articles(draw: st.DrawFn) -> str:
    """Paragraphs in a style each, some of whose marks are lost, doubled or moved to another paragraph."""
    written = []
    for sentence in draw(st.lists(SENTENCES, min_size=1, max_size=6)):
        text = STYLES[draw(st.sampled_from(sorted(STYLES)))](sentence)
        places = [m.start() for m in re.finditer(r"[“”\"'`«»„]", text)]
        for at in sorted(draw(st.sets(st.sampled_from(places), max_size=4)) if places else (), reverse=True):
            put = draw(
                st.sampled_from(["", text[at] * 2, "\n\n", f"\n\n{text[at]}", f"{text[at]}\n\n", f" {text[at]} "])
            )
            text = text[:at] + put + text[at + 1 :]
        written.append(text)
    return "\n\n".join(written)


def check_parts(text: str, found: tuple[Quotation, ...]) -> None:
    for quotation in found:
        assert quotation.spans
        assert list(quotation.spans) == join_parts(quotation.spans)
        assert all(0 <= a < b <= len(text) and letters(text[a:b]) for a, b in quotation.spans)
    keys = [(q.spans, q.cue) for q in found]  # what a quotation's id is made of
    assert len(set(keys)) == len(keys)
    every = sorted(span for q in found for span in q.spans)
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(every))


def find_in(text: str) -> tuple[Quotation, ...]:
    parsed = parse_article(load_pipeline(MODEL), "", text)
    return find_quotes("", text, parsed, ArticleEntities((), ()))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.one_of(st.lists(PIECES, max_size=40).map("".join), spoilt_articles()))
def test_parts_are_in_order_and_apart_whatever_the_marks(text: str) -> None:
    check_parts(text, find_in(text))


@pytest.mark.parametrize(("opening", "closing"), [("`` ", " ''"), ('"', '"'), ("“ ", "”"), ("‘", "’"), ("« ", " »")])
def test_a_thousand_marks(opening: str, closing: str) -> None:
    lines = [
        opening * 250 + closing * 250,
        f"He said {opening}yes ,{closing} and " * 250,
        f"{opening}We sail .{closing} said Ada Lunn .",
    ]
    text = "\n\n".join(lines)
    check_parts(text, find_in(text))


@settings(max_examples=200)
@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30))))
def test_joined_parts_are_a_set_in_order(parts: list[tuple[int, int]]) -> None:
    joined = join_parts(parts)
    assert {i for a, b in joined for i in range(a, b)} == {i for a, b in parts for i in range(a, b)}
    assert all(a < b for a, b in joined)
    assert all(left[1] < right[0] for left, right in itertools.pairwise(joined))


@pytest.mark.parametrize("style", STYLES)
def test_no_mark_stays_in_a_name(style: str) -> None:
    entities, _ = read_quotes("Harbour", STYLES[style](HARBOUR))
    names = [entity.name for entity in entities.entities if entity.label == "PERSON"]
    assert {"Inga Solberg", "Karim Dahl"} <= set(names)
    assert not [name for name in names if re.search(r"[“”\"«»„‹›`「」『』＂]|''", name)]
