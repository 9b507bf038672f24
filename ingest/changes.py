"""What differs between landing and lake."""

import hashlib
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from ingest.contract import SOURCES
from ingest.erasure.book import find_last_erasures
from ingest.errors import LandingError
from ingest.home import Home
from ingest.lake import list_lake_loads, load_folder
from ingest.landing import LandingFile, Load, list_landing
from ingest.manifest import LOADED, FileEntry, read_entries, write_entries


@dataclass(frozen=True, order=True)
class LoadChange:
    """A load day whose landing differs from the lake. kind: 'added', 'changed' or 'removed'."""

    source: str
    table: str
    load_date: date
    kind: str


def find_changes(home: Home) -> list[LoadChange]:
    """Return the load days whose files differ from what the lake holds, sorted; writes nothing.

    A file whose size and times are as remembered is not opened; otherwise its content decides. A day that a
    killed run left unfinished counts as changed, and so does one that holds an erased person. Raises LandingError
    for what stands in a wrong place under landing/, ErasureError where the book of erasures is not whole.
    """
    landing = list_landing(home)
    all_entries = read_entries(home)
    known, last_erasures = group_entries(all_entries), find_last_erasures(home, all_entries)
    changes = []
    for load in sorted(landing.keys() | known.keys() | list_lake_loads(home)):
        files, entries = landing.get(load, []), known.get(load, {})
        if not files:
            changes.append(LoadChange(*load, "removed"))
        elif not entries:
            changes.append(LoadChange(*load, "added"))
        elif {file.name for file in files} != entries.keys() or not all(
            is_current(home, file, entries[file.name], last_erasures) for file in files
        ):
            changes.append(LoadChange(*load, "changed"))
    return changes


def remember_times(home: Home) -> int:
    """Note the new times of files that were touched but hold what they held; return how many.

    Without it they would be hashed again at every look. Writes files.parquet: call it only under the run's
    lock.
    """
    entries = read_entries(home)
    last_erasures = find_last_erasures(home, entries)
    landing = {(load, file.name): file for load, files in list_landing(home).items() for file in files}
    renewed = []
    for entry in entries:
        file = landing.get((entry.load, entry.file_name))
        if file and not has_same_times(file, entry) and is_current(home, file, entry, last_erasures):
            entry = replace(entry, modified_ns=file.modified_ns, changed_ns=file.changed_ns)
        renewed.append(entry)
    write_entries(home, renewed, loads_first=True)
    return sum(new is not old for new, old in zip(renewed, entries, strict=True))


def group_entries(entries: list[FileEntry]) -> dict[Load, dict[str, FileEntry]]:
    """Return the entries by load day and file name."""
    grouped: dict[Load, dict[str, FileEntry]] = defaultdict(dict)
    for entry in entries:
        grouped[entry.load][entry.file_name] = entry
    return grouped


def is_current(home: Home, file: LandingFile, entry: FileEntry, last_erasures: dict[str, int]) -> bool:
    """Return whether the lake holds exactly what `file` holds now, but for the people erased.

    last_erasures: as find_last_erasures returns them. False also when the file has vanished.
    """
    layout = SOURCES[entry.source].tables[entry.table_name].layout
    if entry.state != LOADED or entry.layout != layout or entry.size_bytes != file.size_bytes:
        return False
    if entry.erasure_count < last_erasures.get(entry.landing_file, 0):
        return False
    if not (load_folder(home, entry.load) / f"{entry.file_name}.parquet").exists():
        return False
    if has_same_times(file, entry):
        return True
    try:
        return hash_file(file.path) == entry.content_hash
    except FileNotFoundError:
        return False


def has_same_times(file: LandingFile, entry: FileEntry) -> bool:
    """Return whether a file's times are those remembered."""
    return (file.modified_ns, file.changed_ns) == (entry.modified_ns, entry.changed_ns)


def hash_file(path: Path) -> str:
    """Return the sha256 of a landing file as hex. FileNotFoundError when it vanished."""
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except PermissionError:
        raise LandingError(f"{path} may not be read: change its permissions.") from None
