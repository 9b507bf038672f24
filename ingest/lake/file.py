"""One landing file becomes one lake file."""

import os
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ingest.books.erased_ids import ErasedIds
from ingest.books.own_file import unwritable
from ingest.contract import LandingTable
from ingest.errors import LandingError
from ingest.lake.erased_rows import Taken, take_out
from ingest.lake.paths import count_rows, lake_schema
from ingest.lake.personal import protect
from ingest.readers import csv, csv_recovery, jsonl, jsonl_objects, parquet
from ingest.readers.reading import NotPlain, Reading, UnreadableFile, make_batch, make_fault, row_schema

# A name dbt's glob does not match and the next attempt overwrites.
PART_NAME = ".writing.tmp"
# On landing files the lowest level gave files a twentieth smaller than the default, in less time. Readers hand over
# 65,000 to 100,000 rows at a time, and gathering these into DuckDB's usual row groups of 122,880 means copying them.
PARQUET = "FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, ROW_GROUP_SIZE 65536"


@dataclass(frozen=True)
class Written:
    """What a lake file holds: rows, rows with a fault; what was kept out: erased people, and columns by name."""

    landed_count: int
    fault_count: int
    erased: Taken
    extra_columns: tuple[str, ...]


@dataclass(frozen=True)
class Engines:
    """Two in-memory DuckDBs, one reading landing files while the other writes the lake; a thread to hash."""

    reader: duckdb.DuckDBPyConnection
    writer: duckdb.DuckDBPyConnection
    hasher: Executor


@contextmanager
def open_engines() -> Iterator[Engines]:
    """Open the engines; closed at the end."""
    with duckdb.connect() as reader, duckdb.connect() as writer, ThreadPoolExecutor(1) as hasher:
        # Stamps with a zone are written in UTC, whatever the zone of the machine.
        reader.execute("SET TimeZone = 'UTC'")
        yield Engines(reader, writer, hasher)


def write_lake_file(
    engines: Engines,
    path: Path,
    table: LandingTable,
    target: Path,
    erased: ErasedIds | None = None,
    hash_key: str | None = None,
) -> Written:
    """Write the rows of the landing file `path` to the lake file `target`, replacing it in one step.

    The lake file has all that the file holds: a row for each record, with `_fault` and `_raw` where it
    could not be read, or one row, `_row` 0, for a file that could not. Only what is of `erased` people is left
    out, and counted. hash_key: by it personal data are hashed; a table that holds such needs it. Raises
    FileNotFoundError when the landing file has vanished, LakeError when the lake cannot
    be written.
    """
    part = target.with_name(PART_NAME)
    if path.exists() and not os.access(path, os.R_OK):
        raise LandingError(f"{path} may not be read: change its permissions.")
    try:
        try:
            extra_columns, taken = write_readable(engines, path, table, part, erased, hash_key)
        except UnreadableFile as outcome:
            batch = make_batch(row_schema(table), [make_fault(table, outcome.fault, outcome.raw)])
            taken = write_rows(
                engines.writer, [batch], table, path.name, part, first_row=0, erased=erased, hash_key=hash_key
            )
            extra_columns = ()
        landed_count, fault_count = count_rows(part)
        part.replace(target)
    except FileNotFoundError:
        part.unlink(missing_ok=True)
        if path.exists():
            raise unwritable(target, OSError("its folder vanished while it was written")) from None
        raise
    except OSError as error:
        raise unwritable(target, error) from error
    return Written(landed_count, fault_count, taken, extra_columns)


def write_readable(
    engines: Engines, path: Path, table: LandingTable, part: Path, erased: ErasedIds | None, hash_key: str | None
) -> tuple[tuple[str, ...], Taken]:
    """Write the rows of a file that can be read, fast or else patiently; return the columns and people kept out."""
    for read in choose_readers(engines.reader, path, table):
        try:
            reading: Reading = read()
            taken = write_rows(
                engines.writer,
                reading.batches,
                table,
                path.name,
                part,
                first_row=1,
                absent_columns=reading.absent_columns,
                erased=erased,
                hash_key=hash_key,
            )
        except NotPlain:
            continue
        return reading.extra_columns, taken
    raise UnreadableFile("unreadable_file", "the file changed while it was read")


def choose_readers(connection: duckdb.DuckDBPyConnection, path: Path, table: LandingTable) -> tuple:
    """Return the readers of a file's format, the fastest first, by its extension."""
    name = path.name.lower()
    if name.endswith((".csv", ".csv.gz")):
        return lambda: csv.read_fast(connection, path, table), lambda: csv_recovery.read_patiently(path, table)
    if name.endswith(".jsonl"):
        return (
            lambda: jsonl.read_fast(connection, path, table),
            lambda: jsonl_objects.read_quickly(connection, path, table),
            lambda: jsonl_objects.read_patiently(connection, path, table),
        )
    if name.endswith(".parquet"):
        return (lambda: parquet.read_parquet(connection, path, table),)
    raise UnreadableFile(
        "empty_file" if path.stat().st_size == 0 else "unreadable_file",
        f"{path.name} is none of .csv, .csv.gz, .jsonl, .parquet",
    )


def keep_rows(rows: pa.RecordBatch, table: LandingTable) -> pa.RecordBatch:
    """Return the rows that the table's source reads; those with a fault stay."""
    if table.kept_rows is None:
        return rows
    values = pc.utf8_lower(pc.utf8_trim_whitespace(rows[table.kept_rows.column]))
    is_kept = pc.is_in(values, value_set=pa.array(table.kept_rows.values))
    return rows.filter(pc.or_(is_kept, pc.is_null(values)))


def write_rows(
    connection: duckdb.DuckDBPyConnection,
    batches: Iterable[pa.RecordBatch],
    table: LandingTable,
    file_name: str,
    part: Path,
    *,
    first_row: int,
    erased: ErasedIds | None,
    hash_key: str | None,
    absent_columns: tuple[str, ...] = (),
) -> Taken:
    """Write batches of row_schema(table) to `part`, numbered from `first_row`, with what is known of their file.

    Return what was left out of erased people; the rows after it keep their numbers. Numbering happens here and
    not by SQL's row_number(): that would hold the whole statement to one thread. A failure of the reader is
    raised as the reader raised it; LakeError when writing failed.
    """
    failures: list[Exception] = []
    taken: list[Taken] = []
    of_file = {"_file": file_name, "_absent": f",{','.join(absent_columns)}," if absent_columns else None}
    columns = [name for name in lake_schema(table).names if name not in of_file]

    def number_rows() -> Iterator[pa.RecordBatch]:
        row = first_row
        try:
            for batch in batches:
                numbers = pa.array(np.arange(row, row + len(batch), dtype=np.int64))
                row += len(batch)
                numbered = keep_rows(batch.append_column("_row", numbers).select(columns), table)
                if table.is_personal:
                    numbered = protect(numbered, table, hash_key)
                if erased:
                    numbered, taken_here = take_out(numbered, table, erased)
                    taken.append(taken_here)
                yield numbered
        except Exception as error:  # noqa: BLE001 - DuckDB would turn it into text: it is raised again below
            failures.append(error)

    schema = pa.schema([lake_schema(table).field(name) for name in columns])
    connection.register("batches", pa.RecordBatchReader.from_batches(schema, number_rows()))
    fields = ", ".join(
        f"${name}::VARCHAR AS {name}" if name in of_file else f'"{name}"' for name in lake_schema(table).names
    )
    try:
        connection.execute(
            f"COPY (SELECT {fields} FROM batches) TO $part ({PARQUET})",  # noqa: S608
            {**of_file, "part": str(part)},
        ).fetchall()
    except duckdb.Error as error:
        if not failures:
            raise unwritable(part, error) from error
    finally:
        connection.unregister("batches")
    if failures:
        raise failures[0]
    return sum(taken, Taken())
