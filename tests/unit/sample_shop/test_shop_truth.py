"""The planted truths, measured again in the files of the default shop."""

import numpy as np
import pytest
from scipy.stats import hypergeom

FRIDAY_EVENING = "dayofweek(ordered_at) = 5 and hour(ordered_at) between 18 and 22"


@pytest.fixture(scope="module")
def baskets(whole_shop):
    """A table `baskets` (order_id, item_id, ordered_at, channel) in the connection of the shop."""
    whole_shop.con.execute("""
        create table baskets as
        select distinct order_id, item_id, ordered_at::timestamp as ordered_at, channel
        from order_lines join orders using (order_id)
        where quantity::int > 0 and unit_price::double > 0
    """)
    return whole_shop


def measure_pair(shop, left: str, right: str, where: str = "true") -> tuple[int, int, float]:
    """Baskets, baskets with both items, and lift, among the baskets of a context."""
    ((n, x, y, both),) = shop.con.execute(
        f"""
        with b as (
            select order_id, bool_or(item_id = ?) as x, bool_or(item_id = ?) as y
            from baskets where {where} group by 1
        )
        select count(*), count(*) filter (x), count(*) filter (y), count(*) filter (x and y) from b
        """,
        [left, right],
    ).fetchall()
    return n, both, both * n / (x * y)


def planted(shop, name: str) -> tuple[str, str]:
    """The items of a planted pair."""
    (rule,) = [r for r in shop.truth("basket_rules.json") if r["name"] == name]
    return rule["antecedent"], rule["consequent"]


def test_no_pair_is_surely_stronger_than_the_global_one(baskets):
    left, right = planted(baskets, "global")
    n, both, lift = measure_pair(baskets, left, right)
    assert 0.005 < both / n < 0.0105
    assert 1.8 < lift < 2.6
    pairs = baskets.con.execute("""
        with counts as (select item_id, count(*) as c from baskets group by 1)
        select a.item_id as x, b.item_id as y, count(*) as both, any_value(cx.c) as cx, any_value(cy.c) as cy
        from baskets a join baskets b on a.order_id = b.order_id and a.item_id < b.item_id
        join counts cx on cx.item_id = a.item_id join counts cy on cy.item_id = b.item_id
        group by 1, 2
    """).df()
    pairs["lift"] = pairs.both * n / (pairs.cx * pairs.cy)
    pairs["p"] = hypergeom.sf(pairs.both - 1, n, pairs.cx, pairs.cy)
    pairs = pairs.sort_values("p", ignore_index=True)
    pairs["q"] = np.minimum.accumulate((pairs.p * len(pairs) / (pairs.index + 1))[::-1])[::-1]
    pairs["at_least"] = pairs.lift * np.exp(-1.96 / np.sqrt(pairs.both))
    sure = pairs[(pairs.q < 0.01) & (pairs.both >= 30)]
    assert ((sure.x == left) & (sure.y == right)).any()
    assert sure.at_least.max() < 2.2  # what is planted


def test_the_friday_pair_holds_on_friday_evenings_only(baskets):
    left, right = planted(baskets, "friday_evening")
    _, inside, inside_lift = measure_pair(baskets, left, right, FRIDAY_EVENING)
    _, _, outside_lift = measure_pair(baskets, left, right, f"not ({FRIDAY_EVENING})")
    assert inside >= 30
    assert inside_lift > 4
    assert 0.75 < outside_lift < 1.25


def test_the_turning_pair_turns_round_within_every_channel(baskets):
    left, right = planted(baskets, "turning")
    assert measure_pair(baskets, left, right)[2] > 1.3
    for channel in ("app", "web", "mini_program"):
        assert measure_pair(baskets, left, right, f"channel = '{channel}'")[2] < 0.9


def test_groups_and_occupations_differ_in_what_they_spend(baskets):
    baskets.con.execute(f"create or replace table truth as from '{baskets.home}/truth/users.csv'")
    spent = """
        with spent as (
            select user_id, sum(quantity::int * unit_price::double) as amount
            from (select distinct * exclude (filename) from order_lines)
            join (select distinct order_id, user_id from orders) using (order_id) group by 1
        ),
        people as (select distinct user_id, occupation from users)
        select {by}, sum(coalesce(amount, 0)) / count(*)
        from truth left join spent using (user_id) join people using (user_id) group by 1 order by 2 desc
    """
    groups = baskets.query(spent.format(by="latent_group"))
    assert [g for g, _ in groups] == ["high_value", "high_quality", "ordinary", "low_contribution"]
    occupations = dict(baskets.query(spent.format(by="occupation")))
    assert occupations["manager"] > 2 * occupations["student"]


def test_messages_raise_visits_of_the_treated_only_where_planted(baskets):
    sql = """
        with once as (select distinct message_id, user_id, trigger, is_control, decided_at from messages),
        seen as (
            select distinct user_id, session_key, event_at::date as day from events
            where user_id is not null
        )
        select trigger, is_control, count(session_key) / count(distinct message_id)
        from once left join seen
        on seen.user_id = once.user_id and day > decided_at::date and day <= decided_at::date + 3
        group by all
    """
    visits = {(trigger, control): rate for trigger, control, rate in baskets.query(sql)}
    assert visits["cart_abandoned", False] > 1.4 * visits["cart_abandoned", True]
    assert visits["weekly_coupon", False] > 1.2 * visits["weekly_coupon", True]
