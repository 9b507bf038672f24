"""Which attributes of users predict what they will do, and which only seem to."""

from collections.abc import Iterator
from datetime import date

import dagster as dg
import pyarrow as pa
from duckdb import ColumnExpression
from pydantic import Field

from ml_assets.attribute_screening import (
    HORIZON_PERIODS,
    OUTCOME_WORDS,
    Screening,
    screen_attributes,
)
from ml_assets.attribute_screening.plot import draw_attributes
from ml_assets.evaluation.evaluation import EVALUATED
from orchestration.assets.algorithm import declare_asset, save_table
from orchestration.assets.inputs import Inputs
from orchestration.assets.plots import show_picture
from orchestration.assets.python_tables import SCREENING_QUALITY_TABLE, SCREENING_TABLE

INPUTS = Inputs("user_attributes", "as_of_day")


class AttributeScreeningConfig(dg.Config):
    """On how many rows attributes are evaluated."""

    past_rows: int = Field(
        100_000, ge=1_000, le=100_000, description="Past rows to look at, at most: whole users, drawn by chance."
    )
    seed: int = Field(0, ge=0, description="Seed of the shuffles and of the intervals.")


@declare_asset(SCREENING_TABLE, SCREENING_QUALITY_TABLE, inputs=INPUTS)
def attribute_screening_asset(
    context: dg.AssetExecutionContext, config: AttributeScreeningConfig
) -> Iterator[dg.MaterializeResult]:
    past, as_of_date = read_past_attributes(config.past_rows)
    found = screen_attributes(past, as_of_date, seed=config.seed)
    for row in found.attributes.to_pylist():
        if row["is_leaking"]:
            context.log.warning(f"{row['attribute']} leaks {row['outcome']}. {row['reason']}")
    yield save_table(SCREENING_TABLE, found.attributes, describe_screening(found))
    yield save_table(SCREENING_QUALITY_TABLE, found.quality, {})


def read_past_attributes(row_limit: int) -> tuple[pa.Table, date | None]:
    """Return what was known of users at past dates, and what is known of them today, with what followed, of as many
    whole users as `row_limit` rows hold, and as-of."""
    with INPUTS.open_model("user_attributes") as rows:
        past = rows.filter(ColumnExpression("rows_until") <= row_limit).to_arrow_table()
    return past.drop_columns(["rows_until", "spend_within_30_days"]), INPUTS.read_as_of_date()


def describe_screening(found: Screening, strongest: int = 5) -> dict[str, object]:
    """Return the strongest attributes in words, how much of the AUC they hold, and the pictures, for the asset's
    metadata."""
    rows = found.attributes.to_pylist()
    shares = {row["model"]: row for row in found.quality.to_pylist() if row["metric"] == "auc_share_kept"}
    described: dict[str, object] = {}
    for outcome in HORIZON_PERIODS:
        title = f"who {OUTCOME_WORDS[outcome]}"
        evaluated = [row for row in rows if row["outcome"] == outcome and row["status"] == EVALUATED]
        kept = [row["attribute"] for row in evaluated if row["is_kept"]]
        leaking = [row["attribute"] for row in evaluated if row["is_leaking"]]
        share = shares.get(f"screening_{outcome}")
        described[f"{title}: explained by"] = ", ".join(kept[:strongest]) or "nothing"
        described[f"{title}: known only afterwards"] = ", ".join(leaking) or "nothing"
        if share is not None:
            described[f"{title}: kept"] = f"{len(kept)} of {len(evaluated)}" if evaluated else str(share["note"])
        if share is not None and share["value"] is not None:
            described[f"{title}: share of all attributes' AUC"] = share["value"]
        described[f"{title}: picture"] = show_picture(draw_attributes(found.attributes, outcome))
    return described
