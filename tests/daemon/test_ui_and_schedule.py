"""What an operator sees and does in the Dagster UI, and the schedule under its daemon, with the clock brought near."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.timeout(1800)

GROUPS = ["landing", "lake", "staging", "facts", "quarantine", "published"]
GROUPS += ["statistics", "users", "items", "marketing", "ops"]


def launch_job(page, server, load_days: str) -> None:
    """From the job's page: Materialize all, choose load days, launch."""
    page.goto(f"{server.url}/locations/cartograph/jobs/daily")
    page.get_by_role("button", name="Materialize all").click()
    page.get_by_text("Show all partitions").click()
    days = page.locator("input[placeholder^='ex:'], input[placeholder^='No matching']")
    days.fill(load_days)
    days.press("Enter")
    page.get_by_role("button", name="Launch").last.click()


def scroll_down_to(element, page) -> None:
    """Turn the wheel, where the mouse is, until an element is drawn."""
    for _ in range(100):
        if element.is_visible():
            return
        page.mouse.wheel(0, 200)
        page.wait_for_timeout(300)
    expect(element).to_be_visible()


def test_an_empty_home_says_what_to_do(said_when_empty):
    assert re.search(r"This home is empty\. Put files into .*landing", said_when_empty)


def test_the_schedule_runs_the_job_over_every_missed_load_day(shop_ui):
    home, server = shop_ui
    [run] = server.runs()
    tags = {tag["key"]: tag["value"] for tag in run["tags"]}
    assert run["status"] == "SUCCESS"
    assert tags["dagster/schedule_name"] == "daily"
    assert tags["dagster/asset_partition_range_start"] == home.load_days()[0]
    assert tags["dagster/asset_partition_range_end"] == home.load_days()[-1]
    assert str(home.query("SELECT as_of_date FROM ops.run_facts")[0][0]) == home.load_days()[-1]


def test_load_days_are_materialized_from_the_jobs_page(page, shop_ui, small_shop, tmp_path):
    home, server = shop_ui
    count = len(server.runs())
    home.take_sound_files(small_shop, set(small_shop.load_days()))
    days = home.load_days()
    launch_job(page, server, f"[{days[12]}...{days[-1]}]")
    run = server.await_run(count + 1)
    assert run["status"] == "SUCCESS"
    assert len(server.runs()) == count + 1, "a range of load days is one run"
    page.goto(f"{server.url}/runs/{run['runId']}")
    expect(page.get_by_text("Success").first).to_be_visible()
    expect(page.get_by_text("Loading run logs")).to_be_hidden()
    page.screenshot(path=tmp_path / "run.png")
    assert str(home.query("SELECT as_of_date FROM ops.run_facts")[0][0]) == days[-1]


def test_the_lineage_shows_the_way_of_the_data(page, server, tmp_path):
    page.goto(f"{server.url}/asset-groups")
    for group in GROUPS:
        expect(page.get_by_text(group, exact=True).first).to_be_visible()
    page.screenshot(path=tmp_path / "lineage.png")
    page.goto(f"{server.url}/locations/cartograph/asset-groups/users/lineage")
    # Only what lies in the window is drawn of a graph: which, depends on its size. The list beside it is scrolled.
    expect(page.get_by_text(re.compile(r"^(abandoned|cluster|tag|user)_\w+$")).first).to_be_visible()
    page.screenshot(path=tmp_path / "users.png")
    page.get_by_role("tab", name="List").click()
    page.get_by_role("link", name="abandoned_items").first.hover()
    for asset in ("user_clusters", "user_facts", "user_groups", "user_rfm"):
        scroll_down_to(page.get_by_role("link", name=f"users / {asset} ").first, page)
    page.screenshot(path=tmp_path / "list.png")


def test_a_failed_run_says_what_failed(page, shop_ui, tmp_path):
    home, server = shop_ui
    before = home.published.stat().st_ino
    home.miscount_landing()
    new_day = home.landing / "shop" / "users" / home.load_days()[-1] / "more.csv"
    new_day.write_text("user_id\nu-late\n")
    count = len(server.runs())
    launch_job(page, server, home.load_days()[-1])
    run = server.await_run(count + 1)
    assert run["status"] == "FAILURE"
    assert home.published.stat().st_ino == before
    page.goto(f"{server.url}/runs/{run['runId']}")
    expect(page.get_by_text("assert_landed_rows_are_conserved").first).to_be_visible()
    page.screenshot(path=tmp_path / "failed.png")
