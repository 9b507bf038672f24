"""What the lake knows of one landing file."""

import hashlib
from dataclasses import dataclass, fields
from datetime import date

import pyarrow as pa

from ingest.landing import Load

LOADED = "loaded"
WRITING = "writing"


@dataclass(frozen=True)
class FileEntry:
    """What the lake knows of one landing file, and what its lake file was when it was written.

    While the lake file is being rewritten, state is 'writing'. landed_count: the rows in the lake file.
    erased_count: the rows left out of it, emptied_count: the values left out, because their person was erased.
    erasure_count: how many erasures there were when it was read. closed_before: the first load day that kept its event
    rows when the file came, where those before had been dropped by then.
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
    closed_before: date | None = None

    @property
    def load(self) -> Load:
        """The load day the file belongs to."""
        return Load(self.source, self.table_name, self.load_date)

    @property
    def landing_file(self) -> str:
        """The landing file's path below landing/."""
        return f"{self.source}/{self.table_name}/{self.load_date}/{self.file_name}"


ARROW_TYPES = {str: pa.string(), int: pa.int64(), date: pa.date32(), date | None: pa.date32()}
FILES_SCHEMA = pa.schema([(field.name, ARROW_TYPES[field.type]) for field in fields(FileEntry)])
# What a book of before `closed_before` holds.
EARLIER_FILES_SCHEMA = FILES_SCHEMA.remove(FILES_SCHEMA.get_field_index("closed_before"))


def fingerprint(entries: list[FileEntry]) -> str:
    """Return a hash of a load's contents (names, hashes, layout, what was erased, what was closed), or 'writing'."""
    if any(entry.state == WRITING for entry in entries):
        return WRITING
    digest = hashlib.sha256()
    for entry in entries:
        digest.update(f"{entry.file_name}\0{entry.content_hash}\0{entry.layout}\0".encode())
        if entry.erased_count or entry.emptied_count:
            digest.update(f"{entry.erased_count}\0{entry.emptied_count}\0".encode())
        if entry.closed_before:
            digest.update(f"closed before {entry.closed_before}\0".encode())
    return digest.hexdigest()
