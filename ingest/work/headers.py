"""Landing files that lack required columns, found by their headers, before anything is read or built."""

import json
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from itertools import product
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from ingest.books.erasures import find_last_erasures
from ingest.books.manifest import read_entries
from ingest.books.sealed import find_closed, is_closed, read_sealed
from ingest.contract import TABLES, LandingTable
from ingest.home import Home
from ingest.landing import Load
from ingest.readers.csv_header import find_delimiter
from ingest.readers.csv_recovery import LineBuffer, take_record
from ingest.readers.lines import read_lines
from ingest.readers.reading import COLUMN_NAME, UnreadableFile, escape_bytes
from ingest.work.changes import group_entries
from ingest.work.plan import plan_load

NAMED_COLUMNS = 20


@dataclass(frozen=True)
class HeaderFault:
    """A landing file that lacks columns, and those it has; None where its first line looks like data."""

    load: Load
    file_name: str
    missing: tuple[str, ...]
    found: tuple[str, ...] | None

    def __str__(self) -> str:
        where = f"landing/{self.load.source}/{self.load.table}/{self.load.load_date}/{self.file_name}"
        if self.found is None:
            has = "its first line looks like data and not like a header"
        else:
            more = f" and {len(self.found) - NAMED_COLUMNS} more" * (len(self.found) > NAMED_COLUMNS)
            has = f"it has {', '.join(self.found[:NAMED_COLUMNS]) or 'none'}{more}"
        return f"{where} lacks the required columns {', '.join(self.missing)}; {has}."


def find_header_faults(home: Home, load_dates: Iterable[date]) -> list[HeaderFault]:
    """Return the files among those that these load days would bring into the lake that lack required columns.

    A file that cannot be read at all is none of them: that shows when it is read. Writes nothing.
    """
    closed = find_closed(read_sealed(home))
    entries = read_entries(home)
    known, last_erasures = group_entries(entries), find_last_erasures(home, entries)
    faults = []
    for table, day in product(TABLES, sorted(load_dates)):
        load = Load(table.source, table.name, day)
        if is_closed(load, closed) or not table.has_header:
            continue
        for file in plan_load(home, load, known.get(load, {}), last_erasures).stale:
            names = read_names(file.path, table)
            if names is not None and (missing := list_missing(names, table)):
                faults.append(
                    HeaderFault(load, file.name, missing, tuple(names) if are_columns(names, table) else None)
                )
    return faults


def are_columns(names: list[str], table: LandingTable) -> bool:
    """Return whether names look like those of columns; in files with personal data at least one has to be known."""
    is_known = not table.is_personal or any(table.find_column(name) for name in names)
    return is_known and all(COLUMN_NAME.fullmatch(name) for name in names)


def list_missing(names: Iterable[str], table: LandingTable) -> tuple[str, ...]:
    """Return the required columns of a table that names of columns do not hold, in whatever way they are written."""
    return table.find_missing({table.find_column(name) or "" for name in names})


def read_names(path: Path, table: LandingTable) -> list[str] | None:
    """Return the columns of a landing file as it calls them; None where that cannot be known."""
    name = path.name.lower()
    try:
        if name.endswith((".csv", ".csv.gz")):
            return read_csv_names(path, table)
        if name.endswith(".jsonl"):
            return read_jsonl_names(path, table)
        if name.endswith(".parquet"):
            return [name.strip() for name in pq.read_schema(path).names]
    except (UnreadableFile, OSError, pa.ArrowException):
        return None
    return None


def read_csv_names(path: Path, table: LandingTable) -> list[str] | None:
    """Return the cells of a CSV file's first record."""
    with closing(read_lines(path, table.encoding)) as lines:
        buffer = LineBuffer(lines)
        buffer.skip_blank()
        first = buffer.peek()
        cells, _ = take_record(buffer, find_delimiter(first, table), None) if first else (None, "")
    return None if cells is None else [escape_bytes(cell.strip()) for cell in cells]


def read_jsonl_names(path: Path, table: LandingTable) -> list[str] | None:
    """Return the keys of a JSONL file's objects, as far as it has to be read until none is missing."""
    names: dict[str, None] = {}
    with closing(read_lines(path, table.encoding)) as lines:
        for line in lines:
            try:
                record = json.loads(line)
            except (ValueError, RecursionError):
                continue
            if isinstance(record, dict):
                names |= dict.fromkeys(escape_bytes(key) for key in record)
                if not list_missing(names, table):
                    break
    return list(names) or None
