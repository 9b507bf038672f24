"""Fixtures that more than one kind of test uses."""

import fcntl
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from real_files import find_shared_data
from shop_home import ShopHome

from orchestration.dbt.found_models import write_found_models
from orchestration.dbt.sources import write_found_sources
from seeds.sample_shop import write_shop


def pytest_configure() -> None:
    """Tests run dbt itself, which needs to be told the sources and the tags."""
    write_found_sources()
    write_found_models()


def pytest_addoption(parser: pytest.Parser) -> None:
    """How long the proofs of `make prove` are."""
    parser.addoption("--kills", type=int, default=32, help="named points at which a run is killed, each by itself")
    parser.addoption("--random-kills", type=int, default=30, help="random moments at which a run is killed")
    parser.addoption("--kill-seed", default="0", help="seed of the random moments")
    parser.addoption("--publishes", type=int, default=2, help="publishes of one home, by twos")
    parser.addoption("--readers", type=int, default=2, help="processes that read the published file beside runs")
    parser.addoption("--deliveries", type=int, default=0, help="random deliveries through whole runs")
    parser.addoption("--delivery-seed", default="0", help="seed of the random deliveries through whole runs")
    parser.addoption("--sql-deliveries", type=int, default=3, help="random deliveries through the recorded SQL")
    parser.addoption(
        "--odd-shops", type=int, default=6, help="odd shops, each a whole run: the chosen six, then random"
    )
    parser.addoption("--context-shuffles", type=int, default=20, help="shops searched with shuffled contexts")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data, never part of the repository; tests that need it skip where it is absent."""
    folder = find_shared_data()
    if not folder.is_dir():
        pytest.skip(f"no real data at {folder}: set CARTOGRAPH_SHARED_DATA to its folder")
    return folder


@pytest.fixture(scope="session")
def new_home(tmp_path_factory) -> Callable[[], ShopHome]:
    """A function that gives an empty home each time."""

    def make() -> ShopHome:
        return ShopHome(tmp_path_factory.mktemp("home"))

    return make


@pytest.fixture(scope="session")
def make_once(tmp_path_factory, worker_id) -> Callable[[str, Callable[[ShopHome], None]], ShopHome]:
    """A function that gives the home of a name, filled by the first test process that asks for it."""
    base = tmp_path_factory.getbasetemp()
    shared = base if worker_id == "master" else base.parent

    def make(name: str, fill: Callable[[ShopHome], None]) -> ShopHome:
        home = ShopHome(shared / name)
        with (shared / f"{name}.made").open("a+") as made:
            fcntl.flock(made, fcntl.LOCK_EX)
            made.seek(0)
            if not made.read():
                home.path.mkdir()
                fill(home)
                made.write("yes")
        return home

    return make


@pytest.fixture(scope="session")
def small_shop(make_once) -> ShopHome:
    """The sample shop's files, small: 500 users, 40 days after the history, every kind of dirt. Never built."""
    return make_once("small_shop", lambda home: write_shop(home.path, users=500, days=40, seed=11))


@pytest.fixture(scope="session")
def yesterday(make_once, small_shop) -> ShopHome:
    """The small shop a day before, and before a file came late into an older load day, after one run. Read only."""

    def build(home: ShopHome) -> None:
        home.take_load_days(small_shop, set(small_shop.load_days()[:-1]))
        shutil.rmtree(home.landing / "shop" / "events" / small_shop.load_days()[20])
        home.run_daily()

    return make_once("yesterday", build)


@pytest.fixture(scope="session")
def built_shop(make_once, small_shop, yesterday) -> ShopHome:
    """The small shop after the next run, undisturbed. Read only: tests compare with it."""

    def build(home: ShopHome) -> None:
        shutil.copytree(yesterday.path, home.path, dirs_exist_ok=True)
        home.take_load_days(small_shop)
        began = time.monotonic()
        home.run_daily()
        (home.path / "seconds").write_text(str(time.monotonic() - began))

    return make_once("built_shop", build)
