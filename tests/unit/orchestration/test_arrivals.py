"""A shop that delivers no new load day is reported, by the clock."""

import asyncio
from datetime import UTC, date, datetime, timedelta

import dagster as dg
import pytest
from dagster._core.definitions import freshness_evaluator
from dagster._core.loader import LoadingContextForTest

from ingest.work.load import load_days
from ingest.work.prepare import prepare_lake
from orchestration.assets.landing import landing_assets
from orchestration.runs import arrivals
from orchestration.runs.arrivals import ARRIVAL_KEY, note_arrival, silence_sensor

FIRST, SECOND, OLD = date(2025, 1, 1), date(2025, 1, 2), date(2024, 12, 1)


@pytest.fixture
def instance():
    with dg.DagsterInstance.ephemeral() as instance:
        yield instance


def deliver(home, day: date) -> None:
    folder = home.landing / "shop" / "categories" / str(day)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "a.csv").write_text("category_id\na\n")
    prepare_lake(home)
    load_days(home, "shop", "categories", [day])


def find_arrival(instance) -> str | None:
    event = instance.get_latest_materialization_event(ARRIVAL_KEY)
    return event and event.asset_materialization.metadata["newest load day"].value


def test_only_a_newer_load_day_is_an_arrival(home, instance):
    prepare_lake(home)
    note_arrival(instance, home)
    assert find_arrival(instance) is None
    deliver(home, FIRST)
    note_arrival(instance, home)
    assert find_arrival(instance) == str(FIRST)
    first = instance.get_latest_materialization_event(ARRIVAL_KEY).timestamp
    deliver(home, OLD)
    note_arrival(instance, home)
    assert instance.get_latest_materialization_event(ARRIVAL_KEY).timestamp == first
    deliver(home, SECOND)
    note_arrival(instance, home)
    assert find_arrival(instance) == str(SECOND)


def test_dagster_measures_freshness_by_the_arrival_and_not_by_what_was_observed_since(home, instance, monkeypatch):
    node = dg.Definitions(assets=landing_assets).resolve_asset_graph().get(ARRIVAL_KEY)

    def freshness(hours: float) -> str:
        now = datetime.now(UTC).timestamp() + 3600 * hours
        monkeypatch.setattr(freshness_evaluator, "get_current_timestamp", lambda: now)
        evaluator = freshness_evaluator.TimeWindowFreshnessPolicyEvaluator()
        return asyncio.run(evaluator.evaluate_freshness(LoadingContextForTest(instance), node)).value

    assert freshness(0) == "UNKNOWN"
    deliver(home, FIRST)
    note_arrival(instance, home)
    assert (freshness(47), freshness(51)) == ("PASS", "FAIL")
    instance.report_runless_asset_event(dg.AssetObservation(ARRIVAL_KEY))
    note_arrival(instance, home)
    assert freshness(51) == "FAIL"
    deliver(home, SECOND)
    note_arrival(instance, home)
    assert freshness(47) == "PASS"


def test_each_silence_is_reported_once(home, instance, monkeypatch):
    notices = []
    monkeypatch.setattr(arrivals, "notify_of_silence", lambda *words: notices.append(words))
    cursor = None

    def tick(hours: float) -> None:
        nonlocal cursor

        class Clock(datetime):
            @classmethod
            def now(cls, zone):
                return datetime.now(zone) + timedelta(hours=hours)

        monkeypatch.setattr(arrivals, "datetime", Clock)
        context = dg.build_sensor_context(instance=instance, cursor=cursor)
        silence_sensor(context)
        cursor = context.cursor

    tick(100)
    assert notices == []
    deliver(home, FIRST)
    note_arrival(instance, home)
    for hours in (1, 47, 51, 52, 90):
        tick(hours)
    assert [newest for newest, _ in notices] == [str(FIRST)]
    deliver(home, SECOND)
    note_arrival(instance, home)
    for hours in (1, 51, 52):
        tick(hours)
    assert [newest for newest, _ in notices] == [str(FIRST), str(SECOND)]
