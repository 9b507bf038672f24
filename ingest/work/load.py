"""Bring load days of the lake equal to the landing."""

from collections.abc import Callable, Iterable
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from ingest.books.erased_ids import ErasedIds
from ingest.books.erasures import find_last_erasures, open_erased, read_erasures
from ingest.books.file_entry import LOADED, FileEntry
from ingest.books.hash_key import require_hash_key
from ingest.books.manifest import read_entries, write_entries
from ingest.books.own_file import unwritable
from ingest.books.sealed import find_closed, is_closed, read_sealed
from ingest.contract import SOURCES
from ingest.errors import LandingError
from ingest.hashing import hash_file
from ingest.home import Home
from ingest.lake.damage import take_out_damaged
from ingest.lake.file import Engines, open_engines, write_lake_file
from ingest.lake.paths import holds_fault, lake_path, load_folder
from ingest.landing import Load
from ingest.work.changes import group_entries
from ingest.work.plan import LoadPlan, make_entry, plan_load
from ingest.work.seal import is_due, write_without


@dataclass(frozen=True)
class LoadResult:
    """What the lake holds of one load day, and how many of its files this call wrote and removed.

    erased_count: rows of erased people that the files hold and the lake does not. damaged_names: the
    landing files that were read again because their lake file was missing or cut short. misencoded_names: the
    landing files read by this call that are not in UTF-8, as a whole or in some lines.
    """

    source: str
    table: str
    load_date: date
    file_count: int
    landed_count: int
    fault_count: int
    erased_count: int
    extra_columns: tuple[str, ...]
    written_count: int
    removed_count: int
    damaged_names: tuple[str, ...]
    misencoded_names: tuple[str, ...]


def load_days(
    home: Home,
    source: str,
    table: str,
    load_dates: Iterable[date],
    progress: Callable[[LoadResult], None] | None = None,
    hash_key: str | None = None,
) -> list[LoadResult]:
    """Bring the lake equal to the landing for these load days of one table; return a result a day, in order.

    Of load days whose event rows were dropped nothing is read and no result given; but erased people are taken out.

    A file that is already in the lake as it stands is not read again; a call with nothing new writes
    nothing. The days to be written are marked 'writing' first and counted as loaded last, in one manifest
    write each: whatever a kill leaves half done is listed by the next find_changes. progress is called
    after each day. hash_key: by which erased people are known and personal data are hashed; raises ErasureError or
    HashKeyError where there are some and it is missing or another. Call it under the run's lock.
    """
    if source not in SOURCES or table not in SOURCES[source].tables:
        raise LandingError(f"{source}/{table} is not a landing table Cartograph knows: see docs/contract.md.")
    sealed = read_sealed(home)
    closed = find_closed(sealed)
    asked = [Load(source, table, load_date) for load_date in sorted(set(load_dates))]
    loads = [load for load in asked if not is_closed(load, closed)]
    all_entries = read_entries(home)
    known = group_entries(all_entries)
    others = [entry for entry in all_entries if entry.load not in set(loads)]
    last_erasures, erasures = find_last_erasures(home, all_entries), read_erasures(home)
    erased = open_erased(erasures, hash_key)
    for load in sealed:
        if load.load in asked and is_due(load, last_erasures):
            write_without(home, load, erased, len(erasures))
    closed_before = closed.get((source, table))
    plans = [plan_load(home, load, known.get(load, {}), last_erasures) for load in loads]

    landing_table = SOURCES[source].tables[table]
    if landing_table.is_personal and any(plan.stale for plan in plans):
        require_hash_key(home, landing_table, hash_key)
    if any(plan.stale or plan.removed for plan in plans):
        marked = [entry for plan in plans for entry in plan.mark(closed_before)]
        write_entries(home, [*others, *marked], loads_first=False)
    results, entries = [], []
    with open_engines() if any(plan.stale for plan in plans) else nullcontext() as engines:
        for plan in plans:
            loaded = run_plan(home, plan, engines, erased, hash_key, len(erasures), closed_before)
            entries += loaded
            results.append(summarise(home, plan, loaded))
            if progress:
                progress(results[-1])
    write_entries(home, [*others, *entries], loads_first=True)
    return results


def reload_damaged(home: Home, hash_key: str | None = None) -> list[FileEntry]:
    """Read again from landing what in the lake is not what was written; return the entries of before.

    Reads the whole lake. hash_key: as for load_days. Call it under the run's lock.
    """
    damaged = take_out_damaged(home)
    for source, table in sorted({(entry.source, entry.table_name) for entry in damaged}):
        days = [entry.load_date for entry in damaged if (entry.source, entry.table_name) == (source, table)]
        load_days(home, source, table, days, hash_key=hash_key)
    return damaged


def run_plan(
    home: Home,
    plan: LoadPlan,
    engines: Engines,
    erased: ErasedIds | None,
    hash_key: str | None,
    erasure_count: int,
    closed_before: date | None,
) -> list[FileEntry]:
    """Write and remove the lake files of one load day, without erased people; return its entries.

    closed_before: the first load day of the landing table that takes files; a file read again came when it first did.
    """
    folder = load_folder(home, plan.load)
    table = SOURCES[plan.load.source].tables[plan.load.table]
    entries = list(plan.current)
    try:
        if plan.stale:
            folder.mkdir(parents=True, exist_ok=True)
        for file in plan.stale:
            try:
                # Beside the reading, not before it: hashing takes no part of a day's time then.
                content_hash = engines.hasher.submit(hash_file, file.path)
                entry = make_entry(plan.load, file, closed_before)
                target = lake_path(home, entry)
                written = write_lake_file(engines, file.path, table, target, erased, hash_key)
                entry = replace(
                    entry,
                    content_hash=content_hash.result(),
                    landed_count=written.landed_count,
                    fault_count=written.fault_count,
                    erased_count=written.erased.row_count,
                    emptied_count=written.erased.value_count,
                    erasure_count=erasure_count,
                    extra_columns=",".join(written.extra_columns),
                    lake_bytes=target.stat().st_size,
                    lake_hash=hash_file(target),
                    state=LOADED,
                )
                known = plan.known.get(file.name)
                if known and known.content_hash == entry.content_hash:
                    entry = replace(entry, closed_before=known.closed_before)
            except FileNotFoundError:
                continue  # it vanished since it was listed: its lake file, if any, goes below
            entries.append(entry)
        sweep_folder(folder, {f"{entry.file_name}.parquet" for entry in entries})
    except OSError as error:
        raise unwritable(folder, error) from error
    return entries


def sweep_folder(folder: Path, expected: set[str]) -> None:
    """Delete what a load day's folder holds beyond the expected names, and the folder once it is empty."""
    if not folder.exists():
        return
    for path in folder.iterdir():
        if path.name not in expected:
            path.unlink()
    if not expected:
        folder.rmdir()


def summarise(home: Home, plan: LoadPlan, entries: list[FileEntry]) -> LoadResult:
    """Return the result of one load day."""
    written = [entry for entry in entries if entry not in plan.current]
    extra = {name for entry in entries for name in entry.extra_columns.split(",") if name}
    return LoadResult(
        *plan.load,
        file_count=len(entries),
        landed_count=sum(entry.landed_count for entry in entries),
        fault_count=sum(entry.fault_count for entry in entries),
        erased_count=sum(entry.erased_count for entry in entries),
        extra_columns=tuple(sorted(extra)),
        written_count=len(written),
        removed_count=len(plan.removed),
        damaged_names=tuple(plan.damaged),
        misencoded_names=tuple(
            entry.file_name
            for entry in written
            if entry.fault_count and holds_fault(lake_path(home, entry), "wrong_encoding")
        ),
    )
