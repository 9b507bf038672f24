"""The JSONL readers for all keys: DuckDB takes each line's object apart; how lines are found is quick or patient."""

import glob
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from itertools import chain
from pathlib import Path

import duckdb
import pyarrow as pa

from ingest.contract import LandingTable
from ingest.readers.census import count_lines
from ingest.readers.lines import LongLine, read_lines
from ingest.readers.plain_text import write_json_value
from ingest.readers.reading import (
    BATCH_BYTES,
    BATCH_ROWS,
    RAW_CHARACTERS,
    NotPlain,
    Reading,
    escape_bytes,
    has_foreign_bytes,
    name_extra,
)

# object: the line where it is a whole JSON object, else null. In a CASE, because DuckDB may otherwise take a
# broken line apart before it looks whether it is valid.
OBJECTS = """
    SELECT json::VARCHAR AS line, NULL::VARCHAR AS fault,
        CASE WHEN starts_with(ltrim(line, ' \t\r\n'), '{') THEN line END AS object
    FROM read_ndjson_objects($path)"""
LINES = """
    SELECT line, fault,
        CASE WHEN fault IS NULL AND json_valid(line) AND starts_with(ltrim(line, ' \t\r\n'), '{')
            THEN line END AS object
    FROM lines"""
LINE_SCHEMA = pa.schema([("line", pa.string()), ("fault", pa.string())])


def read_quickly(connection: duckdb.DuckDBPyConnection, path: Path, table: LandingTable) -> Reading:
    """Return a Reading of a JSONL file DuckDB reads without complaint; NotPlain, here or later, of others."""
    if table.encoding != "utf-8":
        raise NotPlain
    with closing(read_lines(path)) as lines:
        next(lines)  # raises UnreadableFile for what no reader can read
    parameters = {"path": glob.escape(str(path))}
    line_count = count_lines(path)

    def query(inner: str, outer: str) -> Iterator[pa.RecordBatch]:
        statement = f"SELECT {outer} FROM (SELECT {inner} FROM ({OBJECTS}))"  # noqa: S608
        try:
            yield from connection.sql(statement, params=parameters).to_arrow_reader(BATCH_ROWS)
        except (duckdb.Error, pa.ArrowException, OSError) as error:
            raise NotPlain from error

    opened = read_objects(table, query)
    return replace(opened, batches=check_count(opened.batches, line_count))


def check_count(batches: Iterable[pa.RecordBatch], expected: int) -> Iterator[pa.RecordBatch]:
    """Yield the batches; NotPlain at the end when they are not as many rows as expected."""
    count = 0
    for batch in batches:
        count += len(batch)
        yield batch
    if count != expected:
        raise NotPlain


def read_patiently(connection: duckdb.DuckDBPyConnection, path: Path, table: LandingTable) -> Reading:
    """Return a Reading of any JSONL file: a line that is no JSON object costs that line only."""

    def query(inner: str, outer: str) -> Iterator[pa.RecordBatch]:
        statement = f"SELECT {outer} FROM (SELECT {inner} FROM ({LINES}))"  # noqa: S608
        for batch in read_line_batches(path, table.encoding):
            # One batch at a time: DuckDB asks for a stream from threads of its own, a Python reader's
            # failure there would come back as text.
            connection.register("lines", pa.Table.from_batches([batch]))
            yield from connection.sql(statement).to_arrow_reader(BATCH_ROWS)

    return read_objects(table, query)


def read_objects(table: LandingTable, select: Callable[[str, str], Iterable[pa.RecordBatch]]) -> Reading:
    """Return a Reading of JSON objects. select(inner, outer): the batches of SELECT outer FROM (SELECT
    inner FROM the lines), a line being (line, fault, object).

    The file is read twice, first for the names that occur in it. A required name that occurs nowhere is
    `missing_column` for every object; a name missing from some objects is an empty value there. An object that gives
    one column two values is `duplicate_key`.
    """
    names, repeated, has_objects = collect_names(select)
    spellings: dict[str, list[str]] = {column: [] for column in table.columns}
    for name in sorted(names):
        if (column := table.find_column(name)) in spellings:
            spellings[column].append(name)
    found = {column for column, spelled in spellings.items() if spelled}
    is_missing = has_objects and bool(table.find_missing(found))
    # One parse a line takes out all texts; the outer query only picks from them.
    paths = [(column, name.replace("'", "''")) for column in table.columns for name in spellings[column]]
    texts = ", ".join(f"""'$."{name}"'""" for _, name in paths)
    doubts = [
        f"len(list_filter(json_keys(object), lambda key: key = '{name}')) > 1" for _, name in paths if name in repeated
    ]
    for spelled in spellings.values():
        if len(spelled) > 1:
            doubts.append(" + ".join(f"""(object->>'$."{name}"' IS NOT NULL)::INTEGER""" for name in spelled) + " > 1")
    is_doubled = " OR ".join(doubts)
    fault = f"""CASE
        WHEN object IS NULL THEN coalesce(fault, 'broken_json')
        WHEN {is_missing} THEN 'missing_column'
        WHEN {is_doubled or "false"} THEN 'duplicate_key'
    END"""
    values = []
    for column in table.columns:
        picks = [
            write_json_value(f"texts[{at}]", f"""json_type(object, '$."{name}"')""")
            for at, (owner, name) in enumerate(paths, 1)
            if owner == column
        ]
        is_empty = is_missing or not picks
        value = "NULL::VARCHAR" if is_empty else f"coalesce({', '.join(picks)})"
        if is_doubled:
            value = f"CASE WHEN _fault IS NULL THEN {value} END"
        values.append(f'{value} AS "{column}"')
    raw = f"CASE WHEN _fault IS NOT NULL THEN left(trim(line, ' \t\r\n'), {RAW_CHARACTERS}) END AS _raw"
    fields = f"line, object, {fault} AS _fault, json_extract_string(object, [{texts}]::VARCHAR[]) AS texts"
    extra = name_extra(table, names)
    absent = tuple(column for column in table.columns if column not in found)
    return Reading(select(fields, f"{', '.join(values)}, _fault, {raw}"), extra, absent)


def collect_names(select: Callable[[str, str], Iterable[pa.RecordBatch]]) -> tuple[set[str], set[str], bool]:
    """Return the names that occur in the objects, those that occur twice in one, and whether there are objects."""
    names: set[str] = set()
    repeated: set[str] = set()
    has_objects = False
    outer = """
        list_distinct(flatten(list(DISTINCT keys))) AS names,
        list_filter(list(DISTINCT keys), lambda every: list_unique(every) < len(every)) AS repeats,
        count(keys) AS objects"""
    for batch in select("json_keys(object) AS keys", outer):
        for row in batch.to_pylist():
            names.update(row["names"] or ())
            for keys in row["repeats"] or ():
                repeated.update(name for name, count in Counter(keys).items() if count > 1)
            has_objects = has_objects or row["objects"] > 0
    return names, repeated, has_objects


def read_line_batches(path: Path, encoding: str) -> Iterator[pa.RecordBatch]:
    """Yield the file's lines that are not blank, with the fault of those that cannot be JSON."""
    texts: list[str] = []
    faults: list[str | None] = []
    size = 0
    for line in chain(read_lines(path, encoding), [None]):
        if line is None or len(texts) == BATCH_ROWS or size > BATCH_BYTES:
            yield pa.RecordBatch.from_arrays(
                [pa.array(texts, pa.string()), pa.array(faults, pa.string())], schema=LINE_SCHEMA
            )
            texts, faults, size = [], [], 0
        if line is None or not line.strip():
            continue
        is_foreign = has_foreign_bytes(line)
        texts.append(escape_bytes(line))
        faults.append("wrong_encoding" if is_foreign else "line_too_long" if isinstance(line, LongLine) else None)
        size += len(line)
