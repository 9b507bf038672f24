"""Lake files that are no longer what ingest wrote. All of them can be read again from landing."""

from ingest.file_entry import LOADED, FileEntry
from ingest.hashing import hash_file
from ingest.home import Home
from ingest.lake import lake_path
from ingest.manifest import read_entries


def is_whole(home: Home, entry: FileEntry) -> bool:
    """Return whether a lake file was finished, is there and has its length; one look, since each run asks of all."""
    try:
        return entry.state == LOADED and lake_path(home, entry).stat().st_size == entry.lake_bytes
    except FileNotFoundError:
        return False


def take_out_damaged(home: Home) -> list[FileEntry]:
    """Delete the lake files whose content is not what was written, so that they are loaded anew; return which.

    Reads the whole lake. Call it under the run's lock.
    """
    finished = [entry for entry in read_entries(home) if entry.state == LOADED]
    damaged = [entry for entry in finished if is_damaged(home, entry)]
    for entry in damaged:
        lake_path(home, entry).unlink(missing_ok=True)
    return damaged


def is_damaged(home: Home, entry: FileEntry) -> bool:
    """Return whether a lake file's content is not what was written."""
    try:
        return not is_whole(home, entry) or hash_file(lake_path(home, entry)) != entry.lake_hash
    except OSError:
        return True  # the disk gives it no more
