"""What differs between landing and lake."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from ingest.books.erasures import find_last_erasures
from ingest.books.file_entry import FileEntry
from ingest.books.manifest import read_entries
from ingest.books.sealed import find_closed, is_closed, read_sealed
from ingest.contract import SOURCES
from ingest.hashing import hash_file
from ingest.home import Home
from ingest.lake.damage import check_parts, is_whole
from ingest.lake.paths import list_lake_loads
from ingest.landing import LandingFile, Load, list_landing
from ingest.work.seal import is_due


@dataclass(frozen=True, order=True)
class LoadChange:
    """A load day whose landing differs from the lake.

    kind: 'added', 'changed', 'removed', or 'damaged' where the lake's own files of it cannot be relied on: one
    is missing or cut short, nothing is known of them, or a run was killed while it wrote them.
    """

    source: str
    table: str
    load_date: date
    kind: str


def find_changes(home: Home) -> list[LoadChange]:
    """Return the load days whose files differ from what the lake holds, sorted; writes nothing.

    A file whose size and times are as remembered is not opened; otherwise its content decides. A day that holds an
    erased person counts as changed; of a sealed one nothing else does. Raises LandingError for what stands in a
    wrong place under landing/, ErasureError where the book of erasures is not whole, LakeError where sealed parts
    are not.
    """
    sealed = read_sealed(home)
    check_parts(home, sealed)
    closed = find_closed(sealed)
    landing = list_landing(home)
    all_entries = read_entries(home)
    known, last_erasures = group_entries(all_entries), find_last_erasures(home, all_entries)
    in_lake = list_lake_loads(home)
    changes = [LoadChange(*load.load, "changed") for load in sealed if is_due(load, last_erasures)]
    for load in sorted(load for load in landing.keys() | known.keys() | in_lake if not is_closed(load, closed)):
        files, entries = landing.get(load, []), known.get(load, {})
        if not files:
            changes.append(LoadChange(*load, "removed"))
        elif not all(is_whole(home, entry) for entry in entries.values()) or (load in in_lake and not entries):
            changes.append(LoadChange(*load, "damaged"))
        elif not entries:
            changes.append(LoadChange(*load, "added"))
        elif {file.name for file in files} != entries.keys() or not all(
            is_current(home, file, entries[file.name], last_erasures) for file in files
        ):
            changes.append(LoadChange(*load, "changed"))
    return sorted(changes)


def find_ignored(home: Home) -> list[LoadChange]:
    """Return the load days that take no files any more and whose landing differs from what was sealed, sorted.

    kind: 'added', 'changed' or 'removed'.
    """
    sealed = {load.load: load for load in read_sealed(home)}
    closed = find_closed(sealed.values())
    landing = {load: files for load, files in list_landing(home).items() if is_closed(load, closed)}
    ignored = []
    for load in sorted(landing.keys() | sealed.keys()):
        files = {file.name: file for file in landing.get(load, [])}
        entries = {entry.file_name: entry for entry in sealed[load].files} if load in sealed else {}
        if not files:
            ignored.append(LoadChange(*load, "removed"))
        elif not entries:
            ignored.append(LoadChange(*load, "added"))
        elif files.keys() != entries.keys() or not all(has_same_content(files[name], entries[name]) for name in files):
            ignored.append(LoadChange(*load, "changed"))
    return ignored


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
    if entry.layout != layout or not is_whole(home, entry):
        return False
    if entry.erasure_count < last_erasures.get(entry.landing_file, 0):
        return False
    return has_same_content(file, entry)


def has_same_content(file: LandingFile, entry: FileEntry) -> bool:
    """Return whether a file is the one remembered, by its size and times or else by its content."""
    if file.size_bytes != entry.size_bytes:
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
