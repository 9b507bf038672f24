"""All that lies in landing and is not in the lake, measured file by file, with what stands in wrong places."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ingest.books.erasures import find_last_erasures
from ingest.books.file_entry import FileEntry
from ingest.books.manifest import read_entries
from ingest.books.sealed import find_closed, is_closed, read_sealed
from ingest.check.measured import Measured, measure_file, register_seeds
from ingest.contract import SOURCES
from ingest.errors import LandingError
from ingest.hashing import hash_file
from ingest.home import Home
from ingest.lake.file import open_engines
from ingest.landing import LandingFile, Load, survey_landing
from ingest.work.changes import group_entries
from ingest.work.plan import plan_load

DATA_SUFFIXES = (".csv", ".csv.gz", ".jsonl", ".parquet")


@dataclass(frozen=True)
class Waiting:
    """What a run would look at. files: those it would read, by load day. in_lake: how many it need not read again.

    closed: files in load days that take none any more. misplaced: a sentence for each thing in a wrong place.
    passed_over: data files that a run does not see for their names. twins: for a file, another with the same bytes,
    waiting or in the lake; the first of them has none. tables: the landing tables that have files at all.
    """

    files: dict[Load, list[LandingFile]]
    in_lake: int
    closed: list[Path]
    misplaced: list[LandingError]
    passed_over: list[Path]
    twins: dict[Path, str]
    tables: set[tuple[str, str]]


@dataclass(frozen=True)
class CheckedFile:
    """A landing file with what a run will make of it. repeated: where the same rows stand already, or None."""

    load: Load
    path: Path
    measured: Measured
    repeated: str | None


def find_waiting(home: Home) -> Waiting:
    """Return what a run would look at. Writes nothing."""
    landing = survey_landing(home)
    closed_from = find_closed(read_sealed(home))
    entries = read_entries(home)
    known, last_erasures = group_entries(entries), find_last_erasures(home, entries)
    files, closed, in_lake = {}, [], 0
    for load, found in sorted(landing.loads.items()):
        if is_closed(load, closed_from):
            closed += [file.path for file in found]
            continue
        stale = plan_load_safely(home, load, known.get(load, {}), last_erasures, found)
        in_lake += len(found) - len(stale)
        if stale:
            files[load] = stale
    passed_over = [path for path in landing.passed_over if is_data(path)]
    tables = {(load.source, load.table) for load in landing.loads}
    return Waiting(files, in_lake, closed, landing.faults, passed_over, find_twins(files, entries), tables)


def plan_load_safely(
    home: Home, load: Load, known: dict[str, FileEntry], last_erasures: dict[str, int], found: list[LandingFile]
) -> list[LandingFile]:
    """Return the files of a load day that a run would read; all of them where one beside them is in a wrong place."""
    try:
        return plan_load(home, load, known, last_erasures).stale
    except LandingError:
        return found


def is_data(path: Path) -> bool:
    """Return whether a passed-over name is that of a data file, but for what marks it as not finished."""
    name = path.name.lower().removesuffix(".tmp").removesuffix(".part")
    return not name.startswith(".") and name.endswith(DATA_SUFFIXES)


def find_twins(files: dict[Load, list[LandingFile]], entries: list[FileEntry]) -> dict[Path, str]:
    """Return for each file with the same bytes as an earlier one where that lies. Opens only files of equal size."""
    sizes: dict[int, list[tuple[Load, LandingFile]]] = defaultdict(list)
    for load, found in files.items():
        for file in found:
            sizes[file.size_bytes].append((load, file))
    in_lake = {(entry.size_bytes, entry.content_hash): entry for entry in entries if entry.content_hash}
    lake_sizes = {entry.size_bytes for entry in entries}
    twins = {}
    for size, group in sizes.items():
        if size == 0 or (len(group) == 1 and size not in lake_sizes):
            continue
        first: dict[str, str] = {}
        for load, file in group:
            place, content = name_place(load, file.name), hash_file(file.path)
            entry = in_lake.get((size, content))
            if entry and (entry.load, entry.file_name) != (load, file.name):
                first.setdefault(content, name_place(entry.load, entry.file_name))
            if content in first:
                twins[file.path] = first[content]
            first.setdefault(content, place)
    return twins


def check_files(waiting: Waiting, shop_zone: str) -> Iterator[CheckedFile]:
    """Yield the files that a run would read, each measured. Writes nothing, not even beyond memory."""
    seen: dict[tuple, str] = {}
    with open_engines() as engines:
        for connection in (engines.reader, engines.writer):
            connection.execute("SET temp_directory = ''")
        register_seeds(engines.writer)
        for load, files in waiting.files.items():
            for file in files:
                try:
                    table = SOURCES[load.source].tables[load.table]
                    measured = measure_file(engines, file.path, table, load, shop_zone)
                except FileNotFoundError:
                    continue  # it vanished while we looked
                place, rows = name_place(load, file.name), (load.source, load.table, measured.rows, measured.checksum)
                is_whole = measured.rows > 0 and not measured.line_faults
                repeated = seen.get(rows) if is_whole else None
                if is_whole:
                    seen.setdefault(rows, place)
                yield CheckedFile(load, file.path, measured, repeated)


def name_place(load: Load, file_name: str) -> str:
    """Return where a landing file lies: shop/orders/2025-01-31/orders.csv."""
    return f"{load.source}/{load.table}/{load.load_date}/{file_name}"
