"""What the asset of the plan leaves in the warehouse, the ledger and the report."""

from datetime import timedelta

import dagster as dg
import duckdb
import pyarrow as pa
import pytest
from audience_lists import export, list_messages, members
from plan_shops import TODAY, find_evidence, make_candidate, make_inputs
from worth_shops import make_result, make_worth_inputs

from ml_assets.campaign_plan import CHECKS, campaign_plan
from orchestration.assets import published as publishing
from orchestration.assets.campaign_plan import campaign_plan_asset, join_accounts
from orchestration.commands.plan_report import print_plan
from orchestration.outbound.exports.acknowledge import acknowledge
from orchestration.outbound.plan_ledger import find_mark, find_path, is_delivered, mark_delivered, read_plan, write_plan
from orchestration.runs.lock import RunLock
from orchestration.warehouse.publishing import PublishError

SETTINGS = {
    **{
        "cap_all_day": "1",
        "cap_all_week": "7",
        "cap_all_month": "30",
        "global_held_back_share": "0",
        "depth_explored_share": "0",
        "depth_explored_loss": "1",
        "parked_explored_share": "0",
    },
    **{"promised_share": "0.5", "least_on_hand_count": "2", "quiet_from": "21:00", "quiet_to": "08:00"},
    **{
        "sure_buyer_share": "0.2",
        "coupon_known_days": "0",
        "coupon_evidence_orders": "2",
        "coupon_effect_factor": "1.5",
        "pressure_prior_orders": "0.03",
    },
}
CANDIDATES = [make_candidate("u1", "cart"), make_candidate("u1", "coupon"), make_candidate("u2", "cart")]


# What the warehouse says of each candidate of the plan, before its worth is known.
BEFORE_WORTH = {
    **{"prior_effect_orders": 0.1, "same_as": None, "allows_offer": True, "offers": "none", "window_days": 7},
    "net_an_order": 50.0,
}


def run_asset(home, inputs=None, results=None, **changed: pa.Table) -> dg.ExecuteInProcessResult:
    """Materialize the plan from a warehouse that holds these inputs."""
    inputs = make_inputs(CANDIDATES) if inputs is None else inputs
    evidence, told = find_evidence(inputs), make_worth_inputs([])
    candidates = inputs.candidates.drop_columns(["effect_orders", "pressure_orders", "is_parked"])
    for name, value in BEFORE_WORTH.items():
        kind = told.candidates.schema.field(name).type
        candidates = candidates.append_column(name, pa.array([value] * candidates.num_rows, kind))
    tables = {
        "as_of_day": pa.table({"as_of_date": [inputs.as_of_date]}),
        "campaign_candidates": candidates,
        "campaign_candidate_traits": told.traits,
        "campaign_coupon_habits": told.habits,
        "campaign_offers": told.offers,
        "campaign_stock": inputs.stock,
        "campaign_messages": inputs.messages,
        "campaign_pressure": told.pressure,
        "campaign_accounts": pa.table({"account_id": pa.array([], pa.string()), "user_id": pa.array([], pa.string())}),
        "campaign_rules": pa.table({"setting": list(SETTINGS), "value": list(SETTINGS.values())}),
        "campaign_budgets": pa.table({"kind": ["contacts"], "period": ["day"], "most": [100.0]}),
        "campaign_consents": evidence.consents,
        "campaign_purchases": evidence.purchases,
    }
    tables = {f"inputs.{name}": rows for name, rows in (tables | changed).items()}
    results = told.results if results is None else results
    tables |= {"marketing.campaign_results": results, "marketing.campaign_cells": told.cells}
    tables["users.user_propensity"] = told.propensities
    tables["statistics.daily_statistics"] = pa.table({"order_count": [1], "margin_amount": [5.0]})
    with duckdb.connect(home.warehouse) as connection:
        for name, rows in tables.items():
            connection.execute(f"CREATE SCHEMA IF NOT EXISTS {name.partition('.')[0]}")
            connection.register("rows", rows)
            connection.execute(f"CREATE OR REPLACE TABLE {name} AS FROM rows")
    return dg.materialize([campaign_plan_asset], resources={"run_lock": RunLock()}, raise_on_error=False)


def publish(home, inputs=None, **changed) -> dg.ExecuteInProcessResult:
    """Materialize the plan, and keep it where publishing would."""
    run = run_asset(home, inputs, **changed)
    if run.success:
        publishing.keep_plan(home)
    return run


def read_decisions(home) -> list[tuple]:
    with duckdb.connect(home.warehouse, read_only=True) as connection:
        return connection.sql(
            "SELECT user_id, decision, count(*) FROM marketing.campaign_plan GROUP BY ALL ORDER BY ALL"
        ).fetchall()


def test_the_plan_is_in_the_warehouse_and_once_published_in_the_ledger(home, capsys):
    run = run_asset(home)
    assert run.success
    checks = {check.check_name: check for check in run.get_asset_check_evaluations()}
    assert set(checks) == {*CHECKS, "has_declared_shape"}
    assert all(check.passed and check.blocking for check in checks.values())
    expected = [("u1", "defer", 1), ("u1", "send", 1), ("u2", "send", 1)]
    assert read_decisions(home) == expected
    assert not home.ledger.exists()
    publishing.keep_plan(home)
    assert sorted(read_plan(home, TODAY)["decision"].to_pylist()) == ["defer", "send", "send"]
    [event] = run.get_asset_materialization_events()
    metadata = event.materialization.metadata
    assert next(iter(metadata)) == "picture"
    assert "| cart | 2 | " in metadata["summary"].value
    with duckdb.connect(home.warehouse, read_only=True) as connection:
        print_plan(connection)
    lines = capsys.readouterr().out.splitlines()
    assert any(line.split()[:2] in (["cart", "2"], ["cart", "1"]) for line in lines)


def test_what_was_measured_of_a_trigger_is_in_its_worth_and_who_is_parked_is_refused(home):
    """Of coupon an effect of .3 orders as sure as its prior of .1, and the cart pays so little that it is parked."""
    results = make_worth_inputs(
        [],
        results=[make_result("coupon", 0.3, 0.1), make_result("cart", is_deciding=True, is_parked=True)],
    ).results
    assert publish(home, results=results).success
    plan = {(row["user_id"], row["trigger"]): row for row in read_plan(home, TODAY).to_pylist()}
    assert plan["u1", "cart"]["refused_by"] == plan["u2", "cart"]["refused_by"] == "parked"
    row = plan["u1", "coupon"]
    assert (row["decision"], row["effect_orders"], str(row["expected_margin"])) == ("send", 0.2, "3.9900")


def test_the_same_run_again_leaves_the_same_bytes(home):
    publish(home)
    first = find_path(home, TODAY).read_bytes()
    assert publish(home).success
    assert find_path(home, TODAY).read_bytes() == first


def test_a_plan_that_breaks_a_check_stops_the_run_and_is_not_kept(home):
    nobody = find_evidence(make_inputs(CANDIDATES)).consents.slice(0, 0)
    run = publish(home, campaign_consents=nobody)
    assert not run.success
    failed = [check.check_name for check in run.get_asset_check_evaluations() if not check.passed]
    assert failed == ["contacts_without_consent"]
    assert not find_path(home, TODAY).exists()


def test_a_delivered_plan_stays_and_a_changed_one_is_seen(home):
    publish(home)
    plan = find_path(home, TODAY).read_bytes()
    mark_delivered(home, TODAY)
    assert publish(home, make_inputs([make_candidate("u9", "cart")])).success
    assert find_path(home, TODAY).read_bytes() == plan
    assert {user for user, *_ in read_decisions(home)} == {"u1", "u2"}

    # Late data speak against what was sent: that is reported, and stops nothing.
    nobody = find_evidence(make_inputs(CANDIDATES)).consents.slice(0, 0)
    run = publish(home, campaign_consents=nobody)
    assert run.success
    failed = [check.check_name for check in run.get_asset_check_evaluations() if not check.passed]
    assert failed == ["contacts_without_consent"]

    find_mark(home, TODAY).write_text(f"2025-04-30T06:00:00+00:00\n{'0' * 64}\n")
    run = run_asset(home)
    assert not run.success
    failed = [check.check_name for check in run.get_asset_check_evaluations() if not check.passed]
    assert failed == ["changed_after_delivery"]


def test_what_a_receiver_acknowledged_stays_as_it_is(home):
    publish(home)
    plan = find_path(home, TODAY).read_bytes()
    for exported in (members("u1", day=TODAY), list_messages(home, TODAY)):
        export(home, exported)
        acknowledge(home, exported.audience.name, "1")
        assert is_delivered(home, TODAY) == (exported.audience.kind == "send_list")
    assert publish(home, make_inputs([make_candidate("u9", "cart")])).success
    assert find_path(home, TODAY).read_bytes() == plan


def test_publishing_keeps_the_plan_before_lists_and_tables_go_out(home, monkeypatch):
    done = []
    monkeypatch.setattr(publishing, "check_losses", lambda context: None)
    monkeypatch.setattr(publishing, "keep_plan", lambda home: done.append("plan"))
    monkeypatch.setattr(publishing, "write_exports", lambda home: done.append("lists"))

    def fail(*arguments):
        done.append("tables")
        raise PublishError("The disk is full.")

    monkeypatch.setattr(publishing, "publish", fail)
    run = dg.materialize([publishing.published], resources={"run_lock": RunLock()}, raise_on_error=False)
    assert not run.success
    assert done == ["plan", "lists", "tables"]


def test_what_was_planned_yesterday_counts_today(home):
    yesterday = TODAY - timedelta(days=1)
    rows = [make_candidate("u1", "cart", day=yesterday)]
    write_plan(home, yesterday, campaign_plan(make_inputs(rows, day=yesterday)))
    publish(home)
    plan = {(row["user_id"], row["trigger"]): row for row in read_plan(home, TODAY).to_pylist()}
    assert plan["u1", "cart"]["refused_by"] == "same_thing_lately"


def test_people_who_were_joined_since_count_as_one(home):
    ledger = campaign_plan(make_inputs([make_candidate("u7", "cart"), make_candidate("u8", "cart")]))
    joined = join_accounts(ledger, pa.table({"account_id": ["u7", "x"], "user_id": ["u1", "y"]}))
    assert joined.schema.equals(ledger.schema)
    assert joined["user_id"].to_pylist() == ["u1", "u8"]


@pytest.mark.parametrize("name", ["campaign_candidates", "as_of_day"])
def test_a_shop_without_candidates_or_days_gets_an_empty_plan(home, name):
    inputs = make_inputs([])
    days = pa.table({"as_of_date": pa.array([], pa.date32())})
    run = run_asset(home, inputs, **({"as_of_day": days} if name == "as_of_day" else {}))
    assert run.success
    assert read_decisions(home) == []
