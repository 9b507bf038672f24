"""The lake's memory: files.parquet (one row per landing file) and loads.parquet (one row per load day)."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import groupby

import pyarrow as pa

from ingest.books.file_entry import FILES_SCHEMA, FileEntry, fingerprint
from ingest.books.own_file import read_own_file, replace_own_file
from ingest.books.sealed import SealedLoad, find_closed, is_closed, read_sealed
from ingest.home import Home

LOADS_SCHEMA = pa.schema(
    [
        ("source", pa.string()),
        ("table_name", pa.string()),
        ("load_date", pa.date32()),
        ("fingerprint", pa.string()),
        ("file_count", pa.int64()),
        ("landed_count", pa.int64()),
        ("fault_count", pa.int64()),
        ("erased_count", pa.int64()),
        ("extra_columns", pa.string()),
        ("is_sealed", pa.bool_()),
    ]
)


def read_entries(home: Home) -> list[FileEntry]:
    """Return the entries of files.parquet; [] when there is none that can be read: all is then loaded again.

    Those of sealed load days, which a killed drop may have left there, are none of the lake's any more. Where no
    load day of a landing table is sealed any more, none of its files came after a drop.
    """
    table = read_own_file(home.files, FILES_SCHEMA)
    entries = [] if table is None else [FileEntry(**row) for row in table.to_pylist()]
    closed = find_closed(read_sealed(home))
    return [
        entry if (entry.source, entry.table_name) in closed else replace(entry, closed_before=None)
        for entry in entries
        if not is_closed(entry.load, closed)
    ]


def read_loads(home: Home) -> list[dict[str, object]]:
    """Return the rows of loads.parquet; where it cannot be read, as the next run will write them."""
    table = read_own_file(home.loads, LOADS_SCHEMA)
    return summarise_loads(read_entries(home), read_sealed(home)) if table is None else table.to_pylist()


def write_entries(home: Home, entries: Iterable[FileEntry], *, loads_first: bool) -> None:
    """Bring files.parquet and loads.parquet equal to `entries`; a file that is already equal is not written.

    loads_first: the order decides what a kill between the two leaves behind. Before data changes,
    files.parquet says 'writing' first; after it, loads.parquet is finished first. So whatever is half done
    still reads 'writing' in files.parquet and is found by the next run.
    """
    ordered = sorted(entries, key=lambda entry: (entry.load, entry.file_name))
    # Not by asdict, which copies each value: every run asks this of all files, once a table.
    files = (home.files, pa.Table.from_pylist([vars(entry) for entry in ordered], FILES_SCHEMA))
    loads = (home.loads, pa.Table.from_pylist(summarise_loads(ordered, read_sealed(home)), LOADS_SCHEMA))
    for path, table in (loads, files) if loads_first else (files, loads):
        if (known := read_own_file(path, table.schema)) is None or not known.equals(table):
            replace_own_file(path, table)


def summarise_loads(ordered: list[FileEntry], sealed: list[SealedLoad]) -> list[dict[str, object]]:
    """Return the rows of loads.parquet for entries sorted by load and file name, and for sealed load days."""
    rows = []
    for _, group in groupby(ordered, key=lambda entry: entry.load):
        entries = list(group)
        counts = sum(entry.landed_count for entry in entries), sum(entry.erased_count for entry in entries)
        rows.append(summarise_load(entries, fingerprint(entries), *counts, is_sealed=False))
    for load in sealed:
        counts = load.landed_count, load.erased_count
        rows.append(summarise_load(load.files, load.fingerprint, *counts, is_sealed=True))
    return sorted(rows, key=lambda row: (row["source"], row["table_name"], row["load_date"]))


def summarise_load(
    entries: list[FileEntry], version: str, landed_count: int, erased_count: int, *, is_sealed: bool
) -> dict[str, object]:
    """Return the row of one load day."""
    extra = sorted({name for entry in entries for name in entry.extra_columns.split(",") if name})
    return {
        "source": entries[0].source,
        "table_name": entries[0].table_name,
        "load_date": entries[0].load_date,
        "fingerprint": version,
        "file_count": len(entries),
        "landed_count": landed_count,
        "fault_count": sum(entry.fault_count for entry in entries),
        "erased_count": erased_count,
        "extra_columns": ",".join(extra),
        "is_sealed": is_sealed,
    }
