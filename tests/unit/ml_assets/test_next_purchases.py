"""Sequences of purchases: tiny cases, a plain recount as the oracle, and planted sequences among chance."""

from collections import defaultdict
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom

from ml_assets.basket_rules import LimitReachedError
from ml_assets.next_purchases import (
    NEXT_PURCHASES,
    commonest_replenishments,
    next_purchases,
    pairs,
    sequence_sentence,
    strongest_sequences,
)

FIRST_DAY = date(2025, 1, 1)


def make_purchases(lines: list[tuple[str, str, int]]) -> pa.Table:
    """Purchases of (user, item, day)."""
    users, items, days = zip(*lines, strict=True)
    return pa.table(
        {
            "user_id": list(users),
            "item_id": list(items),
            "order_date": [FIRST_DAY + timedelta(days=int(day)) for day in days],
        }
    )


def find(sequences: pa.Table, item: str, next_item: str) -> dict:
    [row] = [row for row in sequences.to_pylist() if (row["item_id"], row["next_item_id"]) == (item, next_item)]
    return row


def recount(lines: set[tuple[str, str, int]], item: str, next_item: str) -> dict:
    """The same figures, user by user."""
    days = defaultdict(lambda: defaultdict(list))
    for user, bought, day in sorted(lines):
        days[user][bought].append(day)
    share = sum(bought == next_item for _, bought, _ in lines) / len(lines)
    users = forward = reverse = 0
    expected, gaps = 0.0, []
    for user, items in days.items():
        if item in items:
            first = items[item][0]
            later = [day for day in items.get(next_item, []) if day > first]
            before = bool(items.get(next_item)) and any(day > items[next_item][0] for day in items[item])
            users += bool(later)
            forward += bool(later) and not before
            reverse += before and not later
            expected += 1 - (1 - share) ** sum(who == user and day > first for who, _, day in lines)
            if item == next_item:
                gaps += [end - start for start, end in pairwise(items[item])]
            elif later:
                gaps.append(later[0] - first)
    return {"users": users, "forward": forward, "reverse": reverse, "expected": expected, "gaps": gaps}


def test_one_user_of_each_kind():
    lines = [("u1", "a", 0), ("u1", "b", 4), ("u2", "a", 1), ("u2", "b", 7), ("u3", "b", 0), ("u3", "a", 5)]
    lines += [("u4", "a", 2), ("u4", "b", 2), ("u5", "b", 0), ("u5", "a", 1), ("u5", "b", 9), ("u6", "c", 3)]
    row = find(next_purchases(make_purchases(lines), 1), "a", "b")
    assert (row["item_user_count"], row["next_item_user_count"], row["pair_user_count"]) == (5, 5, 3)
    # u5 bought both ways, u4 on one day.
    assert (row["forward_user_count"], row["reverse_user_count"]) == (2, 1)
    assert row["confidence"] == 0.6
    # Of the 27 couples of a day of a and another day of b, 17 have a first: more than half, so that it counts.
    assert row["order_p_value"] == pytest.approx(binom.sf(1, 3, 17 / 27))
    assert (row["gap_count"], row["lower_quartile_days"], row["median_days"], row["upper_quartile_days"]) == (
        3,
        5,
        6,
        7,
    )
    # Later lines of the users of a: u1, u2 and u5 one each, u3 and u4 none. Six of twelve lines are of b.
    assert row["expected_user_count"] == 1.5
    assert row["lift"] == 2
    assert row["p_value"] == pytest.approx(binom.sf(2, 5, 0.3))


def test_a_replenishment():
    lines = [("u1", "a", 0), ("u1", "a", 10), ("u1", "a", 30), ("u2", "a", 0), ("u2", "a", 40), ("u3", "a", 5)]
    [row] = next_purchases(make_purchases(lines + lines), 2).to_pylist()
    assert row["is_replenishment"]
    assert (row["item_user_count"], row["pair_user_count"], row["gap_count"]) == (3, 2, 3)
    assert (row["lower_quartile_days"], row["median_days"], row["upper_quartile_days"]) == (15, 20, 30)
    # In a shop of one item whoever buys later buys it.
    assert (row["expected_user_count"], row["lift"]) == (2, 1)
    assert row["order_p_value"] is row["order_q_value"] is row["forward_user_count"] is None


@settings(max_examples=40, deadline=None)
@given(
    st.sets(st.tuples(st.sampled_from("uvwxyz"), st.sampled_from("abcd"), st.integers(0, 9)), min_size=1, max_size=60),
    st.sampled_from([1, 9, 4_000_000]),
)
def test_equals_a_plain_recount(lines, rows_at_once):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pairs, "MOST_ROWS", rows_at_once)
        found = {(r["item_id"], r["next_item_id"]): r for r in next_purchases(make_purchases([*lines]), 1).to_pylist()}
    for item in "abcd":
        for next_item in "abcd":
            expected = recount(lines, item, next_item)
            assert ((item, next_item) in found) == (expected["users"] > 0)
            if not expected["users"]:
                continue
            row = found[item, next_item]
            assert row["pair_user_count"] == expected["users"]
            assert row["expected_user_count"] == pytest.approx(expected["expected"], abs=1e-6)
            assert row["gap_count"] == len(expected["gaps"])
            quartiles = [row[f"{name}_days"] for name in ("lower_quartile", "median", "upper_quartile")]
            assert quartiles == pytest.approx(np.quantile(expected["gaps"], [0.25, 0.5, 0.75]).tolist())
            if item != next_item:
                assert (row["forward_user_count"], row["reverse_user_count"]) == (
                    expected["forward"],
                    expected["reverse"],
                )


def make_shop(seed: int) -> list[tuple[str, str, int]]:
    """800 users who buy by chance on 60 days; half of the buyers of `printer` buy `ink` some 20 days later."""
    random = np.random.default_rng(seed)
    lines = []
    for user in range(800):
        for _ in range(random.poisson(8)):
            lines.append((f"u{user}", f"i{random.integers(0, 25)}", int(random.integers(0, 60))))
        if random.random() < 0.3:
            day = int(random.integers(0, 30))
            lines.append((f"u{user}", "printer", day))
            if random.random() < 0.5:
                lines.append((f"u{user}", "ink", day + int(random.integers(15, 26))))
        elif random.random() < 0.1:
            lines.append((f"u{user}", "ink", int(random.integers(0, 60))))
    return lines


@pytest.mark.parametrize("seed", range(3))
def test_the_planted_sequence_is_found_alone(seed):
    sequences = next_purchases(make_purchases(make_shop(seed)), 10)
    [row] = strongest_sequences(sequences, 5).to_pylist()
    assert (row["item_id"], row["next_item_id"]) == ("printer", "ink")
    assert row["lift"] > 3
    assert 18 <= row["median_days"] <= 22
    assert row["forward_user_count"] > 10 * row["reverse_user_count"]


def test_who_buys_much_buys_everything_but_nothing_in_particular():
    # A heavy user has every item often: each pair has a high confidence, and no lift.
    random = np.random.default_rng(5)
    lines = [
        (f"u{user}", f"i{random.integers(0, 12)}", int(random.integers(0, 90)))
        for user in range(300)
        for _ in range(60 if user < 40 else 3)
    ]
    sequences = next_purchases(make_purchases(lines), 20)
    assert sequences.num_rows > 100
    assert max(sequences["lift"].to_pylist()) < 1.35
    assert strongest_sequences(sequences, 5).num_rows == 0


def test_an_item_that_came_later_into_the_shop_does_not_follow_everything():
    random = np.random.default_rng(6)
    lines = [
        (f"u{user}", item, int(random.integers(first, 100)))
        for user in range(400)
        for item, first in (("old", 0), ("new", 60))
        if random.random() < 0.7
    ]
    row = find(next_purchases(make_purchases(lines), 20), "old", "new")
    assert row["forward_user_count"] > 2 * row["reverse_user_count"]
    assert row["order_p_value"] > 0.01


def test_settings_and_sizes_that_cannot_be_get_a_sentence():
    purchases = make_purchases(make_shop(0))
    with pytest.raises(ValueError, match="min_user_count must be a whole number"):
        next_purchases(purchases, 0)
    with pytest.raises(LimitReachedError, match="pairs of two items of one user, above the limit of 10"):
        next_purchases(purchases, 10, max_pairs=10)
    with pytest.raises(LimitReachedError, match="above the limit of 3"):
        next_purchases(purchases, 2, max_sequences=3)
    with pytest.raises(ValueError, match="order_date must be a date"):
        next_purchases(purchases.set_column(2, "order_date", purchases["item_id"]), 10)


def test_one_user_or_one_day_has_no_sequence():
    nothing = NEXT_PURCHASES.empty_table()
    assert next_purchases(make_purchases([("u", "a", 0), ("u", "b", 3)]), 2).equals(nothing)
    one_day = [(f"u{user}", item, 0) for user in range(30) for item in "ab"]
    assert next_purchases(make_purchases(one_day), 1).equals(nothing)


def test_one_stray_date_of_long_ago_makes_days_many_and_nothing_else():
    random = np.random.default_rng(7)
    lines = [(f"u{user}", f"i{item}", 45_800) for user, item in random.integers(0, 2_000, (2_000, 2))]
    bought = [(f"u{user}", item, 45_800 + day) for user in range(30) for item, day in (("a", 0), ("b", 7))]
    stray = next_purchases(make_purchases([*lines, *bought, ("u0", "z", 0)]), 20)
    usual = next_purchases(make_purchases([*lines, *bought]), 20)
    row = find(stray, "a", "b")
    assert row["pair_user_count"] == 30
    assert row["median_days"] == 7
    assert stray["pair_user_count"].equals(usual["pair_user_count"])


def test_the_strongest_in_words():
    sequences = next_purchases(make_purchases(make_shop(0)), 10)
    message = sequence_sentence(strongest_sequences(sequences, 1).to_pylist()[0], {"ink": "Ink"})
    assert message.startswith("After printer, ")
    assert " buy Ink, typically after " in message
    again = commonest_replenishments(sequences, 3)
    assert again.num_rows == 3
    assert again["pair_user_count"].to_pylist() == sorted(again["pair_user_count"].to_pylist(), reverse=True)
    assert " is bought again by " in sequence_sentence(again.to_pylist()[0], {})
