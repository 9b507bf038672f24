"""The contract stands in models/sources/shop/shop.yml, and whoever names its tables means the same."""

import ast
import re
from pathlib import Path

import pytest

from ingest.contract import SOURCES
from orchestration.commands.describe import STAGING_COLUMNS, describe_staging

DBT_PROJECT = Path(__file__).parents[2] / "dbt_project"


@pytest.mark.parametrize("source", sorted(SOURCES))
def test_ingest_reads_the_landing_tables_as_dbt_does(manifest, source):
    declared = {
        node["name"]: list(node["columns"])
        for node in manifest["sources"].values()
        if node["source_name"] == f"lake_{source}"
    }
    ingested = {table.name: [column.lower() for column in table.columns] for table in SOURCES[source].tables.values()}
    assert declared == ingested


def test_the_tables_that_dbt_names_while_it_parses_are_those_of_the_contract():
    text = (DBT_PROJECT / "macros" / "contract" / "contract.sql").read_text()
    named = ast.literal_eval(re.search(r"macro contract_tables\(\).*?return\((.*?)\) }}", text, re.S)[1])
    assert named == list(SOURCES["shop"].tables)


def test_every_mapping_is_a_model_and_read_by_the_staging_model_of_its_table(models):
    for source in SOURCES.values():
        for table in source.tables.values():
            for contract_table in table.fills if source.name != "shop" else ():
                base = models[f"base_{source.name}__{contract_table}"]
                assert base["unique_id"] in models[f"stg_{contract_table}"]["depends_on"]["nodes"]
                assert f"source.cartograph.lake_{source.name}.{table.name}" in find_sources(base["unique_id"], models)


def find_sources(unique_id: str, models: dict[str, dict]) -> set[str]:
    """The landing tables of which a model is made, through others of its source; a seed is made of none."""
    if not unique_id.startswith("model."):
        return {unique_id}
    parents = models[unique_id.split(".")[-1]]["depends_on"]["nodes"]
    return {source for parent in parents for source in find_sources(parent, models)}


def test_staging_reads_the_shops_own_tables_as_they_stand(models):
    for table in SOURCES["shop"].tables:
        assert f"source.cartograph.lake_shop.{table}" in models[f"stg_{table}"]["depends_on"]["nodes"], table


def test_every_landing_table_says_which_column_is_a_persons(models):
    """By its own word, a landing table's rows are found when somebody is erased."""
    mappings = [(table, {column: column for column in table.columns}) for table in SOURCES["shop"].tables.values()]
    for name, model in models.items():
        if name.startswith("base_"):
            sql = (DBT_PROJECT / model["original_file_path"]).read_text()
            call = re.search(r"map_to_contract\(\s*'(\w+)', '(\w+)', '\w+',\s*(\{[^}]*\})", sql)
            assert call, f"{name} does not read as a mapping"
            mappings.append((SOURCES[call[1]].tables[call[2]], dict(re.findall(r"'(\w+)': '(\w+)'", call[3]))))
    declared = {
        "user_id": "user_column",
        "anonymous_id": "visitor_column",
        "order_id": "order_column",
        "referrer_user_id": "referrer_columns",
        "merged_into_user_id": "referrer_columns",
    }
    for table, columns in mappings:
        for column, kind in declared.items():
            landed = {landed.lower() for landed in table.columns} & {columns.get(column, "").lower()}
            held = getattr(table, kind)
            held = {name.lower() for name in ([held] if isinstance(held, str) else held)}
            assert landed <= held, f"{table.source}/{table.name} does not name {column} in {kind}"


def test_every_column_of_a_source_and_of_staging_is_described(manifest, models):
    staging = [model for name, model in models.items() if name.startswith("stg_")]
    landing = [node for node in manifest["sources"].values() if node["source_name"].startswith("lake_")]
    assert len(staging) == len(SOURCES["shop"].tables)
    for node in [*staging, *landing]:
        assert node["columns"], node["name"]
        bare = [name for name, column in node["columns"].items() if not column["description"].strip()]
        assert not bare, f"{node['name']}: no description of {bare}"


def test_the_descriptions_of_staging_are_those_of_the_contract():
    assert STAGING_COLUMNS.read_text() == describe_staging(), "the contract has changed: run `make describe`"
