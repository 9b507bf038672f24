"""What no plan may hold, counted again from its rows and the inputs, by joins of texts instead of the plan's arrays."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ml_assets.campaign_plan.check_caps import count_over_caps
from ml_assets.campaign_plan.check_rows import (
    count_drawn,
    count_expired,
    count_quiet,
    count_refused,
    count_wrong_local_times,
)
from ml_assets.campaign_plan.inputs import PlanInputs, read_asks
from ml_assets.campaign_plan.table import CONTACTS, HOLD_BACK, KEY, SEND


@dataclass(frozen=True)
class Evidence:
    """What plans are checked by and not made from.

    consents: user_id, channel of those who consent now. purchases: user_id, item_id, category_id, ordered_at.
    time_zone: the shop's.
    """

    consents: pa.Table
    purchases: pa.Table
    time_zone: str


CHECKS = {
    "contacts_without_consent": "Nobody is written to by a channel to which they do not agree when it is sent.",
    "contacts_refused": "Nothing is sent that a rule refused.",
    "contacts_drawn_to_be_held_back": "Nothing is sent to whom a draw holds back.",
    "contacts_in_quiet_hours": "Nothing is sent in quiet hours, or on another day than the plan's.",
    "contacts_at_wrong_local_times": "What is sent has the moment that the shop's clock shows.",
    "contacts_expired": "Nothing is sent that holds no longer.",
    "contacts_over_caps": "Nobody gets more contacts than the caps and the playbook allow, earlier plans included.",
    "contacts_about_one_item": "Nobody has two contacts about one item in a plan, held back or sent.",
    "contacts_without_stock": "Nothing is sent about an item with too few on hand.",
    "contacts_above_stock": "No item is promised more often than its share of what is on hand.",
    "contacts_over_budget": "No budget is exceeded.",
    "contacts_bought_since": "Nothing is sent about what the person has bought since the reason began.",
    "both_sent_and_held_back": "Nobody is both written to and held back by one plan.",
    "changed_after_delivery": "No plan differs from what was delivered of it.",
}


def check_plan(plan: pa.Table, inputs: PlanInputs, evidence: Evidence) -> dict[str, int]:
    """Return by check how many rows (persons, items, budgets) of the plan break it; all 0 where it may go out.

    plan: CAMPAIGN_PLAN. Whether it differs from what was delivered, the ledger knows.
    """
    sends = plan.filter(pc.equal(plan["decision"], SEND))
    return {
        "contacts_without_consent": _join(sends, evidence.consents, ["user_id", "channel"], "left anti").num_rows,
        "contacts_refused": count_refused(sends, inputs),
        "contacts_drawn_to_be_held_back": count_drawn(sends, inputs),
        "contacts_in_quiet_hours": count_quiet(sends, inputs),
        "contacts_at_wrong_local_times": count_wrong_local_times(sends, evidence.time_zone),
        "contacts_expired": count_expired(sends),
        "contacts_over_caps": count_over_caps(sends, inputs),
        "contacts_about_one_item": _count_about_one_item(plan),
        "contacts_without_stock": _count_without_stock(sends, inputs),
        "contacts_above_stock": _count_above_stock(sends, inputs, evidence.time_zone),
        "contacts_over_budget": _count_over_budget(sends, inputs),
        "contacts_bought_since": _count_bought_since(sends, inputs, evidence.purchases),
        "both_sent_and_held_back": _count_both(plan, sends),
    }


def _join(left: pa.Table, right: pa.Table, keys: list[str], kind: str) -> pa.Table:
    """Join on text columns; the result has the keys and one column `row`, the place in `left`."""
    texts = [pa.table({name: pc.cast(table[name], pa.string()) for name in keys}) for table in (left, right)]
    return texts[0].append_column("row", pa.array(np.arange(left.num_rows))).join(texts[1], keys, join_type=kind)


def _count_about_one_item(plan: pa.Table) -> int:
    """Count the persons and items of which the plan has more than one contact."""
    is_contact = pc.is_in(plan["decision"], value_set=pa.array(CONTACTS))
    contacts = plan.filter(pc.and_(is_contact, pc.is_valid(plan["item_id"])))
    pairs = zip(contacts["user_id"].to_pylist(), contacts["item_id"].to_pylist(), strict=True)
    return sum(count > 1 for count in Counter(pairs).values())


def _list_stock(inputs: PlanInputs) -> dict[str, float]:
    return dict(zip(inputs.stock["item_id"].to_pylist(), inputs.stock["on_hand_count"].to_pylist(), strict=True))


def _ask(rows: pa.Table, rule: str) -> pa.Table:
    """Return the rows that ask for the rule: a message that sells nothing needs no stock and ends with no purchase."""
    return rows.filter(pa.array(read_asks(rows, rule)))


def _count_without_stock(sends: pa.Table, inputs: PlanInputs) -> int:
    on_hand, least = _list_stock(inputs), inputs.rules.least_on_hand_count
    items = _ask(sends, "out_of_stock")["item_id"].drop_null().to_pylist()
    return sum((on_hand.get(item, least) or 0) < least for item in items)


def _count_above_stock(sends: pa.Table, inputs: PlanInputs, time_zone: str) -> int:
    """Count items that the plan promises more often than may be, with what was promised and has not expired as the
    shop's day begins."""
    ledger = _ask(inputs.ledger.filter(pc.equal(inputs.ledger["decision"], SEND)), "out_of_stock")
    midnight = datetime.combine(inputs.as_of_date + timedelta(days=1), time.min, ZoneInfo(time_zone))
    began = midnight.astimezone(UTC).replace(tzinfo=None)
    standing = zip(ledger["item_id"].to_pylist(), ledger["expires_at"].to_pylist(), strict=True)
    promised = _tally([item for item, until in standing if until is None or until > began])
    on_hand = _list_stock(inputs)
    return sum(
        count + promised.get(item, 0) > inputs.rules.promised_share * (on_hand[item] or 0) + 1e-6
        for item, count in _tally(_ask(sends, "out_of_stock")["item_id"].to_pylist()).items()
        if item in on_hand
    )


def _tally(values: list[str | None]) -> dict[str, int]:
    counts = pc.value_counts(pa.array(values, pa.string()).drop_null())
    return {pair["values"]: pair["counts"] for pair in counts.to_pylist()}


def _count_over_budget(sends: pa.Table, inputs: PlanInputs) -> int:
    """Count the budgets that are exceeded by the plan, those of a month with the earlier plans of its month."""
    plan_date = inputs.as_of_date + timedelta(days=1)

    def is_this_month(day: date) -> bool:
        return (day.year, day.month) == (plan_date.year, plan_date.month)

    ledger = inputs.ledger.filter(pc.equal(inputs.ledger["decision"], SEND))
    ledger = ledger.filter(pa.array([is_this_month(day) for day in ledger["plan_date"].to_pylist()], pa.bool_()))
    measures: dict[str, Callable[[pa.Table], float]] = {
        "coupons": lambda rows: float(pc.sum(rows["offer_cost"]).as_py() or 0),
        "contacts": lambda rows: rows.num_rows,
    }
    exceeded = 0
    for budget in inputs.rules.budgets:
        spent = measures[budget.kind](sends)
        before = measures[budget.kind](ledger) if budget.period == "month" else 0
        # What earlier plans spent under a larger budget is not this plan's.
        exceeded += spent > 0 and spent + before > budget.most + 1e-6
    return exceeded


def _count_bought_since(sends: pa.Table, inputs: PlanInputs, purchases: pa.Table) -> int:
    """Count what is about an item, a category or nothing, of which the person has bought since the reason began."""
    rows = [*(inputs.candidates[name].to_pylist() for name in KEY), inputs.candidates["since_at"].to_pylist()]
    since = {tuple(key): at for *key, at in zip(*rows, strict=True)}
    last: dict[tuple, datetime] = {}
    columns = (purchases[name].to_pylist() for name in ("user_id", "item_id", "category_id", "ordered_at"))
    for user, item, category, at in zip(*columns, strict=True):
        for bought in ((user, item, None), (user, None, category), (user, None, None)):
            last[bought] = max(at, last.get(bought, at))
    count = 0
    asked = _ask(sends, "bought_since")
    for key in zip(*(asked[name].to_pylist() for name in KEY), strict=True):
        user, _, item, category = key
        # Of what is no candidate any more nobody knows since when it has a reason; that is another check's.
        bought_at, began = last.get((user, item, None if item else category)), since.get(key)
        count += bought_at is not None and began is not None and bought_at > began
    return count


def _count_both(plan: pa.Table, sends: pa.Table) -> int:
    """Count the persons who are written to and held back by one plan."""
    held = plan.filter(pc.equal(plan["decision"], HOLD_BACK))
    return len(set(sends["user_id"].to_pylist()) & set(held["user_id"].to_pylist()))
