"""Sequences "who buys this buys that later", against what they would buy anyway and against the reverse order."""

import numpy as np
import pyarrow as pa
from scipy.stats import binom, false_discovery_control

from ml_assets.basket_rules.itemsets import require_whole
from ml_assets.columns import round_shares, significant
from ml_assets.next_purchases.histories import Histories, read_histories
from ml_assets.next_purchases.pairs import Sequences, count_sequences
from ml_assets.next_purchases.table import NEXT_PURCHASES


def next_purchases(
    purchases: pa.Table,
    min_user_count: int,
    *,
    max_pairs: int = 100_000_000,
    max_sequences: int = 1_000_000,
) -> pa.Table:
    """Return every sequence of two items, and every replenishment of one, with at least `min_user_count` users,
    as NEXT_PURCHASES.

    purchases: one row per item that a user ordered on a day (user_id, item_id: text; order_date: date); what is
    bought on one day is one order, and repeats count once. A user has the sequence A, B who bought B on a day
    after the first day of A. The most surprising first: by lift, then users, then ids.

    Raises LimitReachedError where the users' items make more than `max_pairs` pairs, or more than
    `max_sequences` sequences have enough users; ValueError on wrong columns or settings.
    """
    for name, number in (
        ("min_user_count", min_user_count),
        ("max_pairs", max_pairs),
        ("max_sequences", max_sequences),
    ):
        require_whole(name, number)
    histories = read_histories(purchases)
    if histories is None:
        return NEXT_PURCHASES.empty_table()
    found = Sequences.join(count_sequences(histories, min_user_count, max_pairs, max_sequences))
    if not len(found.users):
        return NEXT_PURCHASES.empty_table()
    holders = np.bincount(histories.thing, minlength=len(histories.item_ids))
    expected, forward_share = _expect(histories, found)
    p_values = binom.sf(found.users - 1, holders[found.item], np.minimum(expected / holders[found.item], 1))
    is_same = found.item == found.next_item
    order_p = np.where(
        is_same, np.nan, binom.sf(found.forward - 1, found.forward + found.reverse, np.maximum(forward_share, 0.5))
    )
    q_values, order_q = _correct(p_values), _correct(order_p)
    lift = found.users / expected
    rows = np.lexsort((found.next_item, found.item, -found.users, -round_shares(lift)))
    same = is_same[rows]
    quartiles = round_shares(found.quartiles[rows])
    return pa.table(
        {
            "item_id": histories.item_ids.take(pa.array(found.item[rows])),
            "next_item_id": histories.item_ids.take(pa.array(found.next_item[rows])),
            "is_replenishment": same,
            "item_user_count": holders[found.item[rows]],
            "next_item_user_count": holders[found.next_item[rows]],
            "pair_user_count": found.users[rows],
            "confidence": round_shares(found.users[rows] / holders[found.item[rows]]),
            "expected_user_count": round_shares(expected[rows]),
            "lift": round_shares(lift[rows]),
            "p_value": significant(p_values[rows]),
            "q_value": significant(q_values[rows]),
            "forward_user_count": pa.array(found.forward[rows], mask=same),
            "reverse_user_count": pa.array(found.reverse[rows], mask=same),
            "order_p_value": pa.array(significant(order_p[rows]), from_pandas=True),
            "order_q_value": pa.array(significant(order_q[rows]), from_pandas=True),
            "gap_count": found.gaps[rows],
            "lower_quartile_days": quartiles[:, 0],
            "median_days": quartiles[:, 1],
            "upper_quartile_days": quartiles[:, 2],
        },
        schema=NEXT_PURCHASES,
    )


def _expect(histories: Histories, found: Sequences) -> tuple[np.ndarray, np.ndarray]:
    """Return, for each sequence, the users who would have bought the next item later anyway, and the chance
    that the calendar alone puts the next item after the item.

    A user with m lines after the first day of A buys B among them with the chance 1 - (1 - share of B) ** m.
    The calendar's chance takes a day of either item at random, as the shop sold it, and leaves out ties.
    """
    expected, forward_share = np.empty(len(found.users)), np.empty(len(found.users))
    calendars = histories.calendars
    by_item = np.argsort(histories.thing, kind="stable")
    starts = np.searchsorted(histories.thing[by_item], np.arange(len(histories.item_ids) + 1))
    order = np.argsort(found.item, kind="stable")
    for rows in np.split(order, np.flatnonzero(np.diff(found.item[order])) + 1):
        item, others = found.item[rows[0]], found.next_item[rows]
        lines, users = np.unique(histories.later_lines[by_item[starts[item] : starts[item + 1]]], return_counts=True)
        misses = (1 - histories.line_share[others])[:, None] ** lines
        expected[rows] = (1 - misses) @ users
        before = np.cumsum(calendars[item]) - calendars[item]
        forward = calendars[others] @ before
        backward = calendars[others] @ (1 - before - calendars[item])
        forward_share[rows] = forward / np.maximum(forward + backward, 1e-12)
    return expected, forward_share


def _correct(p_values: np.ndarray) -> np.ndarray:
    """Return the q-values (Benjamini-Hochberg) of those that are known, NaN elsewhere."""
    q_values = np.full(len(p_values), np.nan)
    known = ~np.isnan(p_values)
    if known.any():
        q_values[known] = false_discovery_control(p_values[known])
    return q_values
