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


def imported(path: Path) -> set[str]:
    """The top-level packages that a module imports."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names.add(node.module.split(".")[0])
    return names


@pytest.mark.parametrize("package", sorted(FORBIDDEN))
def test_imports_run_one_way(package):
    modules = list((ROOT / package).rglob("*.py"))
    assert modules
    for path in modules:
        assert not imported(path) & FORBIDDEN[package], path.relative_to(ROOT)


def test_no_module_is_a_drawer_for_anything():
    for package in [*FORBIDDEN, "orchestration", "tests", "benchmarks"]:
        for path in (ROOT / package).rglob("*"):
            assert path.stem not in {"utils", "util", "common", "helpers", "misc"}, path.relative_to(ROOT)


def test_no_duckdb_result_is_left_unfinished():
    """fetchone leaves a result open that makes the next query on the connection fail."""
    for package in [*FORBIDDEN, "orchestration"]:
        for path in (ROOT / package).rglob("*.py"):
            assert ".fetchone" + "(" not in path.read_text(), path.relative_to(ROOT)
