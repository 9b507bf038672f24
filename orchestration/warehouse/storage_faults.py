"""Failures of the disk: they are explained in words, and what is damaged is set aside.

Broken files are rebuilt automatically, by this run or the next: the warehouse from the lake, the lake from landing.
"""

from ingest.books.sealed import read_sealed
from ingest.errors import LakeError
from ingest.home import Home
from ingest.lake.damage import check_parts, take_out_damaged
from ingest.lake.paths import lake_path
from ingest.work.load import reload_damaged
from orchestration.settings import read_hash_key
from orchestration.warehouse.database_file import DamagedFileError, check_database, explain, is_damaged, move_database
from orchestration.warehouse.state import note_built_models


def find_fault(home: Home, words: str) -> str | None:
    """Return what was wrong with the disk or the warehouse when something failed with these words, in a sentence.

    A damaged warehouse is set aside, so that the next run rebuilds it. None where neither is to blame.
    """
    if is_damaged(home.warehouse, words):
        return f"{home.warehouse} is damaged. {set_warehouse_aside(home)} Run `daily` again."
    return explain(home.warehouse, words)


def find_lake_faults(home: Home) -> list[str]:
    """Delete damaged lake files, which the next run reads from landing again; return a sentence for each.

    Sealed parts exist nowhere else: these are only reported.
    """
    try:
        check_parts(home, read_sealed(home), within=True)
        parts = []
    except LakeError as error:
        parts = [str(error)]
    return parts + [
        f"The lake file {lake_path(home, entry)} is damaged. It has been deleted, and the next run reads it from"
        " landing again: run `daily` again."
        for entry in take_out_damaged(home)
    ]


def mend_warehouse(home: Home) -> str | None:
    """Set a damaged warehouse aside and return the sentence that says so; None for a sound one.

    Raises DatabaseFileError where it cannot be opened for another reason.
    """
    try:
        check_database(home.warehouse)
    except DamagedFileError as error:
        return f"{error} {set_warehouse_aside(home)}"
    return None


def set_warehouse_aside(home: Home) -> str:
    """Move the warehouse out of the way, in place of one that was before, and return what that means."""
    move_database(home.warehouse, home.broken_warehouse)
    note_built_models(home, None)
    return f"It is kept as {home.broken_warehouse.name}, and everything is rebuilt from the lake."


def mend_lake(home: Home) -> list[str]:
    """Read again from landing whatever lake file is not what was written; return a sentence for each.

    Raises LakeError where a sealed part is not.
    """
    check_parts(home, read_sealed(home), within=True)
    return [
        f"The lake file {lake_path(home, entry)} was damaged and is read from landing again."
        for entry in reload_damaged(home, read_hash_key())
    ]
