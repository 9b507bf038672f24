"""One landing file, read by the readers of a run and judged, without a trace."""

import csv
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from ingest.check.columns import Declared, read_declared
from ingest.check.guesses import is_workbook
from ingest.check.judgement import write_judgement
from ingest.check.macros import load_macros
from ingest.contract import LandingTable
from ingest.errors import LandingError
from ingest.home import PROJECT_ROOT
from ingest.lake.file import Engines, choose_readers, keep_rows
from ingest.landing import Load
from ingest.readers.reading import NotPlain, UnreadableFile, row_schema
from ingest.work.headers import list_missing, read_names

# Why a file that is named like CSV cannot be read.
WORKBOOK = "workbook"
SEEDS = PROJECT_ROOT / "seeds" / "reference"


@dataclass(frozen=True)
class Example:
    """A row that a run will refuse: its number in the file, why, the text or None where that is not to be shown, and
    the file where several are spoken of."""

    row: int
    reason: str
    text: str | None
    place: str = ""


@dataclass(frozen=True)
class ColumnMeasure:
    """What one typed column of a file holds. values: how many are not empty. faults: refused ones, by reason."""

    name: str
    type: str
    values: int
    faults: dict[str, int]
    examples: list[Example]
    first: date | None
    last: date | None
    words: dict[str, int]
    unknown_words: list[str]


@dataclass(frozen=True)
class Measured:
    """What a run will make of one landing file.

    unreadable: the reason for which the whole file cannot be read, with a technical word on it. rows: as the lake will
    count them. unused: rows beside them that the source's YAML does not read. refused: rows that a run will quarantine,
    as far as types tell it. names: the columns as the file calls them, [] where it has no header. missing: required
    columns that are not among them.
    """

    unreadable: tuple[str, str] | None = None
    rows: int = 0
    unused: int = 0
    refused: int = 0
    checksum: int | None = None
    names: list[str] = field(default_factory=list)
    missing: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    line_faults: dict[str, int] = field(default_factory=dict)
    line_examples: list[Example] = field(default_factory=list)
    row_faults: dict[str, int] = field(default_factory=dict)
    row_examples: list[Example] = field(default_factory=list)
    columns: list[ColumnMeasure] = field(default_factory=list)


def measure_file(engines: Engines, path: Path, table: LandingTable, load: Load, shop_zone: str) -> Measured:
    """Return what a run will make of a landing file. FileNotFoundError when it has vanished."""
    if path.exists() and not os.access(path, os.R_OK):
        raise LandingError(f"{path} may not be read: change its permissions.")
    if is_workbook(path):
        return Measured(unreadable=(WORKBOOK, ""))
    declared = read_declared(table)
    statement = write_judgement(table, declared, load.load_date, shop_zone)
    try:
        for read in choose_readers(engines.reader, path, table):
            try:
                reading = read()
                found, unused = judge(engines.writer, reading.batches, table, statement)
            except NotPlain:
                continue
            names = read_names(path, table) or [] if table.has_header else []
            return Measured(
                rows=found["rows"],
                unused=unused,
                refused=found["refused"],
                checksum=found["checksum"],
                names=names,
                missing=list_missing(names, table) if names else (),
                extra=reading.extra_columns,
                absent=reading.absent_columns,
                line_faults=found["line_faults"] or {},
                line_examples=read_examples(
                    found["line_examples"], is_open=not (declared.personal or table.is_personal)
                ),
                row_faults=found["row_faults"] or {},
                row_examples=read_examples(found["row_examples"], is_open=False),
                columns=read_columns(engines.writer, declared, found),
            )
    except UnreadableFile as outcome:
        return Measured(unreadable=(outcome.fault, outcome.raw))
    return Measured(unreadable=("unreadable_file", "the file changed while it was read"))


def judge(
    connection: duckdb.DuckDBPyConnection, batches: Iterable[pa.RecordBatch], table: LandingTable, statement: str
) -> tuple[dict[str, Any], int]:
    """Return the one row that a judgement gives of batches, and how many rows the table's source does not read.

    A failure of the reader is raised as it raised it.
    """
    failures: list[Exception] = []
    unused = 0

    def number_rows() -> Iterator[pa.RecordBatch]:
        nonlocal unused
        row = 1
        try:
            for batch in batches:
                numbers = pa.array(np.arange(row, row + len(batch), dtype=np.int64))
                kept = keep_rows(batch.append_column("_row", numbers), table)
                unused += len(batch) - len(kept)
                yield kept
                row += len(batch)
        except Exception as error:  # noqa: BLE001 - DuckDB would turn it into text: it is raised again below
            failures.append(error)

    schema = row_schema(table).append(pa.field("_row", pa.int64()))
    connection.register("batches", pa.RecordBatchReader.from_batches(schema, number_rows()))
    try:
        result = connection.execute(statement)
        names = [column[0] for column in result.description]
        [row] = result.fetchall()
    finally:
        connection.unregister("batches")
    if failures:
        raise failures[0]
    return dict(zip(names, row, strict=True)), unused


def register_seeds(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the lists that judgements ask for readable under the names of their seeds."""
    for name in ("missing_ids", "order_statuses"):
        with (SEEDS / f"{name}.csv").open(newline="", encoding="utf-8") as stream:
            connection.register(name, pa.Table.from_pylist(list(csv.DictReader(stream))))


def read_columns(
    connection: duckdb.DuckDBPyConnection, declared: Declared, found: dict[str, Any]
) -> list[ColumnMeasure]:
    """Return the measures of the typed columns out of a judgement."""
    columns = []
    for name, meta in declared.typed.items():
        words = found.get(f"{name}__words") or {}
        columns.append(
            ColumnMeasure(
                name,
                meta["type"],
                found[f"{name}__values"],
                found[f"{name}__faults"] or {},
                read_examples(found[f"{name}__examples"], is_open=True),
                found.get(f"{name}__first"),
                found.get(f"{name}__last"),
                words,
                find_unknown_statuses(connection, list(words)) if name == "status" else [],
            )
        )
    return columns


def find_unknown_statuses(connection: duckdb.DuckDBPyConnection, words: list[str]) -> list[str]:
    """Return the words that the seed order_statuses does not know, compared as a run compares them."""
    bare_word = load_macros()["bare_word"]
    statement = f"""
        SELECT word FROM (SELECT unnest($words::VARCHAR[]) AS word)
        WHERE {bare_word("word")} NOT IN (SELECT {bare_word("status")} FROM order_statuses) ORDER BY word"""  # noqa: S608
    return [word for (word,) in connection.execute(statement, {"words": words}).fetchall()]


def read_examples(found: list[dict[str, Any]] | None, *, is_open: bool) -> list[Example]:
    """Return the examples a judgement gives; without their text unless that may be shown."""
    return [Example(each["row"], each["reason"], each["text"] if is_open else None) for each in found or []]
