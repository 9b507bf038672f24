"""What has to happen to a load day so that the lake holds what landing holds."""

from dataclasses import dataclass, replace
from datetime import date

from ingest.books.file_entry import LOADED, WRITING, FileEntry
from ingest.contract import SOURCES
from ingest.home import Home
from ingest.lake.damage import is_whole
from ingest.landing import LandingFile, Load, list_load_files
from ingest.work.changes import has_same_times, is_current


@dataclass(frozen=True)
class LoadPlan:
    """What has to happen to one load day: entries that stay, landing files to write, entries to remove.

    known: what was known of each file, by its name.
    damaged: names of those among the files to write whose lake file was finished once and is not whole now.
    """

    load: Load
    current: list[FileEntry]
    stale: list[LandingFile]
    removed: list[FileEntry]
    known: dict[str, FileEntry]
    damaged: list[str]

    def mark(self, closed_before: date | None) -> list[FileEntry]:
        """Return the day's entries as they must read while it is being written."""
        return [
            *self.current,
            *(self.mark_file(file, closed_before) for file in self.stale),
            *(replace(entry, state=WRITING) for entry in self.removed),
        ]

    def mark_file(self, file: LandingFile, closed_before: date | None) -> FileEntry:
        """Return a file's entry while it is being written: killed then, it is still known when its content came."""
        known = self.known.get(file.name)
        if known is None:
            return make_entry(self.load, file, closed_before)
        entry = make_entry(self.load, file, known.closed_before)
        return replace(entry, content_hash=known.content_hash)


def plan_load(home: Home, load: Load, known: dict[str, FileEntry], last_erasures: dict[str, int]) -> LoadPlan:
    """Compare one load day's landing files with what the lake knows of them."""
    files = list_load_files(home.landing / load.source / load.table / load.load_date.isoformat())
    current, stale = [], []
    for file in files:
        entry = known.get(file.name)
        if entry and is_current(home, file, entry, last_erasures):
            times_differ = not has_same_times(file, entry)
            times = {"modified_ns": file.modified_ns, "changed_ns": file.changed_ns}
            current.append(replace(entry, **times) if times_differ else entry)
        else:
            stale.append(file)
    names = {file.name for file in files}
    removed = [entry for name, entry in known.items() if name not in names]
    finished = [known[file.name] for file in stale if file.name in known and known[file.name].state == LOADED]
    damaged = [entry.file_name for entry in finished if not is_whole(home, entry)]
    return LoadPlan(load, current, stale, removed, known, damaged)


def make_entry(load: Load, file: LandingFile, closed_before: date | None) -> FileEntry:
    """Return the entry of a landing file that is about to be written: nothing is known of its content yet."""
    return FileEntry(
        source=load.source,
        table_name=load.table,
        load_date=load.load_date,
        file_name=file.name,
        size_bytes=file.size_bytes,
        content_hash="",
        landed_count=0,
        fault_count=0,
        erased_count=0,
        emptied_count=0,
        erasure_count=0,
        extra_columns="",
        modified_ns=file.modified_ns,
        changed_ns=file.changed_ns,
        lake_bytes=0,
        lake_hash="",
        layout=SOURCES[load.source].tables[load.table].layout,
        state=WRITING,
        closed_before=closed_before,
    )
