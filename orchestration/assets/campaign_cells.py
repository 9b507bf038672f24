"""Whom messages move, and who is better left alone."""

from collections.abc import Iterator

import dagster as dg

from ml_assets.campaign_cells import CAMPAIGN_CELLS, campaign_cells
from ml_assets.campaign_cells.plot import draw_campaign_cells
from ml_assets.evaluation.table import MODEL_QUALITY
from orchestration.assets.algorithm import NO_LOAD_DAY, declare_asset, save_table
from orchestration.assets.campaign_results import NO_MESSAGES, CampaignResultsConfig
from orchestration.assets.inputs import Inputs
from orchestration.assets.plots import show_picture
from orchestration.assets.python_tables import CAMPAIGN_CELLS_QUALITY_TABLE, CAMPAIGN_CELLS_TABLE

INPUTS = Inputs("campaign_triggers", "campaign_cell_sums", "as_of_day")


@declare_asset(CAMPAIGN_CELLS_TABLE, CAMPAIGN_CELLS_QUALITY_TABLE, inputs=INPUTS)
def campaign_cells_asset(
    context: dg.AssetExecutionContext, config: CampaignResultsConfig
) -> Iterator[dg.MaterializeResult]:
    as_of_date = INPUTS.read_as_of_date()
    triggers = INPUTS.read_model("campaign_triggers")
    if as_of_date is None or not triggers.num_rows:
        note = NO_LOAD_DAY if as_of_date is None else NO_MESSAGES
        yield save_table(CAMPAIGN_CELLS_TABLE, CAMPAIGN_CELLS.empty_table(), {"note": note})
        yield save_table(CAMPAIGN_CELLS_QUALITY_TABLE, MODEL_QUALITY.empty_table(), {"note": note})
        return
    found = campaign_cells(INPUTS.read_model("campaign_cell_sums"), triggers, as_of_date, config.tuned_count)
    alone = [row for row in found.cells.to_pylist() if row["is_left_alone"]]
    for row in alone:
        context.log.info(f"{row['trigger']}, {row['trait']} {row['trait_value']}: {row['reason']}")
    picture = show_picture(draw_campaign_cells(found.cells))
    yield save_table(CAMPAIGN_CELLS_TABLE, found.cells, {"cells better left alone": len(alone), "picture": picture})
    yield save_table(CAMPAIGN_CELLS_QUALITY_TABLE, found.quality, {})
