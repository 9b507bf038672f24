"""What the plan is made from, and its rows as numbers."""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ml_assets.campaign_plan.rules import Rules
from ml_assets.campaign_plan.table import CAMPAIGN_PLAN, KEY
from ml_assets.columns import read_ids, read_text, require_columns

CANDIDATES = (
    *(*KEY, "since_at", "expires_date", "urgency", "evidence_kind", "evidence", "evidence_count", "reason"),
    *("is_service", "trigger_priority", "again_after_days", "held_back_share", "contacts_a_month", "is_parked"),
    *("item_name", "channel", "send_at", "send_at_local", "expires_at", "quiet_from", "quiet_to", "time_zone"),
    *("recheck_rules", "recheck"),
    *("refused_by", "refusal"),
    *("effect_orders", "pressure_orders", "margin_an_order", "channel_cost"),
)
OFFERS = (*KEY, "offer", "depth_share", "offer_cost", "expected_margin")
TEN_THOUSANDTHS = 10_000


@dataclass(frozen=True)
class PlanInputs:
    """What a plan is made from.

    candidates: CANDIDATES, one row per user, trigger and subject; contacts_a_month empty means no cap of its own.
    offers: OFFERS, a row for each offer (`none` is one) that a candidate may get. stock: item_id, on_hand_count.
    messages: user_id, trigger, channel, sent_date of what was sent in the last 30 days. ledger: CAMPAIGN_PLAN of
    earlier days. draw_key: by which is drawn, at most 64 bytes.
    """

    as_of_date: date
    candidates: pa.Table
    offers: pa.Table
    stock: pa.Table
    messages: pa.Table
    ledger: pa.Table
    rules: Rules
    draw_key: bytes

    def check(self) -> None:
        """Raise ValueError on a missing column, and on candidates of no person or trigger."""
        require_columns(self.candidates, CANDIDATES, "candidates")
        for name in ("user_id", "trigger"):
            read_ids(self.candidates, name, "candidates")
        require_columns(self.offers, OFFERS, "offers")
        require_columns(self.stock, ("item_id", "on_hand_count"), "stock")
        require_columns(self.messages, ("user_id", "trigger", "channel", "sent_date"), "messages")
        require_columns(self.ledger, CAMPAIGN_PLAN.names, "ledger")

    @property
    def plan_day(self) -> int:
        """The day of the plan, as days since 1970."""
        return int(np.datetime64(self.as_of_date, "D").astype(int)) + 1

    @property
    def zone(self) -> ZoneInfo:
        """The zone of the shop's days, as the candidates name it; UTC where none does."""
        return ZoneInfo(pc.min(read_text(self.candidates, "time_zone")).as_py() or "UTC")


class Codes:
    """Numbers for the texts of some columns, in alphabetic order: 0 is empty, -1 a text that they do not hold."""

    def __init__(self, table: pa.Table, names: tuple[str, ...]) -> None:
        self.values = {}
        for name in names:
            texts = pc.unique(read_text(table, name)).drop_null().to_pylist()
            self.values[name] = pa.array(sorted(texts), pa.string())

    def count(self, name: str) -> int:
        return len(self.values[name]) + 1

    def encode(self, table: pa.Table, name: str) -> np.ndarray:
        column = read_text(table, name)
        found = pc.fill_null(pc.index_in(column, self.values[name]), -2).to_numpy().astype(np.int64) + 1
        return np.where(pc.is_null(column).to_numpy(zero_copy_only=False), 0, found)

    def number_keys(self, table: pa.Table) -> np.ndarray:
        """Return one number for user, trigger, item and category; -1 where one of them is not known."""
        number, is_known = np.zeros(table.num_rows, np.int64), np.ones(table.num_rows, bool)
        for name in KEY:
            codes = self.encode(table, name)
            number = number * self.count(name) + codes
            is_known &= codes >= 0
        return np.where(is_known, number, -1)


def read_asks(table: pa.Table, rule: str) -> np.ndarray:
    """Return whether the rule is among those to check right before sending; a row that names none is asked by all."""
    asks = pc.match_substring(pc.cast(table["recheck_rules"], pa.string()), rule)
    return pc.fill_null(asks, True).to_numpy(zero_copy_only=False)


def read_days(table: pa.Table, name: str) -> np.ndarray:
    """Return a date column as days since 1970; the farthest day where it is empty."""
    days = pc.cast(pc.cast(table[name], pa.date32()), pa.int32())
    return pc.fill_null(days, np.iinfo(np.int32).max).to_numpy().astype(np.int64)


def read_moments(table: pa.Table, name: str) -> np.ndarray:
    """Return a timestamp column as microseconds since 1970; the farthest moment where it is empty."""
    moments = pc.cast(pc.cast(table[name], pa.timestamp("us")), pa.int64())
    return pc.fill_null(moments, np.iinfo(np.int64).max).to_numpy()


def read_amounts(table: pa.Table, name: str) -> np.ndarray:
    """Return a money column in ten thousandths, as whole numbers; 0 where it is empty."""
    amounts = pc.fill_null(pc.cast(table[name], pa.float64()), 0.0).to_numpy()
    return np.rint(amounts * TEN_THOUSANDTHS).astype(np.int64)


def sort_candidates(candidates: pa.Table) -> tuple[pa.Table, Codes, np.ndarray]:
    """Return the candidates in the order of their keys, the codes of their texts and the numbers of their keys.

    Raises ValueError where two rows have one key.
    """
    codes = Codes(candidates, (*KEY, "channel"))
    numbers = codes.number_keys(candidates)
    order = np.argsort(numbers, kind="stable")
    numbers = numbers[order]
    if (repeated := np.flatnonzero(numbers[1:] == numbers[:-1])).size:
        row = candidates.slice(int(order[repeated[0]]), 1).to_pylist()[0]
        raise ValueError(f"candidates has two rows of {', '.join(str(row[name]) for name in KEY[1:])} for one user")
    return candidates.take(pa.array(order)), codes, numbers
