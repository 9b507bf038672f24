"""How dbt's models, seeds and sources look in Dagster."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator

PRIVATE_SCHEMAS = frozenset(
    {
        *("staging", "history", "current", "events", "work", "facts", "money"),
        *("identity", "inputs", "intermediate", "quarantine", "reference"),
    }
)
OWNER = "team:cartograph"
LOADS_KEY = dg.AssetKey(["lake", "loads"])
DAILY_FRESHNESS = dg.FreshnessPolicy.time_window(warn_window=timedelta(hours=26), fail_window=timedelta(hours=36))


class Translator(DagsterDbtTranslator):
    """Key [schema, table], group = schema, one owner unless the project names another."""

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        """A model is found in SQL by its key, a landing table in the lake; other sources say it in their YAML."""
        if dbt_resource_props["resource_type"] == "source":
            if dbt_resource_props["source_name"].startswith("lake_"):
                return dg.AssetKey(["lake", dbt_resource_props["schema"], dbt_resource_props["name"]])
            return super().get_asset_key(dbt_resource_props)
        return dg.AssetKey([dbt_resource_props["schema"], dbt_resource_props["alias"]])

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str:
        return dbt_resource_props["schema"]

    def get_description(self, dbt_resource_props: Mapping[str, Any]) -> str:
        """The words of the YAML alone: the SQL is code, and stands in the repository."""
        return dbt_resource_props["description"]

    def get_owners(self, dbt_resource_props: Mapping[str, Any]) -> list[str]:
        return list(super().get_owners(dbt_resource_props) or [OWNER])

    def get_asset_check_spec(
        self, asset_spec: dg.AssetSpec, manifest: Mapping[str, Any], unique_id: str, project: Any
    ) -> dg.AssetCheckSpec | None:
        """Add the description, which dagster-dbt looks for where dbt no longer writes it."""
        spec = super().get_asset_check_spec(asset_spec, manifest, unique_id, project)
        node = manifest["nodes"][unique_id]
        return spec and spec._replace(description=describe_test(node) or describe_generic_test(node) or None)

    def get_asset_spec(self, manifest: Mapping[str, Any], unique_id: str, project: Any) -> dg.AssetSpec:
        """Add what dbt has no word for: how fresh a public table is to be, and that seeds wait for ingest.

        Without that wait the seeds, which read nothing, would be a dbt run of their own before ingest.
        """
        spec = super().get_asset_spec(manifest, unique_id, project)
        props = self.get_resource_props(manifest, unique_id)
        if props["resource_type"] == "seed" and LOADS_KEY not in {dep.asset_key for dep in spec.deps}:
            return spec.replace_attributes(deps=[*spec.deps, LOADS_KEY])
        if is_public(props):
            return spec.replace_attributes(freshness_policy=DAILY_FRESHNESS)
        return spec


def describe_test(node: Mapping[str, Any]) -> str:
    """Return what a dbt test says of itself in its YAML, on one line; '' where that is nothing."""
    text = node.get("description") or (node.get("config", {}).get("meta") or {}).get("description") or ""
    return " ".join(text.split())


def describe_generic_test(node: Mapping[str, Any]) -> str:
    """Return what a test that dbt made of a line of YAML looks at: its kind, column and settings; '' for others."""
    if "test_metadata" not in node:
        return ""
    settings = {
        name: value
        for name, value in node["test_metadata"]["kwargs"].items()
        if name not in {"model", "column_name"} and value is not None
    }
    arguments = ", ".join(f"{name}: {value}" for name, value in settings.items())
    column = node.get("column_name")
    return f"{node['test_metadata']['name']}{f' of {column}' if column else ''}{f' ({arguments})' if arguments else ''}"


def is_public(props: Mapping[str, Any]) -> bool:
    """Return whether a dbt resource is a table that is published: no workings, no views."""
    return (
        props["resource_type"] == "model"
        and props["schema"] not in PRIVATE_SCHEMAS
        and not props["name"].startswith("int_")
        and props["config"]["materialized"] in {"table"}
    )
