"""What a failed run says first."""

import json

import dagster as dg

from orchestration.runs.failures import describe_dbt_failure, list_failures

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
    message = describe_dbt_failure(MANIFEST, results, [], 1)
    meaning = "Every landed row is counted once."
    assert message.startswith(f"{meaning} dbt test assert_rows_are_conserved found 1,200 rows that should not be")
    assert "dbt show -s assert_rows_are_conserved" in message
    assert "1 models and tests that build on them were left out" in message


def test_a_failed_test_without_a_description_says_what_it_found(tmp_path):
    results = make_results(tmp_path, ("test.cartograph.unique_orders_order_id", "fail", "Got 1 result", 1))
    message = describe_dbt_failure(MANIFEST, results, [], 1)
    assert message.startswith("dbt test unique_orders_order_id found 1 row that should not be")


def test_the_sentence_of_a_test_in_the_project_comes_first(tmp_path):
    from orchestration.assets.warehouse import MANIFEST as PROJECT_MANIFEST

    name = "test.cartograph.warn_refused_rows"
    [test] = [key for key in PROJECT_MANIFEST["nodes"] if key.startswith(name)]
    message = describe_dbt_failure(PROJECT_MANIFEST, make_results(tmp_path, (test, "fail", "Got 1 result", 1)), [], 1)
    assert message.startswith("Of some landing tables more rows of a load day were refused than is usual")
    assert "\n" not in message.partition(" To see them")[0]


def test_a_failed_model_says_the_words_of_the_database(tmp_path):
    results = make_results(tmp_path, ("model.cartograph.orders", "error", "Binder Error:\n  no column x", None))
    message = describe_dbt_failure(MANIFEST, results, [], 1)
    assert message.startswith("dbt could not build orders (models/facts/orders.sql): Binder Error: no column x")


def test_dbt_that_never_came_to_its_first_node_says_its_own_error(tmp_path):
    failure = describe_dbt_failure(MANIFEST, tmp_path / "none.json", ["Compilation Error\n  no such macro"], 2)
    assert failure == "dbt did not run: Compilation Error no such macro"


def test_a_dbt_that_was_killed_is_reported_as_that_whatever_it_had_done(tmp_path):
    results = make_results(tmp_path, ("model.cartograph.orders", "success", "OK", None))
    failure = describe_dbt_failure(MANIFEST, results, [], -9)
    assert failure.startswith(
        "dbt was ended by the system (signal 9), most often because the machine's memory ran out."
    )
    assert "Run `daily` again" in failure


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
