"""Write, audit, publish: a new file beside the old one, complete or not at all, then one rename."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pyarrow as pa

from ingest.home import Home
from ml_assets.columns import column
from orchestration.warehouse.database_file import find_wal, remove_database
from orchestration.warehouse.dropped_events import DROPPED_EVENTS, write_dropped_events
from orchestration.warehouse.erasures import ERASURES, write_erasures
from orchestration.warehouse.parquet_tables import count_rows, replace_tables, sweep_tables, write_tables
from orchestration.warehouse.state import State, read_versions
from orchestration.warehouse.tables import DeclaredTable, create_table, quote_text, write_table

RUN_FACTS = DeclaredTable(
    "ops",
    "run_facts",
    "As of when this file is, and what made it: one row.",
    pa.schema(
        [
            column("as_of_date", pa.date32(), "The newest load day; every table is as of its end.", nullable=True),
            column("published_at", pa.timestamp("us"), "When the file was published (UTC)."),
            column("run_id", pa.string(), "The Dagster run that published it."),
            column(
                "state_hash",
                pa.string(),
                "Hash of lake, code and settings; a run finds by it that nothing is new.",
            ),
            column(
                "models_hash",
                pa.string(),
                "Hash of what dbt computes by; facts are rebuilt where it changes.",
            ),
            column("table_count", pa.int64(), "Tables in the file that come from the warehouse."),
            column("row_count", pa.int64(), "Rows in all of them."),
            column("row_counts", pa.string(), "Rows by table, as JSON."),
            column("versions", pa.string(), "Versions of the packages that made it, as JSON."),
        ]
    ),
)
# The oldest format that can be written, for tools that embed an older DuckDB: 1.1 and newer read it. (1.0 reads most
# tables of it, but no lists that are all empty and no primary keys.)
OLDEST_FORMAT = {"storage_compatibility_version": "v1.0.0"}
# What the published file says of itself: written when it is made, and in no warehouse.
RECORDS = (RUN_FACTS, ERASURES, DROPPED_EVENTS)


class PublishError(Exception):
    """The new file is not fit to be published. One sentence."""


@dataclass(frozen=True)
class PublishedTable:
    """A table of the published file, by schema and name."""

    schema: str
    name: str

    def __str__(self) -> str:
        return f"{self.schema}.{self.name}"

    @property
    def sql_name(self) -> str:
        return f'"{self.schema}"."{self.name}"'


def publish(home: Home, tables: list[PublishedTable], run_id: str, state: State) -> dict[str, int]:
    """Replace the published file by one with the warehouse's `tables`, and the Parquet files of the same tables.

    Returns the rows of each table by name. In the file each table keeps its types, constraints and comments. Until
    its rename the published file stays as it was; after it, who has the old file open keeps it. It comes last, since
    it says by what run it was published: a run killed before it publishes again. Raises PublishError where a table
    is missing or has other rows than in the warehouse, duckdb.Error or OSError where the disk does not take it.
    """
    following = home.published.with_suffix(".next.duckdb")
    remove_database(following)
    sweep_tables(home)
    try:
        with duckdb.connect(following, config=OLDEST_FORMAT) as target:
            target.execute(f"ATTACH {quote_text(str(home.warehouse))} AS warehouse (READ_ONLY)")
            row_counts = {str(table): _copy_table(target, table) for table in tables}
            write_erasures(target, home)
            write_dropped_events(target, home)
            _write_run_facts(target, row_counts, run_id, state)
            folder = write_tables(target, home)
            _audit(target, row_counts, count_rows(target, folder))
            target.execute("DETACH warehouse")
        replace_tables(home, folder)
        replace_database(following, home.published)
    except (duckdb.Error, OSError, PublishError):
        remove_database(following)  # of no use to anybody, and perhaps what fills the disk
        sweep_tables(home)
        raise
    return row_counts


def write_empty(home: Home, tables: list[DeclaredTable]) -> None:
    """Publish empty `tables` where nothing was published yet, so that dbt's target `dev` can read them."""
    if home.published.exists():
        return
    following = home.published.with_suffix(".next.duckdb")
    remove_database(following)
    with duckdb.connect(following, config=OLDEST_FORMAT) as target:
        for table in [*tables, *RECORDS]:
            create_table(target, table)
    replace_database(following, home.published)


def _copy_table(target: duckdb.DuckDBPyConnection, table: PublishedTable) -> int:
    found = target.execute(
        """
        SELECT sql, comment FROM duckdb_tables()
        WHERE database_name = 'warehouse' AND schema_name = ? AND table_name = ?
        """,
        [table.schema, table.name],
    ).fetchall()
    if not found:
        raise PublishError(f"{table} is not in the warehouse: run the job `daily`, which makes every table.")
    [(ddl, comment)] = found
    target.execute(f'CREATE SCHEMA IF NOT EXISTS "{table.schema}"')
    target.execute(ddl)
    target.execute(f"INSERT INTO {table.sql_name} SELECT * FROM warehouse.{table.sql_name}")  # noqa: S608
    if comment:
        target.execute(f"COMMENT ON TABLE {table.sql_name} IS {quote_text(comment)}")
    columns = target.execute(
        """
        SELECT column_name, comment FROM duckdb_columns()
        WHERE database_name = 'warehouse' AND schema_name = ? AND table_name = ? AND comment IS NOT NULL
        """,
        [table.schema, table.name],
    ).fetchall()
    for name, text in columns:
        target.execute(f'COMMENT ON COLUMN {table.sql_name}."{name}" IS {quote_text(text)}')
    [(rows,)] = target.execute(f"SELECT count(*) FROM {table.sql_name}").fetchall()  # noqa: S608
    return rows


def _audit(target: duckdb.DuckDBPyConnection, row_counts: dict[str, int], in_parquet: dict[str, int]) -> None:
    """Raise PublishError where a copy has other rows than the warehouse. Both counts: rows by table name."""
    for name, rows in row_counts.items():
        [(expected,)] = target.execute(f"SELECT count(*) FROM warehouse.{name}").fetchall()  # noqa: S608
        if {rows, in_parquet.get(name)} != {expected}:
            raise PublishError(
                f"{name} has {expected:,} rows in the warehouse, {rows:,} in the file to be published and"
                f" {in_parquet.get(name, 0):,} as Parquet: nothing was published. Run `daily` again."
            )


def _write_run_facts(target: duckdb.DuckDBPyConnection, row_counts: dict[str, int], run_id: str, state: State) -> None:
    [(as_of_date,)] = target.execute("SELECT max(as_of_date) FROM warehouse.staging.as_of").fetchall()
    facts = {
        "as_of_date": as_of_date,
        "published_at": datetime.now(UTC).replace(tzinfo=None),
        "run_id": run_id,
        "state_hash": state.whole,
        "models_hash": state.models,
        "table_count": len(row_counts),
        "row_count": sum(row_counts.values()),
        "row_counts": json.dumps(row_counts),
        "versions": json.dumps(read_versions()),
    }
    write_table(target, RUN_FACTS, pa.Table.from_pylist([facts], RUN_FACTS.shape))


def replace_database(following: Path, current: Path) -> None:
    """Put the closed database `following` in the place of `current`, read-only, in one rename."""
    if find_wal(following).exists():
        raise PublishError(f"{following} was not closed whole: its .wal is left. Run the same command again.")
    following.chmod(0o444)
    # Left by somebody who opened the old file to write: it would make the new one unreadable for all.
    find_wal(current).unlink(missing_ok=True)
    following.replace(current)
