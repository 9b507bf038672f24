"""plan_ledger/ in the home: every plan, one Parquet file an as-of date, which outlives the warehouse.

A plan is replaced as long as nobody got it. Once `<as of>.delivered` stands beside it, it stays as it is, but for
people who are erased. The mark's second line is the SHA-256 of the file as it was delivered.
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
        _replace(find_path(home, as_of), plan)
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
    return sorted(date.fromisoformat(path.stem) for path in home.ledger.glob("????-??-??.parquet"))


def is_delivered(home: Home, as_of: date) -> bool:
    return find_mark(home, as_of).exists()


def mark_delivered(home: Home, as_of: date) -> None:
    """Mark the plan of a date as delivered, so that it is not written again; on the disk before this returns.

    The mark holds the moment (UTC) and, on a line of its own, the SHA-256 of the file as it is delivered.
    """
    with hold_ledger(home):
        if not is_delivered(home, as_of):
            moment = datetime.now(UTC).isoformat(timespec="seconds")
            _write_text(find_mark(home, as_of), f"{moment}\n{hash_file(find_path(home, as_of))}\n")


def list_changed(home: Home) -> list[date]:
    """Return the dates whose plan is gone or is not what was delivered."""
    changed = []
    for mark in sorted(home.ledger.glob("????-??-??.delivered")):
        as_of = date.fromisoformat(mark.stem)
        path = find_path(home, as_of)
        checksums = mark.read_text().split()[1:]
        if not path.exists() or (checksums and checksums[0] != hash_file(path)):
            changed.append(as_of)
    return changed


def take_out_of_ledger(home: Home, erased: ErasedIds) -> int:
    """Take the erased out of every plan, delivered ones too; return how many plans held some."""
    changed = 0
    for day in list_days(home):
        with hold_ledger(home):
            path, mark = find_path(home, day), find_mark(home, day)
            plan = _read(path)
            users = pc.unique(plan["user_id"]).to_pylist()
            gone = pa.array([user for user in users if erased.name(user) in erased.users], pa.string())
            if not len(gone):
                continue
            _replace(path, plan.filter(pc.invert(pc.is_in(plan["user_id"], gone))))
            if mark.exists():
                _write_text(mark, f"{mark.read_text().splitlines()[0]}\n{hash_file(path)}\n")
            changed += 1
    return changed


def copy_ledger(home: Home, target: Home, as_of: date) -> None:
    """Copy the plans up to a date, their marks and the key of draws into another home."""
    target.ledger.mkdir(exist_ok=True)
    if home.draw_key.exists():
        shutil.copy(home.draw_key, target.draw_key)
    for day in list_days(home):
        for path in (find_path(home, day), find_mark(home, day)):
            if day <= as_of and path.exists():
                shutil.copyfile(path, target.ledger / path.name)


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


def _replace(path: Path, plan: pa.Table) -> None:
    part = path.with_name(f".{path.name}.tmp")
    try:
        with part.open("wb") as file:
            pq.write_table(plan, file, compression="zstd", write_page_checksum=True)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        raise PlanLedgerError(
            f"{path} cannot be written ({error.strerror}): free space or mend permissions."
        ) from error


def _write_text(path: Path, text: str) -> None:
    part = path.with_name(f".{path.name}.tmp")
    with part.open("w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
