"""Load days of a lake as a lake of its own, which later changes do not reach."""

import os
import shutil
from datetime import date

from ingest.damage import is_whole
from ingest.erasure.book import find_last_erasures
from ingest.errors import LakeError
from ingest.home import Home
from ingest.lake import lake_path, prepare_lake
from ingest.manifest import read_entries, write_entries


def snapshot_lake(home: Home, target: Home, last_day: date) -> None:
    """Make the lake of the empty home `target` that of `home`, cut off after the load day `last_day`.

    The files are hard links: they take no space, and since ingest replaces a lake file and never writes into
    one, the snapshot stays as it is. The book of erasures goes with it. Call it under the lake's lock, while
    nobody changes the lake. Raises LakeError where a load day is half written or gone or still holds an erased
    person, or where the files cannot be linked.
    """
    all_entries = read_entries(home)
    last_erasures = find_last_erasures(home, all_entries)
    if any(entry.erasure_count < last_erasures.get(entry.landing_file, 0) for entry in all_entries):
        raise LakeError("The lake still holds somebody who was erased: run `make daily` first.")
    if home.erased.exists():
        shutil.copyfile(home.erased, target.erased)
    entries = [entry for entry in all_entries if entry.load_date <= last_day]
    prepare_lake(target)
    for entry in entries:
        source, link = lake_path(home, entry), lake_path(target, entry)
        if not is_whole(home, entry):
            raise LakeError(f"The lake file {source} is not whole: run `make daily` first.")
        link.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(source, link)
        except OSError as error:
            raise LakeError(
                f"{source} cannot be linked from {link.parent} ({error.strerror}): both have to be in one"
                " file system that knows hard links, and writable."
            ) from error
    write_entries(target, entries, loads_first=True)
