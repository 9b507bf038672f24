"""What the published file says of load days whose event rows were dropped."""

import duckdb
import pyarrow as pa

from ingest.books.sealed import SealedLoad, read_sealed
from ingest.home import Home
from ml_assets.columns import column
from orchestration.warehouse.tables import DeclaredTable, write_table

DROPPED_EVENTS = DeclaredTable(
    "ops",
    "dropped_events",
    "One row per landing table and load day whose event rows were dropped; only facts.events lacks them.",
    pa.schema(
        [
            column("source", pa.string(), "The source of the landing table."),
            column("table_name", pa.string(), "The landing table."),
            column("load_date", pa.date32(), "The load day; its landing files are not taken any more."),
            column("dropped_at", pa.timestamp("us"), "When its rows were dropped (UTC)."),
            column("row_count", pa.int64(), "Landed rows that were dropped."),
            column("lake_bytes", pa.int64(), "Bytes they took in the lake."),
            column("sealed_bytes", pa.int64(), "Bytes of what the lake keeps in their place."),
        ]
    ),
)


def write_dropped_events(target: duckdb.DuckDBPyConnection, home: Home) -> None:
    """Write the load days whose event rows were dropped into the file to be published."""
    rows = [describe(load) for load in read_sealed(home)]
    write_table(target, DROPPED_EVENTS, pa.Table.from_pylist(rows, DROPPED_EVENTS.shape))


def describe(load: SealedLoad) -> dict[str, object]:
    return {
        "source": load.source,
        "table_name": load.table_name,
        "load_date": load.load_date,
        "dropped_at": load.dropped_at,
        "row_count": load.dropped_count,
        "lake_bytes": load.dropped_bytes,
        "sealed_bytes": load.byte_count,
    }
