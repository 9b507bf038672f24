"""Rows that come late or twice: the dirt that grows with the shop."""

from collections import Counter

import numpy as np
import pyarrow as pa

from seeds.sample_shop.landing import Landing

LATE_SHARE = 0.01
LATE_DAYS = (2, 6)  # a row one day late is on time: its visit may have ended after midnight
TWICE_SHARE = 0.002  # the same event twice in a file
AGAIN_SHARE = 0.002  # the same event once more in a later load day
AGAIN_DAYS = (1, 7)  # within the 7 days in which the warehouse finds it


def deliver_events(
    rng: np.random.Generator,
    landing: Landing,
    day: int,
    events: pa.Table,
    seconds: np.ndarray,
    ledger: Counter,
) -> None:
    """Put the events of a day into the post, `seconds` being their time from midnight.

    What happened after midnight is collected a day later. Late rows and duplicates are noted in `ledger`; a
    duplicate never comes before its original, and counts as a duplicate only, however late it is. What would
    come late after the last day comes on time: nothing is lost at the end.
    """
    collected = day + seconds // 86400
    late = (rng.random(len(events)) < LATE_SHARE) & (collected == day)
    arrival = np.where(late, day + rng.integers(*LATE_DAYS, len(events)), collected)
    arrival = np.where(late & (arrival >= landing.days), day, arrival)
    late = late & (arrival > day)
    again = (rng.random(len(events)) < AGAIN_SHARE) & (arrival == day)
    again_day = day + rng.integers(*AGAIN_DAYS, len(events))
    again &= again_day < landing.days
    twice = (rng.random(len(events)) < TWICE_SHARE) & (arrival == day) & ~again

    for later in range(*LATE_DAYS):
        note(landing, ledger, day + later, "late", int((late & (arrival == day + later)).sum()))
    for later in range(*AGAIN_DAYS):
        chosen = again & (again_day == day + later)
        note(landing, ledger, day + later, "duplicate", int(chosen.sum()))
        landing.deliver("events", day + later, events.filter(pa.array(chosen)))
    note(landing, ledger, day, "duplicate", int(twice.sum()))
    for on_day in np.unique(arrival).tolist():
        landing.deliver("events", on_day, events.filter(pa.array(arrival == on_day)))
    landing.deliver("events", day, events.filter(pa.array(twice)))


def note(landing: Landing, ledger: Counter, day: int, kind: str, count: int) -> None:
    """Write down how many rows of a kind stand in the regular events file of a day."""
    if count:
        ledger["events", landing.date_of(day), landing.file_name("events"), kind, ""] += count
