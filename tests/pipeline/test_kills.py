"""A killed run leaves the published file whole; the next, without any daemon, ends as if nothing had been."""

import re
import shutil
import time

import pytest
from shop_home import ShopHome, find_differences, kill_when, says

pytestmark = pytest.mark.timeout(900)


KILLS = {
    "in ingest": says(r"shop/events"),
    "in dbt": says(r"facts\.events"),
    "in a Python asset": says(r"basket_rules$"),
    "in publish": says(r"publish$"),
}


@pytest.mark.parametrize("place", KILLS)
def test_a_killed_run_is_made_good_by_the_next(place, small_shop, built_shop, new_home):
    home = new_home()
    if place == "in ingest":
        home.take_load_days(small_shop)
        before = None
    else:
        # Yesterday was published; today's load days are new.
        shutil.copytree(built_shop.path, home.path, dirs_exist_ok=True)
        last = small_shop.load_days()[-1]
        for folder in home.landing.glob(f"*/*/{last}"):
            shutil.rmtree(folder)
        before = home.query("SELECT published_at FROM ops.run_facts")
    process = home.start_daily()
    kill_when(process, KILLS[place])
    if before is not None:
        assert home.query("SELECT published_at FROM ops.run_facts") == before, "it was published"
        home.take_load_days(small_shop)
    began = time.monotonic()
    home.run_daily()
    assert time.monotonic() - began < 300
    assert not list(find_differences(built_shop, home))


def test_a_second_run_waits_its_turn_and_says_for_whom(built_shop, new_home):
    home = ShopHome(new_home().path)
    shutil.copytree(built_shop.path, home.path, dirs_exist_ok=True)
    first = home.start_daily("--force")
    for line in first.stdout:
        if "warehouse" in line:
            break
    second = home.start_daily("--force")
    said, _ = second.communicate(timeout=400)
    first_said, _ = first.communicate(timeout=400)
    assert (first.returncode, second.returncode) == (0, 0), first_said + said
    assert re.search(rf"Waiting: run \S+ \(process {first.pid}", said)
    assert not list(find_differences(built_shop, home))
