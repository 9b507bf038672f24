"""The schedule, under the real daemon, with the clock brought near."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from dagster_server import serve_home

pytestmark = pytest.mark.timeout(900)


def test_an_empty_home_says_what_to_do_and_the_schedule_runs_the_job_over_every_missed_load_day(small_shop, new_home):
    home = new_home()
    # The next full minute that leaves the daemon time to come up on a busy machine.
    soon = datetime.now(UTC) + timedelta(seconds=105)
    with serve_home(home, CARTOGRAPH_DAILY_AT=f"{soon:%H:%M}") as server:
        said = (home.path / "dev.log").read_text()
        assert re.search(r"This home is empty\. Put files into .*landing", said)
        assert server.runs() == []
        home.take_load_days(small_shop, set(small_shop.load_days()[:12]))
        run = server.await_run(seconds=400)
        tags = {tag["key"]: tag["value"] for tag in run["tags"]}
        assert run["status"] == "SUCCESS"
        assert tags["dagster/schedule_name"] == "daily"
        assert tags["dagster/asset_partition_range_start"] == home.load_days()[0]
        assert tags["dagster/asset_partition_range_end"] == home.load_days()[-1]
        assert len(server.runs()) == 1
    assert str(home.query("SELECT as_of_date FROM ops.run_facts")[0][0]) == home.load_days()[-1]
