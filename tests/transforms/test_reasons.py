"""Every reason that the code gives is in the one list, with words for people and a state of the contract."""

from __future__ import annotations

import ast
from pathlib import Path

from transforms.reasons import REASONS

ROOT = Path(__file__).parents[2]
STATES = {"unchanged", "duplicate", "quarantined", "skipped", "failed"}
GIVERS = {"Refusal", "FetchError", "AddressError", "Failure"}


def list_given() -> set[str]:
    """List the codes that stand as literals where a reason is given."""
    given = set()
    for path in [*(ROOT / "flows").rglob("*.py"), *(ROOT / "transforms").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in GIVERS and node.args:
                given |= {leaf.value for leaf in ast.walk(node.args[0]) if is_code(leaf)}
            if isinstance(node, ast.keyword) and node.arg == "reason":
                given |= {node.value.value} if is_code(node.value) else set()
    return given


def is_code(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def test_every_reason_given_is_in_the_list() -> None:
    given = list_given()
    assert len(given) > 30
    assert given <= REASONS.keys()


def test_every_reason_has_words_and_a_state() -> None:
    assert {reason.state for reason in REASONS.values()} == STATES
    assert all(reason.meaning and reason.subjects for reason in REASONS.values())
