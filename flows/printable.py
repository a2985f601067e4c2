"""What may reach a terminal of the words that others wrote: no control character, no escape sequence.

Titles, names and quotations come from pages; one that holds an escape sequence could clear the screen, rename the
window or hide a line. Whatever a command prints from the database goes through `printable`.
"""

from __future__ import annotations

import re

# ECMA-48: control sequences (CSI), strings (OSC, DCS, SOS, PM, APC) to their end, two-character escapes; 7 and 8 bit.
SEQUENCE = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"
    r"|(?:\x1b[PX\]^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c\n]*(?:\x07|\x1b\\|\x9c)?"
    r"|\x1b[ -/]*[0-~]"
)
# C0, DEL, C1, and the marks that turn the direction of what follows them (UAX 9) across the rest of the line.
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
WHITE = re.compile(r"[\t\n\x0b\x0c\r\x85\u2028\u2029]+")


def printable(text: str, *, keep_lines: bool = False) -> str:
    """Give a text without escape sequences and control characters.

    Args:
        text: Anything that stands in the database.
        keep_lines: Keep line breaks; otherwise tabs and breaks become one space, so that a cell stays in its line.

    >>> printable("Storm\\x1b[2J over \\x1b]0;title\\x07Skarrow\\n\\nand\\x9b31m beyond")
    'Storm over Skarrow and beyond'
    >>> printable("one\\r\\ntwo", keep_lines=True)
    'one\\ntwo'
    """
    clean = SEQUENCE.sub("", text)
    lines = re.split(r"\r\n|[\n\r\u2028\u2029]", clean) if keep_lines else [clean]
    return "\n".join(CONTROL.sub("", WHITE.sub(" ", line)) for line in lines)
