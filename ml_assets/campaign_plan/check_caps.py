"""Whom the plan takes over a cap, counted again by lists of days and groups of texts."""

from collections import defaultdict, deque

import pyarrow as pa
import pyarrow.compute as pc

from ml_assets.campaign_plan.inputs import PlanInputs
from ml_assets.campaign_plan.rules import PERIOD_DAYS, Cap
from ml_assets.campaign_plan.table import SEND


def count_over_caps(sends: pa.Table, inputs: PlanInputs) -> int:
    """Count the persons (and channels, and triggers) that the plan takes over a cap."""
    now = _take_contacts(sends, "plan_date")
    planned, messages = (
        _list_days(_take_contacts(table, day), now)
        for table, day in (
            (inputs.ledger.filter(pc.equal(inputs.ledger["decision"], SEND)), "plan_date"),
            (inputs.messages, "sent_date"),
        )
    )
    rows = [(*key, day) for key, days in messages.items() for day in days]
    rows += [(*key, day) for key, days in planned.items() for day in _list_unanswered(days, messages.get(key, []))]
    past = pa.Table.from_pylist([dict(zip(now.column_names, row, strict=True)) for row in rows], now.schema)
    return sum(_count_over_cap(past, now, cap, inputs) for cap in inputs.rules.caps) + _count_over_playbook(
        past, now, inputs
    )


def _take_contacts(table: pa.Table, day: str) -> pa.Table:
    """Return person, trigger and channel, empty ones as '', and the day as a number."""
    columns = {name: pc.fill_null(pc.cast(table[name], pa.string()), "") for name in ("user_id", "trigger", "channel")}
    return pa.table(columns | {"day": pc.cast(pc.cast(pc.cast(table[day], pa.date32()), pa.int32()), pa.int64())})


def _list_days(contacts: pa.Table, now: pa.Table) -> dict[tuple, list[int]]:
    """Return the days of contacts, sorted, by person, trigger and channel; of the persons that the plan contacts."""
    days = defaultdict(list)
    known = contacts.filter(pc.is_in(contacts["user_id"], value_set=now["user_id"]))
    for *key, day in zip(*(column.to_pylist() for column in known.columns), strict=True):
        days[tuple(key)].append(day)
    return {key: sorted(found) for key, found in days.items()}


def _list_unanswered(planned: list[int], came: list[int]) -> list[int]:
    """Return the planned days of which no message came, the same day or the next; each message answers one."""
    left, unanswered = deque(came), []
    for day in planned:
        while left and left[0] < day:
            left.popleft()
        if left and left[0] <= day + 1:
            left.popleft()
        else:
            unanswered.append(day)
    return unanswered


def _count_over_cap(past: pa.Table, now: pa.Table, cap: Cap, inputs: PlanInputs) -> int:
    """Count persons whom the plan contacts and who then have more contacts in the cap's days than it allows."""
    if cap.channel is not None:
        past, now = (table.filter(pc.equal(table["channel"], cap.channel)) for table in (past, now))
    counts = _count_window(past, now, ["user_id"], cap.days, inputs)
    return sum(count > cap.most for count in counts.values())


def _count_over_playbook(past: pa.Table, now: pa.Table, inputs: PlanInputs) -> int:
    limited = inputs.candidates.filter(pc.is_valid(inputs.candidates["contacts_a_month"]))
    keys = ["user_id", "trigger"]
    most = limited.group_by(keys).aggregate([("contacts_a_month", "min")])
    most = dict(zip(zip(*(most[n].to_pylist() for n in keys), strict=True), most[2].to_pylist(), strict=True))
    counts = _count_window(past, now, keys, PERIOD_DAYS["month"], inputs)
    return sum(count > most.get(key, count) for key, count in counts.items())


def _count_window(past: pa.Table, now: pa.Table, keys: list[str], days: int, inputs: PlanInputs) -> dict[tuple, int]:
    """Return the contacts of the days up to the plan's, that included, by key, of the keys that the plan contacts."""
    first = inputs.plan_day - days + 1
    past = past.filter(pc.and_(pc.greater_equal(past["day"], first), pc.less_equal(past["day"], inputs.plan_day)))
    found = []
    for table in (past, now):
        grouped = table.group_by(keys).aggregate([([], "count_all")])
        named = zip(*(grouped[name].to_pylist() for name in keys), strict=True)
        found.append(dict(zip(named, grouped["count_all"].to_pylist(), strict=True)))
    return {key: count + found[0].get(key, 0) for key, count in found[1].items()}
