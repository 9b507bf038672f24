"""Elasticities find planted slopes, among seasons, noise beyond Poisson and prices that never move."""

import os
import subprocess
import sys
from pathlib import Path

import duckdb
import numpy as np
import pytest

DBT_PROJECT = Path(__file__).parents[2] / "dbt_project"
ITEMS, WEEKS, LATER = 300, 60, 40
STILL = 40  # items whose price never moves
SEEDS = range(5)


@pytest.fixture(scope="session")
def compiled(tmp_path_factory) -> dict[str, str]:
    """The SQL of the two models, by name, as dbt sends it."""
    target = tmp_path_factory.mktemp("compiled")
    names = ("int_week_levels", "item_elasticities")
    subprocess.run(
        [
            *(Path(sys.executable).parent / "dbt", "--quiet", "compile", "-s", *names),
            *("--target-path", target, "--log-path", target),
        ],
        cwd=DBT_PROJECT,
        env=os.environ | {"CARTOGRAPH_HOME": str(target)},
        check=True,
    )
    return {name: next(target.glob(f"compiled/**/{name}.sql")).read_text() for name in names}


class Shop:
    """Arrays of (items, weeks): units, log prices and levels of a shop whose slopes are known."""

    def __init__(self, seed: int, spread: float = 0.7, usual: float = 0.8):
        """spread: standard deviation of the slopes; usual: logarithm of what the middle item sells in a week."""
        rng = np.random.default_rng(seed)
        self.slope = rng.normal(-1.5, spread, ITEMS)
        weeks = WEEKS + LATER
        self.level = np.exp(0.4 * np.sin(np.arange(weeks) / 8) + rng.normal(0, 0.15, weeks))
        on_sale = rng.random((ITEMS, weeks)) < 0.12
        self.price = 20 * np.where(on_sale, 1 - rng.uniform(0.1, 0.35, (ITEMS, weeks)), 1)
        self.price[:STILL] = 20
        self.log_price = np.log(self.price)
        usually = np.exp(rng.normal(usual, 1, ITEMS))
        noise = rng.gamma(20, 1 / 20, (ITEMS, weeks))
        mean = usually[:, None] * self.level * np.exp(self.slope[:, None] * (self.log_price - np.log(20))) * noise
        self.units = rng.poisson(mean)

    def estimate(self, compiled: dict[str, str]) -> dict[str, np.ndarray]:
        """The columns of item_elasticities, by the first weeks alone; NaN where there is no number."""
        item, week = (places.ravel() for places in np.indices((ITEMS, WEEKS)))
        units, price = (table[:, :WEEKS].ravel() for table in (self.units, self.price))
        with duckdb.connect() as connection:
            connection.execute("ATTACH ':memory:' AS dev; USE dev; SET threads = 1")
            for schema in ("intermediate", "items", "current"):
                connection.execute(f"CREATE SCHEMA {schema}")
            connection.register("planted", {"item": item, "week": week, "units": units, "price": price})
            connection.execute("""
                CREATE TABLE items.item_weeks AS
                SELECT 'i' || item AS item_id, price AS shelf_price FROM planted;
                CREATE TABLE current.current_items (item_id VARCHAR, is_product BOOLEAN);
                CREATE TABLE intermediate.int_price_weeks AS
                SELECT
                    'i' || item AS item_id, DATE '2024-01-01' + cast(7 * week AS INTEGER) AS week_start_date,
                    cast(units AS DOUBLE) AS unit_count, cast(price AS DECIMAL(18, 4)) AS shelf_price,
                    ln(price) - avg(ln(price)) OVER (PARTITION BY item) AS log_price
                FROM planted
                QUALIFY sum(units) OVER (PARTITION BY item) > 0
            """)
            connection.execute(f"CREATE TABLE intermediate.int_week_levels AS {compiled['int_week_levels']}")
            rows = connection.execute(
                "SELECT *, cast(substr(item_id, 2) AS INTEGER) AS item FROM"
                f" ({compiled['item_elasticities']}) ORDER BY item"
            ).fetchnumpy()
        return {name: np.ma.filled(rows[name].astype(float), np.nan) for name in rows if name.startswith("e")} | {
            "status": rows["status"],
            "shop": np.ma.filled(rows["shop_elasticity"].astype(float), np.nan),
        }

    def later_likelihood(self, slope: np.ndarray) -> float:
        """How well slopes share the units of each item out over the later weeks: the log likelihood."""
        later = np.s_[:, WEEKS:]
        share = self.level[WEEKS:] * np.exp(slope[:, None] * self.log_price[later])
        share /= share.sum(axis=1, keepdims=True)
        return float((self.units[later] * np.log(share))[STILL:].sum())


def test_planted_slopes_lie_in_their_intervals_and_hold_later(compiled):
    covered = []
    for seed in SEEDS:
        shop = Shop(seed)
        found = shop.estimate(compiled)
        is_estimated = found["status"] == "estimated"
        assert not is_estimated[:STILL].any()
        assert is_estimated[STILL:].mean() > 0.9
        inside = (found["elasticity_low"] <= shop.slope) & (shop.slope <= found["elasticity_high"])
        covered.append(inside[is_estimated].mean())
        common = np.full(ITEMS, np.nanmax(found["shop"]))
        assert common[0] == pytest.approx(-1.5, abs=0.25)
        shrunk = np.where(is_estimated, found["elasticity"], common)
        none = np.zeros(ITEMS)
        assert shop.later_likelihood(shrunk) > shop.later_likelihood(common) > shop.later_likelihood(none)
    assert min(covered) >= 0.85 and max(covered) <= 0.95, covered


def test_where_items_sell_little_nine_of_ten_intervals_hold(compiled):
    """Over shops that differ as is assumed beforehand: how much items differ is then guessed more than known."""
    spreads = np.abs(np.random.default_rng(1).normal(0, 1, 20))
    covered = []
    for seed, spread in enumerate(spreads):
        shop = Shop(seed, spread, usual=-1.5)
        found = shop.estimate(compiled)
        inside = (found["elasticity_low"] <= shop.slope) & (shop.slope <= found["elasticity_high"])
        covered.append(inside[found["status"] == "estimated"].mean())
    assert np.mean(covered) == pytest.approx(0.9, abs=0.03), covered
