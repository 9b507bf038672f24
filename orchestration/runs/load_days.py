"""Load days as Dagster's partitions, and the range of them that a run has to look at."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import dagster as dg

from ingest.books.manifest import read_loads
from ingest.errors import LandingError
from ingest.home import Home
from ingest.landing import FIRST_LOAD_DATE
from ingest.work.changes import LoadChange, find_changes
from orchestration.settings import read_time_zone

LOAD_DAYS = dg.DailyPartitionsDefinition(str(FIRST_LOAD_DATE), timezone=read_time_zone(), end_offset=1)


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
            "dagster/asset_partition_range_start": str(self.first),
            "dagster/asset_partition_range_end": str(self.last),
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


def find_today() -> date:
    """Return the day it is in the shop's zone."""
    return datetime.now(ZoneInfo(read_time_zone())).date()


def find_newest_load_day(home: Home) -> date | None:
    """Return the newest load day in the lake, None in an empty one or where there is no lake yet."""
    return max((load["load_date"] for load in read_loads(home)), default=None)


def is_empty(home: Home) -> bool:
    """Return whether nothing has been put under landing/ yet."""
    return not home.landing.exists() or not any(home.landing.iterdir())
