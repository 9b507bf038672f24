"""What to show each user and why, judged on what users bought after a past day."""

from collections import Counter
from collections.abc import Iterable, Iterator

import dagster as dg
import pyarrow as pa
from pydantic import Field

from ml_assets.evaluation.table import MODEL_QUALITY
from ml_assets.recommendations import REFUSED_RECOMMENDATIONS, USER_RECOMMENDATIONS, user_recommendations
from ml_assets.recommendations.plot import draw_list_quality
from ml_assets.recommendations.rivals import RANKER
from orchestration.assets.algorithm import NO_LOAD_DAY, declare_asset, save_batches, save_table
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
    refusals: dict[str, object] = {}
    batches = _describe(found.make_lists(), described, refusals)
    yield from save_batches([RECOMMENDATIONS_TABLE, REFUSED_TABLE], batches, [described, refusals])
    yield save_table(RECOMMENDATIONS_QUALITY_TABLE, found.quality, {})


def _describe(
    batches: Iterable[tuple[pa.Table, pa.Table]], described: dict[str, object], refusals: dict[str, object]
) -> Iterator[tuple[pa.Table, pa.Table]]:
    """Hand on the batches, and fill in what is only known after the last: what was refused, and what is empty."""
    counts: Counter[str] = Counter()
    is_empty = True
    for lists, refused in batches:
        counts.update(refused["refused_reason"].to_pylist())
        is_empty = is_empty and not lists.num_rows
        yield lists, refused
    refusals |= {f"refused: {why}": count for why, count in sorted(counts.items())}
    if is_empty:
        described["note"] = "Empty: no user was seen in the last 90 days, or nothing was bought in the last seven."
    if not counts:
        refusals["note"] = "Empty: no policy refused anything."
