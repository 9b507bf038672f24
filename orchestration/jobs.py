"""The job `daily`, its schedule, and the sensors that report failed runs and warnings."""

from collections.abc import Callable

import dagster as dg

from ingest.errors import IngestError
from ingest.home import Home
from orchestration.assets.warehouse import MANIFEST
from orchestration.outbound.notices import notify_of_failure, notify_of_warnings
from orchestration.runs.failures import list_failures
from orchestration.runs.load_days import find_idle_range, find_load_range, find_newest_load_day
from orchestration.runs.warnings import list_checks, list_warnings
from orchestration.settings import read_daily_cron, read_home, read_time_zone
from orchestration.warehouse.state import find_current

daily_job = dg.define_asset_job(
    "daily",
    selection=dg.AssetSelection.all(),
    executor_def=dg.in_process_executor,
    description="Everything: what is new in landing goes through lake, dbt and algorithms, and is published.",
)


@dg.schedule(
    name="daily",
    job=daily_job,
    cron_schedule=read_daily_cron(),
    execution_timezone=read_time_zone(),
    default_status=dg.DefaultScheduleStatus.RUNNING,
)
def daily_schedule(context: dg.ScheduleEvaluationContext) -> dg.RunRequest | dg.SkipReason:
    """One run over all load days whose landing differs from the lake, missed mornings included."""
    home = read_home()
    try:
        load_range = find_load_range(home)
    except IngestError as error:
        # Only a failed run notifies anybody, so this becomes a run: its gate meets the same error and reports it.
        context.log.error(str(error))
        return dg.RunRequest(tags=find_idle_range(home).tags)
    if not load_range.changes and is_published(home, context.log.warning):
        newest = find_newest_load_day(home)
        return dg.SkipReason(
            f"Nothing is new: the published file holds everything up to load day {newest}."
            if newest
            else f"There is no load day yet: put files into {home.landing}/<source>/<table>/<YYYY-MM-DD>/."
        )
    return dg.RunRequest(tags=load_range.tags)


def is_published(home: Home, log: Callable[[str], None]) -> bool:
    """Return whether lake, code and settings are those of the published file; an empty home needs none."""
    if find_newest_load_day(home) is None:
        return True
    return find_current(home, log) is not None


@dg.run_failure_sensor(name="notify_of_failure", default_status=dg.DefaultSensorStatus.RUNNING)
def failure_sensor(context: dg.RunFailureSensorContext) -> None:
    """Report why a run of the schedule or the UI failed: in the log, and to the webhook where one is set.

    A run of `make daily` is none of this sensor's: it needs no daemon, and its command reports by itself.
    """
    reasons = list_failures(context.get_step_failure_events(), context.failure_event.message or "")
    run = context.dagster_run
    context.log.error(f"Run {run.run_id} of {run.job_name} failed. {' '.join(reasons)}")
    notify_of_failure(run.job_name, run.run_id, reasons)


@dg.run_status_sensor(
    run_status=dg.DagsterRunStatus.SUCCESS,
    name="notify_of_warnings",
    default_status=dg.DefaultSensorStatus.RUNNING,
)
def warning_sensor(context: dg.RunStatusSensorContext) -> None:
    """Report what a run of the schedule or the UI warns of, to the webhook where one is set."""
    run = context.dagster_run
    records = context.instance.get_records_for_run(run.run_id, of_type=dg.DagsterEventType.ASSET_CHECK_EVALUATION)
    checks = list_checks(record.event_log_entry.dagster_event for record in records.records)
    notify_of_warnings(run.job_name, run.run_id, list_warnings(checks, MANIFEST))
