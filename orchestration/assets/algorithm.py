"""What the asset of every algorithm has in common: it reads what it declares, and writes what it declares."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from types import MappingProxyType

import dagster as dg
import pyarrow as pa

from orchestration.assets.inputs import Inputs
from orchestration.assets.plots import put_pictures_first
from orchestration.dbt.translator import DAILY_FRESHNESS, OWNER
from orchestration.warehouse.connection import open_warehouse
from orchestration.warehouse.tables import DeclaredTable, compare_shape, write_batches

# What was written would stay in memory up to DuckDB's own limit, which is most of the machine's.
WRITE_MEMORY = "1GB"
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
    return save_batches([table], [[rows]], [metadata], counted)[0]


def save_batches(
    tables: Sequence[DeclaredTable],
    batches: Iterable[Sequence[pa.Table]],
    metadata: Sequence[dict[str, object]],
    checks: Sequence[dg.AssetCheckResult] = (),
) -> list[dg.MaterializeResult]:
    """Write rows that come in batches, each with rows of every table, and return the materializations of the tables.

    metadata: of each table; read after the last batch, so it may be filled while they come.
    checks: further ones, of any of the tables.
    """
    with open_warehouse(read_only=False) as connection:
        connection.execute(f"SET memory_limit = '{WRITE_MEMORY}'")
        counts = write_batches(connection, tables, batches)
        differences = [compare_shape(connection, table) for table in tables]
    return [_report(*of, checks) for of in zip(tables, counts, differences, metadata, strict=True)]


def _report(
    table: DeclaredTable,
    row_count: int,
    differences: list[str],
    metadata: dict[str, object],
    checks: Sequence[dg.AssetCheckResult],
) -> dg.MaterializeResult:
    shape = dg.AssetCheckResult(
        check_name=SHAPE_CHECK,
        asset_key=table.key,
        passed=not differences,
        metadata={"differences": "\n".join(differences) or "none"},
    )
    return dg.MaterializeResult(
        asset_key=table.key,
        metadata=put_pictures_first({"dagster/row_count": row_count, **metadata}),
        check_results=[shape, *(check for check in checks if check.asset_key == table.key)],
    )
