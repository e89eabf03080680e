"""The direction of imports: what docs/architecture.md says in its table is how the code is."""

import ast
import re
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = "opcc_opendata"
MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted((ROOT / PACKAGE).rglob("*.py"))
}


def table() -> dict[str, set[str] | None]:
    """Read the table: a part and the parts that it may import; None where it may import everything."""
    parts: dict[str, set[str] | None] = {}
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    for name, may in re.findall(r"^\| `([a-z_]+)(?:\.py|/)` \|[^|]*\| ([^|]*?) \|$", text, re.MULTILINE):
        named = set() if may == "nothing of ours" else {word.strip() for word in may.split(",")}
        parts[name] = None if may == "everything" else named
    return parts


TABLE = table()


def part(module: str) -> str:
    """Return the part that a module is in; the package itself has none."""
    return module.split(".")[1] if "." in module else ""


def as_module(name: str) -> str:
    """Cut a dotted name down to the module that it is or stands in."""
    while name not in MODULES and "." in name:
        name = name.rpartition(".")[0]
    return name


def without_types(tree: ast.AST) -> Iterator[ast.AST]:
    """Walk a module's code, but not what stands under `if TYPE_CHECKING`."""
    for node in ast.iter_child_nodes(tree):
        if not (isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING")):
            yield node
            yield from without_types(node)


def imports(module: str, types: bool = True) -> Iterator[str]:
    """Yield the modules of ours that a module imports, at its top, inside a function or (if asked) for types only."""
    path = MODULES[module]
    here = module if path.name == "__init__.py" else module.rpartition(".")[0]
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree) if types else without_types(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                up = here.split(".")[: len(here.split(".")) - node.level + 1]
                base = ".".join([*up, base] if base else up)
            names = [f"{base}.{alias.name}" for alias in node.names]
        else:
            continue
        yield from (as_module(name) for name in names if name.split(".")[0] == PACKAGE)


def test_the_table_names_the_parts_that_there_are() -> None:
    assert set(TABLE) == {part(module) for module in MODULES} - {""}


def test_a_row_names_only_parts_above_it() -> None:
    above: set[str] = set()
    for name, may in TABLE.items():
        assert (may or set()) <= above, f"the row of {name} names a part that does not stand above it"
        above.add(name)


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_only_what_its_row_names(module: str) -> None:
    own = part(module)
    may = set(TABLE) - {"cli"} if own == "cli" else TABLE.get(own) or set()
    other = {part(name) for name in imports(module)} - {own, ""}
    assert other <= may, (
        f"{module} imports {', '.join(sorted(other - may))}; its row in docs/architecture.md has no such"
    )


@pytest.mark.heavy
def test_no_module_imports_itself_in_a_circle() -> None:
    graph = {module: set(imports(module, types=False)) - {module, PACKAGE} for module in MODULES}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(f"a circle of imports: {' → '.join(error.args[1])}")


def test_reading_imports_finds_relative_and_late_ones(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "made.py"
    path.write_text(
        "from . import problems\nfrom ..opcc_opendata.record import name\n"
        "def late():\n    import opcc_opendata.statute\n    import json\n",
        encoding="utf-8",
    )
    monkeypatch.setitem(MODULES, f"{PACKAGE}.made", path)
    found = set(imports(f"{PACKAGE}.made"))
    assert {f"{PACKAGE}.problems", f"{PACKAGE}.statute"} <= found
    assert not any("json" in name for name in found)
