"""Wording and class names of page furniture, each with prose that only looks like it."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.pages.furniture import FURNITURE, LISTS, TAG_MARKS, ends_in_credit, mark_element, name_debris

DEBRIS = {
    "related": [
        "Read more: Why the piers crack",
        "[Related: The ferry that would not stop]",
        "MORE: Wolves near the farms",
        "Continue reading: Bridge to close in May",
        "You may also like",
        "WATCH | The bridge at dusk",
    ],
    "newsletter": ["Sign up for our daily newsletter to get the news in your inbox.", "Enter your email address"],
    "share": ["Share this article", "Share on Facebook", "Tweet", "Follow us on Instagram"],
    "cookie": ["This site uses cookies to make your visit better.", "Accept all cookies"],
    "copyright": ["© 2031 The Varn Courier", "Copyright 2031 Varn Press. All rights reserved."],
    "comments": ["Leave a comment", "12 comments", "Join the conversation"],
    "byline": ["By Ada Moss", "Published 2 May 2031", "Updated 10:15 GMT, 2 May 2031", "3 min read", "2 hours ago"],
    "ad": ["Advertisement", "Story continues below", "ADVERTISEMENT", "Loading..."],
    "sign_off": [
        "(Reporting by Ada Moss; editing by Bo Lind)",
        "Additional reporting by Cy Fenn",
        "Ada Moss contributed to this report.",
        "With files from Varn Press",
    ],
    "disclaimer": [
        "We may earn a commission if you buy something through our links.",
        "This article was updated on May 3 to correct the name of the ferry.",
    ],
    "author": ["About the author", "Ada Moss can be reached at ada@varn.example", "ada.moss@varn.example"],
    "tip": ["Do you have a tip for our reporters?", "Download our app for the latest news."],
    "plug": ["Like this story? Share it with a friend!", "Listen on Spotify or Apple Podcasts."],
    "donate": ["Please support our journalism."],
}
PROSE = [
    "Read more books, the mayor urged the town's pupils on Monday.",
    "He used cookies to lure the dog back over the bridge.",
    "Share prices fell in Varnmouth on Tuesday after the vote.",
    "More than forty ships passed the bridge in March, the harbour office said.",
    "Reporting of the accident took the harbour office a week, the inspectors found.",
    "The advertisement in the Courier had promised a ferry every ten minutes.",
    "By Monday the ferry was running again.",
    "Comments by the mayor angered the shopkeepers on the quay.",
    "Published accounts of the town show a loss, the auditors wrote in their report to the council.",
    "“Follow us on foot,” the guide told the visitors, “and mind the tide.”",
    "Getty Images bought the photographs of the bridge for the town's archive.",
    "Support for the bridge has fallen since the report came out.",
]


@pytest.mark.parametrize(("kind", "line"), [(kind, line) for kind, lines in DEBRIS.items() for line in lines])
def test_debris_is_named_by_its_wording(kind: str, line: str) -> None:
    assert name_debris(line) == kind


@pytest.mark.parametrize("line", PROSE)
def test_prose_that_begins_like_debris_stays(line: str) -> None:
    assert name_debris(line) is None
    assert not ends_in_credit(line)


@pytest.mark.parametrize(
    "line",
    [
        "The bridge at dusk. Ulla Brandt/Getty Images",
        "The bridge at dusk. (AP Photo/Ulla Brandt)",
        "The bridge at dusk. Photo: Ulla Brandt",
        "Miners leave the hall. Petra Holm/Northern Images",
        "The mayor at the quay (Ulla Brandt / Reuters)",
    ],
)
def test_captions_are_told_by_the_credit_at_their_end(line: str) -> None:
    assert ends_in_credit(line)


@pytest.mark.parametrize(
    ("name", "marks"),
    [
        ("article__share-bar", {"share"}),
        ("related_articles", {"related"}),
        ("newsletter-signup", {"newsletter"}),
        ("wp-caption-text", {"caption"}),
        ("author-bio", {"author"}),
        ("shareholder", set()),
        ("navy-blue", set()),
        ("commentary-text", set()),
        ("adventure", set()),
    ],
)
def test_class_names_are_read_by_whole_words(name: str, marks: set[str]) -> None:
    assert mark_element("div", name, "") & FURNITURE == marks


def test_furniture_is_made_of_known_marks() -> None:
    assert set(LISTS["mark_forms"]) | set(TAG_MARKS.values()) >= FURNITURE


@given(st.text(max_size=300))
def test_any_text_is_judged(text: str) -> None:
    name_debris(text)
    ends_in_credit(text)
    mark_element("div", text.lower(), text.lower())


@pytest.mark.parametrize("unit", ["a ", "by ", "read more ", "share ", "(", "-", "Ada Moss/", "photo by ", "ad-", "x_"])
def test_no_pattern_backtracks_without_end(unit: str) -> None:
    text = unit * (20_000 // len(unit))
    start = time.process_time()
    name_debris(text)
    name_debris(text[:600])
    ends_in_credit(text[:690])
    mark_element("div", text[:2000].lower(), "")
    assert time.process_time() - start < 1
