"""Which candidates get no message whatever is free: those refused before, and those that the plan refuses."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ml_assets.campaign_plan.draws import draw
from ml_assets.campaign_plan.inputs import Codes, PlanInputs, read_days
from ml_assets.campaign_plan.limits import ENDLESS
from ml_assets.campaign_plan.options import UNKNOWN, Options
from ml_assets.campaign_plan.table import CONTACTS, NOT_WORTH_IT, PARKED, SAME_THING, UNKNOWN_WORTH
from ml_assets.columns import read_flags, read_numbers

FAR_BACK = -(10**6)
SAME_ITEM_TODAY = "The same item is planned for the person for this day, for another cause that comes first."


@dataclass(frozen=True)
class Refusals:
    """Of each candidate the first rule that refused it, None where none did, and the same in words."""

    rules: np.ndarray
    words: np.ndarray

    @property
    def is_open(self) -> np.ndarray:
        return np.equal(self.rules, None)

    def add(self, rule: str, is_refused: np.ndarray, reason: str) -> "Refusals":
        """Return these, with those that the rule refuses of the open ones."""
        is_new = self.is_open & is_refused
        return Refusals(np.where(is_new, rule, self.rules), np.where(is_new, reason, self.words))


def find_refusals(
    inputs: PlanInputs, candidates: pa.Table, codes: Codes, numbers: np.ndarray, options: Options, best: np.ndarray
) -> Refusals:
    """Return the refusals of the verdicts, and after them those by what only the plan knows."""
    rules, words = (np.array([*candidates[name].to_pylist(), None], object)[:-1] for name in ("refused_by", "refusal"))
    refusals = Refusals(rules, np.where(np.equal(words, None), rules, words))
    for rule, is_refused, reason in _list_rules(inputs, candidates, codes, numbers, options, best):
        refusals = refusals.add(rule, is_refused, reason)
    return refusals


def number_about_items(table: pa.Table, codes: Codes) -> np.ndarray:
    """Return one number for person and item; -1 about no item, and where the codes do not know both."""
    users, items = codes.encode(table, "user_id"), codes.encode(table, "item_id")
    return np.where((users > 0) & (items > 0), users * codes.count("item_id") + items, -1)


def _list_rules(
    inputs: PlanInputs, candidates: pa.Table, codes: Codes, numbers: np.ndarray, options: Options, best: np.ndarray
) -> Iterator[tuple[str, np.ndarray, str]]:
    users, triggers = candidates["user_id"].to_pylist(), candidates["trigger"].to_pylist()
    is_parked, is_service = (read_flags(candidates, name) for name in ("is_parked", "is_service"))
    is_drawn = draw(inputs.draw_key, "parked", users, triggers)[:, 0] < inputs.rules.parked_explored_share
    yield PARKED, is_parked & ~is_drawn, "The trigger does not pay; a small share is still sent, to see a change."
    last = find_last_contacts(inputs, codes, numbers)
    again = np.nan_to_num(read_numbers(candidates, "again_after_days", "candidates"))
    yield SAME_THING, last + again > inputs.plan_day, "The same thing was planned for the person lately."
    last = find_last_about_items(inputs, candidates, codes)
    yield (
        SAME_THING,
        last + again > inputs.plan_day,
        "The same item was planned for the person lately, for another cause.",
    )
    worths = np.append(options.worths, UNKNOWN)[best]
    is_unknown = (best < 0) | (np.isinf(worths) & ~is_service)
    yield UNKNOWN_WORTH, is_unknown, "What the message is worth is not known: no offer has an expected margin."
    # What is parked is sent to a few in spite of its worth.
    is_worthless = (worths <= 0) & ~is_service & ~is_parked
    yield NOT_WORTH_IT, is_worthless, "The message is expected to cost more than it brings."
    # Service needs no worth; but it is none to whom one more message drives away.
    effects, lost = (read_numbers(candidates, name, "candidates") for name in ("effect_orders", "pressure_orders"))
    is_too_much = np.nan_to_num(lost) > np.maximum(np.nan_to_num(effects), 0)
    yield (
        NOT_WORTH_IT,
        is_too_much & ~is_parked,
        "After those of late, one more message costs more orders than it brings.",
    )


def find_last_contacts(inputs: PlanInputs, codes: Codes, numbers: np.ndarray) -> np.ndarray:
    """Return the day of the ledger's last contact about each candidate's subject; far back where there is none."""
    planned = inputs.ledger.filter(pc.is_in(inputs.ledger["decision"], pa.array(CONTACTS)))
    asked, days = codes.number_keys(planned), read_days(planned, "plan_date")
    is_known = np.isin(asked, numbers) & (asked >= 0) & (days < inputs.plan_day)
    last = np.full(len(numbers), FAR_BACK, np.int64)
    np.maximum.at(last, np.searchsorted(numbers, asked[is_known]), days[is_known])
    return last


def find_last_about_items(inputs: PlanInputs, candidates: pa.Table, codes: Codes) -> np.ndarray:
    """Return the day of the ledger's last contact about each candidate's item and person, whatever its trigger, that is
    not yet again_after_days of its own trigger ago; far back where there is none.

    With the candidate's own days, an item comes once in the smaller of both. The days of a trigger without candidates
    are not known, so those of the candidate count.
    """
    planned = inputs.ledger.filter(pc.is_in(inputs.ledger["decision"], pa.array(CONTACTS)))
    again = np.zeros(codes.count("trigger") + 1, np.int64)
    again[-1] = ENDLESS  # That of an unknown trigger, whose code is -1.
    days_of = np.nan_to_num(read_numbers(candidates, "again_after_days", "candidates")).astype(np.int64)
    np.maximum.at(again, codes.encode(candidates, "trigger"), days_of)
    days, triggers = read_days(planned, "plan_date"), codes.encode(planned, "trigger")
    about = number_about_items(planned, codes)
    is_near = (about >= 0) & (days < inputs.plan_day) & (days + again[triggers] > inputs.plan_day)
    known, places = np.unique(number_about_items(candidates, codes), return_inverse=True)
    found = np.flatnonzero(is_near & np.isin(about, known))
    last = np.full(len(known), FAR_BACK, np.int64)
    np.maximum.at(last, np.searchsorted(known, about[found]), days[found])
    return last[places]
