"""Put sealed facts in the place of a load day's rows, sweep what is left of them, and take erased people out."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from ingest.books.erased_ids import ErasedIds
from ingest.books.file_entry import LOADED, WRITING
from ingest.books.manifest import read_entries, write_entries
from ingest.books.sealed import PartFile, SealedLoad, find_closed, is_closed, read_sealed, write_sealed
from ingest.hashing import hash_file
from ingest.home import Home
from ingest.lake.erased_rows import Taken, take_out
from ingest.lake.paths import EMPTY_NAME, list_lake_loads, load_folder
from ingest.lake.sealed import FACTS, SealedFact, count_landed, sealed_path
from ingest.landing import Load

FACTS_BY_NAME = {fact.name: fact for fact in FACTS}


def list_parts(home: Home, load: Load) -> list[PartFile]:
    """Return the parts of a load day as their files stand."""
    paths = {fact.name: sealed_path(home, fact.name, load) for fact in FACTS}
    return [PartFile(name, path.stat().st_size, hash_file(path)) for name, path in paths.items() if path.exists()]


def commit_sealed(home: Home, loads: Iterable[SealedLoad]) -> None:
    """Let the parts, which stand there already, count instead of the rows of these load days: in one step for all.

    Whatever a kill leaves undone after it is done by the next `sweep_sealed`.
    """
    known = {load.load: load for load in read_sealed(home)} | {load.load: load for load in loads}
    write_sealed(home, known.values())
    sweep_sealed(home)


def sweep_sealed(home: Home) -> None:
    """Bring loads.parquet in line with the book and delete what counts no more: rows of sealed load days, and
    parts that are not in the book. Call it under the run's lock."""
    sealed = read_sealed(home)
    write_entries(home, read_entries(home), loads_first=True)
    closed = find_closed(sealed)
    for load in list_lake_loads(home):
        if is_closed(load, closed):
            remove_folder(load_folder(home, load))
    kept = {sealed_path(home, part.name, load.load) for load in sealed for part in load.parts}
    for path in (home.lake / "sealed").glob("*/*/*"):
        if path not in kept and path.name != EMPTY_NAME:
            path.unlink()
            if not any(path.parent.iterdir()):
                path.parent.rmdir()


def remove_folder(folder: Path) -> None:
    """Delete the files of a load day's folder, then the folder."""
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()


def find_sealed_taken(home: Home, ids: ErasedIds) -> Iterator[tuple[SealedLoad, Taken]]:
    """Yield the sealed load days that hold something of the ids' owner, each with how many landed rows that is."""
    for load in read_sealed(home):
        held, landed = False, 0
        for part in load.parts:
            fact = FACTS_BY_NAME[part.name]
            for batch, rest in take_out_of(sealed_path(home, part.name, load.load), fact, ids):
                held = held or len(rest) < len(batch)
                landed += fact.count_landed(batch) - fact.count_landed(rest)
        if held:
            yield load, Taken(landed)


def is_due(load: SealedLoad, last_erasures: dict[str, int]) -> bool:
    """Return whether the parts of a load day still hold somebody who was erased, or were being written."""
    last = max((last_erasures.get(file, 0) for file in load.landing_files), default=0)
    return load.state == WRITING or load.erasure_count < last


def write_without(home: Home, load: SealedLoad, erased: ErasedIds | None, erasure_count: int) -> None:
    """Write the parts of a load day again without erased people; killed half-way, the next run does the rest."""
    loads = {known.load: known for known in read_sealed(home)}
    write_sealed(home, (loads | {load.load: replace(load, state=WRITING)}).values())
    for fact in FACTS:
        path = sealed_path(home, fact.name, load.load)
        if erased and path.exists():
            batches = [rest for _, rest in take_out_of(path, fact, erased)]
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
    write_sealed(home, (loads | {load.load: renewed}).values())


def take_out_of(path: Path, fact: SealedFact, ids: ErasedIds) -> Iterator[tuple[pa.RecordBatch, pa.RecordBatch]]:
    """Yield the batches of a fact's file, each with what is left of it without the ids' owner."""
    for batch in pq.ParquetFile(path).iter_batches():
        rest, _ = take_out(fact.name_persons(batch), fact.table, ids)
        yield batch, rest.select(batch.schema.names)


def write_part(path: Path, rows: pa.Table) -> None:
    """Write a part so that a reader sees the old file or the new one."""
    following = path.with_name(".writing.tmp")
    pq.write_table(rows, following, compression="zstd")
    following.replace(path)
