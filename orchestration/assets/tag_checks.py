"""Which tags of users say something about what they do later."""

from collections import Counter

import dagster as dg

from ml_assets.tag_checks import check_tags
from ml_assets.tag_checks.plot import draw_tag_checks
from ml_assets.tag_checks.table import NOT_SHOWN
from orchestration.assets.algorithm import declare_asset, save_table
from orchestration.assets.inputs import Inputs
from orchestration.assets.plots import show_picture
from orchestration.assets.python_tables import TAG_CHECKS_TABLE

INPUTS = Inputs("tag_outcomes")


@declare_asset(TAG_CHECKS_TABLE, inputs=INPUTS)
def tag_checks_asset(context: dg.AssetExecutionContext) -> dg.MaterializeResult:
    checks = check_tags(INPUTS.read_model("tag_outcomes"))
    rows = checks.to_pylist()
    for row in rows:
        if row["status"] == NOT_SHOWN:
            context.log.info(f"{row['tag']} says nothing sure of what users do. {row['reason']}")
    counts = Counter(f"tags: {row['status']}" for row in rows)
    return save_table(TAG_CHECKS_TABLE, checks, dict(counts) | {"picture": show_picture(draw_tag_checks(checks))})
