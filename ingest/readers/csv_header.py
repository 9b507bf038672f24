"""The first record of a CSV file: which field goes into which column."""

from dataclasses import dataclass

from ingest.contract import LandingTable
from ingest.readers.reading import name_extra

DELIMITERS = (",", ";", "\t")


@dataclass(frozen=True)
class Header:
    """How the fields of a file lie.

    width: fields in a record. positions: for each declared column its field, or None. absent_columns: those without
    one. fault: why no record of this file can be read, or None.
    """

    width: int
    positions: tuple[int | None, ...]
    extra_columns: tuple[str, ...]
    absent_columns: tuple[str, ...]
    fault: str | None


def find_delimiter(line: str, table: LandingTable) -> str:
    """Return what separates fields: the table's delimiter, or ';' or tab when the header only holds that."""
    candidates = (table.delimiter, *DELIMITERS) if table.has_header else (table.delimiter,)
    return next((mark for mark in candidates if mark in line), table.delimiter)


def read_header(cells: list[str], table: LandingTable) -> Header:
    """Return how fields lie under the header `cells`; names match without regard to case and outer spaces."""
    fields: dict[str, int] = {}
    is_doubled = False
    for position, cell in enumerate(cells):
        column = table.find_column(cell)
        if column in fields:
            is_doubled = True
        elif column is not None:
            fields[column] = position
    fault = "missing_column" if table.find_missing(set(fields)) else "duplicate_column" if is_doubled else None
    positions = tuple(fields.get(column) for column in table.columns)
    absent = tuple(column for column in table.columns if column not in fields)
    # Without its columns a first line may be data.
    extra = () if fault and table.is_personal else name_extra(table, cells)
    return Header(len(cells), positions, extra, absent, fault)


def default_header(table: LandingTable) -> Header:
    """Return the header of a table whose files have none: the declared columns in their order."""
    in_file = table.file_columns or table.columns
    return Header(len(in_file), tuple(in_file.index(column) for column in table.columns), (), (), None)
