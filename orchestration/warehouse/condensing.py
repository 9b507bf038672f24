"""Condense load days: what the warehouse has made of their event rows is written into the lake and counts instead."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb
import yaml

from ingest.books.condensed import CondensedLoad, read_condensed
from ingest.books.erasures import read_erasures
from ingest.books.file_entry import LOADED, FileEntry
from ingest.books.manifest import read_entries
from ingest.errors import LakeError
from ingest.home import Home
from ingest.lake.parts import ITEM_EVENT_TYPES, PARTS, Part, count_landed, part_path
from ingest.landing import Load
from ingest.work.condense import commit_condensed, list_parts

# Each gives the columns of its part, in their order, for one load day.
# Written once and kept for years: a fifth smaller than DuckDB's usual.
PARQUET = "FORMAT parquet, PARQUET_VERSION v2, COMPRESSION zstd, COMPRESSION_LEVEL 12"
ITEM_COUNTS = ", ".join(f"count(*) FILTER (event_type = '{kind}') AS {kind}_count" for kind in ITEM_EVENT_TYPES)
QUERIES = {
    "stretches": "FROM staging.int_visitor_stretches",
    "items": """
        FROM (
            SELECT
                source, landing_table, load_date, visitor_id, item_id, user_id, count(*) AS event_count,
                {item_counts},
                min(event_at) AS first_event_at, max(event_at) AS last_event_at
            FROM facts.events WHERE item_id IS NOT NULL GROUP BY ALL
        )
    """,
    # A row that names nobody is searched as text when somebody is erased.
    "rejected": """
        FROM (
            SELECT
                rejected.*, deliveries.user_id AS _user_id, deliveries.anonymous_id AS _anonymous_id,
                CASE WHEN deliveries.user_id IS NULL AND deliveries.anonymous_id IS NULL THEN landed_row END AS _raw
            FROM staging.int_rejected_rows AS rejected
            INNER JOIN staging.int_event_deliveries AS deliveries
                USING (source, landing_table, load_date, file_name, row_number)
        )
    """,
    "repeats": """
        FROM (
            SELECT
                repeats.*,
                deliveries.user_id AS _user_id, deliveries.anonymous_id AS _anonymous_id
            FROM staging.int_event_repeats AS repeats
            INNER JOIN staging.int_event_deliveries AS deliveries
                USING (source, landing_table, load_date, file_name, row_number)
            WHERE outcome <> 'counted_again'
        )
    """,
    # All of the window; of earlier load days those by whose ids it, or what came after it, was judged.
    "deliveries": """
        FROM (
            FROM staging.int_event_deliveries
            WHERE fault IS NULL AND (load_date >= $first_judging OR key_hash IN (SELECT key_hash FROM judging_keys))
        )
    """,
}


def list_open_loads(home: Home, tables: list[tuple[str, str]], before: date) -> dict[Load, list[FileEntry]]:
    """Return the load days of these landing tables before a day that hold their rows still, with their files."""
    loads: dict[Load, list[FileEntry]] = {}
    for entry in read_entries(home):
        if (entry.source, entry.table_name) in tables and entry.load_date < before:
            loads.setdefault(entry.load, []).append(entry)
    return loads


def condense(
    home: Home,
    connection: duckdb.DuckDBPyConnection,
    tables: list[tuple[str, str]],
    before: date,
    say: Callable[[str], None],
) -> list[CondensedLoad]:
    """Put condensed parts in the place of the rows of these landing tables' load days before a day; return them.

    connection: to a warehouse that was built from the lake as it stands. Until all parts are written nothing counts
    otherwise than before. Raises LakeError, with nothing dropped, where the parts do not hold every landed row.
    """
    first_judging = before - timedelta(days=read_repeat_window())
    judging = find_judging(connection, first_judging)
    now, erasure_count = datetime.now(UTC).replace(tzinfo=None), len(read_erasures(home))
    condensed = []
    loads = list_open_loads(home, tables, before)
    for number, (load, entries) in enumerate(sorted(loads.items()), 1):
        for part in PARTS:
            if part.name != "deliveries" or load.load_date >= first_judging or load in judging:
                write_part_of(connection, part, load, first_judging, part_path(home, part.name, load))
        landed = sum(entry.landed_count for entry in entries)
        if (held := count_landed(home, load)) != landed:
            raise LakeError(
                f"{load.source}/{load.table} {load.load_date}: the warehouse holds {held:,} of its {landed:,} landed"
                " rows, so nothing was dropped: run `make daily FORCE=1`, then ask again."
            )
        condensed.append(
            CondensedLoad(
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
            say(f"{number} of {len(loads)} load days are condensed.")
    # By what an earlier drop kept, nothing may be judged any more.
    earlier = [load for load in read_condensed(home) if (load.source, load.table_name) in tables]
    commit_condensed(home, [*(keep_no_deliveries(load, first_judging, judging) for load in earlier), *condensed])
    return condensed


def find_judging(connection: duckdb.DuckDBPyConnection, first_judging: date) -> set[Load]:
    """Return the load days before `first_judging` that hold events which were delivered again from that day on.

    The keys of these events are left in the temporary table judging_keys.
    """
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE judging_keys AS
        SELECT DISTINCT key_hash
        FROM staging.int_event_deliveries
        WHERE fault IS NULL AND load_date >= $first
        AND key_hash IN (
            SELECT key_hash FROM staging.int_event_deliveries WHERE fault IS NULL AND load_date < $first
        )
        """,
        {"first": first_judging},
    ).fetchall()
    found = connection.execute(
        """
        SELECT DISTINCT source, landing_table, load_date
        FROM staging.int_event_deliveries
        WHERE fault IS NULL AND load_date < $first AND key_hash IN (SELECT key_hash FROM judging_keys)
        """,
        {"first": first_judging},
    ).fetchall()
    return {Load(*load) for load in found}


def keep_no_deliveries(load: CondensedLoad, first_judging: date, judging: set[Load]) -> CondensedLoad:
    """Return the load day without its deliveries, where no later one is judged by them."""
    if load.load_date >= first_judging or load.load in judging:
        return load
    return replace(load, parts=[part for part in load.parts if part.name != "deliveries"])


def write_part_of(
    connection: duckdb.DuckDBPyConnection, part: Part, load: Load, first_judging: date, path: Path
) -> None:
    """Write one part of a load day from the warehouse, replacing it in one step."""
    path.parent.mkdir(parents=True, exist_ok=True)
    following = path.with_name(".writing.tmp")
    columns = ", ".join(f'"{name}"' for name in part.shape.names)
    moment = next((name for name in part.shape.names if name in {"first_event_at", "event_at"}), None)
    order = ", ".join(filter(None, [part.visitor_column, moment])) if moment else "file_name, row_number"
    parameters = {"source": load.source, "table": load.table, "load_date": load.load_date, "path": str(following)}
    if part.name == "deliveries":
        parameters["first_judging"] = first_judging
    connection.execute(
        f"""
        COPY (
            SELECT {columns} {QUERIES[part.name].format(item_counts=ITEM_COUNTS)}
            WHERE source = $source AND landing_table = $table AND load_date = $load_date
            ORDER BY {order}
        ) TO $path ({PARQUET})
        """,
        parameters,
    ).fetchall()
    following.replace(path)


def read_repeat_window() -> int:
    """Return in how many load days before it an event's first delivery is looked for, as dbt is told."""
    from orchestration.dbt.project import DBT_DIR

    return yaml.safe_load((DBT_DIR / "dbt_project.yml").read_text())["vars"]["repeat_window_days"]
