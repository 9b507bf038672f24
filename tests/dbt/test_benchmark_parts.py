"""What the benchmarks count of dbt's work is all of it."""

import json

import pytest

from benchmarks.claims import choose_models
from benchmarks.parts import find_ancestors, name_of, sort_models

TABLES = ("events", "sessions", "user_days", "user_items", "user_facts")


@pytest.fixture
def parents(manifest) -> dict[str, set[str]]:
    """The models that each model is made of."""
    return {
        name_of(node): {name_of(parent) for parent in of_node if parent.startswith("model.")}
        for node, of_node in manifest["parent_map"].items()
        if node.startswith("model.")
    }


@pytest.fixture
def models(manifest, tmp_path) -> dict[str, set[str]]:
    """The models by part."""
    file = tmp_path / "manifest.json"
    file.write_text(json.dumps(manifest))
    return sort_models(file)


def test_polars_is_held_against_all_that_its_tables_are_made_of(parents, models):
    assert set().union(*choose_models("polars", models).values()) == find_ancestors(TABLES, parents)


def test_pandas_is_held_against_all_but_what_it_leaves_out(parents, models):
    counted = set().union(*choose_models("pandas", models).values())
    assert find_ancestors(TABLES[:-1], parents) < counted
    left_out = {"int_user_habits", "int_user_tastes", "int_bought_lines", "current_users"}
    assert not left_out & counted
    assert counted < find_ancestors(TABLES, parents)
