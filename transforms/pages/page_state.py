"""The body that a page holds for its scripts: state of Next, Nuxt, Apollo, Fusion and the like, read but never run.

What the state says is believed only where it agrees with what the page shows: it goes on from the shown opening, or,
where nothing is shown, it stands beside the page's title. Where in it the body lies is told by that opening alone,
never by the names that one site or another gives to its keys.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, dropwhile, islice
from typing import Any
from urllib.parse import unquote

from transforms.pages.bylines import plain_name
from transforms.pages.candidates import Candidate, linked_body, split_words
from transforms.pages.furniture import ends_in_credit, name_debris
from transforms.pages.near_json import read_leniently
from transforms.pages.page import PROSE_END, Page
from transforms.whitespace import collapse

OPENING_WORDS = 10  # of the shown text, by which its place in the state is found
MORE = 1.4  # how much longer than the shown text the state's must be
AGREED = 0.9
TITLED_WORDS = 60  # of a body that is known by its title alone
TITLE_LEVELS, MAX_TITLE, NEAR, PROSE_WORDS = 3, 400, 400, 12
MAX_DEPTH, MAX_VALUES, MAX_PLACES = 40, 400_000, 8
MIN_CHARS = 100  # of a value that may hold a body
MAX_READ, FAILURE_CHARS = 4, 200  # how often a script is gone over, what a place that is no value counts for

ASSIGNED = re.compile(r"(?:[=(]|\breturn)\s{0,20}(?=[{\[\"'])")
QUOTED = re.compile(r"'((?:[^'\\]|\\.)*)'", re.S)
FLIGHT_ROW = re.compile(r"^[0-9a-f]{1,6}:(?:T[0-9a-f]{1,8},|[A-Z]{0,3})", re.M)
NOT_TEXT = re.compile(
    r"image|photo|picture|figure|video|audio|gallery|embed|\bads?\b|advert|promo|newsletter|related|interstitial|link_?list|"
    r"raw_?html|social|tweet|comment|caption|teaser|read_?more",
    re.I,
)
BLOCK_TYPE = re.compile(
    r"^(?:p|li|h\d|para\w*|text_?block|heading|header|sub_?head\w*|list_?item|quote|block_?quote)$", re.I
)
TYPE_KEYS = ("type", "_type", "kind", "tag", "name", "__typename", "blockType", "component")
ANGULAR = (("&q;", '"'), ("&l;", "<"), ("&g;", ">"), ("&s;", "'"), ("&a;", "&"))
TITLE_KEYS = frozenset({"headline", "headlines", "title"})
PROBE = re.compile(r"[A-Za-z]{4,}")


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """A value in the state: what names it (itself, or a reference), the key it or its list has, and what holds it."""

    value: Any
    named: Any
    key: str
    depth: int
    parent: Place | None
    root: dict[str, Any]


def find_stated(page: Page, shown: Sequence[str], title: str | None) -> list[str]:
    """Find the paragraphs of the body in the page's state, if they go on from what is shown, or bear the title."""
    words = split_words(" ".join(shown).rstrip(".… "))
    found = []
    if len(words) >= OPENING_WORDS:
        found = [find_openings(leaves, words[:OPENING_WORDS]) for leaves in read_leaves(page, " ".join(shown))]
    elif title:
        words = []
        found = [find_titled(leaves, title) for leaves in read_leaves(page, title)]
    texts = [text for leaves in found for text in map(gather, islice(leaves, MAX_PLACES)) if is_more(text, words)]
    best = max(texts, key=lambda text: sum(map(len, text)), default=[])
    return [line for line in best if not name_debris(line) and not ends_in_credit(line)]


def holds_other_body(page: Page, title: str | None) -> bool:
    """Tell whether the state has a body under the page's title, which the page does not show."""
    places = (place for leaves in read_leaves(page, title or "") for place in find_titled(leaves, title))
    return any(is_more(gather(place), []) for place in islice(places, MAX_PLACES))


def is_more(found: Sequence[str], words: Sequence[str]) -> bool:
    """Tell whether a text holds the shown one, as its beginning, and more of it."""
    stated = split_words(" ".join(found))
    if not words:
        return len(stated) >= TITLED_WORDS
    candidate = Candidate(" ".join(found))
    return len(stated) > MORE * len(words) and candidate.vote(list(words)) >= AGREED


def read_leaves(page: Page, shown: str) -> Iterator[list[Place]]:
    """Yield the texts of each script's state that may hold what is shown."""
    probes = sorted(set(PROBE.findall(shown[:400])), key=len)[-3:]
    raws = [raw for raw in (*page.states, *read_attributes(page)) if all(probe in raw for probe in probes)]
    for value in read_values(raws):
        yield list(walk_leaves(value))


def read_attributes(page: Page) -> list[str]:
    """Collect state that is written into attributes."""
    found = page.tree.xpath(
        "//@data-page | //@data-props | //@data-state | //@data-react-props | //@data-initial-state"
    )
    return [str(value) for value in found if len(value) >= MIN_CHARS]


def read_values(raws: Sequence[str]) -> Iterator[Any]:
    """Yield the values that scripts hold: JSON, what is assigned or passed, and what is pushed in pieces."""
    pieces: list[str] = []
    for raw in raws:
        for value in read_script(raw.strip()):
            if isinstance(value, list) and len(value) == 2 and isinstance(value[0], int) and isinstance(value[1], str):
                pieces.append(value[1])
            else:
                yield unflatten(value) if is_flattened(value) else value
    if pieces:
        yield list(read_flight("".join(pieces)))


def read_script(raw: str) -> Iterator[Any]:
    """Yield the values in one script; the first literal that is no JSON is read forgivingly."""
    raw = unwrap(raw)
    if raw[:1] in ("{", "["):
        value, _ = decode(raw, 0)
        yield from [value] if value is not None else read_leniently(raw)[:1]
        return
    at, left, is_forgiven = 0, MAX_READ * len(raw), True
    while left > 0 and (match := ASSIGNED.search(raw, at)):
        value, at = decode(raw, match.end())
        left -= max(at - match.end(), FAILURE_CHARS)
        if value is None and is_forgiven and match[0][0] in "=r" and raw[match.end()] in "{[":
            value = next(iter(read_leniently(raw[match.end() :])), None)
            is_forgiven = False
        if value is not None:
            yield value
        else:
            at = match.end() + 1
    yield from read_arguments(raw)


def unwrap(raw: str) -> str:
    """Take a comment's marks off a script, and undo Angular's own escapes.

    >>> unwrap("<!--{&q;a&q;:1}-->")
    '{"a":1}'
    """
    raw = raw.removeprefix("<!--").removesuffix("-->").strip()
    if "&q;" in raw:
        for escape, char in ANGULAR:
            raw = raw.replace(escape, char)
    return raw


def read_arguments(raw: str) -> list[Any]:
    """Read what a script passes to the function in which it makes its state: texts that stand there once."""
    start, end = raw.rfind("}("), raw.rfind("))")
    values = read_leniently(f"[{raw[start + 2 : end]}]") if 0 <= start < end else []
    return values[:1]


def decode(raw: str, start: int) -> tuple[Any, int]:
    """Read the JSON value that begins somewhere, and say where reading ended; text that holds JSON is read again."""
    try:
        value, end = json.JSONDecoder(strict=False).raw_decode(raw, start)
    except json.JSONDecodeError as error:
        quoted = QUOTED.match(raw, start)
        if quoted is None:
            return None, error.pos
        value, end = quoted[1].replace("\\'", "'").replace("\\\\", "\\"), quoted.end()
    except RecursionError:
        return None, len(raw)
    if isinstance(value, str) and value.startswith(("%7B", "%5B")):
        value = unquote(value)
    if isinstance(value, str) and value[:1] in ("{", "["):
        value, _ = decode(value, 0)
    return (value if isinstance(value, dict | list) and end - start >= MIN_CHARS else None), end


def read_flight(text: str) -> Iterator[Any]:
    """Yield the rows of what React's server components send: JSON, and texts of a given length in bytes."""
    at = 0
    while match := FLIGHT_ROW.search(text, at):
        at = match.end()
        if match[0].endswith(","):
            size = int(match[0].partition(":")[2][1:-1], 16)
            row = text[at : at + size].encode()[:size].decode("utf-8", "ignore")
            at += len(row)
            yield {"text": row}
        else:
            value, end = decode(text, at)
            at = max(at, end if value is not None else at)
            yield value


def is_flattened(value: Any) -> bool:
    """Tell a list whose first value names others by their places in it, texts among them."""
    if not (isinstance(value, list) and value and isinstance(value[0], dict | list)):
        return False
    inner = list(value[0].values() if isinstance(value[0], dict) else value[0])
    are_places = all(isinstance(item, int) and item < len(value) for item in inner if not isinstance(item, str))
    return are_places and bool(inner) and isinstance(inner[-1], int) and any(isinstance(item, str) for item in value)


def unflatten(values: list[Any]) -> Any:
    """Put flattened values together again, each named one once."""
    made: dict[int, Any] = {}

    def make(place: Any, depth: int) -> Any:
        if not isinstance(place, int) or not 0 <= place < len(values) or depth >= MAX_DEPTH:
            return None
        value = values[place]
        if place in made or not isinstance(value, dict | list):
            return made.get(place, value)
        made[place] = None
        if isinstance(value, dict):
            made[place] = {key: make(item, depth + 1) for key, item in value.items()}
        else:
            made[place] = [make(item, depth + 1) for item in value if isinstance(item, int)]
        return made[place]

    return make(0, 0)


def walk_leaves(root: Any) -> Iterator[Place]:
    """Yield the texts in a value in order; a reference to a value of the outermost object leads there."""
    named = root if isinstance(root, dict) else {}
    stack = [Place(root, root, "", 0, None, named)]
    left = MAX_VALUES
    while stack and left:
        left -= 1
        place = stack.pop()
        value, depth = place.value, place.depth + 1
        if isinstance(value, str):
            inner = decode(value, 0)[0] if value[:1] in ("{", "[") and len(value) >= MIN_CHARS else None
            if inner is None:
                yield place
            else:
                stack.append(Place(inner, value, place.key, depth, place, named))
        elif isinstance(value, list) and depth < MAX_DEPTH:
            stack.extend(Place(follow(named, item), item, place.key, depth, place, named) for item in reversed(value))
        elif isinstance(value, dict) and depth < MAX_DEPTH:
            items = reversed(value.items())
            stack.extend(Place(follow(named, item), item, key, depth, place, named) for key, item in items)


def follow(named: dict[str, Any], value: Any) -> Any:
    """Replace a reference by what it names."""
    if isinstance(value, dict) and len(value) <= 4:
        name = value.get("__ref") or (value.get("id") if value.get("type") == "id" else None)
        if isinstance(name, str) and name in named:
            return named[name]
    return value


def find_openings(leaves: Sequence[Place], words: Sequence[str]) -> Iterator[Place]:
    """Yield the texts at which the opening words begin, among those of one key, which may be in pieces."""
    wanted = f" {' '.join(words)} "
    groups: dict[str, list[Place]] = defaultdict(list)
    for leaf in leaves:
        groups[leaf.key].append(leaf)
    for group in groups.values():
        parts = ["".join(f"{word} " for word in split_words(strip_markup(leaf.value))) for leaf in group]
        starts = list(accumulate(map(len, parts), initial=0))
        text = " " + "".join(parts)
        at = text.find(wanted)
        while at >= 0:
            yield group[bisect_right(starts, at) - 1]
            at = text.find(wanted, at + 1)


def find_titled(leaves: Sequence[Place], title: str | None) -> Iterator[Place]:
    """Yield the first long text beside each text that is the title."""
    plain = plain_name(title or "")
    if not plain:
        return
    titled = (i for i, leaf in enumerate(leaves) if len(leaf.value) < MAX_TITLE and plain_name(leaf.value) == plain)
    for index in islice(titled, MAX_PLACES):
        holder = list(islice(holders_of(leaves[index]), TITLE_LEVELS))[-1]
        beside = (other for other in leaves[index + 1 : index + NEAR] if holder in holders_of(other))
        yield from islice((other for other in beside if len(split_words(strip_markup(other.value))) >= PROSE_WORDS), 1)


def holders_of(place: Place) -> Iterator[Place]:
    """Walk from what holds a value outwards."""
    above = place.parent
    while above is not None:
        yield above
        above = above.parent


def strip_markup(text: str) -> str:
    """Take tags out of a text."""
    return linked_body(text) if "<" in text or "&" in text else text


def gather(leaf: Place) -> list[str]:
    """Give the paragraphs from a text on: its own, or those of the nearest list where others of its key follow."""
    own = read_paragraphs(leaf.value)
    if len(own) > 1:
        return own
    inner = leaf
    for above in holders_of(leaf):
        if is_story(above.value):
            break
        if own and isinstance(above.value, list):
            place = next((i for i, item in enumerate(above.value) if item is inner.named), 0)
            lines = [line for item in above.value[place:] for line in read_element(follow(leaf.root, item), leaf.key)]
            found = list(dropwhile(lambda line: not line.startswith(own[0]), lines))
            if len(found) > 1 and PROSE_END.search(found[0]):  # else these are pieces of one line
                return list(dict.fromkeys(found))
        inner = above
    return own


def is_story(value: Any) -> bool:
    """Tell a story, which has a title, and a list of others, each with its own."""
    if isinstance(value, list):
        return sum(isinstance(item, dict) and bool(TITLE_KEYS & item.keys()) for item in value[:50]) > 1
    return isinstance(value, dict) and bool(TITLE_KEYS & value.keys())


def read_element(element: Any, key: str) -> list[str]:
    """Read an element of the list of a body: its texts of one key, those within a line joined."""
    parts = list(walk_texts(element, key, 0))
    lines = "".join("\n\n" if part is None else part for part in parts)
    return read_paragraphs(lines)


def walk_texts(value: Any, key: str, depth: int) -> Iterator[str | None]:
    """Yield the texts of a key in an element, and None where a paragraph ends."""
    if isinstance(value, str):
        yield value
        yield None
    elif depth >= MAX_DEPTH:
        return
    elif isinstance(value, list):
        for item in value:
            yield from walk_texts(item, key, depth + 1)
    elif isinstance(value, dict):
        kind = next((value[name] for name in TYPE_KEYS if isinstance(value.get(name), str)), "")
        if NOT_TEXT.search(kind):
            return
        if isinstance(value.get(key), str) and value[key].strip():
            value = {key: value[key]}  # what is inside says it again, in pieces
        for name, item in value.items():
            if isinstance(item, str) and name == key:
                yield item
            elif isinstance(item, dict) or (isinstance(item, list) and (name == key or holds_things(item))):
                yield from walk_texts(item, key, depth + 1)
        if BLOCK_TYPE.match(kind):
            yield None


def holds_things(items: list[Any]) -> bool:
    """Tell a list of objects from one of words."""
    return any(isinstance(item, dict | list) for item in items)


def read_paragraphs(text: str) -> list[str]:
    """Cut a text, which may hold markup, into paragraphs.

    >>> read_paragraphs("<p>One &amp; two.</p><p>Three</p>")
    ['One & two.', 'Three']
    """
    return [line for line in map(collapse, linked_body(text).split("\n")) if line]
