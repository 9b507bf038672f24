"""A DuckDB file that cannot be used: why, in one sentence with what to do."""

import re
from pathlib import Path

import duckdb

# DuckDB's words for a file that is not what it wrote, or that another version of it wrote.
DAMAGE = re.compile(
    "Corrupt database file|not a valid DuckDB database file|Failure while replaying WAL file"
    "|database file with version number"
)
CUT_SHORT = "Could not read enough bytes from file"
# Before the blocks.
HEAD_BYTES = 3 * 4096
LOCKED = re.compile(r"Could not set lock on file .*?(?:\(PID (\d+)\)|$)")
FULL = re.compile("No space left on device|Disk quota exceeded|max_temp_directory_size")
NAMED = re.compile('file "([^"]+)"')


class DatabaseFileError(Exception):
    """A database file cannot be opened. One sentence."""


class LockedFileError(DatabaseFileError):
    """Another program has it open."""


class DamagedFileError(DatabaseFileError):
    """It is not what was written."""


def check_database(path: Path) -> None:
    """Open the database at `path` to write, finish what a killed writer left, and close it.

    Raises DatabaseFileError where that cannot be. A database that does not exist yet is fine.
    """
    if not path.exists():
        return
    try:
        with duckdb.connect(path):
            pass
    except duckdb.Error as error:
        words = " ".join(str(error).split())
        if is_damaged(path, words):
            raise DamagedFileError(f"{path} is damaged ({words}).") from None
        if LOCKED.search(words):
            raise LockedFileError(explain(path, words)) from None
        raise DatabaseFileError(explain(path, words) or f"{path} cannot be opened ({words}).") from None


def check_length(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Raise DamagedFileError where a file that was written once, and not since, is shorter than it was then.

    DuckDB opens such a file, and fails when it comes to what is missing. Of a file that is written to again
    and again this says nothing: a killed writer leaves it shorter than its head says.
    """
    [(length,)] = connection.execute("SELECT block_size * total_blocks FROM pragma_database_size()").fetchall()
    if path.stat().st_size < HEAD_BYTES + length:
        raise DamagedFileError(f"{path} is cut short.")


def is_damaged(path: Path, words: str) -> bool:
    """Return whether an error's words say that the database at `path` is damaged.

    Of a file cut short DuckDB says so whatever kind it is of, and names it.
    """
    return bool(DAMAGE.search(words)) or (CUT_SHORT in words and f'"{path}"' in words)


def explain(path: Path, words: str) -> str | None:
    """Return one sentence for an error that the owner of the disk can mend; None for any other.

    It is about the file that the words name, else about `path`.
    """
    named = NAMED.search(words)
    file = named[1] if named else path
    if locked := LOCKED.search(words):
        who = f" (process {locked[1]})" if locked[1] else ""
        return f"{file} is open in another program{who}: close it there, then run again."
    if FULL.search(words):
        return f"The disk that holds {file} is full: free space, then run again."
    if "Read-only file system" in words:
        return f"{file} lies on a disk that is mounted read-only: mount it so that it can be written, then run again."
    if "Permission denied" in words or "Operation not permitted" in words:
        return f"{file} may not be opened: change its permissions, then run again."
    return None


def move_database(source: Path, target: Path) -> None:
    """Rename a database with what is not yet in its file, in place of one that is there."""
    find_wal(target).unlink(missing_ok=True)
    if find_wal(source).exists():
        find_wal(source).replace(find_wal(target))
    source.replace(target)


def remove_database(path: Path) -> None:
    """Delete a database with what is not yet in its file; nothing where there is none."""
    path.unlink(missing_ok=True)
    find_wal(path).unlink(missing_ok=True)


def find_wal(database: Path) -> Path:
    """Return where DuckDB keeps what is not yet in the file."""
    return database.with_name(f"{database.name}.wal")
