"""Who will order, who will stop, and what they will spend: predicted, evaluated on what followed, with reasons."""

from collections.abc import Iterator, Set
from datetime import date

import dagster as dg
import pyarrow as pa
from duckdb import ColumnExpression
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
from orchestration.assets.algorithm import NO_LOAD_DAY, declare_asset, save_table
from orchestration.assets.inputs import Inputs
from orchestration.assets.plots import show_picture
from orchestration.assets.python_tables import PROPENSITY_QUALITY_TABLE, PROPENSITY_TABLE, SCREENING_TABLE
from orchestration.settings import PERSONAL_ATTRIBUTES, read_personal_attributes

INPUTS = Inputs("user_attributes", "as_of_day", tables=(SCREENING_TABLE,))
# Columns of user_attributes that are neither attributes nor outcomes of these models.
NO_ATTRIBUTES = {"rows_until", "became_high_value"}
# Read when Dagster loads the code: a wrong name fails before a run begins.
ALLOWED_ATTRIBUTES = read_personal_attributes()


class UserPropensityConfig(dg.Config):
    """On how many rows the models are fitted, and how many users are predicted at once."""

    training_rows: int = Field(
        100_000,
        ge=1_000,
        le=5_000_000,
        description="Past rows to learn from, at most: whole users, drawn by chance.",
    )
    chunk_size: int = Field(100_000, ge=1_000, le=5_000_000, description="Users predicted at once.")
    seed: int = Field(0, ge=0, description="Seed of the intervals.")


@declare_asset(PROPENSITY_TABLE, PROPENSITY_QUALITY_TABLE, inputs=INPUTS)
def user_propensity_asset(
    context: dg.AssetExecutionContext, config: UserPropensityConfig
) -> Iterator[dg.MaterializeResult]:
    past, as_of_date = read_past_rows(config.training_rows)
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


def read_past_rows(row_limit: int) -> tuple[pa.Table, date | None]:
    """Return what was known of users at past dates with what followed, of as many whole users as `row_limit`
    rows hold, and as-of (None before the first load day). Attributes found to leak are left out: what they held then
    is not what they hold today. So are personal ones that no setting allows."""
    screened = INPUTS.read_model(SCREENING_TABLE.name)
    leaking = set(screened.filter(screened["is_leaking"])["attribute"].to_pylist())
    with INPUTS.open_model("user_attributes") as rows:
        past = rows.filter(ColumnExpression("rows_until") <= row_limit).to_arrow_table()
    return leave_out_attributes(past, leaking), INPUTS.read_as_of_date()


def read_today(chunk_size: int) -> Iterator[pa.Table]:
    """Yield what is known of all users today, in tables of at most `chunk_size` users."""
    with INPUTS.open_model("user_attributes") as rows:
        today = rows.filter(ColumnExpression("period_number") == 0).order("user_id")
        for batch in today.to_arrow_reader(chunk_size):
            yield leave_out_attributes(pa.Table.from_batches([batch]))


def leave_out_attributes(rows: pa.Table, leaking: Set[str] = frozenset()) -> pa.Table:
    """Return the rows without the leaking attributes, the personal ones that no setting allows, and what was reported
    later: on a past date nobody could have used it."""
    left_out = NO_ATTRIBUTES | leaking | set(PERSONAL_ATTRIBUTES) - ALLOWED_ATTRIBUTES
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
