"""plan_ledger/ in the home: plans that passed their checks, one Parquet file an as-of date; they outlive the warehouse.

A plan is replaced as long as nobody got it. Once `<as of>.delivered` stands beside it, it stays as it is, but for
people who are erased. The mark's second line is the SHA-256 of the file as it was delivered. While an erasure replaces
the file there are two: those of the file before and after.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ingest.books.erased_ids import ErasedIds
from ingest.hashing import hash_file
from ingest.home import Home
from ml_assets.campaign_plan import CAMPAIGN_PLAN
from ml_assets.campaign_plan.table import CONTACTS, DEFER, REASON_ENDED
from orchestration.outbound.errors import OutboundError
from orchestration.runs.lock import hold_lock


class PlanLedgerError(OutboundError):
    """The ledger of plans cannot be read or written, so that nobody knows what was promised to whom."""


def write_plan(home: Home, as_of: date, plan: pa.Table) -> bool:
    """Write the plan of a date in one step; return False, with nothing written, where that date's was delivered."""
    with hold_ledger(home):
        if find_mark(home, as_of).exists():
            return False
        path = find_path(home, as_of)
        _rename(_write_part(path, plan), path)
    return True


def read_plan(home: Home, as_of: date) -> pa.Table:
    """Return the plan of a date. Raises PlanLedgerError where its file is gone or damaged."""
    return _read(find_path(home, as_of))


def read_earlier_plans(home: Home, as_of: date, days: int) -> pa.Table:
    """Return CAMPAIGN_PLAN: what a plan has to know of those of the last `days` before it.

    That is contacts, what was deferred to a day that was not planned yet, and what was refused since its reason ended.
    """
    earlier = [day for day in list_days(home) if as_of - timedelta(days=days) <= day < as_of]
    tables = [CAMPAIGN_PLAN.empty_table()]
    for day in earlier:
        plan = _read(find_path(home, day))
        is_kept = pc.is_in(plan["decision"], pa.array([*CONTACTS, DEFER]))
        is_ended = pc.fill_null(pc.equal(plan["refused_by"], REASON_ENDED), False)
        last_planned = pa.scalar(earlier[-1] + timedelta(days=1), pa.date32())
        is_past = pc.fill_null(pc.less_equal(plan["deferred_until_date"], last_planned), False)
        tables.append(plan.filter(pc.and_not(pc.or_(is_kept, is_ended), is_past)))
    return pa.concat_tables(tables)


def list_days(home: Home) -> list[date]:
    """Return the as-of dates that have a plan, oldest first."""
    return sorted(map(_read_day, home.ledger.glob("????-??-??.parquet")))


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
        _write_mark(home, as_of, datetime.now(UTC).isoformat(timespec="seconds"), hash_file(path))


def list_changed(home: Home) -> list[date]:
    """Return the dates whose plan is gone or is not what was delivered. Raises PlanLedgerError on a damaged mark."""
    changed = []
    for as_of in sorted(map(_read_day, home.ledger.glob("????-??-??.delivered"))):
        path = find_path(home, as_of)
        _, *checksums = _read_mark(home, as_of)
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
    plan = _read(path)
    users = pc.unique(plan["user_id"]).to_pylist()
    gone = pa.array([user for user in users if erased.name(user) in erased.users], pa.string())
    part = _write_part(path, plan.filter(pc.invert(pc.is_in(plan["user_id"], gone)))) if len(gone) else None
    moment, *checksums = _read_mark(home, as_of) if mark.exists() else [""]
    before, after = hash_file(path), hash_file(part or path)
    is_as_delivered = before in checksums  # What was changed after delivery has to stay visible.
    if part:
        if is_as_delivered:
            _write_mark(home, as_of, moment, before, after)
        _rename(part, path)
    if is_as_delivered and checksums != [after]:
        _write_mark(home, as_of, moment, after)
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


def find_path(home: Home, as_of: date) -> Path:
    return home.ledger / f"{as_of}.parquet"


def find_mark(home: Home, as_of: date) -> Path:
    return home.ledger / f"{as_of}.delivered"


def _read(path: Path) -> pa.Table:
    try:
        plan = pq.ParquetFile(path, memory_map=False, page_checksum_verification=True).read()
    except (pa.ArrowException, OSError) as error:
        raise PlanLedgerError(
            f"{path} cannot be read ({' '.join(str(error).split())[:100]}): put it back from a backup; without it"
            " nobody knows to whom was written, and caps would not hold."
        ) from error
    if not plan.schema.remove_metadata().equals(CAMPAIGN_PLAN.remove_metadata()):
        raise PlanLedgerError(f"{path} was written by another version of Cartograph: use that version.")
    return plan.cast(CAMPAIGN_PLAN)


def _read_day(path: Path) -> date:
    try:
        return date.fromisoformat(path.stem)
    except ValueError:
        raise PlanLedgerError(f"{path} is named after no day: move it out of the ledger.") from None


def _read_mark(home: Home, as_of: date) -> list[str]:
    """Return the moment of delivery and the checksums of the plan."""
    mark = find_mark(home, as_of)
    lines = mark.read_text().split()
    if len(lines) < 2:
        raise PlanLedgerError(
            f"{mark} has no checksum, so nobody can tell whether the plan is what was delivered: put it back from a"
            " backup."
        )
    return lines


def _write_mark(home: Home, as_of: date, *lines: str) -> None:
    part = _open_part(find_mark(home, as_of))
    with part.open("w") as file:
        file.write("".join(f"{line}\n" for line in lines))
        file.flush()
        os.fsync(file.fileno())
    _rename(part, find_mark(home, as_of))


def _write_part(path: Path, plan: pa.Table) -> Path:
    """Write a plan beside its path, for its owner alone to read, and return where."""
    try:
        part = _open_part(path)
        with part.open("wb") as file:
            pq.write_table(plan, file, compression="zstd", write_page_checksum=True)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise PlanLedgerError(
            f"{path} cannot be written ({error.strerror}): free space or mend permissions."
        ) from error
    return part


def _open_part(path: Path) -> Path:
    part = path.with_name(f".{path.name}.tmp")
    part.unlink(missing_ok=True)
    part.touch(mode=0o600)
    return part


def _rename(part: Path, path: Path) -> None:
    """Rename, on the disk before this returns."""
    part.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
