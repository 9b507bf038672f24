"""The fast JSONL reader: DuckDB reads columns, and a census of the file's bytes says whether that was all there is."""

import glob
import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from ingest.contract import LandingTable
from ingest.readers.census import JsonlCensus, inspect_jsonl
from ingest.readers.lines import read_lines
from ingest.readers.plain_text import write_json_value
from ingest.readers.reading import BATCH_ROWS, NotPlain, Reading, has_foreign_bytes, name_extra, row_schema

SAMPLE_LINES = 2_000
SAMPLE_CHARACTERS = 4 << 20


@dataclass(frozen=True)
class Keys:
    """The keys to read from a file: those of the declared columns in their order, then the extra ones.

    absent: the declared columns that the first lines do not show; a value further down counts all the same.
    texts, numbers: those that held nothing but text and booleans, and nothing but numbers, as far as the sample goes.
    """

    declared: tuple[str, ...]
    extra: tuple[str, ...]
    absent: tuple[str, ...]
    texts: frozenset[str]
    numbers: frozenset[str]


def read_fast(connection: duckdb.DuckDBPyConnection, path: Path, table: LandingTable) -> Reading:
    """Return a Reading of a clean JSONL file whose keys all show in its first lines.

    Raises NotPlain, here or while the batches are read, for every other file. Reading columns is twice as fast as
    taking whole objects apart, but DuckDB then passes over keys that are not declared, and a number looks
    like text. So what it found is counted and held against the census. A key that showed numbers alone may hold no
    text or boolean further down: then there is less to check of each value, which is what costs. An unknown key that
    is null in every line, and in none of the first, is not noted: it has nothing that could be kept out.
    """
    if table.encoding != "utf-8":
        raise NotPlain
    keys = sample_keys(path, table)
    census = inspect_jsonl(path)
    if census.is_odd:
        raise NotPlain
    # The names in this statement are c0, c1 … and declared columns; all that comes from the file is a parameter.
    fields, values, others = [], [], ["0"]
    for at, key in enumerate((*keys.declared, *keys.extra)):
        name = f"c{at}"
        values.append(f"({name} IS NOT NULL)::INTEGER")
        if key in keys.texts:
            value = f"nullif({name}, '')"
        elif key in keys.numbers:
            value = write_json_value(f"{name}::VARCHAR", "'DOUBLE'")
            # All are counted as others: one that is text or a boolean makes the count differ from the census.
            others.append(f"({name} IS NOT NULL)::INTEGER")
        else:
            value = write_json(name)
            is_other = f"NOT starts_with({name}, '\"') AND {name}::VARCHAR NOT IN ('true', 'false')"
            others.append(f"coalesce({is_other}, false)::INTEGER")
        if at < len(table.columns):
            fields.append(f'{value} AS "{table.columns[at]}"')
    query = f"""
        SELECT {", ".join(fields)}, NULL::VARCHAR AS _fault, NULL::VARCHAR AS _raw,
            {" + ".join(values)} AS value_count, {" + ".join(others)} AS other_count
        FROM read_json(
            $path, columns = $columns, format = 'newline_delimited', records = true, compression = 'none',
            auto_detect = false, ignore_errors = false, hive_partitioning = false, union_by_name = false,
            filename = false
        ) AS file({", ".join(f"c{at}" for at in range(len(values)))})"""  # noqa: S608
    parameters = {
        "path": glob.escape(str(path)),
        "columns": {key: "VARCHAR" if key in keys.texts else "JSON" for key in (*keys.declared, *keys.extra)},
    }
    batches = stream_batches(connection, query, parameters, table, census)
    return Reading(batches, name_extra(table, keys.extra), keys.absent)


def write_json(value: str) -> str:
    """Return SQL for the text of a column expression of type JSON."""
    other = write_json_value(f"{value}::VARCHAR", f"json_type({value})")
    return f"CASE WHEN starts_with({value}, '\"') THEN nullif({value}->>'$', '') ELSE {other} END"


def sample_keys(path: Path, table: LandingTable) -> Keys:
    """Return the keys that a file's first lines show; NotPlain where they are not enough to read it by."""
    kinds = sample_kinds(path)
    # By the column each is, or else by its own name.
    keys = {table.find_column(key) or f"{key.casefold()} ": key for key in kinds}
    if len(keys) < len(kinds) or table.find_missing(set(keys)):
        raise NotPlain
    absent = tuple(column for column in table.columns if column not in keys)
    # A column that does not occur may still come further down.
    declared = tuple(keys.pop(column, column) for column in table.columns)
    texts, numbers = (
        frozenset(key for key, held in kinds.items() if held and held <= only) for only in ({str, bool}, {int, float})
    )
    return Keys(declared, tuple(keys.values()), absent, texts, numbers)


def sample_kinds(path: Path) -> dict[str, set[type]]:
    """Return which types of values each key holds in a file's first lines, null left out.

    NotPlain where a line is no object, or holds another within it: the census counts keys at any depth.
    """
    kinds: dict[str, set[type]] = {}
    size = 0
    with closing(read_lines(path)) as lines:
        for line in islice(lines, SAMPLE_LINES):
            try:
                record = json.loads(line)
            except (ValueError, RecursionError) as error:
                raise NotPlain from error
            if not isinstance(record, dict):
                raise NotPlain
            for key, value in record.items():
                parts = value if isinstance(value, list) else [value]
                if has_foreign_bytes(key) or any(isinstance(part, dict) for part in parts):
                    raise NotPlain
                kinds.setdefault(key, set()).update({type(value)} - {type(None)})
            size += len(line)
            if size > SAMPLE_CHARACTERS:
                break
    return kinds


def stream_batches(
    connection: duckdb.DuckDBPyConnection,
    query: str,
    parameters: dict[str, object],
    table: LandingTable,
    census: JsonlCensus,
) -> Iterator[pa.RecordBatch]:
    """Yield DuckDB's rows; NotPlain when it fails, or what it found is not what the census counted."""
    names = row_schema(table).names
    rows, values, others = 0, 0, 0
    try:
        for batch in connection.sql(query, params=parameters).to_arrow_reader(BATCH_ROWS):
            # The line `null` comes as a row without values.
            if pc.min(batch["value_count"]).as_py() == 0:
                raise NotPlain
            rows += len(batch)
            values += pc.sum(batch["value_count"]).as_py()
            others += pc.sum(batch["other_count"]).as_py()
            yield batch.select(names)
    except (duckdb.Error, pa.ArrowException, OSError) as error:
        raise NotPlain from error
    if (rows, values, others) != (census.line_count, census.value_count, census.other_count):
        raise NotPlain
