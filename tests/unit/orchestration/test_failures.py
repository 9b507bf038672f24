"""What a failed run says first."""

import json
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import dagster as dg
import pytest

from orchestration.failures import describe_dbt_failure, list_failures
from orchestration.jobs import failure_sensor, warning_sensor
from orchestration.notices import tell_of_warnings

MANIFEST = {
    "nodes": {
        "test.cartograph.assert_rows_are_conserved": {
            "original_file_path": "tests/assert_rows_are_conserved.sql",
            "description": "Every landed row is counted once.",
            "config": {},
        },
        "model.cartograph.orders": {"original_file_path": "models/facts/orders.sql"},
    }
}


def make_results(tmp_path, *results):
    names = ("unique_id", "status", "message", "failures")
    path = tmp_path / "run_results.json"
    path.write_text(json.dumps({"results": [dict(zip(names, result, strict=True)) for result in results]}))
    return path


def test_a_failed_test_is_named_with_its_count_its_meaning_and_a_way_to_see_it(tmp_path):
    results = make_results(
        tmp_path,
        ("test.cartograph.assert_rows_are_conserved", "fail", "Got 1200 results", 1200),
        ("model.cartograph.user_facts", "skipped", None, None),
        ("model.cartograph.orders", "success", "OK", None),
    )
    said = describe_dbt_failure(MANIFEST, results, [], 1)
    meaning = "Every landed row is counted once."
    assert said.startswith(f"{meaning} dbt test assert_rows_are_conserved found 1,200 rows that should not be")
    assert "dbt show -s assert_rows_are_conserved" in said
    assert "1 models and tests that build on them were left out" in said


def test_a_failed_test_without_a_description_says_what_it_found(tmp_path):
    results = make_results(tmp_path, ("test.cartograph.unique_orders_order_id", "fail", "Got 1 result", 1))
    said = describe_dbt_failure(MANIFEST, results, [], 1)
    assert said.startswith("dbt test unique_orders_order_id found 1 row that should not be")


def test_the_sentence_of_a_test_in_the_project_comes_first(tmp_path):
    from orchestration.assets.warehouse import MANIFEST as PROJECT_MANIFEST

    name = "test.cartograph.warn_refused_rows"
    [test] = [key for key in PROJECT_MANIFEST["nodes"] if key.startswith(name)]
    said = describe_dbt_failure(PROJECT_MANIFEST, make_results(tmp_path, (test, "fail", "Got 1 result", 1)), [], 1)
    assert said.startswith("Of some landing tables more rows of a load day were refused than is usual")
    assert "\n" not in said.partition(" To see them")[0]


def test_a_failed_model_says_the_words_of_the_database(tmp_path):
    results = make_results(tmp_path, ("model.cartograph.orders", "error", "Binder Error:\n  no column x", None))
    said = describe_dbt_failure(MANIFEST, results, [], 1)
    assert said.startswith("dbt could not build orders (models/facts/orders.sql): Binder Error: no column x")


def test_dbt_that_never_came_to_its_first_node_says_its_own_error(tmp_path):
    said = describe_dbt_failure(MANIFEST, tmp_path / "none.json", ["Compilation Error\n  no such macro"], 2)
    assert said == "dbt did not run: Compilation Error no such macro"


def test_a_dbt_that_was_killed_is_told_as_that_whatever_it_had_done(tmp_path):
    results = make_results(tmp_path, ("model.cartograph.orders", "success", "OK", None))
    said = describe_dbt_failure(MANIFEST, results, [], -9)
    assert said.startswith("dbt was ended by the system (signal 9), most often because the machine's memory ran out.")
    assert "Run `daily` again" in said


def test_a_run_gives_the_sentence_of_a_failure_and_the_error_under_a_crash():
    @dg.op
    def plain():
        raise dg.Failure("The landing is not readable: mend it.")

    @dg.op
    def crashed():
        raise ZeroDivisionError("no baskets")

    @dg.job(executor_def=dg.in_process_executor)
    def both():
        plain()
        crashed()

    events = both.execute_in_process(raise_on_error=False).all_events
    assert sorted(list_failures(events, "none")) == [
        "crashed: ZeroDivisionError: no baskets",
        "plain: The landing is not readable: mend it.",
    ]
    assert list_failures([], "the run was ended") == ["the run was ended"]


@pytest.fixture
def webhook():
    """A listener on 127.0.0.1 and the JSON messages it was sent."""
    messages = []

    class Listener(BaseHTTPRequestHandler):
        def do_POST(self):
            messages.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_):
            """Quiet."""

    with HTTPServer(("127.0.0.1", 0), Listener) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/", messages
        server.shutdown()


@dg.op
def fails():
    raise dg.Failure("The landing is not readable: mend it.")


@dg.job(executor_def=dg.in_process_executor)
def failing_job():
    fails()


def tell(instance):
    """Run the job that fails, then the sensor on its failure."""
    result = failing_job.execute_in_process(instance=instance, raise_on_error=False)
    context = dg.build_run_status_sensor_context(
        sensor_name="tell_of_failure",
        dagster_event=result.get_run_failure_event(),
        dagster_instance=instance,
        dagster_run=result.dagster_run,
    ).for_run_failure()
    failure_sensor(context)
    return result.run_id


def test_a_failed_run_is_told_to_the_webhook_with_its_reason_and_nothing_else(webhook, monkeypatch):
    url, messages = webhook
    monkeypatch.setenv("CARTOGRAPH_WEBHOOK_URL", url)
    with dg.DagsterInstance.ephemeral() as instance:
        run_id = tell(instance)
    assert messages == [
        {
            "job": "failing_job",
            "run_id": run_id,
            "status": "failed",
            "reasons": ["fails: The landing is not readable: mend it."],
        }
    ]


def test_what_a_run_warns_of_is_told_to_the_webhook_in_sentences_and_counts(webhook, monkeypatch):
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
            sensor_name="tell_of_warnings",
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


def test_a_run_that_warns_of_nothing_is_told_to_nobody(webhook, monkeypatch):
    url, messages = webhook
    monkeypatch.setenv("CARTOGRAPH_WEBHOOK_URL", url)
    tell_of_warnings("daily", "run", [])
    assert messages == []


def test_a_webhook_that_does_not_answer_is_logged_and_no_more(monkeypatch, caplog):
    monkeypatch.setenv("CARTOGRAPH_WEBHOOK_URL", "http://127.0.0.1:9/")
    with dg.DagsterInstance.ephemeral() as instance:
        tell(instance)
    assert "The webhook did not take the message" in caplog.text
