"""Decisions as rows of the plan."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ml_assets.campaign_plan.inputs import PlanInputs
from ml_assets.campaign_plan.limits import ENDLESS
from ml_assets.campaign_plan.rules import name_season
from ml_assets.campaign_plan.stops import Stop, name_day
from ml_assets.campaign_plan.table import (
    CAMPAIGN_PLAN,
    DEFER,
    ENDS_FIRST,
    GLOBAL_GROUP,
    HOLD_BACK,
    OWN_SHARE,
    REFUSE,
    SEND,
)

COPIED = (
    *("user_id", "trigger", "item_id", "item_name", "category_id", "channel", "send_at", "send_at_local", "expires_at"),
    *("quiet_from", "quiet_to", "time_zone"),
    *(
        "recheck_rules",
        "recheck",
        "reason",
        "evidence_kind",
        "evidence",
        "evidence_count",
        "effect_orders",
        "pressure_orders",
        "margin_an_order",
        "channel_cost",
    ),
)


@dataclass(frozen=True)
class Decided:
    """Of each candidate: the rule that refused it and its words (None: open), the row of the offer it has (-1: none),
    whether it got a place, whether it would be held back and by the global group, whether its depth was drawn, its
    place in the order (0: none) and its id. waiting: the open candidates without a place; which, until: the stop of
    each of these and the day on which it ends; stops: the stops."""

    rules: np.ndarray
    words: np.ndarray
    offers: np.ndarray
    is_placed: np.ndarray
    is_held_back: np.ndarray
    is_global: np.ndarray
    is_explored: np.ndarray
    priorities: np.ndarray
    ids: list[str]
    waiting: np.ndarray
    which: np.ndarray
    until: np.ndarray
    stops: list[Stop]


def write_rows(inputs: PlanInputs, candidates: pa.Table, decided: Decided, expires: np.ndarray) -> pa.Table:
    """Return CAMPAIGN_PLAN, a row a candidate. expires: the last day of each candidate's reason, as days since 1970."""
    count = candidates.num_rows
    rules, words, deferred_by = decided.rules.copy(), decided.words.copy(), np.full(count, None, object)
    until = np.zeros(count, np.int32)
    _defer(decided, expires, rules, words, deferred_by, until)
    is_deferred = until > 0
    is_sent, is_held = decided.is_placed & ~decided.is_held_back, decided.is_placed & decided.is_held_back
    decisions = np.full(count, REFUSE, object)
    decisions[is_sent], decisions[is_held], decisions[is_deferred] = SEND, HOLD_BACK, DEFER
    is_global = is_held & decided.is_global
    words[is_sent] = [f"Sent: place {place:,} in the order of all." for place in decided.priorities[is_sent].tolist()]
    words[is_held] = "Held back by the trigger's share, to measure what the message does."
    words[is_global] = (
        f"Held back with the global group of {name_season(name_day(inputs.plan_day))}, to measure what all messages do."
    )
    held_by = np.full(count, None, object)
    held_by[is_held], held_by[is_global] = OWN_SHARE, GLOBAL_GROUP

    is_shown = is_sent | is_held | is_deferred
    offers = inputs.offers.take(pa.array(decided.offers, mask=~is_shown | (decided.offers < 0)))
    columns = {name: candidates[name] for name in COPIED} | {
        "as_of_date": pa.array([inputs.as_of_date] * count, pa.date32()),
        "plan_date": pa.array(np.full(count, inputs.plan_day, np.int32)).cast(pa.date32()),
        "decision": pa.array(decisions, pa.string()),
        "refused_by": pa.array(rules, pa.string()),
        "held_back_by": pa.array(held_by, pa.string()),
        "deferred_by": pa.array(deferred_by, pa.string()),
        "deferred_until_date": pa.array(until, mask=~is_deferred).cast(pa.date32()),
        "decision_reason": pa.array(words, pa.string()),
        **{name: offers[name] for name in ("offer", "depth_share", "offer_cost", "expected_margin")},
        "is_depth_explored": pa.array(decided.is_explored & decided.is_placed),
        "priority": pa.array(decided.priorities, mask=~is_shown),
        "decision_id": pa.array(decided.ids, pa.string()),
    }
    return pa.Table.from_arrays(
        [_cast(columns[field.name], field.type) for field in CAMPAIGN_PLAN], schema=CAMPAIGN_PLAN
    )


def _defer(
    decided: Decided,
    expires: np.ndarray,
    rules: np.ndarray,
    words: np.ndarray,
    deferred_by: np.ndarray,
    until: np.ndarray,
) -> None:
    """Defer what waits to the day on which its last stop ends; refuse what has no such day within its reason."""
    for place, stop in enumerate(decided.stops):
        for day in np.unique(decided.until[decided.which == place]).tolist():
            those = decided.waiting[(decided.which == place) & (decided.until == day)]
            if day == ENDLESS:
                rules[those], words[those] = stop.name, f"Refused for good: {stop.words}."
                continue
            late, early = those[expires[those] < day], those[expires[those] >= day]
            rules[late] = ENDS_FIRST
            words[late] = f"Not before {name_day(day)}, since {stop.words}; by then its reason is over."
            deferred_by[early], until[early] = stop.name, day
            words[early] = f"Deferred to {name_day(day)}: {stop.words}."


def _cast(column: pa.Array | pa.ChunkedArray, kind: pa.DataType) -> pa.Array | pa.ChunkedArray:
    if pa.types.is_decimal(kind) and not pa.types.is_decimal(column.type):
        return pc.round(pc.cast(column, pa.float64()), 4).cast(kind)
    return column.cast(kind)
