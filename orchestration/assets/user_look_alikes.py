"""Users alike those on a list, and how those alike it on a past date behaved."""

from collections.abc import Iterator
from datetime import date

import dagster as dg
import pyarrow as pa
import pyarrow.compute as pc
from pydantic import Field

from ml_assets.evaluation.table import MODEL_QUALITY
from ml_assets.look_alikes import USER_LOOK_ALIKES, evaluate_look_alikes, find_look_alikes
from orchestration.assets.algorithm import NO_LOAD_DAY, declare_asset, save_table
from orchestration.assets.inputs import Inputs
from orchestration.assets.python_tables import (
    LOOK_ALIKES_QUALITY_TABLE,
    LOOK_ALIKES_TABLE,
    SCREENING_TABLE,
)
from orchestration.settings import PERSONAL_ATTRIBUTES, read_personal_attributes

INPUTS = Inputs("look_alike_users", "look_alike_members", "as_of_day", tables=(SCREENING_TABLE,))


class UserLookAlikesConfig(dg.Config):
    """How many users each list gets."""

    most_users: int = Field(500, ge=1, le=100_000, description="Users alike a list, at most.")
    most_compared: int = Field(10_000, ge=100, le=50_000, description="Users among whom the nearest are looked for.")
    seed: int = Field(0, ge=0, description="Seed by which these are drawn.")


@declare_asset(LOOK_ALIKES_TABLE, LOOK_ALIKES_QUALITY_TABLE, inputs=INPUTS)
def user_look_alikes_asset(
    context: dg.AssetExecutionContext, config: UserLookAlikesConfig
) -> Iterator[dg.MaterializeResult]:
    as_of_date = INPUTS.read_as_of_date()
    if as_of_date is None:
        yield save_table(LOOK_ALIKES_TABLE, USER_LOOK_ALIKES.empty_table(), {"note": NO_LOAD_DAY})
        yield save_table(LOOK_ALIKES_QUALITY_TABLE, MODEL_QUALITY.empty_table(), {"note": NO_LOAD_DAY})
        return
    attributes = choose_attributes(INPUTS.read_model("attribute_screening"))
    members = INPUTS.read_model("look_alike_members")
    lists = sorted(pc.unique(members["list"]).to_pylist())
    sizes = {"most": config.most_users, "most_compared": config.most_compared, "seed": config.seed}
    users = read_users(attributes)
    quality, statuses = MODEL_QUALITY.empty_table(), {}
    past_dates = [day for day in pc.unique(users["as_of_date"]).to_pylist() if day < as_of_date]
    for day in past_dates:
        verdict = evaluate_look_alikes(
            take_date(users, day),
            take_date(members, day),
            take_date(members, as_of_date),
            lists,
            attributes,
            day,
            **sizes,
        )
        quality, statuses = verdict.quality, verdict.statuses
    found = find_look_alikes(
        take_date(users, as_of_date), take_date(members, as_of_date), lists, attributes, as_of_date, statuses, **sizes
    )
    context.log.info(f"{found.num_rows:,} users alike {len(lists)} lists, by {len(attributes)} attributes")
    described = {f"list {name}": status for name, status in statuses.items()}
    yield save_table(
        LOOK_ALIKES_TABLE,
        found,
        {"attributes": ", ".join(attributes) or "none is kept: nobody is alike", **described},
    )
    yield save_table(LOOK_ALIKES_QUALITY_TABLE, quality, {})


def choose_attributes(screening: pa.Table) -> list[str]:
    """Return the attributes kept for any outcome, in order, but for what no chance is made of either; words have no
    distance."""
    kept = screening.filter(pc.and_(screening["is_kept"], pc.not_equal(screening["kind"], "word")))
    return sorted(set(kept["attribute"].to_pylist()) - (set(PERSONAL_ATTRIBUTES) - read_personal_attributes()))


def read_users(attributes: list[str]) -> pa.Table:
    """Return what was known of all users at the dates of look-alikes: these attributes alone."""
    with INPUTS.open_model("look_alike_users") as rows:
        columns = ["user_id", "as_of_date", "rfm_segment", "ordered_within_90_days", *attributes]
        return rows.select(*columns).to_arrow_table()


def take_date(rows: pa.Table, day: date) -> pa.Table:
    """Return the rows of one date, without it."""
    return rows.filter(pc.field("as_of_date") == day).drop_columns("as_of_date")
