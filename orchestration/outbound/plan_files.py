"""The files of the ledger: a plan as Parquet, and the mark that it was delivered."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ingest.home import Home
from ml_assets.campaign_plan import CAMPAIGN_PLAN
from ml_assets.campaign_plan.table import KEY
from orchestration.outbound.errors import OutboundError

# What is read together lies together, so that the rest is passed over: contacts, what waits, and refusals by rule.
ORDER = ("decision", "refused_by", *KEY, "decision_id")
ROWS_A_GROUP = 50_000
# A plan that was written before there were these has none of them.
LATER = ("item_name", "pressure_orders", "quiet_from", "quiet_to", "time_zone")


class PlanLedgerError(OutboundError):
    """The ledger of plans cannot be read or written, so that nobody knows what was promised to whom."""


def find_path(home: Home, as_of: date) -> Path:
    return home.ledger / f"{as_of}.parquet"


def find_mark(home: Home, as_of: date) -> Path:
    return home.ledger / f"{as_of}.delivered"


@contextmanager
def read_plainly(path: Path) -> Iterator[None]:
    """Raise PlanLedgerError, one sentence, where a plan cannot be read."""
    try:
        yield
    except (pa.ArrowException, OSError) as error:
        raise PlanLedgerError(
            f"{path} cannot be read ({' '.join(str(error).split())[:100]}): put it back from a backup; without it"
            " nobody knows to whom was written, and caps would not hold."
        ) from error


def check_shape(path: Path, shape: pa.Schema) -> None:
    """Raise PlanLedgerError where the columns of a plan are not today's, or those before LATER."""
    of_today = {field.name: field.type for field in CAMPAIGN_PLAN}
    earlier = {name: kind for name, kind in of_today.items() if name not in LATER}
    if [(field.name, field.type) for field in shape] not in (list(of_today.items()), list(earlier.items())):
        raise PlanLedgerError(f"{path} was written by another version of Cartograph: use that version.")


def read_file(path: Path) -> pa.Table:
    """Return a plan as it lies there. Raises PlanLedgerError where it is gone or damaged."""
    with read_plainly(path):
        plan = pq.ParquetFile(path, memory_map=False, page_checksum_verification=True).read()
    check_shape(path, plan.schema)
    return fill_columns(plan).cast(CAMPAIGN_PLAN)


def read_rows(path: Path, is_asked: pc.Expression, columns: Sequence[str] = CAMPAIGN_PLAN.names) -> pa.Table:
    """Return the rows of a plan that are asked for, of which only `columns` are filled.

    Raises PlanLedgerError where the plan is gone or damaged.
    """
    with read_plainly(path):
        shape = pq.read_schema(path)
        check_shape(path, shape)
        there = [name for name in columns if name in shape.names]
        rows = pq.read_table(path, columns=there, filters=is_asked, partitioning=None, page_checksum_verification=True)
    return fill_columns(rows.cast(pa.schema([CAMPAIGN_PLAN.field(name) for name in there])))


def fill_columns(rows: pa.Table) -> pa.Table:
    """Return CAMPAIGN_PLAN in which the columns that were not read, or were not there, are empty."""
    return pa.Table.from_arrays(
        [
            rows[one.name] if one.name in rows.column_names else pa.nulls(rows.num_rows, one.type)
            for one in CAMPAIGN_PLAN
        ],
        schema=CAMPAIGN_PLAN,
    )


def read_day(path: Path) -> date:
    """Return the as-of date after which a file is named. Raises PlanLedgerError where that is none."""
    try:
        return date.fromisoformat(path.stem)
    except ValueError:
        raise PlanLedgerError(f"{path} is named after no day: move it out of the ledger.") from None


def read_mark(home: Home, as_of: date) -> list[str]:
    """Return the moment of delivery and the checksums of the plan. Raises PlanLedgerError where there is none."""
    mark = find_mark(home, as_of)
    lines = mark.read_text().split()
    if len(lines) < 2:
        raise PlanLedgerError(
            f"{mark} has no checksum, so nobody can tell whether the plan is what was delivered: put it back from a"
            " backup."
        )
    return lines


def write_mark(home: Home, as_of: date, *lines: str) -> None:
    """Write the moment of delivery and the checksums, on the disk before this returns."""
    part = _open_part(find_mark(home, as_of))
    with part.open("w") as file:
        file.write("".join(f"{line}\n" for line in lines))
        file.flush()
        os.fsync(file.fileno())
    rename(part, find_mark(home, as_of))


def write_part(path: Path, plan: pa.Table) -> Path:
    """Write a plan beside its path, for its owner alone to read, and return where; its rows in ORDER."""
    try:
        part = _open_part(path)
        with part.open("wb") as file:
            rows = plan.sort_by([(name, "ascending") for name in ORDER])
            pq.write_table(rows, file, ROWS_A_GROUP, compression="zstd", write_page_checksum=True)
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


def rename(part: Path, path: Path) -> None:
    """Rename, on the disk before this returns."""
    part.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
