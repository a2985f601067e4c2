"""Text as a reader sees it: words, the spaces between them, and line breaks that end a paragraph."""

from __future__ import annotations

import re

INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200e\u200f\u2060\ufeff\u00ad"))
UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
SCRIPTS = tuple(
    (re.compile(rf"</{name}\s*>", re.I | re.A), re.compile(rf"<{name}\b.*?</{name}\s*>", re.I | re.S | re.A))
    for name in ("script", "style")
)
SENTENCE_END = re.compile(r"[.!?…:;][\"'”’»)\]]*$")


def collapse(text: str) -> str:
    """Join words by single spaces and drop characters that have no width.

    >>> collapse(" two\\n\\u200b words ")
    'two words'
    """
    return " ".join(text.translate(INVISIBLE).split())


def drop_scripts(markup: str) -> str:
    """Take scripts and styles out of markup; openings after the last end tag stay, and cost no search each.

    >>> drop_scripts("One<script>let a</script> two <script>three")
    'One  two <script>three'
    """
    for closing, element in SCRIPTS:
        end = max((match.end() for match in closing.finditer(markup)), default=0)
        markup = element.sub(" ", markup[:end]) + markup[end:]
    return markup


def count_words(text: str) -> int:
    """Count words; in scripts without spaces, two characters make one.

    >>> count_words("two words"), count_words("橋は五月に閉まる")
    (2, 4)
    """
    if text.isascii():
        return len(text.split())
    unspaced = len(UNSPACED.findall(text))
    return len(text.split()) if unspaced <= 4 else max(len(text.split()), unspaced // 2)


def split_breaks(raw: str) -> list[str]:
    """Split the text of a block at line breaks that end paragraphs; others become spaces or stay as lines.

    >>> split_breaks("First one.\\nSecond one.\\n \\nThird, broken\\nin a sentence")
    ['First one.', 'Second one.', 'Third, broken in a sentence']
    """
    if "\n" not in raw:
        text = collapse(raw)
        return [text] if text else []
    found: list[str] = []
    was_empty = True
    for line in map(collapse, raw.split("\n")):
        if line and not was_empty and found and not SENTENCE_END.search(found[-1]):
            found[-1] += (" " if line[0].islower() or not found[-1][-1].isalnum() else "\n") + line
        elif line:
            found.append(line)
        was_empty = not line
    return found
