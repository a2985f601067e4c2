"""Near-duplicate signatures: MinHash over word runs, and the bands by which a database finds candidates.

`sign` gives rows, not an index: copies are found by an equality join on bands (warehouse/sql/derive/duplicates/),
so articles of different runs and machines meet without this module keeping any state. Shingles are runs of three
words (Broder 1997, "On the resemblance and containment of documents"); 128 permutations estimate resemblance to
about .04; bands of three rows make two texts with half of their runs in common candidates with probability .997,
two with a fiftieth in common once in three thousand.
"""

from __future__ import annotations

import re
import unicodedata
from hashlib import blake2b

PERMUTATIONS = 128
ROWS = 3
SEED = 20260101
SHINGLE_WORDS = 3
LEAD_WORDS = 90
LEAD_BANDS = 8
WORD = re.compile(r"\w+")


def sign(text: str) -> tuple[list[int], list[int]]:
    """Make the signature (unsigned 32-bit) and the bands (unsigned 64-bit) of a text; both empty without words.

    >>> one, two = sign("The bridge closes in May, she said."), sign("THE BRIDGE closes - in May: she said")
    >>> one == two, len(one[0])
    (True, 128)
    """
    words = WORD.findall(unicodedata.normalize("NFKC", text).casefold())
    if not words:
        return [], []
    signature = minhash(words)
    bands = [
        hash_band(b"b%d" % number, signature[number * ROWS : (number + 1) * ROWS])
        for number in range(PERMUTATIONS // ROWS)
    ]
    lead = minhash(words[:LEAD_WORDS])
    bands += [hash_band(b"l%d" % number, lead[number * ROWS : (number + 1) * ROWS]) for number in range(LEAD_BANDS)]
    return signature, bands


def minhash(words: list[str]) -> list[int]:
    """Sketch the set of word runs."""
    from rensa import RMinHash

    runs = range(max(1, len(words) - SHINGLE_WORDS + 1))
    sketch = RMinHash(PERMUTATIONS, SEED)
    sketch.update([" ".join(words[i : i + SHINGLE_WORDS]) for i in runs])
    return [int(value) for value in sketch.digest()]


def hash_band(number: bytes, rows: list[int]) -> int:
    """Hash the rows of one band to a key for the join."""
    key = b"".join(value.to_bytes(4, "little") for value in rows)
    return int.from_bytes(blake2b(number + key, digest_size=8).digest(), "little")
