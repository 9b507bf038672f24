"""The first rows of what waits, as a lake in a folder of its own: what a source's mapping is tried on."""

import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pyarrow as pa

from ingest.check.columns import CONTRACT_SOURCE
from ingest.check.landing import Waiting
from ingest.contract import SOURCES, LandingTable
from ingest.home import Home
from ingest.lake.file import Engines, choose_readers, open_engines, write_rows
from ingest.lake.paths import load_folder
from ingest.landing import Load
from ingest.readers.reading import NotPlain, UnreadableFile
from ingest.work.prepare import prepare_lake

# Of each landing table: enough to show what goes wrong, and read within seconds.
SAMPLE_ROWS = 100_000


@dataclass
class Sampled:
    """What was taken of one landing table. files: of which load day and name; is_whole: whether nothing was left."""

    files: set[tuple[date, str]] = field(default_factory=set)
    rows: int = 0
    is_whole: bool = True


def write_sample(home: Home, waiting: Waiting, target: Home) -> dict[tuple[str, str], Sampled]:
    """Write the first rows of each waiting landing table, the shop's own excepted, into the lake of `target`.

    Beside them stand the files of the same load days that the lake of `home` holds already, as links: a mapping may
    join them. Personal data are hashed as in a run, by a key that is forgotten. Returns what was taken, by source and
    landing table.
    """
    prepare_lake(target)
    key, found = secrets.token_hex(), {}
    with open_engines() as engines:
        engines.writer.execute("SET temp_directory = ''")
        for load, files in waiting.files.items():
            if load.source == CONTRACT_SOURCE:
                continue
            sampled = found.setdefault((load.source, load.table), Sampled())
            for file in files:
                take_file(engines, file.path, load, target, key, sampled)
    for source in {source for source, _ in found}:
        link_lake(home, target, source, waiting)
    return found


def take_file(engines: Engines, path: Path, load: Load, target: Home, key: str, sampled: Sampled) -> None:
    """Write the rows of a file that the sample has room for, and note them; nothing where the file cannot be read."""
    if sampled.rows >= SAMPLE_ROWS:
        sampled.is_whole = False
        return
    table = SOURCES[load.source].tables[load.table]
    written = load_folder(target, load) / f"{path.name}.parquet"
    written.parent.mkdir(parents=True, exist_ok=True)
    try:
        rows = write_first(engines, path, table, written, key, SAMPLE_ROWS - sampled.rows)
    except (UnreadableFile, FileNotFoundError):
        written.unlink(missing_ok=True)  # what is wrong with it is said of the file
        return
    sampled.files.add((load.load_date, path.name))
    sampled.is_whole &= rows <= SAMPLE_ROWS - sampled.rows
    sampled.rows = min(sampled.rows + rows, SAMPLE_ROWS)


def write_first(engines: Engines, path: Path, table: LandingTable, written: Path, key: str, most: int) -> int:
    """Write at most so many rows of a landing file as a lake file; return how many, or one more where more follow."""
    for read in choose_readers(engines.reader, path, table):
        counts: list[int] = []
        try:
            reading = read()
            write_rows(
                engines.writer,
                take_first(reading.batches, most, counts),
                table,
                path.name,
                written,
                first_row=1,
                absent_columns=reading.absent_columns,
                erased=None,
                hash_key=key,
            )
        except NotPlain:
            continue
        return sum(counts)
    raise UnreadableFile("unreadable_file", "the file changed while it was read")


def take_first(batches: Iterable[pa.RecordBatch], most: int, counts: list[int]) -> Iterator[pa.RecordBatch]:
    """Yield batches until there are `most` rows, noting how many each held; a last 1 says that more would come."""
    for batch in batches:
        room = most - sum(counts)
        if room == 0:
            counts.append(min(1, len(batch)))
            return
        counts.append(min(len(batch), room + 1))
        yield batch.slice(0, room)
        if len(batch) > room:
            return


def link_lake(home: Home, target: Home, source: str, waiting: Waiting) -> None:
    """Link the lake's files of the load days of a source that wait, but for those that will be read again."""
    days = {load.load_date for load in waiting.files if load.source == source}
    for table in SOURCES[source].tables:
        for load in (Load(source, table, day) for day in days):
            again = {f"{file.name}.parquet" for file in waiting.files.get(load, [])}
            for path in load_folder(home, load).glob("*.parquet"):
                if path.name not in again:
                    link = load_folder(target, load) / path.name
                    link.parent.mkdir(parents=True, exist_ok=True)
                    link.symlink_to(path.resolve())
