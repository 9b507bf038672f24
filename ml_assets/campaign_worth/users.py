"""What is known of users beside the candidates: their chance to order, and how they take coupons."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ml_assets.campaign_worth.rules import WorthRules
from ml_assets.columns import read_ids, read_numbers

# At most so many times as often as others a user is taken to redeem coupons.
MOST_LIKING = 2


@dataclass(frozen=True)
class CouponHabits:
    """Of each candidate's user: the depth from which on coupons are taken (NaN: nobody knows), and how often the user
    redeems them beside others, 1 where that is unknown."""

    taken: np.ndarray
    likings: np.ndarray


def look_up(users: pa.Array, table: pa.Table, name: str, what: str) -> np.ndarray:
    """Return the number of each user in a table of one row a user; NaN where there is none."""
    place = pc.index_in(users, value_set=read_ids(table, "user_id", what).combine_chunks())
    return np.append(read_numbers(table, name, what), np.nan)[pc.fill_null(place, -1).to_numpy()]


def find_sure_buyers(chances: pa.Table, habits: pa.Table, share: float) -> pa.Array:
    """Return the users who order without a coupon: among the share most likely to order, and no oftener by coupon than
    others of the shop. chances: user_id, order_probability. habits: user_id, shrunk_coupon_order_share."""
    known = chances.filter(pc.is_valid(chances["order_probability"]))
    users = read_ids(known, "user_id", "chances").combine_chunks()
    probabilities = read_numbers(known, "order_probability", "chances")
    below = np.searchsorted(np.sort(probabilities), probabilities)
    likings = look_up(users, habits, "shrunk_coupon_order_share", "habits")
    is_likely = below / max(len(users) - 1, 1) >= 1 - share
    return users.filter(pa.array(is_likely & ~(likings > _mean(likings))))


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
