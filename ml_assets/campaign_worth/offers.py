"""With which offers a candidate may come, and the margin expected of each."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ml_assets.campaign_plan.table import KEY
from ml_assets.campaign_worth.rules import WorthRules
from ml_assets.campaign_worth.table import CANDIDATE_OFFERS, NO_OFFER
from ml_assets.campaign_worth.users import CouponHabits
from ml_assets.columns import read_flags, read_numbers, read_text


@dataclass(frozen=True)
class Expected:
    """Of each candidate: orders that the message adds, those that one more contact costs, the chance of one that comes
    anyway (NaN: unknown), how the user takes coupons, and whether the user orders without, or may for all that is
    known."""

    effect_orders: np.ndarray
    pressure_orders: np.ndarray
    order_chances: np.ndarray
    habits: CouponHabits
    orders_without: np.ndarray


def list_offers(candidates: pa.Table, offers: pa.Table, expected: Expected, rules: WorthRules) -> pa.Table:
    """Return CANDIDATE_OFFERS of the candidates that no rule refuses: the offers that the playbook names. Who
    orders without gets no coupon, and a trigger without offers none; nor does anybody of whom no chance of an order is
    known, since then nobody knows what the coupon costs.

    A coupon is expected to work from the depth on that the user's coupons had, and a deeper one no better: so the one
    of the highest expected margin is the smallest that works, or none. Who has redeemed none, or ordered too seldom to
    tell, is expected to need none. A coupon is redeemed for the orders that it adds and for those that would have come
    anyway.
    """
    is_open = pc.is_null(candidates["refused_by"]).to_numpy()
    may_save = read_flags(candidates, "allows_offer") & ~expected.orders_without & ~np.isnan(expected.order_chances)
    nets, margins, costs = (
        read_numbers(candidates, name, "candidates") for name in ("net_an_order", "margin_an_order", "channel_cost")
    )
    parts = []
    for offer in offers.select(["offer", "depth_share", "cost_amount", "is_coupon"]).to_pylist():
        name, depth = offer["offer"], offer["depth_share"]
        rows = np.flatnonzero(is_open & names_offer(candidates, name) & (may_save | (name == NO_OFFER)))
        effects, taken, likings = (
            values[rows] for values in (expected.effect_orders, expected.habits.taken, expected.habits.likings)
        )
        works = (depth >= taken) & offer["is_coupon"]
        factors = np.where(works & (effects > 0), 1 + (rules.coupon_effect_factor - 1) * likings, 1)
        added = effects * factors
        redeemed = np.maximum(added + np.nan_to_num(expected.order_chances[rows]), 0)
        cost = float(offer["cost_amount"]) + depth * np.nan_to_num(nets[rows]) * redeemed
        net_added = added - expected.pressure_orders[rows]
        margin = np.round(net_added * margins[rows] - cost - costs[rows], 4) + 0.0
        columns = [read_text(candidates, key).take(pa.array(rows)) for key in KEY]
        columns += [pa.repeat(pa.scalar(name, pa.string()), len(rows)), pa.repeat(float(depth), len(rows))]
        columns += [pa.array(works), pa.array(np.round(added, 6) + 0.0), pa.array(np.round(cost, 4) + 0.0)]
        columns.append(pa.array(margin, from_pandas=True))
        parts.append(pa.Table.from_arrays(columns, schema=CANDIDATE_OFFERS))
    return pa.concat_tables([CANDIDATE_OFFERS.empty_table(), *parts])


def names_offer(candidates: pa.Table, offer: str) -> np.ndarray:
    """Return whether the playbook's offers of each candidate, joined by `;`, name this one."""
    lists = read_text(candidates, "offers").dictionary_encode()
    is_named = [offer in text.split(";") for text in lists.dictionary.to_pylist()]
    return np.array([*is_named, False])[pc.fill_null(lists.indices, -1).to_numpy()]
