"""What messages did, beside those held back, and how sure that is day by day."""

from collections.abc import Iterator

import dagster as dg
from pydantic import Field

from ml_assets.campaign_effects import campaign_days, campaign_results
from ml_assets.campaign_effects.plot import draw_campaign_days
from ml_assets.campaign_effects.sequence import TUNED_COUNT
from ml_assets.campaign_effects.table import EVERYONE
from orchestration.assets.algorithm import declare_asset, save_table
from orchestration.assets.inputs import Inputs
from orchestration.assets.plots import show_picture
from orchestration.assets.python_tables import CAMPAIGN_DAYS_TABLE, CAMPAIGN_RESULTS_TABLE

INPUTS = Inputs("campaign_triggers", "campaign_day_sums", "campaign_cell_sums")
NO_MESSAGES = "Empty: the shop delivers no messages, so there is nothing to compare."


class CampaignResultsConfig(dg.Config):
    """For which count of contacts the interval that holds on all days is narrowest."""

    tuned_count: int = Field(
        TUNED_COUNT, ge=1, description="Contacts of a trigger. Choose it before looking, and leave it."
    )


@declare_asset(CAMPAIGN_RESULTS_TABLE, CAMPAIGN_DAYS_TABLE, inputs=INPUTS)
def campaign_results_asset(
    context: dg.AssetExecutionContext, config: CampaignResultsConfig
) -> Iterator[dg.MaterializeResult]:
    triggers, day_sums = INPUTS.read_model("campaign_triggers"), INPUTS.read_model("campaign_day_sums")
    results = campaign_results(triggers, day_sums, INPUTS.read_model("campaign_cell_sums"), config.tuned_count)
    days = campaign_days(day_sums, triggers, config.tuned_count)
    if not results.num_rows:
        context.log.info(NO_MESSAGES)
        yield save_table(CAMPAIGN_RESULTS_TABLE, results, {"note": NO_MESSAGES})
        yield save_table(CAMPAIGN_DAYS_TABLE, days, {"note": NO_MESSAGES})
        return
    everyone = [row for row in results.to_pylist() if row["segment"] == EVERYONE]
    # Where nothing decides, the margin says why.
    verdicts = {row["trigger"]: row["reason"] for row in everyone if row["outcome"] == "margin"}
    verdicts |= {row["trigger"]: row["reason"] for row in everyone if row["is_deciding"]}
    for trigger, reason in verdicts.items():
        context.log.info(f"{trigger}: {reason}")
    yield save_table(CAMPAIGN_RESULTS_TABLE, results, verdicts)
    yield save_table(CAMPAIGN_DAYS_TABLE, days, {"picture": show_picture(draw_campaign_days(days))})
