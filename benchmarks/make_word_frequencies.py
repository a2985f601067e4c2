"""Make `warehouse/data/word_frequencies.csv` from the package wordfreq: `python benchmarks/make_word_frequencies.py`.

wordfreq is not a dependency of dateline: install it where this script runs. Zipf's scale is log10 of occurrences in a
billion words. English has the 20,000 most frequent words, other languages 3,000.
"""

from __future__ import annotations

import csv
from pathlib import Path

from wordfreq import top_n_list, zipf_frequency

LANGUAGES = "ar bn cs da de el es fa fi fr he hi hu id it nb nl pl pt ro ru sv tr uk"
TARGET = Path(__file__).parents[1] / "warehouse" / "data" / "word_frequencies.csv"


def main() -> None:
    """Write the list, the most frequent word of each language first."""
    with TARGET.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("language", "word", "zipf"))
        for language, count in (("en", 20_000), *((language, 3000) for language in LANGUAGES.split())):
            for word in top_n_list(language, count):
                writer.writerow((language, word, zipf_frequency(word, language)))


if __name__ == "__main__":
    main()
