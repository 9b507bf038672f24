"""What to show each user and why, judged on what users bought after a past day."""

from collections import Counter
from collections.abc import Iterator

import dagster as dg
from pydantic import Field

from ml_assets.evaluation.table import MODEL_QUALITY
from ml_assets.recommendations import REFUSED_RECOMMENDATIONS, USER_RECOMMENDATIONS, user_recommendations
from ml_assets.recommendations.plot import draw_list_quality
from ml_assets.recommendations.rivals import RANKER
from orchestration.assets.algorithm import NO_LOAD_DAY, declare_asset, save_table
from orchestration.assets.inputs import Inputs
from orchestration.assets.plots import show_picture
from orchestration.assets.python_tables import RECOMMENDATIONS_QUALITY_TABLE, RECOMMENDATIONS_TABLE, REFUSED_TABLE

INPUTS = Inputs(
    "recommendation_purchases",
    "recommendation_interest",
    "recommendation_items",
    "recommendation_users",
    "as_of_day",
    "item_names",
    "category_names",
)
MADE = (
    (RECOMMENDATIONS_TABLE, USER_RECOMMENDATIONS),
    (REFUSED_TABLE, REFUSED_RECOMMENDATIONS),
    (RECOMMENDATIONS_QUALITY_TABLE, MODEL_QUALITY),
)


class UserRecommendationsConfig(dg.Config):
    """How far ahead the lists look."""

    horizon_days: int = Field(30, ge=1, le=365, description="Days ahead on which the lists are learned and judged.")
    seed: int = Field(0, ge=0, description="Seed of what is drawn to learn from, and of the intervals.")


@declare_asset(*(table for table, _ in MADE), inputs=INPUTS)
def user_recommendations_asset(
    context: dg.AssetExecutionContext, config: UserRecommendationsConfig
) -> Iterator[dg.MaterializeResult]:
    as_of_date = INPUTS.read_as_of_date()
    if as_of_date is None:
        for table, shape in MADE:
            yield save_table(table, shape.empty_table(), {"note": NO_LOAD_DAY})
        return
    found = user_recommendations(
        INPUTS.read_model("recommendation_purchases"),
        INPUTS.read_model("recommendation_interest"),
        INPUTS.read_model("recommendation_items"),
        INPUTS.read_model("recommendation_users"),
        as_of_date,
        config.horizon_days,
        INPUTS.read_names("item_names"),
        INPUTS.read_names("category_names"),
        config.seed,
    )
    for name, method in found.methods.items():
        if method != RANKER:
            context.log.warning(f"List {name} is {method}: the ranker is not surely better, or could not be judged.")
    described: dict[str, object] = {f"list {name}": method for name, method in found.methods.items()}
    described["what the lists found"] = show_picture(draw_list_quality(found.quality))
    if not found.lists.num_rows:
        described["note"] = "Empty: no user was seen in the last 90 days, or nothing was bought in the last seven."
    yield save_table(RECOMMENDATIONS_TABLE, found.lists, described)
    refusals = Counter(found.refused["refused_reason"].to_pylist())
    note = {} if refusals else {"note": "Empty: no policy refused anything."}
    yield save_table(REFUSED_TABLE, found.refused, {f"refused: {why}": n for why, n in sorted(refusals.items())} | note)
    yield save_table(RECOMMENDATIONS_QUALITY_TABLE, found.quality, {})
