"""python -m orchestration.commands.drop_events <YYYY-MM-DD>: free the disk of the event rows of load days before it."""

import argparse
import shutil
from datetime import date
from functools import partial

import duckdb

from ingest.books.manifest import read_entries, read_loads
from ingest.books.sealed import read_sealed
from ingest.contract import TABLES
from ingest.home import Home
from ingest.work.changes import find_changes
from ingest.work.seal import sweep_sealed
from orchestration.commands.daily import run_daily
from orchestration.commands.errors import run_plainly
from orchestration.commands.setup import set_up
from orchestration.runs.lock import hold_lock
from orchestration.settings import SettingsError, read_home, require_duckdb
from orchestration.warehouse.database_file import remove_database
from orchestration.warehouse.sealing import list_open_loads, seal
from orchestration.warehouse.state import find_current, note_built_models, read_built_models


def main() -> int:
    parser = argparse.ArgumentParser(description="Drop the event rows of old load days.")
    parser.add_argument("before", nargs="?", default="", help="the first load day that keeps its rows, YYYY-MM-DD")
    text = parser.parse_args().before
    require_duckdb("make drop-events")
    before = read_before(read_home(), text)
    return drop_events(set_up(), before)


def read_before(home: Home, text: str) -> date:
    """Return the day that `text` names; SettingsError where it names none, or one after the newest load day."""
    days = [load["load_date"] for load in read_loads(home)]
    if not days:
        raise SettingsError(f"{home.path} holds no load day yet: there is nothing to drop.")
    reach = f"give one up to {max(days)}, the newest load day in the lake; it is the first that keeps its event rows"
    if not text:
        raise SettingsError(f"Before which load day? {reach.capitalize()}: make drop-events BEFORE=<YYYY-MM-DD>")
    try:
        before = date.fromisoformat(text)
    except ValueError:
        before = None
    # fromisoformat also takes 20240101: a day is to have one name.
    if before is None or before.isoformat() != text:
        raise SettingsError(f"BEFORE is {text!r}, which is no day: {reach}.")
    if before > max(days):
        raise SettingsError(f"BEFORE is {before}, after the newest load day: {reach}.")
    return before


def drop_events(home: Home, before: date) -> int:
    """Drop the event rows of load days before a day; return 0, or 1 after printing why it failed.

    No other table changes. The warehouse is rebuilt from what the lake keeps. A killed drop is
    finished by the same call, or by the next daily run.
    """
    log = partial(print, flush=True)
    with hold_lock(home.lock, "drop-events", log), hold_lock(home.lake_lock, "drop-events", log):
        sweep_sealed(home)
        tables = find_event_tables()
        for sentence in describe_others(home, before, tables):
            print(sentence)
        if list_open_loads(home, tables, before):
            check_ready(home, before, tables)
            with duckdb.connect(home.warehouse, read_only=True) as connection:
                sealed = seal(home, connection, tables, before, log)
            days = [load.load_date for load in sealed]
            print(
                f"{len(days):,} load day{'s' * (len(days) != 1)}, {min(days)} to {max(days)}:"
                f" {sum(load.dropped_count for load in sealed):,} event rows dropped. They took"
                f" {describe_bytes(sum(load.dropped_bytes for load in sealed))} in the lake; what is kept in their"
                f" place takes {describe_bytes(sum(load.byte_count for load in sealed))}."
            )
        elif not read_sealed(home) or is_published(home):
            raise SettingsError(
                f"No load day before {before} holds event rows that can be dropped: nothing was changed."
            )
        # DuckDB uses the space of deleted rows again, but does not give it back.
        note_built_models(home, None)
        for database in (home.warehouse, home.dev):
            remove_database(database)
        shutil.rmtree(home.spark, ignore_errors=True)
    if failed := run_daily(home):
        print("The rows are gone from the lake; the warehouse is rebuilt once `make daily` succeeds.")
        return failed
    print(f"warehouse.duckdb takes {describe_bytes(home.warehouse.stat().st_size)}.")
    return 0


def find_event_tables() -> list[tuple[str, str]]:
    """Return the landing tables that hold events and nothing else, each as (source, table)."""
    return sorted((table.source, table.name) for table in TABLES if table.fills == ("events",))


def describe_others(home: Home, before: date, tables: list[tuple[str, str]]) -> list[str]:
    """Return a sentence for each landing table that keeps its rows because they hold more than events."""
    lying = {(entry.source, entry.table_name) for entry in read_entries(home) if entry.load_date < before}
    return [
        f"{table.source}/{table.name} also holds {', '.join(sorted({*table.fills} - {'events'}))}: its rows stay."
        for table in TABLES
        if "events" in table.fills and (table.source, table.name) in lying and (table.source, table.name) not in tables
    ]


def check_ready(home: Home, before: date, tables: list[tuple[str, str]]) -> None:
    """Raise SettingsError where the warehouse may not hold what landing and lake hold of the days to drop."""
    changes = [c for c in find_changes(home) if (c.source, c.table) in tables and c.load_date < before]
    if changes:
        raise SettingsError(
            f"landing/{changes[0].source}/{changes[0].table}/{changes[0].load_date} ({len(changes)} such load days"
            f" before {before}) is not in the lake as it stands: run `make daily` first."
        )
    if not is_published(home) or not home.warehouse.exists():
        raise SettingsError(
            "The warehouse is not built from the lake as it stands: run `make daily` first"
            " (`make daily FORCE=1` where the warehouse is gone)."
        )


def is_published(home: Home) -> bool:
    """Return whether warehouse and published file are made from lake, code and settings as they are."""
    current = find_current(home, print)
    return current is not None and read_built_models(home) == current.models


def describe_bytes(count: int) -> str:
    """Return bytes in words: 1.2 GB, 34.5 MB."""
    return f"{count / 1e9:.1f} GB" if count >= 1e9 else f"{count / 1e6:.1f} MB"


if __name__ == "__main__":
    run_plainly(main)
