"""The fast CSV reader: DuckDB reads, and a count of the file's own lines says whether it read them all."""

import glob
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import duckdb
import pyarrow as pa

from ingest.contract import LandingTable
from ingest.readers.census import Census, inspect_csv
from ingest.readers.csv_recovery import take_header
from ingest.readers.lines import read_lines
from ingest.readers.reading import BATCH_ROWS, NotPlain, Reading


def read_fast(connection: duckdb.DuckDBPyConnection, path: Path, table: LandingTable) -> Reading:
    """Return a Reading of a clean CSV file.

    Raises NotPlain, here or while the batches are read, for every file that holds anything unusual. Every
    option is given: a guess of DuckDB's about types, quotes or nulls would change values. Only `new_line`
    must be left to it: set to '\\r\\n', DuckDB 2.0 silently passes over files that end lines with '\\n'.
    """
    if table.encoding != "utf-8":
        raise NotPlain
    with closing(read_lines(path)) as lines:
        header = take_header(lines, table)
    if header is None or header[1].fault:
        raise NotPlain
    delimiter, layout = header
    if layout.width == 1:
        raise NotPlain  # DuckDB takes a blank line for a record of one empty field
    census = inspect_csv(path, delimiter)
    if census.is_odd:
        raise NotPlain
    # The names in this statement are c0, c1 … and declared columns; all that comes from the file is a
    # parameter.
    fields = ", ".join(
        f'{"NULL::VARCHAR" if at is None else f"c{at}"} AS "{column}"'
        for column, at in zip(table.columns, layout.positions, strict=True)
    )
    query = f"""
        SELECT {fields}, NULL::VARCHAR AS _fault, NULL::VARCHAR AS _raw
        FROM read_csv(
            $path, columns = $columns, delim = $delimiter, compression = $compression, header = $header,
            auto_detect = false, quote = '"', escape = '"', comment = '', nullstr = '', skip = 0,
            null_padding = false, ignore_errors = false, strict_mode = true, allow_quoted_nulls = true,
            encoding = 'utf-8', hive_partitioning = false, union_by_name = false, filename = false
        )"""  # noqa: S608
    parameters = {
        "path": glob.escape(str(path)),
        "columns": {f"c{at}": "VARCHAR" for at in range(layout.width)},
        "delimiter": delimiter,
        "compression": "gzip" if path.name.lower().endswith(".gz") else "none",
        "header": table.has_header,
    }
    return Reading(
        stream_batches(connection, query, parameters, census, 1 if table.has_header else 0),
        layout.extra_columns,
        layout.absent_columns,
    )


def stream_batches(
    connection: duckdb.DuckDBPyConnection,
    query: str,
    parameters: dict[str, object],
    census: Census,
    header_count: int,
) -> Iterator[pa.RecordBatch]:
    """Yield DuckDB's rows; NotPlain when it fails, or made more or fewer of them than the file has lines."""
    count = 0
    try:
        for batch in connection.sql(query, params=parameters).to_arrow_reader(BATCH_ROWS):
            count += len(batch)
            yield batch
    except (duckdb.Error, pa.ArrowException, OSError) as error:
        raise NotPlain from error
    expected = census.line_count - header_count
    # A quoted value may hold line ends: then there are fewer records than lines, never more.
    if count > expected or (count < expected and not census.has_quotes):
        raise NotPlain
