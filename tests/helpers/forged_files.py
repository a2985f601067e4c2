"""Files as nobody should have them: of any kind that an index takes, sound or not, by chance."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

from tests.helpers.forgery import Chance, damage
from tests.helpers.web import make_warc, write_page

SUFFIXES = (".html", ".txt", ".htm", ".HTML", ".html.gz", ".txt.gz", ".md", ".xml")
WEB_ARCHIVES = (".warc", ".warc.gz", ".wacz", ".warc.zst")


def forge_name(chance: Chance, number: int) -> bytes:
    """Make a file name that no shell, terminal or table likes; it ends as a page's or a web archive's does."""
    odd = (
        b"-rf",
        b"a\nb",
        b"\xff\xfe",
        b"\x1b[31m",
        b"*",
        b"  ",
        b"a|b",
        b"`a`",
        b"%2F",
        b"\xe2\x80\xae",
        b"$(a)",
        b"'\"",
        b"a" * 200,
    )
    return chance.choice(odd) + str(number).encode()


def forge_file(chance: Chance, number: int, folder: Path) -> Path:
    """Write a file of any kind that an index takes, sound or not, under any name; returns where."""
    is_archive = chance.random() < 0.2
    suffix = chance.choice(WEB_ARCHIVES if is_archive else SUFFIXES)
    url = f"https://gazette.example/{number}"
    content = forge_archive(chance, number, folder, suffix) if is_archive else write_page(number, url).encode()
    if suffix.startswith((".txt", ".md")):
        content = b"Case\n\n" + b"\n\n".join(content.split(b"<p>"))
    content = damage(chance, content)
    if suffix.endswith(".gz") and not is_archive:
        content = damage(chance, gzip.compress(content, mtime=0))
    kind = "archives" if is_archive else "pages"
    path = Path(
        (str(folder / kind).encode() + b"/" + forge_name(chance, number) + suffix.encode()).decode(
            "utf-8", "surrogateescape"
        )
    )
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    return path


def forge_archive(chance: Chance, number: int, folder: Path, suffix: str) -> bytes:
    """Make a web archive of two pages: packed or not, alone or in a WACZ."""
    place = folder / "sound.warc.gz"
    make_warc(place, f"https://gazette.example/{number}", range(2))
    packed = place.read_bytes()
    place.unlink()
    if suffix == ".wacz":
        with zipfile.ZipFile(package := io.BytesIO(), "w") as file:
            file.writestr("archive/data.warc.gz", damage(chance, packed))
            file.writestr("datapackage.json", damage(chance, b'{"profile": "data-package", "resources": []}'))
        return package.getvalue()
    return packed if suffix.endswith(".gz") else gzip.decompress(packed)
