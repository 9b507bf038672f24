"""The JSONL reader: DuckDB takes each line's object apart; only how lines are found is fast or patient."""

import glob
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
from ingest.readers.plain_text import write_number
from ingest.readers.reading import (
    BATCH_BYTES,
    BATCH_ROWS,
    RAW_CHARACTERS,
    NotPlain,
    Reading,
    escape_bytes,
    has_foreign_bytes,
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


def read_fast(connection: duckdb.DuckDBPyConnection, path: Path, table: LandingTable) -> Reading:
    """Return a Reading of a JSONL file DuckDB reads without complaint; NotPlain, here or later, of others."""
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
        for batch in read_line_batches(path):
            # One batch at a time: DuckDB asks for a stream from threads of its own, a Python reader's
            # failure there would come back as text.
            connection.register("lines", pa.Table.from_batches([batch]))
            yield from connection.sql(statement).to_arrow_reader(BATCH_ROWS)

    return read_objects(table, query)


def read_objects(table: LandingTable, select: Callable[[str, str], Iterable[pa.RecordBatch]]) -> Reading:
    """Return a Reading of JSON objects. select(inner, outer): the batches of SELECT outer FROM (SELECT
    inner FROM the lines), a line being (line, fault, object).

    The file is read twice, first for the names that occur in it. A required name that occurs nowhere is
    `missing_column` for every object; a name missing from some objects is an empty value there.
    """
    names: set[str] = set()
    has_objects = False
    keys = "list_distinct(flatten(list(DISTINCT keys))) AS names, count(keys) AS objects"
    for batch in select("json_keys(object) AS keys", keys):
        for row in batch.to_pylist():
            names.update(row["names"] or ())
            has_objects = has_objects or row["objects"] > 0
    declared = {column.casefold(): column for column in table.columns}
    spellings: dict[str, list[str]] = {column: [] for column in table.columns}
    for name in sorted(names):
        if column := declared.get(name.casefold()):
            spellings[column].append(name)
    found = {column for column, spelled in spellings.items() if spelled}
    extra = sorted(name.replace(",", " ").strip() for name in names if name.casefold() not in declared)
    is_missing = has_objects and bool(table.find_missing(found))
    # One parse a line takes out all texts; the outer query only picks from them.
    paths = [(column, name) for column in table.columns for name in spellings[column]]
    texts = ", ".join(f"""'$."{name}"'""" for _, name in paths)
    whole_fault = "'missing_column'" if is_missing else "NULL"
    fault = f"CASE WHEN object IS NULL THEN coalesce(fault, 'broken_json') ELSE {whole_fault} END"
    values = []
    for column in table.columns:
        picks = [write_value(f"texts[{at}]", name) for at, (owner, name) in enumerate(paths, 1) if owner == column]
        is_empty = is_missing or not picks
        value = "NULL::VARCHAR" if is_empty else f"coalesce({', '.join(picks)})"
        values.append(f'{value} AS "{column}"')
    raw = f"CASE WHEN _fault IS NOT NULL THEN left(trim(line, ' \t\r\n'), {RAW_CHARACTERS}) END AS _raw"
    fields = f"line, object, {fault} AS _fault, json_extract_string(object, [{texts}]::VARCHAR[]) AS texts"
    return Reading(select(fields, f"{', '.join(values)}, _fault, {raw}"), tuple(name for name in extra if name))


def write_value(text: str, name: str) -> str:
    """Return SQL for one value: `text`, SQL for what the key `name` (a declared column in some case) holds
    as text.

    Text stays as it stands, also where it looks like a number; a JSON number loses exponent and '.0', as a
    Parquet float does; empty text and NaN are null.
    """
    # The type is looked up only where the text could be a float in need of rewriting: it costs a second
    # parse.
    # ':' comes right after '9': what sorts before it may begin with a digit or a sign.
    is_suspect = (
        f"({text} < ':' AND (suffix({text}, '.0') OR contains({text}, 'e') OR contains({text}, 'E')"
        f" OR {text} = '-Infinity') OR {text} = 'Infinity' OR {text} = 'NaN')"
    )
    is_float = f"""json_type(object, '$."{name}"') = 'DOUBLE'"""
    number = f"coalesce({write_number(f'try_cast({text} AS DOUBLE)')}, nullif({text}, 'NaN'))"
    return f"CASE WHEN {is_suspect} AND {is_float} THEN {number} ELSE nullif({text}, '') END"


def read_line_batches(path: Path) -> Iterator[pa.RecordBatch]:
    """Yield the file's lines that are not blank, with the fault of those that cannot be JSON."""
    texts: list[str] = []
    faults: list[str | None] = []
    size = 0
    for line in chain(read_lines(path), [None]):
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
