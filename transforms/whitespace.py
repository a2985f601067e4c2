"""Text as a reader sees it: words, the spaces between them, and line breaks that end a paragraph."""

from __future__ import annotations

import re

# No part of spelling: zero-width spaces, soft hyphens, and what embeds, isolates or overrides a direction, which a span
# cut from a text would leave open. Joiners (U+200C, U+200D) are spelling.
INVISIBLE = dict.fromkeys(map(ord, "\u200b\u2060\ufeff\u00ad\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))
# Single marks of direction order digits and signs between letters that run right to left; elsewhere they do nothing.
DIRECTIONS = dict.fromkeys(map(ord, "\u200e\u200f\u061c"))
FORMATTING = re.compile(f"[{''.join(map(chr, INVISIBLE | DIRECTIONS))}]")
RIGHT_TO_LEFT = re.compile("[\u0590-\u061b\u061d-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
IDEOGRAPHIC = "\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
SYLLABIC = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u19e0-\u19ff\ua9e0-\ua9ff\uaa60-\uaa7f"
UNSPACED = f"{IDEOGRAPHIC}{SYLLABIC}"  # Chinese and Japanese; Thai, Lao, Burmese, Khmer
ANY_UNSPACED = re.compile(f"[{UNSPACED}]")
SIZES = ((re.compile(f"[{IDEOGRAPHIC}]"), 2), (re.compile(f"[{SYLLABIC}]"), 4))  # characters of a word, on average
SCRIPTS = tuple(
    (re.compile(rf"</{name}\s*>", re.I | re.A), re.compile(rf"<{name}\b.*?</{name}\s*>", re.I | re.S | re.A))
    for name in ("script", "style")
)
SENTENCE_END = re.compile(r"[.!?…:;。！？：；।॥۔؟።။។៕՞։][\"'”’»」』）)\]]*$")


def collapse(text: str) -> str:
    """Join words by single spaces and drop characters that have no width.

    >>> collapse(" two\\n\\u200b words "), collapse("می\\u200cرود") == "می\\u200cرود"
    ('two words', True)
    """
    if not text.isascii() and FORMATTING.search(text):
        text = text.translate(INVISIBLE)
        if not RIGHT_TO_LEFT.search(text):
            text = text.translate(DIRECTIONS)
    return " ".join(text.split())


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
    """Count words; in scripts without spaces, by their characters.

    >>> count_words("two words"), count_words("橋は五月に閉まる"), count_words("สะพานปิดในเดือนพฤษภาคม")
    (2, 4, 5)
    """
    words = len(text.split())
    if text.isascii() or not ANY_UNSPACED.search(text):
        return words
    return max(words, sum(len(script.findall(text)) // size for script, size in SIZES))


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


def drop_marks(text: str) -> str:
    """Take marks of writing direction out of a title or name, whose reader sets them anew; joiners are spelling.

    >>> drop_marks("\u202bדנה לוי\u202c\u200f"), drop_marks("می\u200cشود") == "می\u200cشود"
    ('דנה לוי', True)
    """
    return FORMATTING.sub("", text).strip()
