"""Planted hours are found as far as users keep to them, and none is found where there are none."""

from collections import Counter, defaultdict
from datetime import date, timedelta
from itertools import combinations

import duckdb
import numpy as np
import pyarrow as pa
import pytest

from ml_assets.send_times import evaluate_send_times

USERS, HOURS = 300, 24
FIRST, JUDGED, TODAY = date(2025, 1, 1), date(2025, 3, 31), date(2025, 4, 30)
USUAL = np.array([1, 1, 1, 1, 1, 1, 2, 3, 4, 4, 4, 4, 6, 5, 4, 4, 4, 5, 7, 9, 10, 9, 6, 3]) / 99
MODELS = {
    "int_send_time_dates": "intermediate",
    "int_send_time_counts": "intermediate",
    "int_send_time_likeness": "intermediate",
    "int_send_time_shares": "intermediate",
    "int_user_send_times": "intermediate",
    "user_send_times": "users",
    "send_time_outcomes": "inputs",
}


def simulate(seed: int, likeness: float, users: int = USERS) -> list[tuple[str, date, str, str]]:
    """Occasions of users whose hours are alike so much, beyond the shop's: user, day, trait and value; one a day."""
    rng = np.random.default_rng(seed)
    rows = []
    for user in range(users):
        shares = rng.dirichlet(USUAL * (1 - likeness) / likeness) if likeness else USUAL
        days = rng.choice((TODAY - FIRST).days + 1, 1 + rng.poisson(rng.gamma(1, 12)) % 100, replace=False)
        for day in np.sort(days).tolist():
            at = FIRST + timedelta(days=day)
            rows.append((f"u{user}", at, "hour", f"{rng.choice(HOURS, p=shares):02}"))
            rows.append((f"u{user}", at, "weekday", at.strftime("%A")))
    return rows


def choose(compiled: dict[str, str], occasions: list[tuple]) -> dict[str, pa.Table]:
    """The tables of the models, as of the last day and the judged one; every second user is of a group."""
    columns = dict(zip(("user_id", "occasion_date", "trait", "trait_value"), zip(*occasions, strict=True), strict=True))
    with duckdb.connect() as connection:
        connection.execute("ATTACH ':memory:' AS dev; USE dev; SET threads = 1")
        for schema in ("intermediate", "inputs", "users"):
            connection.execute(f"CREATE SCHEMA {schema}")
        connection.register("occasions", pa.table(columns))
        connection.execute(f"""
            CREATE TABLE intermediate.int_send_occasions AS
            SELECT *, true AS is_visit, 1 AS day_occasion_count FROM occasions;
            CREATE TABLE inputs.value_dates AS
            SELECT DATE '{TODAY}' AS as_of_date, DATE '{JUDGED}' AS evaluation_date, 30 AS evaluation_days;
            CREATE TABLE intermediate.int_as_of_dates AS
            SELECT unnest([DATE '{TODAY}', DATE '{JUDGED}']) AS as_of_date, as_of_date AS last_date;
            CREATE TABLE intermediate.int_user_scores AS
            SELECT DISTINCT user_id, d.as_of_date, 'ordinary' AS user_group
            FROM occasions CROSS JOIN intermediate.int_as_of_dates AS d
            WHERE cast(substr(user_id, 2) AS INTEGER) % 2 = 0
        """)
        for name, schema in MODELS.items():
            connection.execute(f"CREATE TABLE {schema}.{name} AS {compiled[name]}")
        return {
            name: connection.table(f"{schema}.{name}").order("all").to_arrow_table() for name, schema in MODELS.items()
        }


def read_likeness(tables: dict[str, pa.Table], trait: str) -> tuple[float, float]:
    [row] = [
        row
        for row in tables["int_send_time_likeness"].to_pylist()
        if (row["as_of_date"], row["trait"]) == (TODAY, trait)
    ]
    return row["user_likeness"], row["group_likeness"]


def judge(tables: dict[str, pa.Table]) -> dict[tuple[str, str], dict]:
    quality = evaluate_send_times(tables["send_time_outcomes"], JUDGED, 30)
    return {(row["metric"], row["naive_model"]): row for row in quality.to_pylist()}


@pytest.mark.parametrize("planted", [0.1, 0.4])
def test_planted_hours_are_found_and_meet_later_visits(compiled_contacts, planted):
    tables = choose(compiled_contacts, simulate(1, planted))
    assert read_likeness(tables, "hour")[0] == pytest.approx(planted, abs=0.04)
    assert max(read_likeness(tables, "weekday")) < 0.02
    rows = judge(tables)
    assert rows["hour_log_loss", "shares of the shop"]["is_better_than_naive"]
    assert rows["hour_hit_share", "usual hour of the shop"]["is_better_than_naive"]
    own = rows["hour_hit_share", "most frequent hour of the user"]
    assert own["value"] >= own["naive_value"] - 0.005


def test_where_nobody_has_an_hour_all_get_that_of_their_group(compiled_contacts):
    tables = choose(compiled_contacts, simulate(2, 0))
    assert max(read_likeness(tables, "hour")) < 0.02
    rows = judge(tables)
    assert not rows["hour_log_loss", "shares of the shop"]["is_better_than_naive"]
    own = rows["hour_hit_share", "most frequent hour of the user"]
    assert own["value"] > own["naive_value"]
    hours = Counter(tables["user_send_times"]["send_hour"].to_pylist())
    assert hours.most_common(1)[0][1] > 0.8 * hours.total()


def test_likeness_and_shares_are_those_of_pairs_counted_one_by_one(compiled_contacts):
    occasions = [row for row in simulate(3, 0.3, users=24) if row[2] == "hour"]
    tables = choose(compiled_contacts, occasions)
    by_user: dict[str, list[str]] = defaultdict(list)
    for user, _, _, hour in occasions:
        by_user[user].append(hour)
    alike = weighed = 0.0
    for hours in by_user.values():
        if len(hours) > 1:
            pairs = list(combinations(hours, 2))
            alike += len(hours) * sum(left == right for left, right in pairs) / len(pairs)
            weighed += len(hours)
    pairs = [
        (left == right, int(one[1:]) % 2 == int(other[1:]) % 2)
        for one, other in combinations(by_user, 2)
        for left in by_user[one]
        for right in by_user[other]
    ]
    of_shop = np.mean([is_alike for is_alike, _ in pairs])
    of_group = np.mean([is_alike for is_alike, is_one_group in pairs if is_one_group])
    user_likeness, group_likeness = read_likeness(tables, "hour")
    assert user_likeness == pytest.approx((alike / weighed - of_group) / (1 - of_group), abs=1e-6)
    assert group_likeness == pytest.approx(max((of_group - of_shop) / (1 - of_shop), 0), abs=1e-6)
    found = {row["user_id"]: row for row in tables["user_send_times"].to_pylist()}
    assert found.keys() == by_user.keys()
    for user, hours in by_user.items():
        row, count = found[user], len(hours)
        weight = count * user_likeness / (1 + (count - 1) * user_likeness)
        assert row["hour_own_weight"] == pytest.approx(weight, abs=1e-6)
        assert (row["hour_occasion_count"], row["hour_match_count"]) == (
            count,
            hours.count(f"{row['send_hour']:02}"),
        )


def test_who_always_kept_to_an_hour_may_still_come_at_another(compiled_contacts):
    """Their share of any other hour is small and never nothing, by which a log loss would be infinite."""
    occasions = []
    for user in range(40):
        days = [(FIRST, user % 24), (FIRST + timedelta(days=1), user % 24), (TODAY, (user + 1) % 24)]
        occasions += [(f"u{user}", day, "hour", f"{hour:02}") for day, hour in days]
    tables = choose(compiled_contacts, occasions)
    loss = judge(tables)["hour_log_loss", "shares of the shop"]
    assert loss["value"] > loss["naive_value"]
    assert not loss["is_better_than_naive"]


def test_rows_are_the_same_in_whatever_order_visits_came(compiled_contacts):
    occasions = simulate(4, 0.2, users=60)
    turned = [occasions[place] for place in np.random.default_rng(0).permutation(len(occasions))]
    straight, other = choose(compiled_contacts, occasions), choose(compiled_contacts, turned)
    assert all(straight[name].equals(other[name]) for name in MODELS)
