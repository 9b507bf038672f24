"""Put condensed parts in the place of a load day's rows, sweep what is left of them, and take erased people out."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from ingest.books.condensed import CondensedLoad, PartFile, find_closed, is_closed, read_condensed, write_condensed
from ingest.books.erased_ids import ErasedIds
from ingest.books.file_entry import LOADED, WRITING
from ingest.books.manifest import read_entries, write_entries
from ingest.hashing import hash_file
from ingest.home import Home
from ingest.lake.erased_rows import Taken, take_out
from ingest.lake.parts import PARTS, Part, count_landed, part_path
from ingest.lake.paths import EMPTY_NAME, list_lake_loads, load_folder
from ingest.landing import Load


def list_parts(home: Home, load: Load) -> list[PartFile]:
    """Return the parts of a load day as their files stand."""
    paths = {part.name: part_path(home, part.name, load) for part in PARTS}
    return [PartFile(name, path.stat().st_size, hash_file(path)) for name, path in paths.items() if path.exists()]


def commit_condensed(home: Home, loads: Iterable[CondensedLoad]) -> None:
    """Let the parts, which stand there already, count instead of the rows of these load days: in one step for all.

    Whatever a kill leaves undone after it is done by the next `sweep_condensed`.
    """
    known = {load.load: load for load in read_condensed(home)} | {load.load: load for load in loads}
    write_condensed(home, known.values())
    sweep_condensed(home)


def sweep_condensed(home: Home) -> None:
    """Bring loads.parquet in line with the book and delete what counts no more: rows of condensed load days, and
    parts that are not in the book. Call it under the run's lock."""
    condensed = read_condensed(home)
    write_entries(home, read_entries(home), loads_first=True)
    closed = find_closed(condensed)
    for load in list_lake_loads(home):
        if is_closed(load, closed):
            remove_folder(load_folder(home, load))
    kept = {part_path(home, part.name, load.load) for load in condensed for part in load.parts}
    for path in (home.lake / "condensed").glob("*/*/*"):
        if path not in kept and path.name != EMPTY_NAME:
            path.unlink()
            if not any(path.parent.iterdir()):
                path.parent.rmdir()


def remove_folder(folder: Path) -> None:
    """Delete the files of a load day's folder, then the folder."""
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()


def find_condensed_taken(home: Home, ids: ErasedIds) -> Iterator[tuple[CondensedLoad, Taken]]:
    """Yield the condensed load days that hold something of the ids' owner, each with how many landed rows that is."""
    for load in read_condensed(home):
        held, landed = False, 0
        for part in load.parts:
            for batch, rest in take_out_of(part_path(home, part.name, load.load), _find_part(part.name), ids):
                held = held or len(rest) < len(batch)
                landed += _find_part(part.name).count_landed(batch) - _find_part(part.name).count_landed(rest)
        if held:
            yield load, Taken(landed)


def is_due(load: CondensedLoad, last_erasures: dict[str, int]) -> bool:
    """Return whether the parts of a load day still hold somebody who was erased, or were being written."""
    last = max((last_erasures.get(file, 0) for file in load.landing_files), default=0)
    return load.state == WRITING or load.erasure_count < last


def write_without(home: Home, load: CondensedLoad, erased: ErasedIds | None, erasure_count: int) -> None:
    """Write the parts of a load day again without erased people; killed half-way, the next run does the rest."""
    loads = {known.load: known for known in read_condensed(home)}
    write_condensed(home, (loads | {load.load: replace(load, state=WRITING)}).values())
    for part in PARTS:
        path = part_path(home, part.name, load.load)
        if erased and path.exists():
            batches = [rest for _, rest in take_out_of(path, part, erased)]
            write_part(path, pa.Table.from_batches(batches, pq.read_schema(path)))
    landed = count_landed(home, load.load)
    renewed = replace(
        load,
        landed_count=landed,
        erased_count=load.erased_count + load.landed_count - landed,
        erasure_count=erasure_count,
        state=LOADED,
        parts=list_parts(home, load.load),
    )
    write_condensed(home, (loads | {load.load: renewed}).values())


def take_out_of(path: Path, part: Part, ids: ErasedIds) -> Iterator[tuple[pa.RecordBatch, pa.RecordBatch]]:
    """Yield the batches of a part, each with what is left of it without the ids' owner."""
    for batch in pq.ParquetFile(path).iter_batches():
        yield batch, take_out(batch, part.table, ids)[0]


def write_part(path: Path, rows: pa.Table) -> None:
    """Write a part so that a reader sees the old file or the new one."""
    following = path.with_name(".writing.tmp")
    pq.write_table(rows, following, compression="zstd")
    following.replace(path)


def _find_part(name: str) -> Part:
    return next(part for part in PARTS if part.name == name)
