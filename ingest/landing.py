"""What stands under landing/: every file a shop has dropped, by source, table and load day."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import get_close_matches
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


@dataclass(frozen=True)
class Landing:
    """What stands under landing/: the files of every load day, and a sentence for each thing in a wrong place.

    passed_over: files that read like data and whose name says that they are not finished or not meant.
    """

    loads: dict[Load, list[LandingFile]]
    faults: list[LandingError]
    passed_over: list[Path]


def list_landing(home: Home) -> dict[Load, list[LandingFile]]:
    """Return the files of every load day under landing/, sorted by name; {} when there is no landing/.

    Names that start with '.' or '_' and temporary names (*.tmp, *.part) are passed over. Anything else that
    stands in the wrong place stops ingest with a LandingError: passing over it would lose what the shop
    delivered.
    """
    landing = survey_landing(home)
    for fault in landing.faults:
        raise fault
    return landing.loads


def survey_landing(home: Home) -> Landing:
    """Return all that stands under landing/, right or wrong."""
    landing = Landing({}, [], [])
    for source_folder in survey_folders(home.landing, landing):
        source = SOURCES.get(source_folder.name)
        if source is None:
            landing.faults.append(
                LandingError(
                    f"{source_folder} is not a source Cartograph knows ({', '.join(SOURCES)}): rename the folder"
                    f"{suggest(source_folder.name, SOURCES)}, or move it out of landing/. How to teach Cartograph a"
                    " source of your own: docs/bring_your_own_shop.md#a-source-of-your-own."
                )
            )
            continue
        for table_folder in survey_folders(source_folder, landing):
            if table_folder.name not in source.tables:
                landing.faults.append(
                    LandingError(
                        f"{table_folder} is not a table of the source {source.name} ({', '.join(source.tables)}):"
                        f" rename the folder{suggest(table_folder.name, source.tables)}, or move it out of landing/."
                    )
                )
                continue
            for date_folder in survey_folders(table_folder, landing):
                survey_load(source.name, table_folder.name, date_folder, landing)
    return landing


def survey_folders(parent: Path, landing: Landing) -> list[Path]:
    """Return the folders directly under `parent`; note a file among them as a fault."""
    folders = []
    for entry in survey_entries(parent, landing):
        if entry.is_dir():
            folders.append(Path(entry.path))
        else:
            landing.faults.append(
                LandingError(
                    f"{entry.path} is not in a load day: put files into landing/<source>/<table>/<YYYY-MM-DD>/."
                )
            )
    return folders


def survey_load(source: str, table: str, folder: Path, landing: Landing) -> None:
    """Add the files of one load-day folder, or why its name or one of its files will not do."""
    try:
        load = Load(source, table, read_load_date(folder))
    except LandingError as fault:
        landing.faults.append(fault)
        return
    files = []
    for entry in survey_entries(folder, landing):
        try:
            files += look_at_file(entry, folder)
        except LandingError as fault:
            landing.faults.append(fault)
    if files:
        landing.loads[load] = files


def survey_entries(folder: Path, landing: Landing) -> list[os.DirEntry[str]]:
    """Return the entries of `folder` that count, sorted by name; note those passed over and what fails."""
    try:
        entries = scan_folder(folder)
    except LandingError as fault:
        landing.faults.append(fault)
        return []
    landing.passed_over.extend(Path(entry.path) for entry in entries if is_passed_over(entry.name))
    return [entry for entry in entries if not is_passed_over(entry.name)]


def suggest(name: str, known: Iterable[str]) -> str:
    """Return the known name that is nearest to a misspelt one, as the end of 'rename the folder'; '' for none."""
    nearest = get_close_matches(name.casefold(), list(known), 1)
    return f" to {nearest[0]}" if nearest else ""


def list_load_files(folder: Path) -> list[LandingFile]:
    """Return the landing files of one load-day folder, sorted by name; [] when the folder is not there."""
    entries = [entry for entry in scan_folder(folder) if not is_passed_over(entry.name)]
    return [file for entry in entries for file in look_at_file(entry, folder)]


def look_at_file(entry: os.DirEntry[str], folder: Path) -> list[LandingFile]:
    """Return an entry of a load-day folder as a landing file; [] when it has vanished, LandingError when it is none."""
    try:
        stat = entry.stat()
        if entry.is_dir():
            raise LandingError(f"{entry.path} is a folder inside a load day: put its files directly into {folder}.")
        if not S_ISREG(stat.st_mode):
            raise LandingError(f"{entry.path} is no file but a pipe, socket or device: take it away.")
    except FileNotFoundError:
        if entry.is_symlink():
            raise LandingError(f"{entry.path} is a link to nothing: mend it or take it away.") from None
        return []  # it vanished while we looked: not there
    except OSError as error:
        raise LandingError(f"{entry.path} cannot be read ({error.strerror}): mend or remove it.") from None
    if len(os.fsencode(entry.name)) > LONGEST_NAME_BYTES or not entry.name.isprintable():
        raise LandingError(
            f"A file in {folder} has a name that is not plain text of at most {LONGEST_NAME_BYTES} bytes"
            f" ({entry.name[:40]!r}): rename it."
        )
    return [LandingFile(Path(entry.path), stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns)]


def scan_folder(folder: Path) -> list[os.DirEntry[str]]:
    """Return the entries of `folder`, sorted by name; [] when it is not there."""
    try:
        with os.scandir(folder) as entries:
            return sorted(entries, key=lambda entry: entry.name)
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
