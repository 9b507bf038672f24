"""Fixtures that more than one kind of test uses."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from shop_home import ROOT, ShopHome

from seeds.sample_shop import write_shop


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data, never part of the repository; tests that need it skip where it is absent."""
    folder = Path(os.environ.get("CARTOGRAPH_SHARED_DATA", ROOT.parent / "shared" / "data"))
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
def small_shop(new_home) -> ShopHome:
    """The sample shop's files, small: 250 users over 40 days, with every kind of dirt. Never built."""
    home = new_home()
    write_shop(home.path, users=250, days=40, seed=11)
    return home


@pytest.fixture(scope="session")
def built_shop(new_home, small_shop) -> ShopHome:
    """The small shop after one run over all its days, undisturbed. Read only: tests compare with it."""
    home = new_home()
    home.take_load_days(small_shop)
    home.run_daily()
    return home
