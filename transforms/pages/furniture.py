"""What surrounds an article: structure rules by the class of page furniture, and debris known by its wording.

`data/furniture.toml` has two tables. `MARKS` reads an element's tag, class, id and role and says what kind of furniture
it is; `DEBRIS` reads a paragraph's words. Neither names a publisher: class names are those that content systems share,
and wordings are those of buttons, notices and credits.
Each kind has its golden page in tests/cases/pages.
"""

from __future__ import annotations

import re
from functools import lru_cache

from transforms.words.agencies import CREDITED_AGENCY
from transforms.words.lists import join_forms, join_pattern, read_lists

# An edge of a word in a class name: "post-share", "post_share" and "share" hold the word "share", "shared" does not.
EDGE_L, EDGE_R = r"(?<![a-z])(?:", r")(?![a-z])"

TAG_MARKS = {
    "nav": "nav", "aside": "aside", "footer": "footer", "header": "header", "figure": "figure", "figcaption": "caption",
    "h1": "headline", "address": "byline", "form": "form", "table": "table", "menu": "nav", "summary": "summary",
}  # fmt: skip

LISTS = read_lists(__package__, "furniture")
MARKS = re.compile(
    EDGE_L + "|".join(f"(?P<{mark}>{join_forms(forms)})" for mark, forms in LISTS["mark_forms"].items()) + EDGE_R
)
HIDING_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden")

# Furniture whose text is no part of an article wherever it stands within the article's element.
FURNITURE = frozenset((
    "nav", "caption", "related", "newsletter", "share", "comments", "author", "byline", "tags", "ad", "cookie",
    "hidden", "toc", "footer", "pullquote", "gallery", "form", "sources",
))  # fmt: skip


@lru_cache(maxsize=1 << 14)
def mark_element(tag: str, name: str, extra: str) -> frozenset[str]:
    """Say what kinds of furniture an element may be.

    >>> sorted(mark_element("div", "post-share social-links", ""))
    ['share']
    >>> sorted(mark_element("figcaption", "", "")), sorted(mark_element("div", "shared-space", ""))
    (['caption'], [])
    """
    marks = {TAG_MARKS[tag]} if tag in TAG_MARKS else set()
    words = (name + " " + extra).replace("_", "-").strip()
    if words:
        marks.update(*map(mark_word, words.split()))
        if HIDING_STYLE.search(extra):
            marks.add("hidden")
    return frozenset(marks)


@lru_cache(maxsize=1 << 16)
def mark_word(word: str) -> frozenset[str]:
    """Say what kinds of furniture one class may name; most of a page's classes come again and again.

    >>> sorted(mark_word("post-share"))
    ['share']
    """
    return frozenset(match.lastgroup or "" for match in MARKS.finditer(word))


AGENCIES = rf"{CREDITED_AGENCY}|Handout|File Photo|via"
PERSON = r"[A-ZÀ-Þ][\w’'.-]+(?: [A-ZÀ-Þ][\w’'.-]*){0,4}"

# Wording of debris: kind, longest paragraph (words) that it may claim, pattern matched from the start.
DEBRIS: tuple[tuple[str, int, re.Pattern[str]], ...] = tuple(
    (rule["kind"], rule["longest"], re.compile(join_pattern(rule["pattern"]), re.I)) for rule in LISTS["debris"]
)
# A photo credit that ends a caption: agencies after a slash or "via", or "(AP Photo/Name)". A sentence that merely
# ends with an agency's name goes on to a full stop, which a credit does not have.
CREDIT_END = re.compile(
    "|".join(
        (
            r"\((?:Photo|Image|Picture|Credit|Foto)s?\b[^()]{0,80}\)\.?$",
            rf"\((?:{AGENCIES})\b[^()]{{0,60}}\)\.?$",
            rf"\([^()]{{0,60}}/ ?(?:{AGENCIES})\)\.?$",
            rf"(?:{PERSON}|[A-Z]{{2,}}) ?[/|] ?(?:{AGENCIES})(?: ?(?:via|/) ?[\w ]{{2,30}})?\.?$",
            rf"(?:^|[.!?][\"”’]? ){PERSON}/[A-Z][\w.]+(?: [A-Z][\w.]+){{0,3}}(?<!\.)$",  # an agency we do not know
            rf"\b(?:{AGENCIES})/{PERSON}$",
            r"\bGetty Images(?:/[\w ]{2,30})?$",
            r"\b(?:Photo|Image|Picture|Photograph)(?: credit)?(?: by|:) ?[^.]{2,60}\.?$",
            r"\bCredit: ?[^.]{2,60}\.?$",
        )
    )
)
CREDIT_LINE = re.compile(join_pattern(LISTS["credit_line_pattern"]), re.I)
CUE_LINE = re.compile(join_pattern(LISTS["cue_line_pattern"]), re.S)
BYLINE = re.compile(
    rf"(?:By|BY|Written by|Words by|Story by|Posted by|Report by)\s*:?\s+(?:{PERSON}|"
    rf"[A-Z .'’-]{{5,60}})(?:(?:,| and| &|;|\||in| for) ?[\w .,'’@&|-]*)?$"
)


def name_debris(text: str) -> str | None:
    """Name the kind of debris that a paragraph's wording betrays, if any.

    >>> name_debris("This site uses cookies to make your visit better."), name_debris("He used cookies as bait.")
    ('cookie', None)
    >>> name_debris("Read More: Bridge to close in May"), name_debris("Read more books, she urged the town's pupils.")
    ('related', None)
    """
    words = text.count(" ") + 1
    if words > 100:
        return None
    for kind, longest, pattern in DEBRIS:
        if words <= longest and pattern.match(text):
            return kind
    if words <= 45 and CUE_LINE.match(text):
        return "related"
    if words <= 12 and BYLINE.match(text):
        return "byline"
    if words <= 14 and CREDIT_LINE.match(text):
        return "caption"
    return None


def ends_in_credit(text: str) -> bool:
    """Tell a caption by the photo credit at its end.

    >>> ends_in_credit("The mayor opens the bridge on Monday. Ada Moss/Getty Images")
    True
    >>> ends_in_credit("The photographs were sold to Getty Images by the town for a record sum, she said.")
    False
    """
    return len(text) < 700 and CREDIT_END.search(text[-160:]) is not None
