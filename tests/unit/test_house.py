"""Imports run one way: orchestration to ingest, ml_assets and the simulator, and never back."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FORBIDDEN = {
    "ingest": {"dagster", "dagster_dbt", "dbt", "orchestration", "ml_assets", "seeds"},
    "ml_assets": {"dagster", "dagster_dbt", "dbt", "duckdb", "orchestration", "ingest", "seeds"},
    "seeds": {"dagster", "dagster_dbt", "dbt", "orchestration", "ingest", "ml_assets"},
}


# Each may import from itself and from those before it.
FOLDERS_OF_INGEST = ["readers", "books", "lake", "work", "check"]


def imported(path: Path) -> set[str]:
    """The modules that a module imports, with all their packages: `a.b.c` is `a`, `a.b` and `a.b.c`."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports by dots"
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return {name.rsplit(".", cut)[0] for name in names for cut in range(name.count(".") + 1)}


@pytest.mark.parametrize("package", sorted(FORBIDDEN))
def test_imports_run_one_way(package):
    modules = list((ROOT / package).rglob("*.py"))
    assert modules
    for path in modules:
        assert not imported(path) & FORBIDDEN[package], path.relative_to(ROOT)


def test_the_folders_of_ingest_import_one_way():
    """What remembers or reads knows nothing of what works with it; the files at the top know no folder."""
    for at, folder in enumerate(["", *FOLDERS_OF_INGEST]):
        above = {f"ingest.{name}" for name in FOLDERS_OF_INGEST[at:]}
        modules = list((ROOT / "ingest" / folder).glob("*.py"))
        assert len(modules) > 1, folder
        for path in modules:
            assert not imported(path) & above, path.relative_to(ROOT)


def test_at_the_top_of_orchestration_stands_what_everybody_opens_first():
    at_the_top = {path.name for path in (ROOT / "orchestration").glob("*.py")}
    assert at_the_top == {"__init__.py", "definitions.py", "jobs.py", "settings.py"}


def test_no_module_is_a_drawer_for_anything():
    for package in [*FORBIDDEN, "orchestration", "tests", "benchmarks"]:
        for path in (ROOT / package).rglob("*"):
            assert path.stem not in {"utils", "util", "common", "helpers", "misc"}, path.relative_to(ROOT)


def test_no_duckdb_result_is_left_unfinished():
    """fetchone leaves a result open that makes the next query on the connection fail."""
    for package in [*FORBIDDEN, "orchestration"]:
        for path in (ROOT / package).rglob("*.py"):
            assert ".fetchone" + "(" not in path.read_text(), path.relative_to(ROOT)
