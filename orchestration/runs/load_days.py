"""Load days as Dagster's partitions, and the range of them that a run has to look at."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import dagster as dg

from ingest.books.manifest import read_loads
from ingest.errors import LandingError
from ingest.home import Home
from ingest.landing import FIRST_LOAD_DATE, read_load_date
from ingest.work.changes import LoadChange, find_changes
from orchestration.settings import read_home, read_time_zone


def find_first_load_day(home: Home) -> date:
    """Return the shop's first load day, in landing or lake; the first there can be where nothing has come yet."""
    days = [load["load_date"] for load in read_loads(home)]
    for folder in home.landing.glob("*/*/*"):
        # What is no load day is reported by the run, which looks into landing again.
        with suppress(LandingError):
            days.append(read_load_date(folder))
    return min(days, default=FIRST_LOAD_DATE)


# The UI offers load days from here on. Those that come later and are older belong to the first of them.
FIRST_DAY = find_first_load_day(read_home())
LOAD_DAYS = dg.DailyPartitionsDefinition(str(FIRST_DAY), timezone=read_time_zone(), end_offset=1)


@dataclass(frozen=True)
class LoadRange:
    """The load days a run covers, first and last included, and how many tables' days differ within."""

    first: date
    last: date
    changes: tuple[LoadChange, ...]

    @property
    def tags(self) -> dict[str, str]:
        """The tags by which Dagster runs a range of partitions as one run."""
        return {
            "dagster/asset_partition_range_start": str(max(self.first, FIRST_DAY)),
            "dagster/asset_partition_range_end": str(max(self.last, FIRST_DAY)),
        }


def find_load_range(home: Home) -> LoadRange:
    """Return the range of load days whose landing differs from the lake.

    Where nothing differs it is the newest load day alone, or today in a home without any. Raises
    LandingError, also for a load day that has not begun in the shop's zone.
    """
    changes = find_changes(home)
    today = find_today()
    for change in changes:
        if change.load_date > today:
            raise LandingError(
                f"landing/{change.source}/{change.table}/{change.load_date} comes after today,"
                f" {today}: rename the folder to the day its files were collected."
            )
    if changes:
        days = [change.load_date for change in changes]
        return LoadRange(min(days), max(days), tuple(changes))
    return find_idle_range(home)


def find_idle_range(home: Home) -> LoadRange:
    """Return the range of a run with nothing to load: the newest load day, or today where there is none."""
    day = find_newest_load_day(home) or find_today()
    return LoadRange(day, day, ())


def list_days_before(home: Home, first: date) -> list[date]:
    """Return the load days before `first` whose landing differs from the lake."""
    return sorted({change.load_date for change in find_changes(home) if change.load_date < first})


def find_today() -> date:
    """Return the day it is in the shop's zone."""
    return datetime.now(ZoneInfo(read_time_zone())).date()


def find_newest_load_day(home: Home) -> date | None:
    """Return the newest load day in the lake, None in an empty one or where there is no lake yet."""
    return max((load["load_date"] for load in read_loads(home)), default=None)


def is_empty(home: Home) -> bool:
    """Return whether nothing has been put under landing/ yet."""
    return not home.landing.exists() or not any(home.landing.iterdir())
