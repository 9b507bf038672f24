"""Lake files that are no longer what ingest wrote. Landing can give all of them again but the sealed parts."""

from collections.abc import Iterable

from ingest.books.file_entry import LOADED, FileEntry
from ingest.books.manifest import read_entries
from ingest.books.sealed import SealedLoad
from ingest.errors import LakeError
from ingest.hashing import hash_file
from ingest.home import Home
from ingest.lake.paths import lake_path
from ingest.lake.sealed import sealed_path


def is_whole(home: Home, entry: FileEntry) -> bool:
    """Return whether a lake file was finished, is there and has its length; one look, since each run asks of all."""
    try:
        return entry.state == LOADED and lake_path(home, entry).stat().st_size == entry.lake_bytes
    except FileNotFoundError:
        return False


def take_out_damaged(home: Home) -> list[FileEntry]:
    """Delete the lake files whose content is not what was written, so that they are loaded again; return which.

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


REMEDY = (
    "put it back from a backup of lake/, or, where landing still holds the load days before {closed}, delete"
    " lake/sealed.parquet: the next run then reads their events again"
)


def check_parts(home: Home, loads: Iterable[SealedLoad], *, within: bool = False) -> None:
    """Raise LakeError where a part is missing or has another length: nothing else holds what is in it.

    within: read them too, and raise where the content is not what was written.
    """
    for load in loads:
        for part in load.parts if load.state == LOADED else []:
            path = sealed_path(home, part.name, load.load)
            remedy = REMEDY.format(closed=load.closed_before)
            if not path.exists() or path.stat().st_size != part.byte_count:
                raise LakeError(f"The lake file {path} is missing or cut short: {remedy}.")
            if within and hash_file(path) != part.content_hash:
                raise LakeError(f"The lake file {path} is damaged: {remedy}.")
