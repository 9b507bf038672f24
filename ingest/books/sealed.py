"""sealed.parquet: the load days whose event rows were dropped, each with what the lake keeps of it."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime

import pyarrow as pa

from ingest.books.file_entry import FILES_SCHEMA, WRITING, FileEntry, fingerprint
from ingest.books.own_file import read_own_file, replace_own_file
from ingest.errors import LakeError
from ingest.home import Home
from ingest.landing import Load


@dataclass(frozen=True)
class PartFile:
    """One part of a sealed load day: its name, and what its file was when it was written."""

    name: str
    byte_count: int
    content_hash: str


@dataclass(frozen=True)
class SealedLoad:
    """A load day of one landing table whose event rows were dropped, at a moment (UTC).

    closed_before: the landing table takes no files of load days before it any more. dropped_count: the rows that
    were dropped, dropped_bytes: what their lake files took. landed_count, erased_count: as in loads.parquet.
    erasure_count: under how many erasures the parts were written; while they are written again, state is 'writing'.
    files: the landing files as they were known.
    """

    source: str
    table_name: str
    load_date: date
    closed_before: date
    dropped_at: datetime
    dropped_count: int
    dropped_bytes: int
    landed_count: int
    erased_count: int
    erasure_count: int
    state: str
    parts: list[PartFile]
    files: list[FileEntry]

    @property
    def load(self) -> Load:
        """The load day."""
        return Load(self.source, self.table_name, self.load_date)

    @property
    def byte_count(self) -> int:
        """What the parts take."""
        return sum(part.byte_count for part in self.parts)

    @property
    def landing_files(self) -> list[str]:
        """The landing files' paths below landing/."""
        return [entry.landing_file for entry in self.files]

    @property
    def fingerprint(self) -> str:
        """Another than the load day had with its rows, and with other parts: what is built from it is rebuilt."""
        if self.state == WRITING:
            return WRITING
        return f"{fingerprint(self.files)} sealed {' '.join(sorted(part.content_hash for part in self.parts))}"


BOOK_SCHEMA = pa.schema(
    [
        ("source", pa.string()),
        ("table_name", pa.string()),
        ("load_date", pa.date32()),
        ("closed_before", pa.date32()),
        ("dropped_at", pa.timestamp("us")),
        ("dropped_count", pa.int64()),
        ("dropped_bytes", pa.int64()),
        ("landed_count", pa.int64()),
        ("erased_count", pa.int64()),
        ("erasure_count", pa.int64()),
        ("state", pa.string()),
        (
            "parts",
            pa.list_(
                pa.struct([("name", pa.string()), ("byte_count", pa.int64()), ("content_hash", pa.string())]),
            ),
        ),
        ("files", pa.list_(pa.struct(list(FILES_SCHEMA)))),
    ]
)


def read_sealed(home: Home) -> list[SealedLoad]:
    """Return the sealed load days in order; [] where nothing was dropped. LakeError where the book is damaged."""
    table = read_own_file(home.sealed, BOOK_SCHEMA)
    if table is None:
        if (earlier := home.lake / "condensed.parquet").exists():
            raise LakeError(
                f"{earlier} is of an earlier version of Cartograph, whose kept events this one cannot read: go on with"
                " that version, or, where landing still holds all load days, delete it; they are then read again."
            )
        if home.sealed.exists():
            raise LakeError(
                f"{home.sealed} is damaged, or of another version of Cartograph: put it back from a backup of lake/;"
                " without it nobody knows which load days' events were dropped."
            )
        return []
    return [
        SealedLoad(
            **row
            | {
                "parts": [PartFile(**part) for part in row["parts"]],
                "files": [FileEntry(**entry) for entry in row["files"]],
            }
        )
        for row in table.to_pylist()
    ]


def write_sealed(home: Home, loads: Iterable[SealedLoad]) -> None:
    """Write the book in one step."""
    rows = [asdict(load) for load in sorted(loads, key=lambda load: load.load)]
    replace_own_file(home.sealed, pa.Table.from_pylist(rows, BOOK_SCHEMA))


def find_closed(loads: Iterable[SealedLoad]) -> dict[tuple[str, str], date]:
    """Return for each landing table whose events were dropped the first load day that still takes files."""
    closed: dict[tuple[str, str], date] = {}
    for load in loads:
        table = (load.source, load.table_name)
        closed[table] = max(load.closed_before, closed.get(table, load.closed_before))
    return closed


def is_closed(load: Load, closed: dict[tuple[str, str], date]) -> bool:
    """Return whether a load day lies before the first that still takes files."""
    return load.load_date < closed.get((load.source, load.table), date.min)
