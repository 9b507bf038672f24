"""What the published file says of people erased, and what must not outlive them."""

import shutil

import duckdb
import pyarrow as pa

from ingest.books.erasures import Erasure, list_done, read_erasures
from ingest.home import Home
from ml_assets.columns import column
from orchestration.warehouse.database_file import remove_database
from orchestration.warehouse.state import note_built_models
from orchestration.warehouse.tables import DeclaredTable, write_table

ERASURES = DeclaredTable(
    "ops",
    "erasures",
    "One row per user id erased, known only by a keyed hash; of a person with several, one has all the counts.",
    pa.schema(
        [
            column("user_hash", pa.string(), "HMAC-SHA256 of the user's id under CARTOGRAPH_HASH_KEY, as hex."),
            column("erased_at", pa.timestamp("us"), "When the erasure was asked for (UTC); this file holds it done."),
            column("visitor_count", pa.int64(), "Visitors that were this user's alone, and went with them."),
            column("order_count", pa.int64(), "Orders that went."),
            column("row_count", pa.int64(), "Rows that went from the lake."),
            column("value_count", pa.int64(), "Values emptied in rows of others, such as who referred them."),
            column("landing_file_count", pa.int64(), "Landing files in which the shop still held them."),
        ]
    ),
)


def find_unpublished(home: Home) -> list[Erasure]:
    """Return the erasures that the published file does not show as done; all, where it cannot be read."""
    erasures = read_erasures(home)
    if not erasures or not home.published.exists():
        return erasures
    try:
        with duckdb.connect(home.published, read_only=True) as published:
            rows = published.execute(f"SELECT user_hash FROM {ERASURES.sql_name}").fetchall()  # noqa: S608
    except duckdb.Error:  # damaged, or published by a version that knew no erasures
        return erasures
    shown = {user_hash for (user_hash,) in rows}
    return [erasure for erasure in erasures if erasure.user_hash not in shown]


def remove_databases(home: Home) -> list[str]:
    """Delete every database but the published file, since deleted rows live on in a DuckDB file's free blocks.

    Returns their names. What Spark made goes too; the published file when it is replaced. To be called under the lock.
    """
    note_built_models(home, None)
    databases = [
        home.warehouse,
        home.next_warehouse,
        home.broken_warehouse,
        home.dev,
        *sorted(home.as_of.glob("*.duckdb")),
    ]
    found = [str(database.relative_to(home.path)) for database in databases if database.exists()]
    for database in databases:
        remove_database(database)
        # Where DuckDB puts what does not fit into memory; a killed run may have left it.
        shutil.rmtree(database.with_name(f"{database.name}.tmp"), ignore_errors=True)
    if home.spark.exists():
        found.append(home.spark.name)
        shutil.rmtree(home.spark)
    return found


def write_erasures(target: duckdb.DuckDBPyConnection, home: Home) -> None:
    """Write the erasures that are done into the file to be published.

    A run over a part of the load days may leave some half done: the next run finds those unpublished.
    """
    rows = [describe(erasure) for erasure in list_done(home)]
    write_table(target, ERASURES, pa.Table.from_pylist(rows, ERASURES.shape))


def describe(erasure: Erasure) -> dict[str, object]:
    return {
        "user_hash": erasure.user_hash,
        "erased_at": erasure.erased_at,
        "visitor_count": erasure.visitor_count,
        "order_count": len(erasure.order_hashes),
        "row_count": erasure.row_count,
        "value_count": erasure.value_count,
        "landing_file_count": len(erasure.landing_files),
    }
