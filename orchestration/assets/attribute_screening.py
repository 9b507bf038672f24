"""Which attributes of users tell what they will do, and which only seem to."""

from collections.abc import Iterator
from datetime import date

import dagster as dg
import pyarrow as pa
from pydantic import Field

from ml_assets.attribute_screening import (
    ATTRIBUTE_SCREENING,
    HORIZON_PERIODS,
    OUTCOME_WORDS,
    Screening,
    screen_attributes,
)
from ml_assets.attribute_screening.plot import draw_attributes
from ml_assets.evaluation.evaluation import EVALUATED
from ml_assets.evaluation.table import MODEL_QUALITY
from orchestration.assets.plots import show_picture
from orchestration.assets.python_tables import declare_asset, save_table
from orchestration.warehouse.connection import open_warehouse
from orchestration.warehouse.tables import DeclaredTable

SCREENING_TABLE = DeclaredTable(
    "users",
    "attribute_screening",
    "Which attributes of users tell who will order, become high-value or stop, and which leak or repeat others.",
    ATTRIBUTE_SCREENING,
)
SCREENING_QUALITY_TABLE = DeclaredTable(
    "staging",
    "screening_quality",
    "How much of what all attributes foretell the kept ones foretell.",
    MODEL_QUALITY,
)
MODELS = ("int_attribute_dates", "int_user_attributes", "int_user_outcomes")

# Past dates, and the users drawn of all that have a row at one: `chosen`.
PAST_USERS = """
    WITH dates AS (SELECT * FROM intermediate.int_attribute_dates WHERE NOT is_today),
    users AS (SELECT DISTINCT user_id FROM intermediate.int_user_outcomes INNER JOIN dates USING (as_of_date)),
    chosen AS (
        SELECT user_id FROM users
        ORDER BY md5(user_id || CAST($seed AS VARCHAR)), user_id
        LIMIT (SELECT greatest(1, $rows // greatest(1, count(*))) FROM dates)
    )
"""
PAST = f"""
    {PAST_USERS}
    SELECT
        dates.period_number, outcomes.ordered_within_30_days, outcomes.became_high_value, outcomes.stopped_buying,
        attributes.*
    FROM intermediate.int_user_attributes AS attributes
    INNER JOIN chosen USING (user_id)
    INNER JOIN dates USING (as_of_date)
    INNER JOIN intermediate.int_user_outcomes AS outcomes USING (user_id, as_of_date)
"""  # noqa: S608


class AttributeScreeningConfig(dg.Config):
    """On how many rows attributes are judged."""

    past_rows: int = Field(
        100_000, ge=1_000, le=100_000, description="Past rows to look at, at most: whole users, drawn by seed."
    )
    seed: int = Field(0, ge=0, description="Seed of the draw, of the shuffles and of the intervals.")


@declare_asset(SCREENING_TABLE, SCREENING_QUALITY_TABLE, models=MODELS)
def attribute_screening_asset(
    context: dg.AssetExecutionContext, config: AttributeScreeningConfig
) -> Iterator[dg.MaterializeResult]:
    past, as_of_date = read_past_attributes(config.past_rows, config.seed)
    found = screen_attributes(past, as_of_date, seed=config.seed)
    for row in found.attributes.to_pylist():
        if row["is_leaking"]:
            context.log.warning(f"{row['attribute']} leaks {row['outcome']}. {row['reason']}")
    yield save_table(SCREENING_TABLE, found.attributes, describe_screening(found))
    yield save_table(SCREENING_QUALITY_TABLE, found.quality, {})


def read_past_attributes(row_limit: int, seed: int) -> tuple[pa.Table, date]:
    """Return what was known of users at past dates, and what is told of them today, with what followed, of as many
    whole users as `row_limit` rows hold, and as-of."""
    with open_warehouse(read_only=True) as connection:
        past = connection.sql(PAST, params={"rows": row_limit, "seed": seed}).to_arrow_table()
        [(as_of_date,)] = connection.execute("SELECT max(as_of_date) FROM staging.as_of").fetchall()
    return past, as_of_date


def describe_screening(found: Screening, strongest: int = 5) -> dict[str, object]:
    """Return the strongest attributes in words, how much of the AUC they hold, and the pictures, for the asset's
    metadata."""
    rows = found.attributes.to_pylist()
    shares = {row["model"]: row for row in found.quality.to_pylist() if row["metric"] == "auc_share_kept"}
    described: dict[str, object] = {}
    for outcome in HORIZON_PERIODS:
        title = f"who {OUTCOME_WORDS[outcome]}"
        judged = [row for row in rows if row["outcome"] == outcome and row["status"] == EVALUATED]
        kept = [row["attribute"] for row in judged if row["is_kept"]]
        leaking = [row["attribute"] for row in judged if row["is_leaking"]]
        share = shares.get(f"screening_{outcome}")
        described[f"{title}: told by"] = ", ".join(kept[:strongest]) or "nothing"
        described[f"{title}: known only afterwards"] = ", ".join(leaking) or "nothing"
        if share is not None:
            described[f"{title}: kept"] = f"{len(kept)} of {len(judged)}" if judged else str(share["note"])
        if share is not None and share["value"] is not None:
            described[f"{title}: share of all attributes' AUC"] = share["value"]
        described[f"{title}: picture"] = show_picture(draw_attributes(found.attributes, outcome))
    return described
