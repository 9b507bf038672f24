"""What every reader hands over, and its errors."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyarrow as pa

from ingest.contract import LandingTable

BATCH_ROWS = 100_000
# Batches end by bytes too, so that memory stays level when lines are long.
BATCH_BYTES = 32 << 20
# A fault keeps the text as it stood, up to this many characters.
RAW_CHARACTERS = 65_536


# What the name of a column looks like. Where a file has no header its first line is data, perhaps a person's.
COLUMN_NAME = re.compile(r"[^\W\d][\w .()/#-]{0,39}")


class UnreadableFile(Exception):
    """The file as a whole cannot be read; `fault` is the reason. It becomes one row, `_row` 0."""

    def __init__(self, fault: str, raw: str = "") -> None:
        super().__init__(fault, raw)
        self.fault = fault
        self.raw = raw


class NotPlain(Exception):
    """The fast reader met something it cannot read for sure: read the file again with the patient one."""


@dataclass(frozen=True)
class Reading:
    """An opened landing file. batches: of `row_schema`, in file order, a row a record, broken ones too.

    extra_columns: names in the file that no column has. absent_columns: declared columns that the file does not have.
    """

    batches: Iterable[pa.RecordBatch]
    extra_columns: tuple[str, ...] = ()
    absent_columns: tuple[str, ...] = ()


def row_schema(table: LandingTable) -> pa.Schema:
    """Return what a reader yields: the declared columns, `_fault` and `_raw`, all text."""
    return pa.schema([(name, pa.string()) for name in (*table.columns, "_fault", "_raw")])


def name_extra(table: LandingTable, keys: Iterable[str]) -> tuple[str, ...]:
    """Return the names under which keys that no column has are noted: sorted, without what would part two names.

    Of a table with personal data only what looks like the name of a column.
    """
    extra = sorted(key for key in keys if table.find_column(key) is None)
    names = [name for key in extra if (name := escape_bytes(key.replace(",", " ")).strip())]
    return tuple(name for name in names if not table.is_personal or COLUMN_NAME.fullmatch(name))


def gather_batches(table: LandingTable, rows: Iterable[tuple[list[str | None], int]]) -> Iterator[pa.RecordBatch]:
    """Yield record batches of `rows`: (values of row_schema, their size), a bounded number at a time."""
    schema = row_schema(table)
    gathered: list[list[str | None]] = []
    size = 0
    for values, bytes_read in rows:
        gathered.append(values)
        size += bytes_read
        if len(gathered) == BATCH_ROWS or size > BATCH_BYTES:
            yield make_batch(schema, gathered)
            gathered, size = [], 0
    if gathered:
        yield make_batch(schema, gathered)


def make_batch(schema: pa.Schema, rows: list[list[str | None]]) -> pa.RecordBatch:
    """Return `rows` as one record batch of text columns."""
    columns = [pa.array(column, pa.string()) for column in zip(*rows, strict=True)]
    return pa.RecordBatch.from_arrays(columns, schema=schema)


def make_fault(table: LandingTable, fault: str, raw: str) -> list[str | None]:
    """Return the row for something that could not be read: no values, the fault, and the text as it stood."""
    return [*(None for _ in table.columns), fault, escape_bytes(raw[:RAW_CHARACTERS])]


def escape_bytes(text: str) -> str:
    """Return text with the bytes that were no UTF-8 (kept as surrogates) written like \\xff."""
    if text.isascii() or not has_foreign_bytes(text):
        return text
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def has_foreign_bytes(text: str) -> bool:
    """Return whether text was read from bytes that are not UTF-8."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return True
    return False
