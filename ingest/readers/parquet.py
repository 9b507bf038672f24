"""The Parquet reader: DuckDB reads, every column becomes text."""

import glob
import json
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from ingest.contract import LandingTable
from ingest.readers.csv_header import Header, read_header
from ingest.readers.plain_text import write_text
from ingest.readers.reading import BATCH_ROWS, Reading, UnreadableFile, gather_batches, make_fault

READ_PARQUET = """read_parquet(
    $path, hive_partitioning = false, union_by_name = false, filename = false, file_row_number = false
)"""


def read_parquet(connection: duckdb.DuckDBPyConnection, path: Path, table: LandingTable) -> Reading:
    """Return a Reading of a Parquet file. Raises UnreadableFile, here or later, when it is corrupt.

    The connection's time zone must be UTC.
    """
    if path.stat().st_size == 0:
        raise UnreadableFile("empty_file")
    try:
        names = pq.read_schema(path).names
    except (pa.ArrowException, OSError) as error:
        raise name_failure(error) from error
    header = read_header(names, table)
    if header.fault:
        return Reading(keep_raw(path, table, header), header.extra_columns)
    return Reading(stream_batches(connection, path, table, header), header.extra_columns, header.absent_columns)


def stream_batches(
    connection: duckdb.DuckDBPyConnection, path: Path, table: LandingTable, header: Header
) -> Iterator[pa.RecordBatch]:
    """Yield the file's rows as text."""
    parameters = {"path": glob.escape(str(path))}
    # Columns go by position under names of our own: the file's names never enter a statement.
    aliases = ", ".join(f"c{at}" for at in range(header.width))
    source = f"{READ_PARQUET} AS file({aliases})"
    try:
        types = connection.sql(f"SELECT * FROM {source}", params=parameters).types  # noqa: S608
        fields = ", ".join(
            f'{"NULL::VARCHAR" if at is None else write_text(f"c{at}", types[at])} AS "{column}"'
            for column, at in zip(table.columns, header.positions, strict=True)
        )
        query = f"SELECT {fields}, NULL::VARCHAR AS _fault, NULL::VARCHAR AS _raw FROM {source}"  # noqa: S608
        yield from connection.sql(query, params=parameters).to_arrow_reader(BATCH_ROWS)
    except (duckdb.Error, pa.ArrowException, OSError) as error:
        raise name_failure(error) from error


def keep_raw(path: Path, table: LandingTable, header: Header) -> Iterator[pa.RecordBatch]:
    """Yield the rows of a file whose columns do not fit, each as JSON with its fault."""

    def read_rows() -> Iterator[tuple[list[str | None], int]]:
        file = pq.ParquetFile(path)
        for batch in file.iter_batches(BATCH_ROWS):
            for values in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                pairs = (f"{json.dumps(name)}: {write_json(value)}" for name, value in zip(names, values, strict=True))
                raw = "{" + ", ".join(pairs) + "}"
                yield make_fault(table, header.fault, raw), len(raw)

    names = pq.read_schema(path).names
    try:
        yield from gather_batches(table, read_rows())
    except (pa.ArrowException, OSError) as error:
        raise name_failure(error) from error
    except (OverflowError, ValueError, LookupError) as error:  # a value that Python has no word for
        raise UnreadableFile(str(error)) from error


def write_json(value: object) -> str:
    """Return a Parquet value as JSON, what JSON has no word for as text."""
    return json.dumps(value, default=str, ensure_ascii=False)


def name_failure(error: Exception) -> Exception:
    """Return what to raise for a failed read: the error itself if the file vanished, else UnreadableFile."""
    if isinstance(error, FileNotFoundError):
        return error
    return UnreadableFile("unreadable_file", " ".join(str(error).split())[:200])
