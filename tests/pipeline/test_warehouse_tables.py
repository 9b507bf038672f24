"""What stands in the warehouse after a run is declared somewhere: no table is made behind dbt's back."""

import duckdb

from orchestration.assets.warehouse import MANIFEST
from orchestration.definitions import definitions


def test_every_table_is_a_model_a_seed_or_a_declared_asset(built_shop):
    nodes = [node for node in MANIFEST["nodes"].values() if node["resource_type"] in {"model", "seed"}]
    declared = {(node["schema"], node["alias"]) for node in nodes}
    declared |= {tuple(spec.key.path) for spec in definitions.resolve_all_asset_specs()}
    with duckdb.connect(built_shop.warehouse, read_only=True) as warehouse:
        found = warehouse.execute(
            "SELECT schema_name, table_name FROM duckdb_tables()"
            " UNION ALL SELECT schema_name, view_name FROM duckdb_views() WHERE NOT internal"
        ).fetchall()
    assert set(found) - declared == set()
