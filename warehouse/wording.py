"""Words of a quotation as a check compares them, and how two wordings differ.

Marks, dashes, brackets, case and the width of characters do not count; every word does, and so does every accent.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import LCSseq
from rapidfuzz.fuzz import partial_ratio_alignment

GAP = re.compile(r"[\[(]\s*(?:…|\.\s?\.\s?\.)\s*[\])]|…|\.\s?\.\s?\.(?:\s?\.)*")
SIC = re.compile(r"[\[(]\s*sic\s*[\])]", re.IGNORECASE)
INITIALS = re.compile(r"\b(?:[^\W\d_]\.){2,}")
MARKS = re.compile(r"[“”„‟«»\"＂]")
APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼ‛`´＇", "'") | dict.fromkeys("[]", ""))
SYMBOLS = frozenset("%&+°")  # that are read as words, beside currencies
# What makes a sentence say the opposite: it may not go where an ellipsis says that words were left out.
NEGATIONS = frozenset(
    ("not", "no", "never", "none", "nobody", "nothing", "neither", "nor", "cannot", "without", "hardly")
)
ATTRIBUTION = re.compile(
    r"\b(?:sa(?:id|ys?)|t(?:old|ells?)|add(?:ed|s)|ask(?:ed|s)|repl(?:ied|ies)|wr(?:ote|ites)|continued|explain(?:ed|s)"
    r"|insist(?:ed|s)|warn(?:ed|s)|argu(?:ed|es)|not(?:ed|es)|claim(?:ed|s)|recall(?:ed|s)|tweeted|posted|stated)\b",
    re.IGNORECASE,
)
FEWEST = 3  # words that are a quotation without who said it
ATTRIBUTION_WORDS = 12  # of "the minister told reporters in Skarrow", at most
SMALL = 3  # letters of a word that any two sentences may share
LIKE = 0.6  # of all words of both, from which one wording is taken for an altered form of the other


@dataclass(frozen=True, slots=True)
class Comparison:
    """How what was asked stands to what was printed.

    `is_part`: what was printed goes on before, after or where an ellipsis stands. `difference`: what was asked, with
    the printed words that it lacks as [-these-], and those that only it has as {+these+}; empty where it is verbatim.
    """

    is_verbatim: bool
    is_part: bool
    similarity: float
    difference: str


def read_asked(asked: str) -> list[list[list[str]]]:
    """Read what was asked: its parts as they stand, and without who said it, where that stands between the marks.

    >>> read_asked("“The ferry,” she said, “will [...] sail.”")
    [[['the', 'ferry', 'she', 'said', 'will'], ['sail']], [['the', 'ferry', 'will'], ['sail']]]
    """
    whole, bare = split_parts(asked), split_parts(drop_attribution(asked))
    is_other = bare != whole and sum(map(len, bare)) >= FEWEST
    return [parts for parts in (whole, *([bare] if is_other else [])) if parts]


def split_parts(text: str) -> list[list[str]]:
    """Split a quotation into words, in parts between which an ellipsis stands.

    >>> split_parts("The ferry [sic] will [...] sail…")
    [['the', 'ferry', 'will'], ['sail']]
    """
    parts = [split_words(part) for part in GAP.split(SIC.sub(" ", text))]
    return [part for part in parts if part]


def drop_attribution(asked: str) -> str:
    """Drop what stands outside quotation marks, where that is who said it.

    >>> drop_attribution('The ferry," she said, "will sail.')
    'The ferry, will sail.'
    >>> drop_attribution('We call it "home" here')
    'We call it "home" here'
    """
    trimmed = asked.strip()
    pieces = MARKS.split(trimmed)
    inside, outside = (pieces[1::2], pieces[::2]) if MARKS.match(trimmed) else (pieces[::2], pieces[1::2])
    told = [piece for piece in outside if split_words(piece)]
    if told and all(len(piece.split()) <= ATTRIBUTION_WORDS and ATTRIBUTION.search(piece) for piece in told):
        return " ".join(piece.strip() for piece in inside if piece.strip())
    return asked


def split_words(text: str) -> list[str]:
    """Split a text into words: letters with their marks, numbers whole, apostrophes inside, some symbols.

    >>> split_words("[T]he U.S. can’t pay $1,000—or 2.5%…")
    ['the', 'us', "can't", 'pay', '$', '1,000', 'or', '2.5', '%']
    """
    plain = INITIALS.sub(lambda found: found[0].replace(".", ""), text.translate(APOSTROPHES))
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", plain).casefold())
    kept = []
    for place, character in enumerate(folded):
        kind = unicodedata.category(character)
        around = folded[place - 1 : place] + folded[place + 1 : place + 2]
        is_inside = len(around) == 2 and (around.isalpha() if character == "'" else around.isdecimal())
        if kind[0] in "LMN" or (character in "'.,:" and is_inside):
            kept.append(character)
        elif kind == "Sc" or character in SYMBOLS:
            kept.append(f" {character} ")
        elif kind != "Cf":  # soft hyphens and the like are no break
            kept.append(" ")
    return "".join(kept).split()


def compare(parts: Sequence[Sequence[str]], printed_parts: Sequence[Sequence[str]]) -> Comparison:
    """Compare what was asked with what was printed, each in parts between which an ellipsis stands.

    A run of the printed words is verbatim, as a part; but whoever leaves out one word alone has altered the quotation,
    wherever it stood.

    >>> compare([["will", "sail"]], [["it", "will", "not", "sail"]])
    Comparison(is_verbatim=False, is_part=True, similarity=0.8, difference='will [-not-] sail')
    >>> compare([["will", "not"]], [["it", "will", "not", "sail"]])
    Comparison(is_verbatim=True, is_part=True, similarity=1.0, difference='')
    >>> compare([["will", "not", "sail"]], [["it", "will", "not", "sail"]]).difference
    '[-it-] will not sail'
    """
    words, printed = join_parts(parts), join_parts(printed_parts)
    is_one_short = len(parts) <= len(printed_parts) and len(words) == len(printed) - 1
    if words and (find_run(words, printed, 0) >= 0 or stands_in(parts, printed_parts)) and not is_one_short:
        return Comparison(is_verbatim=True, is_part=len(words) < len(printed), similarity=1.0, difference="")
    window = find_window(words, printed)
    common = LCSseq.similarity(words, window)
    weighty = {word for word in words if len(word) > SMALL}
    is_like = 2 * len(weighty & set(window)) >= len(weighty)
    similarity = round(2 * common / max(1, len(words) + len(window)), 4) if is_like else 0.0
    return Comparison(False, len(window) < len(printed), min(similarity, 0.9999), describe_difference(words, window))


def join_parts(parts: Sequence[Sequence[str]]) -> list[str]:
    """Join the words of all parts."""
    return [word for part in parts for word in part]


def stands_in(parts: Sequence[Sequence[str]], printed_parts: Sequence[Sequence[str]]) -> bool:
    """Tell whether the parts stand in what was printed one after the other, and nothing between them denies.

    Where an ellipsis is printed too, it is that one, and no word may be missing beside it.
    """
    printed = join_parts(printed_parts)
    gaps = {len(join_parts(printed_parts[:number])) for number in range(1, len(printed_parts))}
    place = 0
    for number, part in enumerate(parts):
        found = find_run(part, printed, place)
        left_out = printed[place:found] if number else []
        if found < 0 or (left_out and not gaps.isdisjoint(range(place, found + 1))) or any(map(is_negation, left_out)):
            return False
        place = found + len(part)
    return True


def is_negation(word: str) -> bool:
    """Tell whether a word denies."""
    return word in NEGATIONS or word.endswith("n't")


def find_run(words: Sequence[str], printed: Sequence[str], start: int) -> int:
    """Find where words stand in a row in others, from a place on; -1 where they do not."""
    first, length = words[0], len(words)
    return next(
        (
            place
            for place in range(start, len(printed) - length + 1)
            if printed[place] == first and list(printed[place : place + length]) == list(words)
        ),
        -1,
    )


def find_window(words: Sequence[str], printed: Sequence[str]) -> Sequence[str]:
    """Find the stretch of what was printed that is likest to what was asked."""
    if len(words) >= len(printed):
        return printed
    found = partial_ratio_alignment(words, printed)
    around = 3 + len(words) // 4  # what is printed may have more words than were asked
    stretch = printed[max(0, found.dest_start - around) : found.dest_end + around] if found else printed
    if len(words) == len(printed) - 1:
        return printed  # the word that lacks may be the first or the last
    same = [step for step in LCSseq.opcodes(stretch, words) if step.tag == "equal"]
    if not same:
        return stretch
    start = same[0].src_start - same[0].dest_start  # where the first words differ, what is printed in their place
    end = same[-1].src_end + len(words) - same[-1].dest_end
    return stretch[max(0, start) : end]


def describe_difference(words: Sequence[str], printed: Sequence[str]) -> str:
    """Write what was asked with the words that it lacks and those that it has more."""
    told: list[str] = []
    lacking: list[str] = []
    more: list[str] = []
    for step in [*LCSseq.opcodes(printed, words), None]:
        if step is None or step.tag == "equal":
            told += [f"[-{' '.join(lacking)}-]"] if lacking else []
            told += [f"{{+{' '.join(more)}+}}"] if more else []
            lacking, more = [], []
        if step is not None and step.tag == "equal":
            told += words[step.dest_start : step.dest_end]
        elif step is not None:
            lacking += printed[step.src_start : step.src_end]
            more += words[step.dest_start : step.dest_end]
    return " ".join(told)
