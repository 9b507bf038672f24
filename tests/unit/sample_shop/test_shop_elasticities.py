"""Sales answer to prices as planted, and some prices never move."""

import numpy as np
import pytest
from scipy.optimize import minimize_scalar

DAYS = """
    with ends as (select max(ordered_at)::date + 1 as day_after from orders where order_id like 'o%'),
    days as (select unnest(range(date '2025-01-02', day_after, interval 1 day))::date as day from ends),
    grid as (
        select item_id, day, (
            select max_by(price, valid_from) from price_changes p where p.item_id = e.item_id and p.valid_from <= day
        ) as price
        from elasticities e cross join days where not is_steady
    ),
    sold as (
        select item_id, ordered_at::date as day, sum(quantity::int) as units
        from (select distinct * exclude (filename) from order_lines)
        join (select distinct order_id, ordered_at from orders) using (order_id)
        where order_id like 'o%' and quantity::int > 0 and unit_price::double > 0 group by all
    ),
    stock as (
        select item_id, counted_at::date as day, max_by(on_hand, counted_at) as on_hand from stock_levels group by all
    )
    select item_id, elasticity, ln(price) as log_price, coalesce(units, 0) as units
    from grid join elasticities using (item_id) left join sold using (item_id, day)
    asof left join stock on stock.item_id = grid.item_id and stock.day <= grid.day
    where price is not null and coalesce(on_hand, 1) > 0
"""


@pytest.fixture(scope="module")
def priced(whole_shop):
    """The shop with the truth about elasticities and the prices as tables."""
    home = whole_shop.home
    whole_shop.con.execute(f"create or replace table elasticities as from '{home}/truth/elasticities.csv'")
    whole_shop.con.execute(f"""
        create or replace table price_changes as
        select item_id, price::double as price, valid_from::timestamp as valid_from
        from read_csv('{home}/landing/shop/prices/*/prices.csv.gz', all_varchar = true)
        where item_id like 'i0%' and try_cast(price as double) > 0
    """)
    return whole_shop


def fit_slope(days) -> float:
    """The elasticity common to items: the likeliest split of each item's units over its days (Poisson, an effect an
    item)."""
    groups = [(g.log_price.to_numpy(), g.units.to_numpy()) for _, g in days.groupby("item_id") if g.units.sum()]

    def loss(slope: float) -> float:
        return sum(
            units.sum() * np.log(np.exp(slope * price).sum()) - slope * (price * units).sum() for price, units in groups
        )

    return minimize_scalar(loss, bounds=(-8, 4), method="bounded").x


def test_a_fifth_of_the_prices_never_moves(priced):
    sql = """
        select count(distinct price) = 1 as has_one_price, is_steady, count(*) over ()
        from price_changes join elasticities using (item_id) group by item_id, is_steady
    """
    rows = priced.query(sql)
    assert all(has_one for has_one, is_steady, _ in rows if is_steady)
    assert sum(is_steady for _, is_steady, _ in rows) / len(rows) == pytest.approx(0.2, abs=0.05)
    assert sum(has_one for has_one, is_steady, _ in rows if not is_steady) < 0.5 * len(rows)


def test_sales_answer_more_to_the_prices_of_items_of_greater_elasticity(priced):
    days = priced.con.sql(DAYS).df()
    weak, strong = (days[days.elasticity.between(*bounds)] for bounds in ((-1.2, 0), (-9, -1.2)))
    of_weak, of_strong = fit_slope(weak), fit_slope(strong)
    planted = [
        (g.groupby("item_id").elasticity.first() * g.groupby("item_id").units.sum()).sum() / g.units.sum()
        for g in (weak, strong)
    ]
    assert of_strong < of_weak < 0
    assert of_weak == pytest.approx(planted[0], abs=0.5)
    assert of_strong == pytest.approx(planted[1], abs=0.5)
