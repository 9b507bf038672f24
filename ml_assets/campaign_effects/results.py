"""What each trigger brought, against those held back."""

import numpy as np
import pyarrow as pa

from ml_assets.campaign_effects.difference import FIXED, Effects, estimate_effects, has_enough
from ml_assets.campaign_effects.sequence import TUNED_COUNT, count_needed, widen
from ml_assets.campaign_effects.sums import Sums, read_sums
from ml_assets.campaign_effects.table import (
    CAMPAIGN_RESULTS,
    EVERYONE,
    EXPLORING_SHARE,
    INSUFFICIENT,
    LESS,
    MONEY,
    MORE,
    NO_CONTROL,
    NOT_SURE,
    OUTCOMES,
)
from ml_assets.campaign_effects.words import (
    ALL_EQUAL,
    NET_DECIDES,
    NOBODY_HELD_BACK,
    NOTHING_DECIDES,
    ONLY_LEFT_OUT,
    TOO_FEW,
    describe,
)
from ml_assets.columns import read_dates, read_ids, read_numbers, require_columns, round_number

MOST_DAYS = 3_650
# Above this share of contacts with an order whose amount is unknown, what is left says nothing of all.
MOST_UNKNOWN = 0.05
# A trigger without a contact for so many days, and for its window, has stopped.
STOPPED_DAYS = 30
# Standard errors from which a share is surely another one.
SURELY = 4
SHARE_CHANGED = (
    " The share held back changed in this time, so sent and held back are of different days: compare within one share,"
    " under a trigger's name of its own."
)
COUNTS = (
    *("sent_count", "held_back_count", "left_out_count", "open_count"),
    *("ordered_count", "unknown_margin_count", "unknown_net_count"),
)


def campaign_results(
    triggers: pa.Table, day_sums: pa.Table, cell_sums: pa.Table, tuned_count: int = TUNED_COUNT
) -> pa.Table:
    """Return a row for each trigger, segment and outcome, as CAMPAIGN_RESULTS, in this order.

    triggers: one row each: trigger, window_days, sent_count, held_back_count, left_out_count, open_count,
    ordered_count, unknown_margin_count, unknown_net_count, cost_amount (of all sent), first_contact_date,
    last_contact_date and as_of_date.
    day_sums: trigger, outcome, contact_date and the sums of `read_sums`: what each day added.
    cell_sums: trigger, outcome, trait, trait_value and sums: those with trait user_group are the segments.
    Raises ValueError on wrong columns.
    """
    listed = read_triggers(triggers)
    states = read_states(day_sums, cell_sums)
    changed = find_changed_shares(day_sums)
    rows = []
    for trigger in listed:
        segments = sorted({key[1] for key in states if key[0] == trigger["trigger"] and key[1] != EVERYONE})
        deciding = choose_deciding(trigger)
        for segment in (EVERYONE, *segments):
            for outcome in OUTCOMES:
                state = states.get((trigger["trigger"], segment, outcome))
                is_deciding = segment == EVERYONE and outcome == deciding
                row = _open_row(trigger, segment, outcome, state, is_deciding, tuned_count)
                row["reason"] += SHARE_CHANGED if trigger["trigger"] in changed and row["effect"] is not None else ""
                rows.append(row)
    return pa.Table.from_pylist(rows, CAMPAIGN_RESULTS)


def read_triggers(triggers: pa.Table) -> list[dict[str, object]]:
    """Return the rows of `triggers`, in alphabetic order, with `cost`, what a contact sent costs, and `daily_count`,
    the contacts of a day by now: 0 where they have stopped."""
    names = read_ids(triggers, "trigger", "triggers").to_pylist()
    numbers = {name: read_numbers(triggers, name, "triggers") for name in ("window_days", *COUNTS, "cost_amount")}
    first, last, today = (
        read_dates(triggers, name, "triggers") for name in ("first_contact_date", "last_contact_date", "as_of_date")
    )
    has_stopped = (today - last).astype(int) > np.maximum(numbers["window_days"], STOPPED_DAYS)
    daily = np.where(has_stopped, 0, numbers["sent_count"] + numbers["held_back_count"])
    daily = daily / np.maximum((today - first).astype(int) + 1, 1)
    rows = []
    for place, name in enumerate(names):
        row: dict[str, object] = {key: int(values[place]) for key, values in numbers.items() if key != "cost_amount"}
        sent = row["sent_count"]
        row |= {"trigger": name, "cost": float(numbers["cost_amount"][place]) / sent if sent else None}
        row["daily_count"] = float(daily[place])
        rows.append(row)
    return sorted(rows, key=lambda row: row["trigger"])


def read_states(day_sums: pa.Table, cell_sums: pa.Table) -> dict[tuple[str, str, str], Sums]:
    """Return the sums of each trigger, segment and outcome."""
    states = _add_up(day_sums, None, "day_sums")
    require_columns(cell_sums, ["trait"], "cell_sums")
    is_group = np.array([trait == "user_group" for trait in cell_sums["trait"].to_pylist()], dtype=bool)
    return states | _add_up(cell_sums.filter(pa.array(is_group)), "trait_value", "cell_sums")


def find_changed_shares(day_sums: pa.Table) -> set[str]:
    """Return the triggers of whose later half of contacts surely another share was held back than of the earlier."""
    triggers = np.array(read_ids(day_sums, "trigger", "day_sums").to_pylist(), dtype=str)
    outcomes = np.array(read_ids(day_sums, "outcome", "day_sums").to_pylist(), dtype=str)
    dates, totals = read_dates(day_sums, "contact_date", "day_sums"), read_sums(day_sums, "day_sums").totals
    changed = set()
    for trigger in sorted(set(triggers.tolist())):
        rows = np.flatnonzero((triggers == trigger) & (outcomes == "orders"))
        counts = totals[rows[np.argsort(dates[rows], kind="stable")]][:, [0, 3]]
        reached = counts.sum(axis=1).cumsum()
        halves = [counts[reached <= reached[-1:] / 2].sum(axis=0), counts[reached > reached[-1:] / 2].sum(axis=0)]
        sizes = np.array([half.sum() for half in halves])
        share = sum(half[1] for half in halves) / max(sizes.sum(), 1)
        if sizes.all() and 0 < share < 1:
            first, second = (half[1] / size for half, size in zip(halves, sizes, strict=True))
            if abs(first - second) > SURELY * np.sqrt(share * (1 - share) * (1 / sizes).sum()):
                changed.add(trigger)
    return changed


def is_unknown(trigger: dict[str, object], outcome: str) -> bool:
    """Return whether too many orders of a trigger lack the amount that an outcome sums."""
    return outcome in MONEY and trigger[f"unknown_{outcome}_count"] > MOST_UNKNOWN * trigger["ordered_count"]


def choose_deciding(trigger: dict[str, object]) -> str | None:
    """Return by which outcome a trigger pays: margin, net where too many margins are unknown, or None."""
    return next((outcome for outcome in MONEY if not is_unknown(trigger, outcome)), None)


def _add_up(table: pa.Table, segment: str | None, what: str) -> dict[tuple[str, str, str], Sums]:
    triggers = read_ids(table, "trigger", what).to_pylist()
    outcomes = read_ids(table, "outcome", what).to_pylist()
    segments = read_ids(table, segment, what).to_pylist() if segment else [EVERYONE] * len(triggers)
    sums = read_sums(table, what)
    places: dict[tuple[str, str, str], list[int]] = {}
    for place, key in enumerate(zip(triggers, segments, outcomes, strict=True)):
        places.setdefault(key, []).append(place)
    return {key: sums[np.array(rows)].add_up() for key, rows in places.items()}


def _open_row(
    trigger: dict[str, object], segment: str, outcome: str, state: Sums | None, is_deciding: bool, tuned_count: int
) -> dict[str, object]:
    row: dict[str, object] = {name: trigger.get(name) for name in CAMPAIGN_RESULTS.names}
    counts = [int(state.totals[0, place]) for place in (0, 3)] if state else [0, 0]
    row |= {"segment": segment, "outcome": outcome, "sent_count": counts[0], "held_back_count": counts[1]}
    row |= {"is_deciding": is_deciding, "is_parked": False, "cost_amount": round_number(trigger["cost"])}
    effects = estimate_effects(state) if state else None
    if effects:
        row |= {name: round_number(getattr(effects, name)[0]) for name in ("sent_mean", "held_back_mean")}
    lack = find_lack(trigger, outcome, state)
    if lack:
        row["status"] = NO_CONTROL if lack == NOBODY_HELD_BACK else INSUFFICIENT
    else:
        row |= _judge(effects, find_pace(trigger, sum(counts)), tuned_count)
        row["is_parked"] = is_deciding and row["valid_high"] < trigger["cost"]
        row["exploring_share"] = EXPLORING_SHARE if row["is_parked"] else None
    return row | {"reason": describe(row, lack)}


def find_lack(trigger: dict[str, object], outcome: str, state: Sums | None) -> str | None:
    """Return why an outcome has no number, in words; None where it has one."""
    if not trigger["held_back_count"]:
        return NOBODY_HELD_BACK if trigger["sent_count"] or not trigger["left_out_count"] else ONLY_LEFT_OUT
    if is_unknown(trigger, outcome):
        return NET_DECIDES if choose_deciding(trigger) else NOTHING_DECIDES
    if state is None or not has_enough(state)[0]:
        return TOO_FEW
    return None if estimate_effects(state).is_known[0] else ALL_EQUAL


def find_pace(trigger: dict[str, object], count: int) -> float:
    """Return how many contacts like the `count` counted here, whose window has ended, come a day."""
    ended = trigger["sent_count"] + trigger["held_back_count"] - trigger["open_count"]
    return trigger["daily_count"] * count / max(ended, 1)


def _judge(effects: Effects, daily_count: float, tuned_count: int) -> dict[str, object]:
    """Return the intervals of one effect, whether it is sure, and if not, when it would be."""
    plain, plain_error = effects.plain[0], FIXED * effects.plain_error[0]
    effect, error = effects.adjusted[0], effects.error[0]
    valid = error * widen(effects.count, tuned_count)[0]
    needed = count_needed(effect, error, effects.count[0], tuned_count)
    missing = max(needed - effects.count[0], 0)
    days = 0 if not missing else missing / daily_count if daily_count else np.inf
    return {
        **{"difference": round_number(plain), "difference_low": round_number(plain - plain_error)},
        **{"difference_high": round_number(plain + plain_error), "effect": round_number(effect)},
        **{"effect_low": round_number(effect - FIXED * error), "effect_high": round_number(effect + FIXED * error)},
        **{"valid_low": round_number(effect - valid), "valid_high": round_number(effect + valid)},
        "removed_share": round_number(effects.removed[0]),
        "days_to_sure": int(np.ceil(days)) if days <= MOST_DAYS else None,
        "status": MORE if effect > valid else LESS if effect < -valid else NOT_SURE,
    }
