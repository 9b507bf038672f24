"""The policies that are compared: each gives the list of a day from what is known by the evening before."""

import csv
from abc import ABC, abstractmethod
from datetime import date

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from benchmarks.closed_loop.warehouse import LoopWarehouse
from orchestration.outbound.plan_ledger import mark_delivered, read_plan, write_plan
from orchestration.settings import ROOT
from seeds.sample_shop.closed_loop import LISTS, LoopShop, make_list
from seeds.sample_shop.messages import PREFERENCE
from seeds.sample_shop.shop import HISTORY_DAYS

# As often as the plan may send its own.
COUPON_DAYS, COUPON, COUPON_DEPTH = 21, "coupon_10", 0.1
# What no law and no shelf asks for.
UNWISE = ("playbook", "sure_buyer", "new_user")
COSTS = ROOT / "seeds" / "reference" / "message_costs.csv"


def send_nothing(shop: LoopShop, day: int) -> pa.Table:
    """Nobody gets anything."""
    return make_list([])


def send_coupons(shop: LoopShop, day: int) -> pa.Table:
    """A coupon to everybody who may be written to, every COUPON_DAYS."""
    people = shop.people
    is_reachable = people.consent[:, :3].any(axis=1) & (people.joined_day < day)
    users = np.flatnonzero(is_reachable & ((day - shop.first) % COUPON_DAYS == 0))
    channels = people.consent[:, (2, 0, 1)].argmax(axis=1)
    told = {"trigger": "coupon", "offer": COUPON, "depth_share": COUPON_DEPTH}
    return make_list(told | {"user_id": people.user_ids[u], "channel": PREFERENCE[channels[u]]} for u in users)


class Warehoused(ABC):
    """A policy that reads the warehouse of the shop's home, up to the day before."""

    with_models = False

    def __init__(self) -> None:
        self.warehouse: LoopWarehouse | None = None
        self.faults: dict[str, int] = {}

    def __call__(self, shop: LoopShop, day: int) -> pa.Table:
        """Bring in what has landed, and decide."""
        days = [day - 1]
        if self.warehouse is None:
            self.warehouse = LoopWarehouse(shop.landing.folder.parents[1], self.with_models)
            days = list(range(HISTORY_DAYS, day))
        dates = [shop.landing.calendar_day(one) for one in days]
        self.warehouse.bring(dates)
        return self.decide(dates[-1])

    @abstractmethod
    def decide(self, as_of: date) -> pa.Table:
        """Return the list of the day after `as_of`."""


class EveryTrigger(Warehoused):
    """Every candidate that law and shelf allow, one message a person and trigger: no cells, no caps, no worth."""

    def decide(self, as_of: date) -> pa.Table:
        with duckdb.connect(self.warehouse.home.warehouse, read_only=True) as connection:
            candidates = connection.table("inputs.campaign_candidates").to_arrow_table()
        is_allowed = pc.or_(pc.is_null(candidates["refused_by"]), pc.is_in(candidates["refused_by"], pa.array(UNWISE)))
        rows = candidates.filter(pc.and_(is_allowed, pc.is_valid(candidates["channel"])))
        first = {}
        for row in rows.sort_by([("urgency", "descending"), ("item_id", "ascending")]).to_pylist():
            first.setdefault((row["user_id"], row["trigger"]), row)
        return make_list(
            {name: row[name] for name in ("user_id", "trigger", "channel", "item_id")}
            | {"offer": COUPON if is_coupon else "none", "depth_share": COUPON_DEPTH if is_coupon else 0.0}
            for row in first.values()
            for is_coupon in [row["trigger"] == "coupon"]
        )


class Plan(Warehoused):
    """What the plan sends, read again from the ledger, as a receiver gets it: without those who are held back."""

    with_models = True

    def decide(self, as_of: date) -> pa.Table:
        # Imported here: it reads the settings of the process.
        from orchestration.assets.campaign_plan import make_plan

        home = self.warehouse.home
        with self.warehouse.keep_open():
            plan, counts = make_plan(home, as_of)
        for name, count in counts.items():
            self.faults[name] = self.faults.get(name, 0) + (count > 0)
        write_plan(home, as_of, plan)
        mark_delivered(home, as_of)
        return read_plan(home, as_of).filter(pc.field("decision") == "send").select(LISTS.names).cast(LISTS)


POLICIES = {"nothing": lambda: send_nothing, "coupons": lambda: send_coupons, "every": EveryTrigger, "plan": Plan}


def read_costs() -> dict[str, float]:
    """What a message costs, by channel."""
    with COSTS.open() as file:
        rows = [row for row in csv.DictReader(file) if row["cost_kind"] == "channel"]
    return {row["name"]: float(row["cost_amount"]) for row in rows}
