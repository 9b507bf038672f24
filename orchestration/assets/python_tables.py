"""What every table made by Python has in common: it is written as declared, and that is checked."""

import dagster as dg
import pyarrow as pa

from orchestration.tables import DeclaredTable, compare_shape, write_table
from orchestration.warehouse_connection import open_warehouse

SHAPE_CHECK = "has_declared_shape"
NO_LOAD_DAY = "Empty: there is no load day yet."


def save_table(table: DeclaredTable, rows: pa.Table, metadata: dict[str, object]) -> dg.MaterializeResult:
    """Write `rows` to the warehouse and return the materialization with its row count and its check."""
    with open_warehouse(read_only=False) as connection:
        write_table(connection, table, rows)
        differences = compare_shape(connection, table)
    check = dg.AssetCheckResult(
        check_name=SHAPE_CHECK,
        asset_key=table.key,
        passed=not differences,
        metadata={"differences": "\n".join(differences) or "none"},
        description="Columns, types, NOT NULLs and comments are those declared beside the function.",
    )
    return dg.MaterializeResult(
        asset_key=table.key, metadata={"dagster/row_count": rows.num_rows, **metadata}, check_results=[check]
    )
