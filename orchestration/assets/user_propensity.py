"""Who will order, who will stop, and what they will spend: predicted, evaluated on what followed, with reasons."""

from collections.abc import Iterator, Set
from datetime import date

import dagster as dg
import pyarrow as pa
from pydantic import Field

from ml_assets.attribute_screening import KNOWN_TODAY
from ml_assets.evaluation.plot import draw_chance_quality, draw_expected_amounts
from ml_assets.evaluation.table import MODEL_QUALITY
from ml_assets.propensity import (
    BETTER,
    MODEL_NAMES,
    OUTCOMES,
    USER_PROPENSITY,
    Verdict,
    evaluate_propensity,
    fit_propensity,
    predict_propensity,
)
from orchestration.assets.attribute_screening import MODELS, PAST_USERS, SCREENING_TABLE
from orchestration.assets.plots import show_picture
from orchestration.assets.python_tables import NO_LOAD_DAY, declare_asset, save_table
from orchestration.settings import PERSONAL_ATTRIBUTES, read_personal_attributes
from orchestration.warehouse.connection import open_warehouse
from orchestration.warehouse.tables import DeclaredTable

PROPENSITY_TABLE = DeclaredTable(
    "users",
    "user_propensity",
    "The chance of each user to order within 30 days and to stop buying, what to expect of spend, and why.",
    USER_PROPENSITY,
)
PROPENSITY_QUALITY_TABLE = DeclaredTable(
    "staging",
    "propensity_quality",
    "How good the models of propensity were on what followed.",
    MODEL_QUALITY,
)
# Read when Dagster loads the code: a wrong name is told before a run begins.
ALLOWED_ATTRIBUTES = read_personal_attributes()
PAST = f"""
    {PAST_USERS}
    SELECT
        dates.period_number, outcomes.ordered_within_30_days, outcomes.stopped_buying, outcomes.spend_within_30_days,
        attributes.*
    FROM intermediate.int_user_attributes AS attributes
    INNER JOIN chosen USING (user_id)
    INNER JOIN dates USING (as_of_date)
    INNER JOIN intermediate.int_user_outcomes AS outcomes USING (user_id, as_of_date)
"""  # noqa: S608
TODAY = """
    SELECT attributes.*
    FROM intermediate.int_user_attributes AS attributes INNER JOIN intermediate.int_attribute_dates USING (as_of_date)
    WHERE is_today
    ORDER BY user_id
"""


class UserPropensityConfig(dg.Config):
    """On how many rows the models are fitted, and how many users are predicted at once."""

    training_rows: int = Field(
        100_000,
        ge=1_000,
        le=5_000_000,
        description="Past rows to learn from, at most: whole users, drawn by seed.",
    )
    chunk_size: int = Field(100_000, ge=1_000, le=5_000_000, description="Users predicted at once.")
    seed: int = Field(0, ge=0, description="Seed of the draw and of the intervals.")


@declare_asset(PROPENSITY_TABLE, PROPENSITY_QUALITY_TABLE, models=MODELS, tables=(SCREENING_TABLE,))
def user_propensity_asset(
    context: dg.AssetExecutionContext, config: UserPropensityConfig
) -> Iterator[dg.MaterializeResult]:
    past, as_of_date = read_past_rows(config.training_rows, config.seed)
    if as_of_date is None:
        yield save_table(PROPENSITY_TABLE, USER_PROPENSITY.empty_table(), {"note": NO_LOAD_DAY})
        yield save_table(PROPENSITY_QUALITY_TABLE, MODEL_QUALITY.empty_table(), {"note": NO_LOAD_DAY})
        return
    verdict = evaluate_propensity(past, as_of_date, seed=config.seed)
    model = fit_propensity(past)
    del past
    predicted = [predict_propensity(model, verdict.statuses, today) for today in read_today(config.chunk_size)]
    rows = pa.concat_tables([USER_PROPENSITY.empty_table(), *predicted])
    for outcome, status in verdict.statuses.items():
        if status != BETTER:
            context.log.warning(f"{MODEL_NAMES[outcome]} is marked {status}: nothing downstream relies on it.")
    yield save_table(PROPENSITY_TABLE, rows, describe_verdict(verdict, model.notes))
    yield save_table(PROPENSITY_QUALITY_TABLE, verdict.quality, {})


def read_past_rows(row_limit: int, seed: int) -> tuple[pa.Table, date | None]:
    """Return what was known of users at past dates with what followed, of as many whole users as `row_limit`
    rows hold, and as-of (None before the first load day). Attributes found to leak are left out: what they told then
    is not what they tell today. So are personal ones that no setting allows."""
    with open_warehouse(read_only=True) as connection:
        past = connection.sql(PAST, params={"rows": row_limit, "seed": seed}).to_arrow_table()
        [(as_of_date,)] = connection.execute("SELECT max(as_of_date) FROM staging.as_of").fetchall()
        leaking = connection.execute(f"SELECT DISTINCT attribute FROM {SCREENING_TABLE.sql_name} WHERE is_leaking")  # noqa: S608
        names = {name for (name,) in leaking.fetchall()}
    return leave_out_attributes(past, names), as_of_date


def read_today(chunk_size: int) -> Iterator[pa.Table]:
    """Yield what is known of all users today, in tables of at most `chunk_size` users."""
    with open_warehouse(read_only=True) as connection:
        for batch in connection.sql(TODAY).to_arrow_reader(chunk_size):
            yield leave_out_attributes(pa.Table.from_batches([batch]))


def leave_out_attributes(rows: pa.Table, leaking: Set[str] = frozenset()) -> pa.Table:
    """Return the rows without the leaking attributes, the personal ones that no setting allows, and what was told
    later: on a past date nobody could have used it."""
    left_out = leaking | set(PERSONAL_ATTRIBUTES) - ALLOWED_ATTRIBUTES
    return rows.drop_columns([name for name in rows.column_names if name in left_out or name.endswith(KNOWN_TODAY)])


def describe_verdict(verdict: Verdict, notes: dict[str, str]) -> dict[str, object]:
    """Return the figures that the gates stood on, and the pictures, for the asset's metadata."""
    described: dict[str, object] = {}
    for row in verdict.quality.to_pylist():
        if row["metric"] in ("auc", "mean_squared_error") and row["value"] is not None:
            described[f"{row['model']}: {row['metric']}"] = row["value"]
            described[f"{row['model']}: naive {row['metric']}"] = row["naive_value"]
    for outcome, status in verdict.statuses.items():
        described[f"{MODEL_NAMES[outcome]}: status"] = status
    for outcome, note in notes.items():
        described[f"{MODEL_NAMES[outcome]}: note"] = f"Not fitted: {note}."
    titles = dict(zip(OUTCOMES, ("order within 30 days", "no order within 90 days", "spend"), strict=True))
    for outcome, found in verdict.evidence.items():
        picture = (
            draw_expected_amounts(found.actual, found.predicted)
            if outcome == "spend_within_30_days"
            else draw_chance_quality(found.actual, found.predicted, found.naive, titles[outcome])
        )
        described[f"{titles[outcome]}: predicted and what came"] = show_picture(picture)
    return described
