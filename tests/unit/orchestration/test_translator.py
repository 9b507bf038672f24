"""How dbt looks in Dagster, on a manifest of a few nodes."""

import json

import dagster as dg
import pytest

from orchestration.dbt.keys import find_model_key, list_public_keys, read_manifest
from orchestration.dbt.translator import DAILY_FRESHNESS, LOADS_KEY, OWNER, Translator


def make_node(kind, name, schema, *, materialized="table", parents=(), **more):
    return {
        "resource_type": kind,
        "unique_id": f"{kind}.shop.{name}",
        "name": name,
        "alias": name,
        "schema": schema,
        "database": "warehouse",
        "package_name": "shop",
        "description": f"What {name} holds.",
        "columns": {},
        "meta": {},
        "tags": [],
        "fqn": ["shop", name],
        "raw_code": "select 1",
        "original_file_path": f"models/{name}.sql",
        "depends_on": {"nodes": list(parents), "macros": []},
        "config": {"materialized": materialized, "meta": {}, "enabled": True},
        **more,
    }


NODES = [
    make_node("seed", "segments", "reference", materialized="seed"),
    make_node("model", "stg_orders", "staging", materialized="view"),
    make_node("model", "orders", "facts", materialized="incremental", parents=["model.shop.stg_orders"]),
    make_node("model", "int_user_orders", "users", parents=["model.shop.orders"]),
    make_node(
        "model",
        "user_facts",
        "users",
        parents=["model.shop.int_user_orders"],
        meta={"dagster": {"owners": ["team:crm"]}},
    ),
    make_node("model", "quarantine_rows", "quarantine", alias="rows"),
    make_node("test", "assert_all_are_there", "staging", parents=["model.shop.orders", "model.shop.user_facts"]),
]


@pytest.fixture
def manifest(tmp_path):
    path = tmp_path / "manifest.json"
    nodes = {node["unique_id"]: node for node in NODES}
    content = {
        "metadata": {"project_name": "shop", "adapter_type": "duckdb"},
        "nodes": nodes,
        "sources": {},
        "exposures": {},
        "metrics": {},
        "semantic_models": {},
        "saved_queries": {},
        "groups": {},
        "unit_tests": {},
        "parent_map": {key: node["depends_on"]["nodes"] for key, node in nodes.items()},
        "child_map": {},
    }
    path.write_text(json.dumps(content))
    return read_manifest(path)


@pytest.fixture
def specs(manifest):
    translator = Translator()
    models = [key for key, node in manifest["nodes"].items() if node["resource_type"] != "test"]
    return {key: translator.get_asset_spec(manifest, key, None) for key in models}


@pytest.mark.parametrize(
    ("unique_id", "key", "group"),
    [
        ("model.shop.user_facts", ["users", "user_facts"], "users"),
        ("model.shop.quarantine_rows", ["quarantine", "rows"], "quarantine"),
        ("seed.shop.segments", ["reference", "segments"], "reference"),
    ],
)
def test_key_is_schema_and_table_and_the_group_is_the_schema(specs, unique_id, key, group):
    assert specs[unique_id].key == dg.AssetKey(key)
    assert specs[unique_id].group_name == group


def test_owner_description_and_kinds(specs):
    assert specs["model.shop.orders"].owners == [OWNER]
    assert specs["model.shop.user_facts"].owners == ["team:crm"]
    assert specs["model.shop.orders"].description == "What orders holds."
    assert specs["model.shop.orders"].kinds == {"dbt", "duckdb"}


def test_only_public_tables_have_a_freshness_policy(specs):
    with_policy = {key for key, spec in specs.items() if spec.freshness_policy}
    assert with_policy == {"model.shop.user_facts"}
    assert specs["model.shop.user_facts"].freshness_policy == DAILY_FRESHNESS


def test_seeds_wait_for_ingest(specs):
    assert [dep.asset_key for dep in specs["seed.shop.segments"].deps] == [LOADS_KEY]


def test_public_keys_leave_out_workings_views_and_private_schemas(manifest):
    assert list_public_keys(manifest, Translator()) == [dg.AssetKey(["users", "user_facts"])]


def test_a_key_is_looked_up_and_a_missing_model_reported(manifest):
    assert find_model_key(manifest, Translator(), "orders") == dg.AssetKey(["facts", "orders"])
    with pytest.raises(LookupError, match="no model order_lines"):
        find_model_key(manifest, Translator(), "order_lines")


def test_a_singular_test_is_a_check_on_the_last_model_it_reads(manifest):
    spec = Translator().get_asset_spec(manifest, "model.shop.user_facts", None)
    check = Translator().get_asset_check_spec(spec, manifest, "test.shop.assert_all_are_there", None)
    assert check.key == dg.AssetCheckKey(dg.AssetKey(["users", "user_facts"]), "assert_all_are_there")
    assert check.blocking
