"""The built shop on the morning of its last load day, who reads what it publishes, and Online Retail whole."""

import shutil
import time
from collections.abc import Callable, Iterator

import pytest
from shop_home import ShopHome


@pytest.fixture(scope="session")
def readers(request) -> int:
    """How many read the published file beside a run."""
    return request.config.option.readers


@pytest.fixture(scope="session")
def yesterday(make_once, small_shop, built_shop) -> ShopHome:
    """The built shop as it was a day before, and before a file came late into an older load day. Read only."""

    def build(home: ShopHome) -> None:
        shutil.copytree(built_shop.path, home.path, dirs_exist_ok=True)
        for folder in home.landing.glob(f"*/*/{small_shop.load_days()[-1]}"):
            shutil.rmtree(folder)
        shutil.rmtree(home.landing / "shop" / "events" / small_shop.load_days()[20])
        began = time.monotonic()
        home.run_daily()
        (home.path / "seconds").write_text(str(time.monotonic() - began))

    return make_once("yesterday", build)


@pytest.fixture
def seconds_of_a_run(yesterday) -> float:
    """How long an undisturbed run over two load days takes, from the start of its process."""
    return float((yesterday.path / "seconds").read_text())


@pytest.fixture
def begin_day(yesterday, small_shop, new_home) -> Iterator[Callable[[], ShopHome]]:
    """A function that gives yesterday's home with today's files: the last load day, and one that came late."""
    homes = []

    def begin() -> ShopHome:
        homes.append(new_home())
        shutil.copytree(yesterday.path, homes[-1].path, dirs_exist_ok=True)
        homes[-1].take_load_days(small_shop)
        return homes[-1]

    yield begin
    for home in homes:
        shutil.rmtree(home.path)


@pytest.fixture
def today(begin_day) -> ShopHome:
    """Yesterday's home with today's files."""
    return begin_day()


@pytest.fixture(scope="session")
def online_retail(make_once, shared_data) -> ShopHome:
    """Online Retail as one load day, after one run. Read only."""

    def build(home: ShopHome) -> None:
        folder = home.landing / "online_retail" / "lines" / "2011-12-10"
        folder.mkdir(parents=True)
        shutil.copy(shared_data / "online_retail" / "online_retail_2010_2011.parquet", folder)
        home.run_daily()

    return make_once("online_retail", build)
