"""Sales answer to prices as planted, and some prices never move."""

import numpy as np
import pytest
from scipy.optimize import minimize_scalar

from seeds.sample_shop.catalogue import draw_catalogue
from seeds.sample_shop.demand import Demand, class_of
from seeds.sample_shop.elasticities import draw_elasticities
from seeds.sample_shop.parameters import read_parameters
from seeds.sample_shop.people import draw_people
from seeds.sample_shop.truth_of_plants import measure_elasticities
from seeds.sample_shop.visits import NO_FAVOURITE

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


def fit_slope(days) -> tuple[float, float]:
    """The elasticity common to items, and its standard error: the likeliest split of each item's units over its days
    (Poisson, with an effect an item)."""
    groups = [(g.log_price.to_numpy(), g.units.to_numpy()) for _, g in days.groupby("item_id") if g.units.sum()]

    def loss(slope: float) -> float:
        return sum(
            units.sum() * np.log(np.exp(slope * price).sum()) - slope * (price * units).sum() for price, units in groups
        )

    slope = minimize_scalar(loss, bounds=(-8, 4), method="bounded").x
    information = 0.0
    for price, units in groups:
        weights = np.exp(slope * price) / np.exp(slope * price).sum()
        information += units.sum() * (weights @ price**2 - (weights @ price) ** 2)
    return slope, information**-0.5


def test_a_fifth_of_the_prices_never_moves(priced):
    sql = """
        select count(distinct price) = 1 as has_one_price, is_steady, count(*) over ()
        from price_changes join elasticities using (item_id) group by item_id, is_steady
    """
    rows = priced.query(sql)
    assert all(has_one for has_one, is_steady, _ in rows if is_steady)
    assert sum(is_steady for _, is_steady, _ in rows) / len(rows) == pytest.approx(0.2, abs=0.05)
    assert sum(has_one for has_one, is_steady, _ in rows if not is_steady) < 0.5 * len(rows)


def test_sales_in_the_files_answer_to_prices_as_planted(priced):
    days = priced.con.sql(DAYS).df()
    for bounds in ((-1.2, 0), (-9, -1.2)):
        group = days[days.elasticity.between(*bounds)]
        slope, error = fit_slope(group)
        planted = (group.elasticity * group.units).sum() / group.units.sum()
        assert error < 0.5
        assert abs(slope - planted) < 3 * error


def test_the_shop_draws_by_the_elasticities_of_its_truth():
    """Every tenth of the 200 items that sell most is a fifth cheaper, one tenth after the other."""
    planted, rng = read_parameters(), np.random.default_rng(7)
    catalogue = draw_catalogue(rng, 6000, 731)
    people = draw_people(rng, 6000, 731, 2025)
    elasticities = draw_elasticities(7, catalogue, planted)
    truth = measure_elasticities(people, catalogue, elasticities, planted)
    volume = people.visits_a_day * people.buys * (1 + people.extra_items)
    buyer = rng.choice(6000, 300_000, p=volume / volume.sum())
    classes = class_of(people.taste, people.level, people.sensitivity)[buyer]
    by_taste = np.arange(len(buyer)) % 3 == 0
    favourites = (np.where(by_taste, of[buyer], NO_FAVOURITE) for of in (people.shelf, people.brand))
    shelf, brand = favourites

    def count_sales(price: np.ndarray) -> np.ndarray:
        demand = Demand(catalogue, 731, price, np.ones(8), planted, elasticities)
        items = demand.pick(np.random.default_rng(5), demand.baskets, classes, shelf, brand)
        return np.bincount(items, minlength=len(catalogue))

    usual = count_sales(catalogue.list_price * 1.0)
    most = np.argsort(-usual)[:200]
    measured = np.zeros(len(catalogue))
    for tenth in range(10):
        price = catalogue.list_price * 1.0
        price[most[tenth::10]] *= 0.8
        sales = count_sales(price)[most[tenth::10]]
        measured[most[tenth::10]] = np.log(sales / usual[most[tenth::10]]) / np.log(0.8)
    for chosen in (most[truth[most] < -1.2], most[truth[most] >= -1.2]):
        expected, found = (np.average(of[chosen], weights=usual[chosen]) for of in (truth, measured))
        assert found == pytest.approx(expected, rel=0.15)
    assert np.corrcoef(truth[most], measured[most])[0, 1] > 0.85
