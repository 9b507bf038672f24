"""A shop's UI and its daemon, and Chromium, driven as people would; screenshots stay in the folder of the test."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from dagster_server import DagsterServer, serve_home
from playwright.sync_api import Page, expect, sync_playwright
from shop_home import ShopHome

# A browser of Debian's, without the background chatter that a closed network refuses.
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("no Chromium on this machine: install the package chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        page = browser.new_page(viewport={"width": 1600, "height": 1000})
        page.set_default_timeout(60_000)
        expect.set_options(timeout=60_000)
        yield page
        browser.close()


@pytest.fixture(scope="module")
def empty_ui(new_home) -> Iterator[tuple[ShopHome, DagsterServer]]:
    """A home without any file, and its UI, whose schedule is soon due."""
    home = new_home()
    # The next full minute that leaves the daemon time to come up on a busy machine.
    soon = datetime.now(UTC) + timedelta(seconds=180)
    with serve_home(home, CARTOGRAPH_DAILY_AT=f"{soon:%H:%M}") as server:
        yield home, server


@pytest.fixture(scope="module")
def said_when_empty(empty_ui) -> str:
    """What was printed in a home without any file, and nothing was run."""
    home, server = empty_ui
    assert server.runs() == []
    return (home.path / "dev.log").read_text()


@pytest.fixture(scope="module")
def shop_ui(empty_ui, said_when_empty, small_shop) -> tuple[ShopHome, DagsterServer]:
    """The same once twelve load days were delivered and the schedule has had them run."""
    home, server = empty_ui
    home.take_sound_files(small_shop, set(small_shop.load_days()[:12]))
    server.await_run()
    return home, server


@pytest.fixture
def server(shop_ui) -> DagsterServer:
    return shop_ui[1]
