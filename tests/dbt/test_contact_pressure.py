"""What one more message does is found though triggers hold back shares of their own, and equals a regression."""

import duckdb
import numpy as np
import pyarrow as pa
import pytest

USERS, DECISIONS = 900, 5_000
# Trigger 0 goes to people who order anyway, and is held back half of the time; trigger 1 to others, seldom held back.
HELD_BACK, USUAL = np.array([0.5, 0.1]), np.array([0.6, 0.1])
FALLING = np.array([0.1, 0.0, -0.15, -0.2, -0.2])
STEADY = np.full(5, 0.1)
CELL = ("window_days", "contact_count", "is_or_more", "outcome")


@pytest.fixture
def compiled(compiled_contacts) -> dict[str, str]:
    return compiled_contacts


def simulate(seed: int, effect: np.ndarray) -> dict[str, np.ndarray]:
    """Decisions of a shop in which one more message after so many contacts adds `effect` orders."""
    rng = np.random.default_rng(seed)
    user = rng.integers(0, USERS, DECISIONS)
    trigger = (user % 3 > 0).astype(int)
    contacts = rng.poisson(1.2 + 0.6 * (user % 2), DECISIONS)
    is_sent = rng.random(DECISIONS) >= HELD_BACK[trigger]
    mean = USUAL[trigger] * (1 + user % 2) + is_sent * effect[np.minimum(contacts, 4)]
    return {
        "user": user,
        "trigger": trigger,
        "month": rng.integers(1, 3, DECISIONS),
        "is_sent": is_sent,
        "is_left_out": rng.random(DECISIONS) < 0.02,
        "contacts": contacts,
        "earlier": rng.poisson(3 * USUAL[trigger] * (1 + user % 2)),
        "orders": rng.poisson(np.maximum(mean, 0)),
        "unsubscribed": (is_sent & (rng.random(DECISIONS) < 0.1)).astype(int),
    }


def estimate(compiled: dict[str, str], decisions: dict[str, np.ndarray], order: np.ndarray | None = None) -> list[dict]:
    """The rows of contact_pressure; all contacts were of the last 7 days."""
    table = pa.table(decisions)
    with duckdb.connect() as connection:
        connection.execute("ATTACH ':memory:' AS dev; USE dev; SET threads = 1")
        for schema in ("intermediate", "staging"):
            connection.execute(f"CREATE SCHEMA {schema}")
        connection.register("decisions", table if order is None else table.take(order))
        connection.execute("""
            CREATE TABLE staging.as_of AS SELECT DATE '2025-03-31' AS as_of_date;
            CREATE TABLE intermediate.int_pressure_outcomes AS
            SELECT
                'u' || "user" AS user_id, 't' || trigger AS trigger, make_date(2025, month, 3) AS contact_date,
                is_sent, is_left_out, contacts AS contact_count_7_days, contacts AS contact_count_30_days,
                earlier AS earlier_orders, orders, unsubscribed,
                cast(is_sent AS INTEGER) AS opened, 0 AS opened_by_machine
            FROM decisions
        """)
        connection.execute(f"CREATE TABLE intermediate.int_pressure_effects AS {compiled['int_pressure_effects']}")
        rows = connection.sql(compiled["contact_pressure"]).to_arrow_table().to_pylist()
    return sorted(rows, key=lambda row: [row[name] for name in CELL])


def find(rows: list[dict], count: int, *, is_or_more: bool, outcome: str = "orders") -> dict:
    [row] = [row for row in rows if tuple(row[name] for name in CELL) == (7, count, is_or_more, outcome)]
    return row


def regress(decisions: dict[str, np.ndarray], taken: np.ndarray, outcome: str) -> tuple[float, float]:
    """Another way to the same: regression on being sent and on trigger and month, with errors by user; of orders what
    follows from earlier ones within an arm is taken off."""
    of = {name: values[taken] for name, values in decisions.items()}
    stratum = np.unique(np.stack([of["trigger"], of["month"]]), axis=1, return_inverse=True)[1].ravel()
    design = np.column_stack([of["is_sent"], np.eye(stratum.max() + 1)[stratum]]).astype(float)
    difference = np.linalg.lstsq(design, of[outcome], rcond=None)[0][0]
    # What is left of being sent once trigger and month are known, and of the outcome within its arm.
    sent_rest = design[:, 0] - design[:, 1:] @ np.linalg.lstsq(design[:, 1:], design[:, 0], rcond=None)[0]
    arm = 2 * stratum + of["is_sent"]
    arms = np.eye(arm.max() + 1)[arm]
    rest = of[outcome] - arms @ np.linalg.lstsq(arms, of[outcome].astype(float), rcond=None)[0]
    if outcome == "orders":
        earlier = of["earlier"] - arms @ np.linalg.lstsq(arms, of["earlier"].astype(float), rcond=None)[0]
        slope = round(float(earlier @ rest / (earlier @ earlier)), 6)
        difference -= slope * np.linalg.lstsq(design, of["earlier"], rcond=None)[0][0]
        rest -= slope * earlier
    rest *= np.sqrt(arms.sum(axis=0) / (arms.sum(axis=0) - 1))[arm]
    by_user = np.bincount(of["user"], sent_rest * rest, USERS)
    return difference, float(np.sqrt((by_user**2).sum()) / (sent_rest**2).sum())


@pytest.mark.parametrize("outcome", ["orders", "unsubscribed"])
def test_differences_and_intervals_are_those_of_a_regression(compiled, outcome):
    decisions = simulate(1, FALLING)
    rows = estimate(compiled, decisions)
    for count, is_or_more in ((0, False), (1, False), (2, False), (0, True), (2, True)):
        in_cell = decisions["contacts"] >= count if is_or_more else decisions["contacts"] == count
        difference, error = regress(decisions, in_cell & ~decisions["is_left_out"], outcome)
        row = find(rows, count, is_or_more=is_or_more, outcome=outcome)
        assert row["difference"] == pytest.approx(difference, abs=1e-6)
        assert row["difference_low"] == pytest.approx(difference - 1.959964 * error, abs=1e-6)
        assert row["difference_high"] == pytest.approx(difference + 1.959964 * error, abs=1e-6)
        assert row["sent_count"] + row["held_back_count"] == (in_cell & ~decisions["is_left_out"]).sum()
        assert row["left_out_count"] == (in_cell & decisions["is_left_out"]).sum()


def test_planted_effects_lie_in_their_intervals_though_triggers_hold_back_other_shares(compiled):
    covered, misled = [], []
    for seed in range(8):
        decisions = simulate(seed, FALLING - FALLING.min())
        rows = estimate(compiled, decisions)
        for count in range(4):
            row, truth = find(rows, count, is_or_more=False), (FALLING - FALLING.min())[count]
            covered.append(row["difference_low"] <= truth <= row["difference_high"])
            taken, sent = decisions["contacts"] == count, decisions["is_sent"]
            pooled = decisions["orders"][taken & sent].mean() - decisions["orders"][taken & ~sent].mean()
            misled.append(row["difference_low"] <= pooled <= row["difference_high"])
    assert np.mean(covered) >= 0.85
    assert np.mean(misled) <= 0.3


def test_the_cap_is_where_messages_begin_to_harm(compiled):
    caps = []
    for seed in range(8):
        rows = estimate(compiled, simulate(seed, FALLING))
        caps += [{row["contact_count"] for row in rows if row["is_suggested_cap"] and row["window_days"] == 7}]
    # From two contacts on a message costs orders; after one it does nothing, so those of one or more lose some too.
    assert all(cap in ({1}, {2}) for cap in caps), caps


def test_no_cap_is_suggested_where_every_message_brings_orders(compiled):
    found = [any(row["is_suggested_cap"] for row in estimate(compiled, simulate(seed, STEADY))) for seed in range(20)]
    # Each of eight ends of intervals is wrong once in forty looks.
    assert sum(found) <= 4, found


def test_a_cap_follows_from_those_who_leave_where_orders_stay(compiled):
    """Nobody orders more or less; after two contacts a message makes five times as many unsubscribe."""
    for seed in range(4):
        decisions = simulate(seed, np.zeros(5))
        rng = np.random.default_rng(seed)
        chance = np.where(decisions["contacts"] >= 2, 0.4, 0.08) * decisions["is_sent"]
        rows = estimate(compiled, decisions | {"unsubscribed": (rng.random(DECISIONS) < chance).astype(int)})
        assert {row["contact_count"] for row in rows if row["is_suggested_cap"]} <= {1, 2}
        assert any(row["is_suggested_cap"] for row in rows)


def test_rows_are_the_same_in_whatever_order_decisions_came(compiled):
    decisions = simulate(2, FALLING)
    turned = np.random.default_rng(0).permutation(DECISIONS)
    assert estimate(compiled, decisions) == estimate(compiled, decisions, turned)


def test_without_messages_or_without_a_control_nothing_is_claimed(compiled):
    decisions = simulate(3, FALLING)
    assert estimate(compiled, {name: values[:0] for name, values in decisions.items()}) == []
    assert estimate(compiled, decisions | {"is_sent": np.ones(DECISIONS, bool)}) == []


def test_opens_are_counted_and_never_judged(compiled):
    rows = [row for row in estimate(compiled, simulate(4, FALLING)) if row["outcome"].startswith("opened")]
    assert {row["status"] for row in rows} == {"only_counted", "insufficient_data"}
    assert all(row["held_back_mean"] == 0 for row in rows)
