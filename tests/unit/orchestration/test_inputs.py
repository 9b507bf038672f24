"""What algorithms read: declared inputs and nothing else, so that the lineage says all of it."""

from pathlib import Path

import dagster as dg
import duckdb
import pytest

from orchestration import assets
from orchestration.assets.inputs import Inputs
from orchestration.assets.pictures import PICTURES
from orchestration.assets.python_tables import PYTHON_TABLES, QUALITY_TABLE
from orchestration.definitions import definitions

ALGORITHMS = [path for path in Path(assets.__file__).parent.glob("*.py") if "@declare_asset" in path.read_text()]


@pytest.fixture
def items(home):
    """A warehouse of two items that have names, which a view says."""
    with duckdb.connect(home.warehouse) as connection:
        connection.execute("CREATE SCHEMA inputs")
        connection.execute(
            "CREATE VIEW inputs.item_names AS FROM (VALUES ('a', 'Mug'), ('b', 'Jug')) AS t (item_id, name)"
        )


def test_a_declared_model_is_read_and_is_what_the_asset_depends_on(items):
    inputs = Inputs("item_names", tables=(QUALITY_TABLE,))
    assert list(inputs.keys.values()) == [dg.AssetKey(["inputs", "item_names"]), QUALITY_TABLE.key]
    assert inputs.read_model("item_names").to_pydict() == {"item_id": ["a", "b"], "name": ["Mug", "Jug"]}
    assert inputs.read_names("item_names") == {"a": "Mug", "b": "Jug"}


def test_what_is_not_declared_cannot_be_read(items):
    with pytest.raises(LookupError, match="item_names is not among the inputs that this asset declares: as_of_day"):
        Inputs("as_of_day").read_model("item_names")
    with pytest.raises(LookupError, match="has no model item_nmaes"):
        Inputs("item_nmaes")


def test_before_the_first_load_day_there_is_no_day(home):
    with duckdb.connect(home.warehouse) as connection:
        connection.execute("CREATE SCHEMA inputs")
        connection.execute("CREATE TABLE inputs.as_of_day (as_of_date DATE)")
    assert Inputs("as_of_day").read_as_of_date() is None


def test_algorithms_depend_on_inputs_and_on_each_other_alone():
    graph = definitions.resolve_asset_graph()
    python_keys = {table.key for table in PYTHON_TABLES}
    for key in python_keys:
        parents = graph.get(key).parent_keys
        assert parents, key
        assert all(parent in python_keys or parent.path[0] == "inputs" for parent in parents), key


def test_every_input_is_read_by_an_algorithm_a_picture_or_another_input():
    graph = definitions.resolve_asset_graph()
    drawn = {read for _, read in PICTURES.values()}
    python_keys = {table.key for table in PYTHON_TABLES}
    for key in graph.executable_asset_keys:
        if key.path[0] == "inputs":
            children = graph.get(key).child_keys
            read = any(child in python_keys or child.path[0] == "inputs" for child in children)
            assert read or tuple(key.path) in drawn, key


@pytest.mark.parametrize("path", ALGORITHMS, ids=lambda path: path.stem)
def test_an_algorithms_asset_opens_no_database_and_holds_no_sql(path):
    text = path.read_text()
    assert "INPUTS = Inputs(" in text
    for word in ("open_warehouse", "duckdb.connect", "SELECT", "FROM ", ".sql(", ".execute("):
        assert word not in text, f"{path.name} reads outside its inputs: {word}"
