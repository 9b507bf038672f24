"""The tables that Python makes are sources of dbt: documented like models, and models may read them."""

import pytest

from orchestration.assets.python_tables import PYTHON_TABLES
from orchestration.commands.describe import PYTHON_SOURCES, describe_python_tables


def test_the_sources_are_those_that_python_declares():
    assert PYTHON_SOURCES.read_text() == describe_python_tables(), "a declared table has changed: run `make describe`"


@pytest.mark.parametrize("table", PYTHON_TABLES, ids=lambda table: table.name)
def test_dbt_knows_each_table_with_its_columns_and_the_asset_that_makes_it(manifest, table):
    source = manifest["sources"][f"source.cartograph.{table.schema}.{table.name}"]
    assert (source["schema"], source["identifier"]) == (table.schema, table.name)
    assert source["meta"]["dagster"]["asset_key"] == list(table.key.path)
    assert list(source["columns"]) == table.shape.names
    assert all(column["description"] for column in source["columns"].values())
