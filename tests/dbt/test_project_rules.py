"""Rules of the house over the dbt project: each would let a reader down if it were broken."""

import re
from pathlib import Path

from orchestration.dbt.translator import PUBLIC_SCHEMAS

DBT_PROJECT = Path(__file__).parents[2] / "dbt_project"
# Folders that do not name their schema.
SCHEMAS = {"sources": "staging", "this_run": "work"}


def folder(model: dict) -> str:
    """The folder below models/ (below marts/ for marts) in which a model lies."""
    parts = Path(model["original_file_path"]).parts[1:-1]
    return parts[1] if parts[0] == "marts" else parts[0]


def public(models: dict[str, dict]) -> list[dict]:
    return [model for model in models.values() if model["schema"] in PUBLIC_SCHEMAS]


def test_schema_is_the_folder(models):
    for name, model in models.items():
        expected = SCHEMAS.get(folder(model), folder(model))
        if "/intermediate/" in model["original_file_path"]:
            expected = "intermediate"
        assert model["schema"] == expected, f"{name} lies in {folder(model)} but is built into {model['schema']}"


def test_prefixes_match_folders(models):
    for name, model in models.items():
        for prefix, of_prefix in {"base_": "sources", "stg_": "staging", "current_": "current"}.items():
            assert not name.startswith(prefix) or folder(model) == of_prefix, name
        if folder(model) in PUBLIC_SCHEMAS and "intermediate" not in model["original_file_path"]:
            assert not name.startswith(("stg_", "base_", "int_")), name


def test_what_others_read_is_described_with_every_column_and_an_enforced_contract(models):
    """People and tools read the public models, algorithms the inputs."""
    inputs = [model for model in models.values() if model["schema"] == "inputs"]
    assert inputs
    for model in public(models) + inputs:
        assert model["description"].startswith("One row per"), f"{model['name']} does not state its grain"
        assert model["config"]["contract"]["enforced"], f"{model['name']} has no enforced contract"
        undescribed = [name for name, column in model["columns"].items() if not column["description"].strip()]
        assert not undescribed, f"{model['name']}: no description of {undescribed}"


def test_every_public_model_and_fact_has_a_key_test(manifest, models):
    keyed = set()
    for node in manifest["nodes"].values():
        if node["resource_type"] == "test" and node.get("test_metadata", {}).get("name") in {
            "unique",
            "unique_combination",
        }:
            keyed.add(node["attached_node"])
    # Events are once each by construction, which the conservation check proves without a second pass over
    # all of them; the counts by hour and day have empty channels in their key, and are counted against events.
    without = {"events", "event_days", "event_hours", "user_items"}
    for model in models.values():
        if model["schema"] in {*PUBLIC_SCHEMAS, "facts"} and model["name"] not in without:
            assert model["unique_id"] in keyed, f"{model['name']} has no test of its key"


def test_marts_read_no_landing_table(models):
    for model in models.values():
        if "marts" in model["original_file_path"]:
            landed = {parent for parent in model["depends_on"]["nodes"] if parent.startswith("source.cartograph.lake_")}
            assert not landed, f"{model['name']} reads {landed}"


def test_nothing_of_dbt_reads_a_table_that_python_makes(manifest):
    """Else the daily run starts dbt once before that table and once after, and a first build finds no table."""
    python = {key for key, source in manifest["sources"].items() if not source["source_name"].startswith("lake")}
    assert "source.cartograph.users.user_propensity" in python
    for node in (*manifest["nodes"].values(), *manifest["unit_tests"].values()):
        assert not python & set(node["depends_on"].get("nodes", ())), node["name"]


def test_facts_know_nothing_of_marts(manifest, models):
    for model in models.values():
        if folder(model) in {"sources", "staging", "history", "current", "events", "this_run", "facts", "money"}:
            for parent in model["depends_on"]["nodes"]:
                path = manifest["nodes"].get(parent, {}).get("original_file_path", "")
                assert "marts" not in path, f"{model['name']} reads {parent}"


def test_every_var_is_declared_and_read():
    declared = set(re.findall(r"^  (\w+): ", (DBT_PROJECT / "dbt_project.yml").read_text().split("vars:")[1], re.M))
    sql = "\n".join(path.read_text() for path in DBT_PROJECT.rglob("*.sql") if "target" not in path.parts)
    assert set(re.findall(r"(?<!_)\bvar\('(\w+)'", sql)) == declared


def test_unit_tests_name_no_source_beside_the_shops_outside_its_folder(manifest):
    """So that a source's folder may go, and another come, without a change elsewhere."""
    for unit in manifest["unit_tests"].values():
        if not unit["original_file_path"].startswith("models/sources/"):
            given = " ".join(given["input"] for given in unit["given"])
            assert not re.search(r"base_|lake_(?!shop)", given), unit["name"]


def test_every_source_lies_in_the_lake_under_its_name(manifest):
    for source in manifest["sources"].values():
        if source["source_name"].startswith("lake_"):
            assert source["schema"] == source["source_name"].removeprefix("lake_")
            place = source["config"]["meta"]["external_location"]
            assert "/lake/{schema}/{name}/*/*.parquet" in place, source["name"]


def test_no_model_asks_for_todays_date():
    for path in (DBT_PROJECT / "models").rglob("*.sql"):
        text = path.read_text().lower()
        assert not re.search(r"\b(current_date|current_timestamp|now\(\)|today\(\))", text), path.name


def test_no_model_has_hooks_or_names_its_schema(models):
    """What a model does stands in its file and its materialization; where it lies, in its folder."""
    for name, model in models.items():
        assert not model["config"]["pre-hook"] and not model["config"]["post-hook"], name
        assert not re.search(r"config\([^)]*\bschema\s*=", (DBT_PROJECT / model["original_file_path"]).read_text()), (
            name
        )
