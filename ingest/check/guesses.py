"""What a file that does not fit its table may be: a workbook, one with a line above its header, another table's."""

from contextlib import closing
from difflib import SequenceMatcher
from itertools import islice
from pathlib import Path

from ingest.contract import TABLES, LandingTable
from ingest.readers.csv_header import find_delimiter
from ingest.readers.csv_recovery import LineBuffer, cut_line, take_record
from ingest.readers.lines import read_lines
from ingest.readers.reading import UnreadableFile
from ingest.work.headers import list_missing

# How files of Excel begin: those of today are zip archives.
WORKBOOK_STARTS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
# So far down a header is looked for.
LINES_ABOVE = 5
CSV_SUFFIXES = (".csv", ".csv.gz")


def is_workbook(path: Path) -> bool:
    """Return whether a file that is named like CSV is a spreadsheet program's own file."""
    if not path.name.lower().endswith(".csv"):
        return False
    with path.open("rb") as stream:
        return stream.read(4) in WORKBOOK_STARTS


def count_lines_above(path: Path, table: LandingTable) -> int:
    """Return how many lines stand above the line that is the header of a CSV file; 0 where none is found."""
    if not path.name.lower().endswith(CSV_SUFFIXES) or not table.has_header:
        return 0
    try:
        with closing(read_lines(path, table.encoding)) as lines:
            first = list(islice(lines, LINES_ABOVE + 1))
    except (UnreadableFile, OSError):
        return 0
    for above, line in enumerate(first):
        cells, _ = take_record(LineBuffer(iter([cut_line(line)])), find_delimiter(line, table), None)
        if cells and not list_missing(cells, table):
            return above
    return 0


def find_better_table(names: list[str], table: LandingTable) -> LandingTable | None:
    """Return the table that knows the most of a file's columns, where that is another one; those of its source first.

    The file must lack no required column of the other table, which must know more of the file's columns than its own.
    """

    def count_known(other: LandingTable) -> int:
        return len({column for name in names if (column := other.find_column(name))})

    fitting = [other for other in TABLES if other.has_header and not list_missing(names, other)]
    best = max(fitting, key=lambda other: (count_known(other), other.source == table.source), default=None)
    return best if best and best != table and count_known(best) > count_known(table) else None


def match_names(names: list[str], columns: tuple[str, ...], table: LandingTable, least: float) -> dict[str, str]:
    """Return for unknown names the spelling of the column that each may mean; the likest first, and each once.

    least: the least likeness, from 0 to 1. Names that a column has already are passed over.

    >>> orders = next(table for table in TABLES if (table.source, table.name) == ("shop", "orders"))
    >>> match_names(["Order-ID", "order_id", "Statsu"], ("order_id", "status"), orders, 0.65)
    {'Order-ID': 'order_id', 'Statsu': 'status'}
    """
    pairs = [
        (SequenceMatcher(None, plain(name), plain(text)).ratio(), name, column)
        for name in names
        if table.find_column(name) is None
        for text, column in table.spellings.items()
        if column in columns
    ]
    matched: dict[str, str] = {}
    taken = set()
    for likeness, name, column in sorted(pairs, key=lambda pair: -pair[0]):
        if likeness >= least and name not in matched and column not in taken:
            matched[name] = spell(column, table)
            taken.add(column)
    return {name: matched[name] for name in names if name in matched}


def spell(column: str, table: LandingTable) -> str:
    """Return how files write a column: as the YAML spells it first, or by its own name."""
    return next((text for text, named in table.headers if named == column), column)


def plain(name: str) -> str:
    """Return a name as it is compared: small letters and digits, all else as one underscore."""
    return "_".join("".join(sign if sign.isalnum() else " " for sign in name.casefold()).split())
