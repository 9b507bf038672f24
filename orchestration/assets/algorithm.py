"""What the asset of every algorithm has in common: it reads what it declares, and writes what it declares."""

from collections.abc import Callable, Collection, Mapping
from types import MappingProxyType

import dagster as dg
import pyarrow as pa

from orchestration.assets.inputs import Inputs
from orchestration.assets.plots import put_pictures_first
from orchestration.dbt.translator import DAILY_FRESHNESS, OWNER
from orchestration.warehouse.connection import open_warehouse
from orchestration.warehouse.tables import DeclaredTable, compare_shape, write_table

SHAPE_CHECK = "has_declared_shape"
SHAPE_CHECKED = "Columns, types, NOT NULLs and comments are those declared beside the function."
NO_LOAD_DAY = "Empty: there is no load day yet."


def declare_asset(
    *made: DeclaredTable, inputs: Inputs, checks: Mapping[str, str] = MappingProxyType({})
) -> Callable[[Callable], dg.AssetsDefinition]:
    """Return the decorator of a function that makes these tables of `inputs` in one step, named like the first.

    checks: blocking ones of the first table, each by name with what it holds.
    """
    return dg.multi_asset(
        name=made[0].key.to_python_identifier(),
        specs=[
            dg.AssetSpec(
                table.key,
                deps=inputs.keys.values(),
                description=table.description,
                group_name=table.schema,
                kinds={"python", "duckdb"},
                owners=[OWNER],
                freshness_policy=DAILY_FRESHNESS,
                metadata={"dagster/column_schema": table.column_schema},
            )
            for table in made
        ],
        check_specs=[
            *(
                dg.AssetCheckSpec(SHAPE_CHECK, asset=table.key, description=SHAPE_CHECKED, blocking=True)
                for table in made
            ),
            *(
                dg.AssetCheckSpec(name, asset=made[0].key, description=held, blocking=True)
                for name, held in checks.items()
            ),
        ],
        required_resource_keys={"run_lock"},
    )


def save_table(
    table: DeclaredTable,
    rows: pa.Table,
    metadata: dict[str, object],
    counts: Mapping[str, int] = MappingProxyType({}),
    warnings: Collection[str] = (),
) -> dg.MaterializeResult:
    """Write `rows` to the warehouse and return the materialization with its row count and its checks.

    counts: of each further check what breaks it. warnings: the checks that stop nothing.
    """
    with open_warehouse(read_only=False) as connection:
        write_table(connection, table, rows)
        differences = compare_shape(connection, table)
    check = dg.AssetCheckResult(
        check_name=SHAPE_CHECK,
        asset_key=table.key,
        passed=not differences,
        metadata={"differences": "\n".join(differences) or "none"},
    )
    counted = [
        dg.AssetCheckResult(
            check_name=name,
            asset_key=table.key,
            passed=not count,
            severity=dg.AssetCheckSeverity.WARN if name in warnings else dg.AssetCheckSeverity.ERROR,
            metadata={"count": count},
        )
        for name, count in counts.items()
    ]
    return dg.MaterializeResult(
        asset_key=table.key,
        metadata=put_pictures_first({"dagster/row_count": rows.num_rows, **metadata}),
        check_results=[check, *counted],
    )
