"""plan_ledger/ in the home: plans that passed their checks, one Parquet file an as-of date; they outlive the warehouse.

A plan is replaced as long as nobody got it. Once `<as of>.delivered` stands beside it, it stays as it is, but for
people who are erased. The mark's second line is the SHA-256 of the file as it was delivered. While an erasure replaces
the file there are two: those of the file before and after.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime

import pyarrow as pa
import pyarrow.compute as pc

from ingest.books.erased_ids import ErasedIds
from ingest.hashing import hash_file
from ingest.home import Home
from orchestration.outbound.plan_files import (
    PlanLedgerError,
    find_mark,
    find_path,
    read_day,
    read_file,
    read_mark,
    rename,
    write_mark,
    write_part,
)
from orchestration.runs.lock import hold_lock


def write_plan(home: Home, as_of: date, plan: pa.Table) -> bool:
    """Write the plan of a date in one step; return False, with nothing written, where that date's was delivered.

    In whatever order its rows come, the same plan is the same bytes.
    """
    with hold_ledger(home):
        if find_mark(home, as_of).exists():
            return False
        path = find_path(home, as_of)
        rename(write_part(path, plan), path)
    return True


def read_plan(home: Home, as_of: date) -> pa.Table:
    """Return the plan of a date. Raises PlanLedgerError where its file is gone or damaged."""
    return read_file(find_path(home, as_of))


def list_days(home: Home) -> list[date]:
    """Return the as-of dates that have a plan, oldest first."""
    return sorted(map(read_day, home.ledger.glob("????-??-??.parquet")))


def is_delivered(home: Home, as_of: date) -> bool:
    return find_mark(home, as_of).exists()


def mark_delivered(home: Home, as_of: date) -> None:
    """Mark the plan of a date as delivered, so that it is not written again; on the disk before this returns.

    The mark holds the moment (UTC) and, on a line of its own, the SHA-256 of the file as it is delivered. Raises
    PlanLedgerError where there is no plan of the date.
    """
    with hold_ledger(home):
        if is_delivered(home, as_of):
            return
        path = find_path(home, as_of)
        if not path.exists():
            raise PlanLedgerError(f"{path}, of which messages went out, is gone: put it back from a backup.")
        write_mark(home, as_of, datetime.now(UTC).isoformat(timespec="seconds"), hash_file(path))


def list_changed(home: Home) -> list[date]:
    """Return the dates whose plan is gone or is not what was delivered. Raises PlanLedgerError on a damaged mark."""
    changed = []
    for as_of in sorted(map(read_day, home.ledger.glob("????-??-??.delivered"))):
        path = find_path(home, as_of)
        _, *checksums = read_mark(home, as_of)
        if not path.exists() or hash_file(path) not in checksums:
            changed.append(as_of)
    return changed


def take_out_of_ledger(home: Home, erased: ErasedIds) -> int:
    """Take the erased out of every plan, delivered ones too; return how many plans held some.

    Killed at any moment, it leaves every plan as delivered or without the erased, and repeated, it ends what is left.
    """
    changed = 0
    with hold_ledger(home):
        for part in home.ledger.glob(".*.tmp"):  # Of a killed run, and maybe of somebody who is erased.
            part.unlink()
        for day in list_days(home):
            changed += _take_out_of_plan(home, day, erased)
    return changed


def _take_out_of_plan(home: Home, as_of: date, erased: ErasedIds) -> bool:
    path, mark = find_path(home, as_of), find_mark(home, as_of)
    plan = read_file(path)
    users = pc.unique(plan["user_id"]).to_pylist()
    gone = pa.array([user for user in users if erased.name(user) in erased.users], pa.string())
    part = write_part(path, plan.filter(pc.invert(pc.is_in(plan["user_id"], gone)))) if len(gone) else None
    moment, *checksums = read_mark(home, as_of) if mark.exists() else [""]
    before, after = hash_file(path), hash_file(part or path)
    is_as_delivered = before in checksums  # What was changed after delivery has to stay visible.
    if part:
        if is_as_delivered:
            write_mark(home, as_of, moment, before, after)
        rename(part, path)
    if is_as_delivered and checksums != [after]:
        write_mark(home, as_of, moment, after)
    return bool(part)


def copy_ledger(home: Home, target: Home, as_of: date) -> None:
    """Copy the plans up to a date, their marks and the key of draws into another home."""
    target.ledger.mkdir(exist_ok=True)
    if home.draw_key.exists():
        shutil.copy(home.draw_key, target.draw_key)
    for day in list_days(home):
        for path in (find_path(home, day), find_mark(home, day)):
            if day <= as_of and path.exists():
                shutil.copy(path, target.ledger / path.name)


@contextmanager
def hold_ledger(home: Home) -> Iterator[None]:
    """Hold the ledger for a moment: who replaces a plan and who marks it as delivered wait for each other."""
    home.ledger.mkdir(exist_ok=True)
    with hold_lock(home.ledger / "lock", "plan", lambda _: None, poll_seconds=0.05):
        yield
