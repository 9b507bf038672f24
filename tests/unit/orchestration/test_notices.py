"""What a run sends to the webhook."""

import json

import dagster as dg
import pytest
from webhook_listener import listen

from orchestration.jobs import failure_sensor, warning_sensor
from orchestration.outbound.notices import notify_of_warnings


@pytest.fixture
def webhook():
    """A listener on 127.0.0.1 and the JSON messages it was sent."""
    with listen() as listener:
        yield listener


@dg.op
def fails():
    raise dg.Failure("The landing is not readable: mend it.")


@dg.job(executor_def=dg.in_process_executor)
def failing_job():
    fails()


def notify(instance):
    """Run the job that fails, then the sensor on its failure."""
    result = failing_job.execute_in_process(instance=instance, raise_on_error=False)
    context = dg.build_run_status_sensor_context(
        sensor_name="notify_of_failure",
        dagster_event=result.get_run_failure_event(),
        dagster_instance=instance,
        dagster_run=result.dagster_run,
    ).for_run_failure()
    failure_sensor(context)
    return result.run_id


def test_a_failed_run_is_sent_to_the_webhook_with_its_reason_and_nothing_else(webhook, monkeypatch):
    url, messages = webhook
    monkeypatch.setenv("CARTOGRAPH_WEBHOOK_URL", url)
    with dg.DagsterInstance.ephemeral() as instance:
        run_id = notify(instance)
    assert messages == [
        {
            "job": "failing_job",
            "run_id": run_id,
            "status": "failed",
            "reasons": ["fails: The landing is not readable: mend it."],
        }
    ]


def test_what_a_run_warns_of_is_sent_to_the_webhook_in_sentences_and_counts(webhook, monkeypatch):
    url, messages = webhook
    monkeypatch.setenv("CARTOGRAPH_WEBHOOK_URL", url)

    @dg.asset(
        check_specs=[dg.AssetCheckSpec(name, asset="load_days") for name in ("warn_refused_rows", "another", "passing")]
    )
    def load_days():
        rows = {"dagster_dbt/failed_row_count": 12, "sample": "a person"}
        yield dg.MaterializeResult()
        for name, severity in (("warn_refused_rows", "WARN"), ("another", "ERROR")):
            yield dg.AssetCheckResult(
                check_name=name, passed=False, severity=dg.AssetCheckSeverity(severity), metadata=rows
            )
        yield dg.AssetCheckResult(check_name="passing", passed=True, severity=dg.AssetCheckSeverity.WARN, metadata=rows)

    with dg.DagsterInstance.ephemeral() as instance:
        result = dg.materialize([load_days], instance=instance)
        context = dg.build_run_status_sensor_context(
            sensor_name="notify_of_warnings",
            dagster_event=result.get_run_success_event(),
            dagster_instance=instance,
            dagster_run=result.dagster_run,
        )
        warning_sensor(context)
    [message] = messages
    assert (message["run_id"], message["status"]) == (result.run_id, "warned")
    [warning] = message["warnings"]
    assert (warning["check"], warning["row_count"]) == ("warn_refused_rows", 12)
    assert warning["meaning"].startswith("Of some landing tables more rows of a load day were refused than is usual")
    assert "a person" not in json.dumps(message)


def test_a_run_that_warns_of_nothing_is_sent_to_nobody(webhook, monkeypatch):
    url, messages = webhook
    monkeypatch.setenv("CARTOGRAPH_WEBHOOK_URL", url)
    notify_of_warnings("daily", "run", [])
    assert messages == []


def test_a_webhook_that_does_not_answer_is_logged_and_no_more(monkeypatch, caplog):
    monkeypatch.setenv("CARTOGRAPH_WEBHOOK_URL", "http://127.0.0.1:9/")
    with dg.DagsterInstance.ephemeral() as instance:
        notify(instance)
    assert "The webhook did not take the message" in caplog.text
