"""Seal load days: what the warehouse holds of them is written into the lake and counts in place of their events."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb
import yaml

from ingest.books.erasures import read_erasures
from ingest.books.file_entry import LOADED, FileEntry
from ingest.books.manifest import read_entries
from ingest.books.sealed import SealedLoad, read_sealed
from ingest.errors import LakeError
from ingest.home import Home
from ingest.lake.sealed import count_landed, sealed_path
from ingest.landing import Load
from ingest.work.seal import commit_sealed, list_parts
from orchestration.dbt.project import DBT_DIR

# Written once and kept for years: a fifth smaller than DuckDB's usual.
PARQUET = "FORMAT parquet, PARQUET_VERSION v2, COMPRESSION zstd, COMPRESSION_LEVEL 12"
# What is kept of each fact. A hash is another with another version of DuckDB, so none is kept.
DELIVERIES = "int_event_deliveries"
KEPT = {
    "int_visitor_stretches": "SELECT * FROM events.int_visitor_stretches WHERE true",
    "user_items": "SELECT * FROM facts.user_items WHERE true",
    "int_searches": "SELECT * FROM events.int_searches WHERE true",
    "int_rejected_rows": "SELECT * FROM history.int_rejected_rows WHERE true",
    "int_event_repeats": (
        "SELECT * REPLACE (NULL AS key_hash, NULL AS first_load_date) FROM events.int_event_repeats"
        " WHERE outcome <> 'counted_again'"
    ),
    # All of the window; of earlier load days those with ids that it, or what came after it, was compared with.
    DELIVERIES: (
        "SELECT * EXCLUDE (key_hash, is_sealed) FROM events.int_event_deliveries"
        " WHERE fault IS NULL AND (load_date >= $first_compared OR key_hash IN (SELECT key_hash FROM repeated_keys))"
    ),
}


def list_open_loads(home: Home, tables: list[tuple[str, str]], before: date) -> dict[Load, list[FileEntry]]:
    """Return the load days of these landing tables before a day that hold their rows still, with their files."""
    loads: dict[Load, list[FileEntry]] = {}
    for entry in read_entries(home):
        if (entry.source, entry.table_name) in tables and entry.load_date < before:
            loads.setdefault(entry.load, []).append(entry)
    return loads


def seal(
    home: Home,
    connection: duckdb.DuckDBPyConnection,
    tables: list[tuple[str, str]],
    before: date,
    log: Callable[[str], None],
) -> list[SealedLoad]:
    """Put what the warehouse holds of these landing tables' load days before a day in the place of their rows.

    connection: to a warehouse that was built from the lake as it stands. Returns the load days. Until all files are
    written nothing counts otherwise than before. Raises LakeError, with nothing dropped, where they do not hold every
    landed row.
    """
    first_compared = before - timedelta(days=read_repeat_window())
    repeated = find_repeated(connection, first_compared)
    now, erasure_count = datetime.now(UTC).replace(tzinfo=None), len(read_erasures(home))
    sealed = []
    loads = list_open_loads(home, tables, before)
    for number, (load, entries) in enumerate(sorted(loads.items()), 1):
        for fact in KEPT:
            if fact != DELIVERIES or load.load_date >= first_compared or load in repeated:
                write_fact(connection, fact, load, first_compared, sealed_path(home, fact, load))
        landed = sum(entry.landed_count for entry in entries)
        if (held := count_landed(home, load)) != landed:
            raise LakeError(
                f"{load.source}/{load.table} {load.load_date}: the warehouse holds {held:,} of its {landed:,} landed"
                " rows, so nothing was dropped: run `make daily FORCE=1`, then ask again."
            )
        sealed.append(
            SealedLoad(
                *load,
                closed_before=before,
                dropped_at=now,
                dropped_count=landed,
                dropped_bytes=sum(entry.lake_bytes for entry in entries),
                landed_count=landed,
                erased_count=sum(entry.erased_count for entry in entries),
                erasure_count=erasure_count,
                state=LOADED,
                parts=list_parts(home, load),
                files=entries,
            )
        )
        if number % 100 == 0:
            log(f"{number} of {len(loads)} load days are sealed.")
    # What an earlier drop kept may no longer be compared with anything.
    earlier = [load for load in read_sealed(home) if (load.source, load.table_name) in tables]
    commit_sealed(home, [*(keep_no_deliveries(load, first_compared, repeated) for load in earlier), *sealed])
    return sealed


def find_repeated(connection: duckdb.DuckDBPyConnection, first_compared: date) -> set[Load]:
    """Return the load days before `first_compared` that hold events which were delivered again from that day on.

    The keys of these events are left in the temporary table repeated_keys.
    """
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE repeated_keys AS
        SELECT DISTINCT key_hash
        FROM events.int_event_deliveries
        WHERE fault IS NULL AND load_date >= $first
        AND key_hash IN (SELECT key_hash FROM events.int_event_deliveries WHERE fault IS NULL AND load_date < $first)
        """,
        {"first": first_compared},
    ).fetchall()
    found = connection.execute(
        """
        SELECT DISTINCT source, landing_table, load_date
        FROM events.int_event_deliveries
        WHERE fault IS NULL AND load_date < $first AND key_hash IN (SELECT key_hash FROM repeated_keys)
        """,
        {"first": first_compared},
    ).fetchall()
    return {Load(*load) for load in found}


def keep_no_deliveries(load: SealedLoad, first_compared: date, repeated: set[Load]) -> SealedLoad:
    """Return the load day without its deliveries, where no later one is compared with them."""
    if load.load_date >= first_compared or load.load in repeated:
        return load
    return replace(load, parts=[part for part in load.parts if part.name != DELIVERIES])


def write_fact(connection: duckdb.DuckDBPyConnection, fact: str, load: Load, first_compared: date, path: Path) -> None:
    """Write a fact's rows of a load day from the warehouse, replacing the file in one step."""
    path.parent.mkdir(parents=True, exist_ok=True)
    following = path.with_name(".writing.tmp")
    parameters = {"source": load.source, "table": load.table, "load_date": load.load_date, "path": str(following)}
    if fact == DELIVERIES:
        parameters["first_compared"] = first_compared
    connection.execute(
        f"COPY ({KEPT[fact]} AND source = $source AND landing_table = $table AND load_date = $load_date ORDER BY ALL)"
        f" TO $path ({PARQUET})",
        parameters,
    ).fetchall()
    following.replace(path)


def read_repeat_window() -> int:
    """Return in how many load days before it an event's first delivery is looked for, as in dbt."""
    return yaml.safe_load((DBT_DIR / "dbt_project.yml").read_text())["vars"]["repeat_window_days"]
