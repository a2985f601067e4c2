"""JSON as pages have it: read strictly where that goes, else forgivingly, always in linear time.

What is forgiven, seen in JSON-LD on the web: comments, CDATA and other wrapping, an assignment before and a semicolon
after, several values in one script, quotation marks written as HTML entities, stray escapes, raw line breaks, bare
keys, single or curly quotation marks, commas too many or too few, brackets that are never closed, and quotation
marks within a text, which end it only where what follows can follow a value. (The repairing libraries that were
tried need minutes for some inputs of 30 kB.)
"""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass
from typing import Any

MAX_DEPTH = 100
MAX_CHARS = 1_000_000  # of a script that is read leniently
MAX_DOUBTS = 8  # texts without a sure end for which the first doubtful one is taken

ENTITY_QUOTES = re.compile(r"[\s{\[(]{0,40}&(?:quot|apos|#0*3[49]|#x0*2[27]);", re.I)
ESCAPED_QUOTES = re.compile(r"[\s{\[]{1,40}\\\"")
TOKEN = re.compile(
    r"""(?P<skip>\s+|/\*.*?(?:\*/|\Z)|//[^\n\r]*|<!--|-->|<!\[CDATA\[|\]\]>|</?[a-z][^<>]{0,80}>|;)
    |(?P<mark>[{}\[\],:])
    |(?P<quote>["'“”‘’`])
    |(?P<word>[^\s{}\[\],:"'“”‘’`;/<]+|.)""",
    re.S | re.X | re.I,
)
CLOSERS = {'"': '"', "'": "'", "“": "”“\"", "”": "”\"", "‘": "’'", "’": "’'", "`": "`"}  # fmt: skip
S = r"\s{0,200}+(?:(?:/\*[^*]{0,200}\*/|//[^\n]{0,200}\n)\s{0,200}+)?"
KEY = rf"(?:[\"'“][^\"'“”\\\n]{{1,60}}[\"'”]|[\w@$-]{{1,60}}){S}:"
END = r"(?:[;)]|\]\]>|-->|//|/\*|<|\Z)"
AFTER_KEY = re.compile(rf"{S}[:,}}]|\s")
AFTER_VALUE = re.compile(
    rf"{S}(?:,{S}(?:,{S})?(?:{KEY}|[}}\]]|{END})|\}}{S}(?:[,}}\]{{]|{END})|[\"'“][^\"'“”\\\n]{{1,60}}[\"'”]{S}:|{END})"
)
AFTER_ITEM = re.compile(rf"{S}(?:,{S}[\"'“{{\[\]\d-]|,{S}(?:true|false|null)|\]{S}(?:[,}}\]{{]|{END})|{END})")
ESCAPE = re.compile(r"\\(?:u([0-9a-f]{4})|\r?(.))", re.I | re.S)
ESCAPED = {"n": "\n", "r": "\r", "t": "\t", "b": "", "f": "\f"}
NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e[+-]?\d+)?", re.I)
CONSTANTS = {"true": True, "false": False, "null": None, "undefined": None, "nan": None, "none": None}


def read_values(raw: str) -> list[Any]:
    """Read the values in a script that should hold one JSON value.

    >>> read_values('{"a": [1, true]}')
    [{'a': [1, True]}]
    >>> read_values('/* made */ {"a": "the "old" pier", b: 2,}; {"c": "d\\\\\\'e"')
    [{'a': 'the "old" pier', 'b': 2}, {'c': "d'e"}]
    """
    try:
        found = [json.loads(raw, strict=False)]
    except (ValueError, RecursionError):
        found = read_leniently(raw)
    if len(found) == 1 and isinstance(found[0], str) and found[0].lstrip()[:1] in ("{", "["):
        return read_leniently(found[0])  # encoded twice
    return found


def read_leniently(raw: str) -> list[Any]:
    """Read what is not quite JSON."""
    if len(raw) > MAX_CHARS:
        return []
    if ENTITY_QUOTES.match(raw):
        raw = html.unescape(raw)
    if ESCAPED_QUOTES.match(raw):
        raw = raw.replace('\\"', '"')
    return LenientReader(raw).read()


@dataclass(slots=True)
class Open:
    """A container that is being filled; `key` waits for its value, `word` for a colon that makes it a key."""

    value: dict[str, Any] | list[Any]
    key: str | None = None
    word: str | None = None

    def take(self, value: Any) -> None:
        """Put a value where it belongs."""
        if isinstance(self.value, list):
            self.value.append(value)
        elif self.key is not None:
            self.value.setdefault(self.key, value)
            self.key = None
        elif isinstance(value, str):
            self.word = value


class LenientReader:
    """Goes once over a text and collects the objects and lists in it."""

    def __init__(self, raw: str) -> None:
        self.raw = raw
        self.found: list[dict[str, Any] | list[Any]] = []
        self.stack: list[Open] = []
        self.doubts = 0

    def read(self) -> list[Any]:
        """Read all values; of one that is nested too deep, what came before."""
        at = 0
        while at < len(self.raw) and self.doubts <= MAX_DOUBTS and len(self.stack) <= MAX_DEPTH:
            token = TOKEN.match(self.raw, at)
            if token is None:
                break
            at = token.end()
            if token["mark"]:
                self.mark(token["mark"])
            elif self.stack and token["quote"]:
                text, at = self.read_text(at, CLOSERS[token["quote"]])
                self.stack[-1].take(text)
            elif self.stack and token["word"]:
                self.stack[-1].take(read_word(token["word"]))
        return self.found

    def mark(self, mark: str) -> None:
        """Open or close a container, or go to the next part of one."""
        if mark in "{[":
            value: dict[str, Any] | list[Any] = {} if mark == "{" else []
            if self.stack:
                self.stack[-1].take(value)
            else:
                self.found.append(value)
            self.stack.append(Open(value))
        elif mark in "}]":
            kind = dict if mark == "}" else list
            while self.stack and any(isinstance(entry.value, kind) for entry in self.stack):
                if isinstance(self.stack.pop().value, kind):
                    break
        elif self.stack:
            top = self.stack[-1]
            top.key, top.word = (top.word if mark == ":" else None), None

    def read_text(self, start: int, closers: str) -> tuple[str, int]:
        """Read a text from behind its opening mark: what it says, and where the rest begins."""
        after = self.choose_ending()
        doubtful = 0
        for match in re.compile(rf"\\.|[{closers}]", re.S).finditer(self.raw, start):
            if match[0][0] == "\\":
                continue
            if after.match(self.raw, match.end()):
                return unescape(self.raw[start : match.start()]), match.end()
            doubtful = doubtful or match.end()
        if not doubtful:
            return unescape(self.raw[start:]), len(self.raw)
        self.doubts += 1
        return unescape(self.raw[start : doubtful - 1]), doubtful

    def choose_ending(self) -> re.Pattern[str]:
        """Say what may follow a text here."""
        top = self.stack[-1]
        if isinstance(top.value, list):
            return AFTER_ITEM
        return AFTER_KEY if top.key is None else AFTER_VALUE


def read_word(word: str) -> Any:
    """Read what stands without quotation marks: a number, a constant, or a bare key."""
    if word.lower() in CONSTANTS:
        return CONSTANTS[word.lower()]
    if NUMBER.fullmatch(word) and len(word) < 40:
        return float(word) if re.search(r"[.e]", word, re.I) else int(word)
    return word


def unescape(text: str) -> str:
    """Undo escapes; an escape that JSON does not know stands for its letter."""
    if "\\" not in text:
        return text
    text = ESCAPE.sub(lambda m: chr(int(m[1], 16)) if m[1] else ESCAPED.get(m[2], m[2]), text)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
