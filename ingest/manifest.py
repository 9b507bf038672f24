"""The lake's memory: files.parquet (one row a landing file) and loads.parquet (one row a load day)."""

import hashlib
from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields
from datetime import date
from itertools import groupby
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from ingest.errors import LakeError
from ingest.home import Home
from ingest.landing import Load

LOADED = "loaded"
WRITING = "writing"


@dataclass(frozen=True)
class FileEntry:
    """What the lake knows of one landing file, and what its lake file was when it was written.

    While the lake file is being rewritten, state is 'writing'. landed_count: the rows in the lake file.
    erased_count: the rows left out of it, emptied_count: the values left out, because their person was erased.
    erasure_count: how many erasures there were when it was read.
    """

    source: str
    table_name: str
    load_date: date
    file_name: str
    size_bytes: int
    content_hash: str
    landed_count: int
    fault_count: int
    erased_count: int
    emptied_count: int
    erasure_count: int
    extra_columns: str
    modified_ns: int
    changed_ns: int
    lake_bytes: int
    lake_hash: str
    layout: str
    state: str

    @property
    def load(self) -> Load:
        """The load day the file belongs to."""
        return Load(self.source, self.table_name, self.load_date)

    @property
    def landing_file(self) -> str:
        """The landing file's path below landing/."""
        return f"{self.source}/{self.table_name}/{self.load_date}/{self.file_name}"


ARROW_TYPES = {str: pa.string(), int: pa.int64(), date: pa.date32()}
FILES_SCHEMA = pa.schema([(field.name, ARROW_TYPES[field.type]) for field in fields(FileEntry)])
LOADS_SCHEMA = pa.schema(
    [
        ("source", pa.string()),
        ("table_name", pa.string()),
        ("load_date", pa.date32()),
        ("fingerprint", pa.string()),
        ("file_count", pa.int64()),
        ("landed_count", pa.int64()),
        ("fault_count", pa.int64()),
        ("erased_count", pa.int64()),
        ("extra_columns", pa.string()),
    ]
)


def read_entries(home: Home) -> list[FileEntry]:
    """Return the entries of files.parquet; [] when there is none that can be read: all is then loaded anew."""
    table = read_own_file(home.files, FILES_SCHEMA)
    return [] if table is None else [FileEntry(**row) for row in table.to_pylist()]


def read_loads(home: Home) -> list[dict[str, object]]:
    """Return the rows of loads.parquet; where it cannot be read, as the next run will write them."""
    table = read_own_file(home.loads, LOADS_SCHEMA)
    return summarise_loads(read_entries(home)) if table is None else table.to_pylist()


def write_entries(home: Home, entries: Iterable[FileEntry], *, loads_first: bool) -> None:
    """Bring files.parquet and loads.parquet equal to `entries`; a file that is already equal is not touched.

    loads_first: the order decides what a kill between the two leaves behind. Before data changes,
    files.parquet says 'writing' first; after it, loads.parquet is finished first. So whatever is half done
    still reads 'writing' in files.parquet and is found by the next run.
    """
    ordered = sorted(entries, key=lambda entry: (entry.load, entry.file_name))
    names = [field.name for field in fields(FileEntry)]
    rows = [dict(zip(names, astuple(entry), strict=True)) for entry in ordered]
    files = (home.files, pa.Table.from_pylist(rows, FILES_SCHEMA))
    loads = (home.loads, pa.Table.from_pylist(summarise_loads(ordered), LOADS_SCHEMA))
    for path, table in (loads, files) if loads_first else (files, loads):
        if (known := read_own_file(path, table.schema)) is None or not known.equals(table):
            replace_own_file(path, table)


def summarise_loads(ordered: list[FileEntry]) -> list[dict[str, object]]:
    """Return the rows of loads.parquet for entries sorted by load and file name."""
    rows = []
    for load, group in groupby(ordered, key=lambda entry: entry.load):
        entries = list(group)
        extra = sorted({name for entry in entries for name in entry.extra_columns.split(",") if name})
        rows.append(
            {
                "source": load.source,
                "table_name": load.table,
                "load_date": load.load_date,
                "fingerprint": fingerprint(entries),
                "file_count": len(entries),
                "landed_count": sum(entry.landed_count for entry in entries),
                "fault_count": sum(entry.fault_count for entry in entries),
                "erased_count": sum(entry.erased_count for entry in entries),
                "extra_columns": ",".join(extra),
            }
        )
    return rows


def fingerprint(entries: list[FileEntry]) -> str:
    """Return a hash of a load's contents (names, hashes, layout, what was erased; never time), or 'writing'."""
    if any(entry.state == WRITING for entry in entries):
        return WRITING
    digest = hashlib.sha256()
    for entry in entries:
        digest.update(f"{entry.file_name}\0{entry.content_hash}\0{entry.layout}\0".encode())
        if entry.erased_count or entry.emptied_count:
            digest.update(f"{entry.erased_count}\0{entry.emptied_count}\0".encode())
    return digest.hexdigest()


def read_own_file(path: Path, schema: pa.Schema) -> pa.Table | None:
    """Return a Parquet file ingest wrote itself; None when it is not there, damaged or of another schema.

    Raises LakeError when it may not be read.
    """
    try:
        table = pq.ParquetFile(path, memory_map=False, page_checksum_verification=True).read()
    except PermissionError:
        raise LakeError(f"{path} may not be read: change its permissions.") from None
    except (pa.ArrowException, OSError, UnicodeDecodeError):
        return None
    return table if table.schema.remove_metadata().equals(schema) else None


def replace_own_file(path: Path, table: pa.Table) -> None:
    """Write `table` to `path` so that a reader sees the old file or the new one, never half of it."""
    part = path.with_name(f".{path.name}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(table, part, compression="zstd", write_page_checksum=True)
        part.replace(path)
    except OSError as error:
        raise unwritable(path, error) from error


def unwritable(path: Path, error: Exception) -> LakeError:
    """Return the LakeError that says a lake file could not be written."""
    reason = getattr(error, "strerror", None) or " ".join(str(error).split())[:160]
    return LakeError(f"{path} cannot be written ({reason}): free space or mend the permissions there, then run again.")
