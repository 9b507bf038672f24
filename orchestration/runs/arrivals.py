"""When the newest load day came: freshness is measured from then, and a silent shop is found.

Dagster's freshness policies go by the moment of an asset's newest materialization and by nothing else: observations do
not count, nor does what metadata say. So one is reported when a newer load day is in the lake, and at no other time.
"""

from datetime import UTC, datetime, timedelta

import dagster as dg

from ingest.home import Home
from orchestration.outbound.notices import notify_of_silence
from orchestration.runs.load_days import find_newest_load_day

ARRIVAL_KEY = dg.AssetKey(["landing", "newest_load_day"])
# Two days, and the time by which a morning may be late.
LONGEST_SILENCE = timedelta(hours=50)
NEWEST = "newest load day"


def note_arrival(instance: dg.DagsterInstance, home: Home) -> None:
    """Report that a load day has come, where the lake's newest one is newer than the one reported last."""
    newest = find_newest_load_day(home)
    known = instance.get_latest_materialization_event(ARRIVAL_KEY)
    if newest and (known is None or str(known.asset_materialization.metadata[NEWEST].value) < str(newest)):
        instance.report_runless_asset_event(dg.AssetMaterialization(ARRIVAL_KEY, metadata={NEWEST: str(newest)}))


@dg.sensor(
    name="notify_of_silence",
    minimum_interval_seconds=3600,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Notifies the webhook once when no new load day has come for as long as the freshness policy allows.",
)
def silence_sensor(context: dg.SensorEvaluationContext) -> dg.SkipReason:
    """Report each silence once. Without it a stale asset would show in the UI alone."""
    arrival = context.instance.get_latest_materialization_event(ARRIVAL_KEY)
    if arrival is None:
        return dg.SkipReason("No load day has come yet.")
    came_at = datetime.fromtimestamp(arrival.timestamp, UTC)
    if datetime.now(UTC) - came_at < LONGEST_SILENCE:
        return dg.SkipReason(f"A new load day came at {came_at:%Y-%m-%d %H:%M} UTC.")
    if context.cursor != came_at.isoformat():
        newest = str(arrival.asset_materialization.metadata[NEWEST].value)
        notify_of_silence(newest, came_at)
        context.update_cursor(came_at.isoformat())
    return dg.SkipReason(f"No new load day since {came_at:%Y-%m-%d %H:%M} UTC; that has been reported.")
