"""Chromium, driven as a person would use the UI; screenshots stay in the test's folder."""

import shutil
from collections.abc import Iterator

import pytest
from dagster_server import DagsterServer, serve_home
from playwright.sync_api import Page, expect, sync_playwright

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
def shop_ui(small_shop, new_home) -> Iterator[tuple]:
    """A home with landing files and nothing built yet, and its UI."""
    home = new_home()
    home.take_load_days(small_shop)
    with serve_home(home) as server:
        yield home, server


@pytest.fixture
def server(shop_ui) -> DagsterServer:
    return shop_ui[1]
