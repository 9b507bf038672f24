"""Effects of triggers by cells of people, and whether it pays to distinguish people."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa

from ml_assets.campaign_cells.qini import Qini, cross_qini
from ml_assets.campaign_cells.shrink import shrink
from ml_assets.campaign_cells.table import CAMPAIGN_CELLS, INSUFFICIENT, ONE_FOR_ALL, OWN_FIGURE
from ml_assets.campaign_effects.difference import estimate_effects
from ml_assets.campaign_effects.results import choose_deciding, read_triggers
from ml_assets.campaign_effects.sequence import TUNED_COUNT, widen
from ml_assets.campaign_effects.sums import Sums, read_sums
from ml_assets.campaign_effects.table import MONEY
from ml_assets.campaign_effects.words import NEEDED, show
from ml_assets.columns import read_ids, require_columns, round_number
from ml_assets.evaluation.evaluation import EVALUATED
from ml_assets.evaluation.evaluation import INSUFFICIENT as NOT_EVALUATED
from ml_assets.evaluation.table import MODEL_QUALITY, as_quality

HALVES = ("first", "second")


@dataclass(frozen=True)
class Cells:
    """cells: CAMPAIGN_CELLS. quality: MODEL_QUALITY, a row a trigger and outcome."""

    cells: pa.Table
    quality: pa.Table


def campaign_cells(cell_sums: pa.Table, triggers: pa.Table, as_of_date: date, tuned_count: int = TUNED_COUNT) -> Cells:
    """Return the effects of the cells of each trigger, and how distinguishing people did on people not learned from.

    cell_sums: trigger, outcome, trait, trait_value, half (first or second) and the sums of `read_sums`.
    triggers: as campaign_results takes them. Raises ValueError on wrong columns.
    """
    names = ("trigger", "outcome", "trait", "trait_value", "half")
    require_columns(cell_sums, names, "cell_sums")
    keys = list(zip(*(read_ids(cell_sums, name, "cell_sums").to_pylist() for name in names), strict=True))
    sums = read_sums(cell_sums, "cell_sums")
    rows, quality = [], []
    for trigger in read_triggers(triggers):
        # Where the net decides, too few margins are known to look at them by cells.
        for outcome in ("visits", "orders", choose_deciding(trigger)):
            places = {key[2:]: place for place, key in enumerate(keys) if key[:2] == (trigger["trigger"], outcome)}
            if not places:  # nothing decides, or no contact counts yet
                continue
            halves = tuple(_take_half(sums, places, half) for half in HALVES)
            qini = cross_qini(halves)
            row = _describe_qini(trigger, outcome, qini, as_of_date, tuned_count)
            quality.append(row)
            own_trait = qini.trait if qini and row["is_better_than_naive"] else None
            values = _list_values(places)
            for trait in values:
                both = Sums(*(a + b for a, b in zip(*(half[trait].parts() for half in halves), strict=True)))
                rows += _describe_cells(trigger, outcome, trait, values[trait], both, trait == own_trait, tuned_count)
    return Cells(pa.Table.from_pylist(rows, CAMPAIGN_CELLS), as_quality(quality))


def _list_values(places: dict[tuple[str, str, str], int]) -> dict[str, list[str]]:
    values: dict[str, set[str]] = {}
    for trait, value, _ in sorted(places):
        values.setdefault(trait, set()).add(value)
    return {trait: sorted(those) for trait, those in values.items()}


def _take_half(sums: Sums, places: dict[tuple[str, str, str], int], half: str) -> dict[str, Sums]:
    """Return by trait the sums of the cells of a half, in alphabetic order; zeros where the half has nobody."""
    nobody = Sums(np.zeros((1, 6)), np.zeros((1, 6, 6)), np.zeros((1, 3)), np.zeros(1))
    found = {}
    for trait, values in _list_values(places).items():
        at = [places.get((trait, value, half)) for value in values]
        parts = [nobody if place is None else sums[np.array([place])] for place in at]
        found[trait] = Sums(
            *(np.concatenate(columns) for columns in zip(*(part.parts() for part in parts), strict=True))
        )
    return found


def _describe_cells(
    trigger: dict[str, object],
    outcome: str,
    trait: str,
    values: list[str],
    sums: Sums,
    is_own: bool,
    tuned_count: int,
) -> list[dict[str, object]]:
    effects = estimate_effects(sums)
    known = np.flatnonzero(effects.is_known)
    cost, is_money = trigger["cost"], outcome in MONEY
    shared = {"trigger": trigger["trigger"], "outcome": outcome, "trait": trait, "cost_amount": round_number(cost)}
    rows = []
    for place, value in enumerate(values):
        sent, held_back = (int(sums.totals[place, at]) for at in (0, 3))
        counts = {"trait_value": value, "sent_count": sent, "held_back_count": held_back}
        reason = f"{sent:,} contacts sent, {held_back:,} held back: too few to tell."
        rows.append(
            dict.fromkeys(CAMPAIGN_CELLS.names)
            | shared
            | counts
            | {"is_left_alone": False, "status": INSUFFICIENT, "reason": reason}
        )
    if not len(known):
        return rows
    shrunk = shrink(effects.adjusted[known], effects.error[known], effects.count[known])
    wide = shrunk.errors * widen(effects.count[known], tuned_count)
    for at, place in enumerate(known):
        row, effect = rows[place], shrunk.effects[at]
        low, high = effect - wide[at], effect + wide[at]
        row |= {
            **{"own_effect": round_number(effects.adjusted[place]), "trigger_effect": round_number(shrunk.mean)},
            **{"own_weight": round_number(shrunk.weights[at]), "effect": round_number(effect)},
            **{"valid_low": round_number(low), "valid_high": round_number(high)},
            "used_effect": round_number(effect if is_own else shrunk.mean),
            "is_left_alone": bool(is_money and cost is not None and high < cost),
            "status": OWN_FIGURE if is_own else ONE_FOR_ALL,
        }
        row["reason"] = _put_in_words(row)
    return rows


def _put_in_words(row: dict[str, object]) -> str:
    counted = str(row["outcome"])
    words = f"Sending brings {show(row['effect'], row)} {counted} a contact here"
    words += f" (between {show(row['valid_low'], row)} and {show(row['valid_high'], row)})"
    words += f", {show(row['trigger_effect'], row)} over all."
    cost = f"a contact costs {show(row['cost_amount'], row)}"
    if row["status"] == OWN_FIGURE:
        return f"{words} Better left alone: {cost}." if row["is_left_alone"] else words
    if row["is_left_alone"]:
        words += f" By its own figure it would be better left alone ({cost})."
    return f"{words} Telling people apart by this trait was not surely better: plan with the figure for all."


def _describe_qini(
    trigger: dict[str, object], outcome: str, qini: Qini | None, as_of_date: date, tuned_count: int
) -> dict[str, object]:
    row = dict.fromkeys(MODEL_QUALITY.names) | {
        **{"model": f"campaign_cells_{trigger['trigger']}", "as_of_date": as_of_date},
        **{"horizon_days": trigger["window_days"], "metric": f"qini_{outcome}", "is_better_than_naive": False},
    }
    if qini is None:
        note = f"Not both halves have a cell with enough: {NEEDED}."
        return row | {"user_count": 0, "status": NOT_EVALUATED, "note": note}
    by = " and ".join(sorted({trait or "nothing" for trait in qini.traits}))
    note = f"People are distinguished by {by}, learned on the other half of them. The interval holds on all days."
    if qini.trait is None:
        note += " No one trait was chosen by both halves, so one figure is for all."
    low, high = (round_number(end) for end in qini.find_interval(tuned_count))
    return row | {
        **{"user_count": qini.user_count, "value": round_number(qini.value), "value_low": low, "value_high": high},
        **{"naive_model": "same_for_all", "naive_value": 0.0, "difference_low": low, "difference_high": high},
        **{"is_better_than_naive": low > 0, "status": EVALUATED},
        "note": note,
    }
