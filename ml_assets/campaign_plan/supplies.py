"""What else is scarce than people's patience: stock that may be promised, and budgets."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ml_assets.campaign_plan.inputs import (
    TEN_THOUSANDTHS,
    Codes,
    PlanInputs,
    read_amounts,
    read_asks,
    read_days,
    read_moments,
)
from ml_assets.campaign_plan.limits import ENDLESS
from ml_assets.campaign_plan.rules import Budget
from ml_assets.campaign_plan.stops import EPOCH
from ml_assets.campaign_plan.table import CONTACTS
from ml_assets.columns import read_numbers

NO_BUDGET = 2**62
NEVER = np.iinfo(np.int64).max


@dataclass(frozen=True)
class Supplies:
    """room: how many more contacts each item (by its code) may be promised in. promised_until: the first day on which
    one of the item's promises has ended, ENDLESS where none stands. budgets: what is left of each before the plan,
    coupons in ten thousandths, contacts by number."""

    room: np.ndarray
    promised_until: np.ndarray
    budgets: tuple[tuple[Budget, int], ...]

    @property
    def left(self) -> dict[str, int]:
        """What is left of each kind, the tightest budget deciding."""
        left = {"coupons": NO_BUDGET, "contacts": NO_BUDGET}
        for budget, rest in self.budgets:
            left[budget.kind] = min(left[budget.kind], rest)
        return left


def find_supplies(inputs: PlanInputs, codes: Codes) -> Supplies:
    """Return stock and budgets, less what the contacts of the ledger have taken.

    An item is promised until the message about it expires, where that asks for stock. An item without a row in `stock`
    is not counted by the shop.
    """
    planned = inputs.ledger.filter(pc.is_in(inputs.ledger["decision"], pa.array(CONTACTS)))
    return Supplies(
        *_find_room(inputs, codes, planned),
        tuple((budget, _find_left(inputs, budget, planned)) for budget in inputs.rules.budgets),
    )


def read_end_days(table: pa.Table, zone: ZoneInfo) -> np.ndarray:
    """Return the first day of the zone at whose beginning each message has expired; ENDLESS where it never does."""
    moments, places = np.unique(read_moments(table, "expires_at"), return_inverse=True)
    days = [ENDLESS if moment == NEVER else _find_end_day(moment, zone) for moment in moments.tolist()]
    return np.array(days, np.int64)[places]


def _find_end_day(moment: int, zone: ZoneInfo) -> int:
    at = datetime.combine(EPOCH, time(), UTC) + timedelta(microseconds=moment)
    day = at.astimezone(zone).date()
    # As moments of UTC: on some days no clock of the zone shows midnight.
    began = datetime.combine(day, time(), zone).astimezone(UTC)
    return (day - EPOCH).days + (at > began)


def _find_room(inputs: PlanInputs, codes: Codes, planned: pa.Table) -> tuple[np.ndarray, np.ndarray]:
    end_days = read_end_days(planned, inputs.zone)
    is_standing = (end_days > inputs.plan_day) & read_asks(planned, "out_of_stock")
    items, end_days = codes.encode(planned.filter(pa.array(is_standing)), "item_id"), end_days[is_standing]
    until = np.full(codes.count("item_id"), ENDLESS, np.int64)
    np.minimum.at(until, items[items > 0], end_days[items > 0])
    promised = np.bincount(items[items > 0], minlength=codes.count("item_id"))
    room = np.full(codes.count("item_id"), ENDLESS, np.int64)
    stocked = codes.encode(inputs.stock, "item_id")
    on_hand = np.nan_to_num(read_numbers(inputs.stock, "on_hand_count", "stock"))
    # 0.1 of 30 is 3, whatever floats make of it.
    most = np.floor(np.round(on_hand * inputs.rules.promised_share, 6)).astype(np.int64)
    is_asked = stocked > 0
    room[stocked[is_asked]] = most[is_asked] - promised[stocked[is_asked]]
    return room, until


def _find_left(inputs: PlanInputs, budget: Budget, planned: pa.Table) -> int:
    is_money = budget.kind == "coupons"
    most = int(np.floor(budget.most * TEN_THOUSANDTHS if is_money else budget.most))
    if budget.period == "day":
        return most
    months = read_days(planned, "plan_date").astype("datetime64[D]").astype("datetime64[M]")
    is_this = months == np.datetime64(inputs.plan_day, "D").astype("datetime64[M]")
    taken = read_amounts(planned, "offer_cost") if is_money else np.ones(planned.num_rows, np.int64)
    # What earlier plans spent under a larger budget is not taken from what costs nothing.
    return max(most - int(taken[is_this].sum()), 0)
