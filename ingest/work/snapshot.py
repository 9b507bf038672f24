"""Load days of a lake as a lake of its own, which later changes do not reach."""

import os
import shutil
from datetime import date

from ingest.books.erasures import find_last_erasures
from ingest.books.manifest import read_entries, write_entries
from ingest.books.sealed import read_sealed, write_sealed
from ingest.errors import LakeError
from ingest.home import Home
from ingest.lake.damage import check_parts, is_whole
from ingest.lake.paths import lake_path
from ingest.lake.sealed import sealed_path
from ingest.work.prepare import prepare_lake
from ingest.work.seal import is_due


def snapshot_lake(home: Home, target: Home, last_day: date) -> None:
    """Make the lake of the empty home `target` that of `home`, cut off after the load day `last_day`.

    The files are hard links: they take no space, and since ingest replaces a lake file and never writes into
    one, the snapshot stays as it is. The book of erasures goes with it. Call it under the lake's lock, while
    nobody changes the lake. Raises LakeError where a load day is half written or gone or still holds an erased
    person, or where the files cannot be linked.
    """
    all_entries = read_entries(home)
    last_erasures = find_last_erasures(home, all_entries)
    all_sealed = read_sealed(home)
    if any(entry.erasure_count < last_erasures.get(entry.landing_file, 0) for entry in all_entries) or any(
        is_due(load, last_erasures) for load in all_sealed
    ):
        raise LakeError("The lake still holds somebody who was erased: run `make daily` first.")
    if home.erased.exists():
        shutil.copyfile(home.erased, target.erased)
    entries = [entry for entry in all_entries if entry.load_date <= last_day]
    prepare_lake(target)
    sealed = [load for load in all_sealed if load.load_date <= last_day]
    check_parts(home, sealed)
    for entry in entries:
        if not is_whole(home, entry):
            raise LakeError(f"The lake file {lake_path(home, entry)} is not whole: run `make daily` first.")
    links = [(lake_path(home, entry), lake_path(target, entry)) for entry in entries]
    for load in sealed:
        links += [tuple(sealed_path(place, part.name, load.load) for place in (home, target)) for part in load.parts]
    for source, link in links:
        link.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(source, link)
        except OSError as error:
            raise LakeError(
                f"{source} cannot be linked from {link.parent} ({error.strerror}): both have to be in one"
                " file system that knows hard links, and writable."
            ) from error
    if sealed:
        write_sealed(target, sealed)
    write_entries(target, entries, loads_first=True)
