"""Whole runs over random deliveries: however 25 groups of users came, the tables are those of one undisturbed run."""

import shutil
from collections.abc import Iterator

import pytest
from shop_home import ShopHome, find_differences, find_fact_differences
from shuffled_runs import lay_out, plan_runs
from user_groups import deal_users

from seeds.sample_shop import write_shop

pytestmark = pytest.mark.timeout(900)


def pytest_generate_tests(metafunc):
    """As many deliveries as the option --deliveries says."""
    options = metafunc.config.option
    if "seed" in metafunc.fixturenames:
        seeds = [f"{options.delivery_seed}-{number}" for number in range(options.deliveries)]
        metafunc.parametrize("seed", seeds)


@pytest.fixture(scope="session")
def undisturbed(make_once) -> ShopHome:
    """A shop of 25 groups of users after one run over all its files. Read only."""

    def build(home: ShopHome) -> None:
        # More load days than the window in which repeats are found.
        write_shop(home.path, users=500, days=10, seed=11)
        deal_users(home.landing)
        home.run_daily()

    return make_once("undisturbed", build)


def test_a_shuffled_delivery_ends_in_the_tables_of_one_undisturbed(seed, undisturbed, new_home):
    home = new_home()
    *earlier, last = plan_runs(undisturbed.landing, seed)
    for state in earlier:
        lay_out(home.landing, state)
        home.run_daily()
        assert "statistics.daily_statistics" in name_tables(find_differences(undisturbed, home))
    lay_out(home.landing, last)
    home.run_daily()
    assert not list(find_differences(undisturbed, home))
    assert not list(find_fact_differences(undisturbed, home))
    shutil.rmtree(home.path)


def name_tables(differences: Iterator[str]) -> set[str]:
    return {difference.split(":")[0] for difference in differences}
