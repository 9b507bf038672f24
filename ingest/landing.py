"""What stands under landing/: every file a shop has dropped, by source, table and load day."""

import os
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from stat import S_ISREG
from typing import NamedTuple

from ingest.contract import SOURCES
from ingest.errors import LandingError
from ingest.home import Home

FIRST_LOAD_DATE = date(2000, 1, 1)
TEMPORARY_SUFFIXES = (".tmp", ".part")
# A lake file is called like its landing file plus '.parquet', and file systems allow 255 bytes.
LONGEST_NAME_BYTES = 240


class Load(NamedTuple):
    """One load day of one landing table."""

    source: str
    table: str
    load_date: date


@dataclass(frozen=True)
class LandingFile:
    """A landing file as the file system shows it, without having been read."""

    path: Path
    size_bytes: int
    modified_ns: int
    changed_ns: int

    @property
    def name(self) -> str:
        """The file's name, unique within its load day."""
        return self.path.name


def list_landing(home: Home) -> dict[Load, list[LandingFile]]:
    """Return the files of every load day under landing/, sorted by name; {} when there is no landing/.

    Names that start with '.' or '_' and temporary names (*.tmp, *.part) are passed over. Anything else that
    stands in the wrong place stops ingest with a LandingError: passing over it would lose what the shop
    delivered.
    """
    found: dict[Load, list[LandingFile]] = {}
    for source_folder in list_folders(home.landing):
        source = SOURCES.get(source_folder.name)
        if source is None:
            raise LandingError(
                f"{source_folder} is not a source Cartograph knows ({', '.join(SOURCES)}): rename the folder,"
                " or move it out of landing/."
            )
        for table_folder in list_folders(source_folder):
            if table_folder.name not in source.tables:
                raise LandingError(
                    f"{table_folder} is not a table of the source {source.name} ({', '.join(source.tables)}):"
                    " rename the folder, or move it out of landing/."
                )
            for date_folder in list_folders(table_folder):
                load = Load(source.name, table_folder.name, read_load_date(date_folder))
                files = list_load_files(date_folder)
                if files:
                    found[load] = files
    return found


def list_load_files(folder: Path) -> list[LandingFile]:
    """Return the landing files of one load-day folder, sorted by name; [] when the folder is not there."""
    files = []
    for entry in scan_folder(folder):
        try:
            stat = entry.stat()
            if entry.is_dir():
                raise LandingError(f"{entry.path} is a folder inside a load day: put its files directly into {folder}.")
            if not S_ISREG(stat.st_mode):
                raise LandingError(f"{entry.path} is no file but a pipe, socket or device: take it away.")
        except FileNotFoundError:
            if entry.is_symlink():
                raise LandingError(f"{entry.path} is a link to nothing: mend it or take it away.") from None
            continue  # it vanished while we looked: not there
        except OSError as error:
            raise LandingError(f"{entry.path} cannot be read ({error.strerror}): mend or remove it.") from None
        if len(os.fsencode(entry.name)) > LONGEST_NAME_BYTES or not entry.name.isprintable():
            raise LandingError(
                f"A file in {folder} has a name that is not plain text of at most {LONGEST_NAME_BYTES} bytes"
                f" ({entry.name[:40]!r}): rename it."
            )
        files.append(LandingFile(Path(entry.path), stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns))
    return files


def list_folders(parent: Path) -> list[Path]:
    """Return the folders directly under `parent`; a file among them is a LandingError."""
    folders = []
    for entry in scan_folder(parent):
        if not entry.is_dir():
            raise LandingError(
                f"{entry.path} is not in a load day: put files into landing/<source>/<table>/<YYYY-MM-DD>/."
            )
        folders.append(Path(entry.path))
    return folders


def scan_folder(folder: Path) -> list[os.DirEntry[str]]:
    """Return the entries of `folder` that count, sorted by name; [] when it is not there."""
    try:
        with os.scandir(folder) as entries:
            return sorted((entry for entry in entries if not is_passed_over(entry.name)), key=lambda entry: entry.name)
    except FileNotFoundError:
        return []
    except OSError as error:
        raise LandingError(
            f"{folder} cannot be listed ({error.strerror}): check that it is a folder you may read."
        ) from None


def is_passed_over(name: str) -> bool:
    """Return whether a name is hidden or says that its file is not finished yet."""
    return name.startswith((".", "_")) or name.lower().endswith(TEMPORARY_SUFFIXES)


def read_load_date(folder: Path) -> date:
    """Return the load day a folder's name gives; LandingError when it is none, or out of range."""
    try:
        load_date = date.fromisoformat(folder.name)
    except ValueError:
        load_date = None
    # fromisoformat also takes 20240101 and 2024-W01-1: one day must have one folder.
    if load_date is None or load_date.isoformat() != folder.name:
        raise LandingError(
            f"{folder} is not named after a day: rename it like 2024-12-31, the day its files were collected."
        )
    if load_date < FIRST_LOAD_DATE:
        raise LandingError(f"{folder} is before {FIRST_LOAD_DATE}, the first load day there is: rename it.")
    # One day more than today: the shop's zone may be ahead of this machine's.
    if load_date > date.today() + timedelta(days=1):
        raise LandingError(f"{folder} is a day that has not come yet: rename it, or wait for that day.")
    return load_date
