"""Tomorrow's plan: what is sent to whom, and why all else is not."""

from datetime import date

import dagster as dg
import pyarrow as pa
import pyarrow.compute as pc

from ingest.home import Home
from ml_assets.campaign_plan import CAMPAIGN_PLAN, CHECKS, Evidence, PlanInputs, campaign_plan, check_plan, read_rules
from ml_assets.campaign_plan.plot import draw_campaign_plan
from ml_assets.campaign_plan.summary import describe_summary, summarize_plan
from ml_assets.campaign_worth import CampaignWorth, WorthInputs, campaign_worth, read_worth_rules
from orchestration.assets.algorithm import NO_LOAD_DAY, declare_asset, save_table
from orchestration.assets.inputs import Inputs
from orchestration.assets.plots import show_picture
from orchestration.assets.python_tables import (
    CAMPAIGN_CELLS_TABLE,
    CAMPAIGN_PLAN_TABLE,
    CAMPAIGN_RESULTS_TABLE,
    PROPENSITY_TABLE,
)
from orchestration.outbound.draw_key import read_draw_key
from orchestration.outbound.earlier_plans import read_earlier_plans
from orchestration.outbound.plan_ledger import is_delivered, list_changed, read_plan
from orchestration.runs.failures import fail_plainly
from orchestration.settings import read_home, read_time_zone

INPUTS = Inputs(
    *("as_of_day", "campaign_candidates", "campaign_candidate_traits", "campaign_coupon_habits", "campaign_offers"),
    *("campaign_stock", "campaign_messages", "campaign_accounts", "campaign_rules", "campaign_budgets"),
    *("campaign_pressure", "campaign_consents", "campaign_purchases"),
    tables=(CAMPAIGN_RESULTS_TABLE, CAMPAIGN_CELLS_TABLE, PROPENSITY_TABLE),
)
CHANGED = "changed_after_delivery"
# Of a calendar month, which a budget may have; caps reach back 30 days.
LEAST_LEDGER_DAYS = 31


@declare_asset(CAMPAIGN_PLAN_TABLE, inputs=INPUTS, checks=CHECKS)
def campaign_plan_asset(context: dg.AssetExecutionContext) -> dg.MaterializeResult:
    as_of_date = INPUTS.read_as_of_date()
    if as_of_date is None:
        note: dict[str, object] = {"note": NO_LOAD_DAY}
        return save_table(CAMPAIGN_PLAN_TABLE, CAMPAIGN_PLAN.empty_table(), note, dict.fromkeys(CHECKS, 0))
    home = read_home()
    with fail_plainly():
        is_final = is_delivered(home, as_of_date)
        plan, counts = make_plan(home, as_of_date)
    for name, count in counts.items():
        if count and is_final and name != CHANGED:
            context.log.warning(f"{name}: {count:,}, as of now. The plan was delivered, so it stays as it is.")
        elif count:
            context.log.error(f"{name}: {count:,}. The plan is not kept, and nothing is sent by it.")
    summary = summarize_plan(plan)
    metadata = {
        "picture": show_picture(draw_campaign_plan(summary)),
        "summary": dg.MetadataValue.md(describe_summary(summary)),
        "ledger": dg.MetadataValue.path(str(home.ledger)),
    }
    # Nobody can mend what went out, and late data may speak against it: that stops no run.
    warnings = set(CHECKS) - {CHANGED} if is_final else set()
    return save_table(CAMPAIGN_PLAN_TABLE, plan, metadata, counts, warnings)


def make_plan(home: Home, as_of_date: date) -> tuple[pa.Table, dict[str, int]]:
    """Return the plan of the date and what its checks count. A plan that was delivered is returned as it is."""
    inputs = read_inputs(home, as_of_date)
    plan = read_plan(home, as_of_date) if is_delivered(home, as_of_date) else campaign_plan(inputs)
    evidence = Evidence(
        INPUTS.read_model("campaign_consents"), INPUTS.read_model("campaign_purchases"), read_time_zone()
    )
    counts = check_plan(join_accounts(plan, INPUTS.read_model("campaign_accounts")), inputs, evidence)
    return plan, counts | {CHANGED: len(list_changed(home))}


def read_inputs(home: Home, as_of_date: date) -> PlanInputs:
    """Return what the plan is made from; people in the ledger who were joined since count as one."""
    worth = read_worth()
    again = pc.max(worth.candidates["again_after_days"]).as_py() or 0
    ledger = read_earlier_plans(home, as_of_date, max(again, LEAST_LEDGER_DAYS))
    return PlanInputs(
        as_of_date,
        worth.candidates,
        worth.offers,
        INPUTS.read_model("campaign_stock"),
        INPUTS.read_model("campaign_messages"),
        join_accounts(ledger, INPUTS.read_model("campaign_accounts")),
        read_rules(INPUTS.read_model("campaign_rules"), INPUTS.read_model("campaign_budgets")),
        read_draw_key(home),
    )


def read_worth() -> CampaignWorth:
    """Return the candidates and their offers, with what each is worth."""
    with INPUTS.open_model(PROPENSITY_TABLE.name) as rows:
        propensities = rows.select("user_id", "order_probability", "status").to_arrow_table()
    return campaign_worth(
        WorthInputs(
            INPUTS.read_model("campaign_candidates"),
            INPUTS.read_model("campaign_candidate_traits"),
            propensities,
            INPUTS.read_model("campaign_coupon_habits"),
            INPUTS.read_model("campaign_offers"),
            INPUTS.read_model("campaign_messages"),
            INPUTS.read_model("campaign_pressure"),
            INPUTS.read_model(CAMPAIGN_RESULTS_TABLE.name),
            INPUTS.read_model(CAMPAIGN_CELLS_TABLE.name),
            read_worth_rules(INPUTS.read_model("campaign_rules")),
        )
    )


def join_accounts(ledger: pa.Table, accounts: pa.Table) -> pa.Table:
    """Return the ledger with each account's user, as of now. accounts: account_id, user_id."""
    place = pc.index_in(ledger["user_id"], accounts["account_id"].combine_chunks())
    users = pc.coalesce(pc.take(accounts["user_id"], place), ledger["user_id"])
    return ledger.set_column(ledger.schema.get_field_index("user_id"), CAMPAIGN_PLAN.field("user_id"), users)
