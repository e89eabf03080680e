"""The names in the package: one word for one idea, and the words of the field."""

import ast
from collections import defaultdict
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent / "opcc_opendata"
STANDARD = PACKAGE / "record_types.py"
"""Types made from the schema: their names are those of the standard."""
STAND_INS = PACKAGE / "browser" / "stand_ins"
"""Stands in a browser for what other modules import, and so has their names."""


def classes(path: Path) -> list[ast.ClassDef]:
    return [node for node in ast.parse(path.read_text(encoding="utf-8")).body if isinstance(node, ast.ClassDef)]


def test_no_two_public_classes_share_a_name() -> None:
    homes: defaultdict[str, list[str]] = defaultdict(list)
    for path in sorted(PACKAGE.rglob("*.py")):
        if path != STANDARD and STAND_INS not in path.parents:
            for one in classes(path):
                homes[one.name].append(str(path.relative_to(PACKAGE)))
    assert len(homes) > 500
    assert {name: paths for name, paths in homes.items() if not name.startswith("_") and len(paths) > 1} == {}


def test_every_exception_ends_in_error() -> None:
    raised = {
        one.name
        for path in sorted(PACKAGE.rglob("*.py"))
        for one in classes(path)
        if any(
            ast.unparse(base).rpartition(".")[2] in ("Exception", "ValueError", "RuntimeError") for base in one.bases
        )
    }
    assert len(raised) > 20
    assert {name for name in raised if not name.endswith("Error")} == set()
