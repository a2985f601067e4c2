"""What the documentation names is there: files, folders, modules, tests."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")] + sorted(ROOT.glob("docs/*.md"))
FOLDERS = ("flows", "transforms", "warehouse", "tests", "benchmarks", "seeds", "docs")
MODULES = {path.stem for folder in FOLDERS[:3] for path in (ROOT / folder).rglob("*.py")}


def exists(path: str) -> bool:
    """Whether a path is there, of a module also without its ending; capitals (STEP, NN_what.sql) stand for any name."""
    pattern = re.sub(r"[A-Z]{2,}(?:_\w+)?", "*", path) if "warehouse/sql" in path else path
    return any(ROOT.glob(pattern.rstrip("/"))) or (ROOT / f"{path}.py").exists()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_paths_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    named = re.findall(rf"(?<![\w./-])((?:{'|'.join(FOLDERS)})/[\w./-]*\w/?)", text)
    assert [path for path in named if not exists(path)] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_python_files_have_their_names(page: Path) -> None:
    here = {path.name for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")}
    assert set(re.findall(r"\b(\w+\.py)\b", page.read_text(encoding="utf-8"))) - here == set()


def test_steps_of_entities_name_modules() -> None:
    page = (ROOT / "docs" / "entities.md").read_text(encoding="utf-8")
    table = page.partition("| step | modules |")[2].partition("\n\n")[0]
    named = [name for line in table.split("\n")[2:] for name in re.findall(r"`(\w+)`", line.split("|")[2])]
    assert len(named) > 10
    assert set(named) <= MODULES
