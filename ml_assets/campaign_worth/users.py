"""What is known of users beside the candidates: their chance to order, and how they take coupons."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ml_assets.campaign_worth.rules import WorthRules
from ml_assets.columns import read_ids, read_numbers
from ml_assets.propensity.table import BETTER

# The days of which user_propensity says the chance of an order.
CHANCE_DAYS = 30
# At most so many times as often as others a user is taken to redeem coupons.
MOST_LIKING = 2


@dataclass(frozen=True)
class CouponHabits:
    """Of each candidate's user: the depth from which on coupons are taken (NaN: nobody knows), and how often the user
    redeems them beside others, 1 where that is unknown."""

    taken: np.ndarray
    likings: np.ndarray


def look_up(users: pa.Array, table: pa.Table, name: str, what: str) -> np.ndarray:
    """Return the number of each user in a table of one row per user; NaN where there is none."""
    place = pc.index_in(users, value_set=read_ids(table, "user_id", what).combine_chunks())
    return np.append(read_numbers(table, name, what), np.nan)[pc.fill_null(place, -1).to_numpy()]


def find_chances(propensities: pa.Table, habits: pa.Table) -> pa.Table:
    """Return user_id and chance: that of an order in the next CHANCE_DAYS, of each user of whom it is known.

    The predicted one where the prediction was better than a naive one; else that of a user who goes on ordering as
    often as in the days for which the user is known, at least CHANCE_DAYS. propensities: user_id, order_probability,
    status. habits: user_id, order_count, known_days.
    """
    is_better = pc.fill_null(pc.equal(propensities["status"], BETTER), False)
    predicted = propensities.filter(pc.and_(is_better, pc.is_valid(propensities["order_probability"])))
    names = [read_ids(table, "user_id", what) for table, what in ((predicted, "propensities"), (habits, "habits"))]
    users = pc.unique(pa.chunked_array([*names[0].chunks, *names[1].chunks], pa.string()))
    orders, days = (look_up(users, habits, name, "habits") for name in ("order_count", "known_days"))
    own = np.where(days >= CHANCE_DAYS, 1 - np.exp(-CHANCE_DAYS * orders / np.maximum(days, 1)), np.nan)
    chances = look_up(users, predicted, "order_probability", "propensities")
    chances = pa.array(np.where(np.isnan(chances), own, chances), from_pandas=True)
    return pa.table({"user_id": users, "chance": chances}).filter(pc.is_valid(chances))


def find_sure_buyers(chances: pa.Table, share: float) -> pa.Array:
    """Return the users who order without a coupon: the share most likely to order, equals of the last one included.

    chances: user_id, chance. Who never orders is none. Coupons redeemed before make nobody less sure: who often orders
    takes those that come, and would mostly have come anyway.
    """
    users = read_ids(chances, "user_id", "chances").combine_chunks()
    probabilities = read_numbers(chances, "chance", "chances")
    count = int(np.ceil(np.round(share * len(users), 6)))
    if not count:
        return users.slice(0, 0)
    least = np.sort(probabilities)[-count]
    return users.filter(pa.array((probabilities >= least) & (probabilities > 0)))


def find_coupon_habits(users: pa.Array, habits: pa.Table, rules: WorthRules) -> CouponHabits:
    """Return the habits of each candidate's user.

    habits: user_id, order_count, coupon_saved_share, shrunk_coupon_order_share. What coupons saved is known to the
    cent, hence whole per cents.
    """
    orders, saved, shares = (
        look_up(users, habits, name, "habits")
        for name in ("order_count", "coupon_saved_share", "shrunk_coupon_order_share")
    )
    usual = _mean(read_numbers(habits, "shrunk_coupon_order_share", "habits"))
    likings = np.minimum(shares / (usual or np.nan), MOST_LIKING)
    taken = np.where(orders >= rules.coupon_evidence_orders, np.round(saved, 2), np.nan)
    return CouponHabits(taken, np.where(np.isnan(likings), 1, likings))


def _mean(values: np.ndarray) -> float:
    """Return the mean of what is known, NaN where nothing is; rounded, so that equal values are no more than it."""
    known = values[~np.isnan(values)]
    return float(np.round(known.mean(), 12)) if len(known) else np.nan
