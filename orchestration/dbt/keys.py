"""The manifest, and the asset keys of its models: by look-up and never spelled by hand."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator

from orchestration.dbt.translator import is_public


def read_manifest(path: Path) -> dict[str, Any]:
    """Return the manifest, in which every singular test says on which model it is a check.

    dbt does not say so where a test reads several models; dagster-dbt then shows it as a mere observation. It
    is a check on the one of them that is built last, unless the test names another by `meta.dagster.ref`.
    """
    manifest = json.loads(path.read_text())

    @cache
    def depth(unique_id: str) -> int:
        return 1 + max((depth(parent) for parent in manifest["parent_map"].get(unique_id, [])), default=0)

    tests = [node for node in manifest["nodes"].values() if node["resource_type"] == "test"]
    for test in tests:
        parents = [parent for parent in test["depends_on"]["nodes"] if parent in manifest["nodes"]]
        if parents and not test.get("attached_node"):
            last = max(parents, key=lambda parent: (depth(parent), parent))
            dagster_meta = test["config"].setdefault("meta", {}).setdefault("dagster", {})
            dagster_meta.setdefault("ref", {"name": manifest["nodes"][last]["name"]})
    return manifest


def find_model_key(manifest: Mapping[str, Any], translator: DagsterDbtTranslator, name: str) -> dg.AssetKey:
    """Return the key of the model called `name`. Raises LookupError where the project has none."""
    for props in manifest["nodes"].values():
        if props["resource_type"] == "model" and props["name"] == name:
            return translator.get_asset_key(props)
    raise LookupError(f"The dbt project has no model {name}: a Python asset reads it.")


def list_public_keys(manifest: Mapping[str, Any], translator: DagsterDbtTranslator) -> list[dg.AssetKey]:
    """Return the keys of all models that are published, sorted."""
    return sorted(translator.get_asset_key(props) for props in manifest["nodes"].values() if is_public(props))
