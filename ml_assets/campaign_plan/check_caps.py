"""Whom the plan takes over a cap, counted again by grouping texts."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ml_assets.campaign_plan.inputs import PlanInputs
from ml_assets.campaign_plan.rules import PERIOD_DAYS, Cap
from ml_assets.campaign_plan.table import SEND


def count_over_caps(sends: pa.Table, inputs: PlanInputs) -> int:
    """Count the persons (and channels, and triggers) that the plan takes over a cap."""
    texts = ["user_id", "trigger", "channel"]
    planned = inputs.ledger.filter(pc.equal(inputs.ledger["decision"], SEND))
    ledger = _take_contacts(planned, texts, "plan_date")
    messages = _take_contacts(inputs.messages, texts, "sent_date")
    came = [
        pa.table({**{n: messages[n] for n in texts}, "day": pc.subtract(messages["day"], shift)}) for shift in (0, 1)
    ]
    for table in came:
        kept = _join_days(ledger, table, texts)
        ledger = ledger.take(kept)
    past = pa.concat_tables([messages, ledger])
    now = _take_contacts(sends, texts, "plan_date")
    return sum(_count_over_cap(past, now, cap, inputs) for cap in inputs.rules.caps) + _count_over_playbook(
        past, now, inputs
    )


def _take_contacts(table: pa.Table, texts: list[str], day: str) -> pa.Table:
    """Return the texts, empty ones as '', and the day as a number."""
    columns = {name: pc.fill_null(pc.cast(table[name], pa.string()), "") for name in texts}
    return pa.table(columns | {"day": pc.cast(pc.cast(pc.cast(table[day], pa.date32()), pa.int32()), pa.int64())})


def _join_days(left: pa.Table, right: pa.Table, texts: list[str]) -> pa.Array:
    numbered = left.append_column("row", pa.array(np.arange(left.num_rows)))
    kept = numbered.join(right, [*texts, "day"], join_type="left anti")
    return pc.take(kept["row"], pc.sort_indices(kept["row"]))


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
    """Return the contacts of the days up to the plan's by key, of the keys that the plan contacts."""
    past = past.filter(pc.and_(pc.greater(past["day"], inputs.plan_day - days), pc.less(past["day"], inputs.plan_day)))
    found = []
    for table in (past, now):
        grouped = table.group_by(keys).aggregate([([], "count_all")])
        named = zip(*(grouped[name].to_pylist() for name in keys), strict=True)
        found.append(dict(zip(named, grouped["count_all"].to_pylist(), strict=True)))
    return {key: count + found[0].get(key, 0) for key, count in found[1].items()}
