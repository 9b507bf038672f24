"""What was known of users at past dates, and what followed."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ml_assets.columns import read_ids, read_numbers
from ml_assets.propensity.chance import FEWEST_OF_A_KIND

# What each outcome needs to be over, in periods of 30 days.
HORIZON_PERIODS = {"ordered_within_30_days": 1, "became_high_value": 3, "stopped_buying": 3}


@dataclass(frozen=True)
class PastOutcome:
    """Rows of users at past dates of which an outcome is known.

    users: the number of each row's user; periods: how many periods ago its date lies; happened: the outcome.
    earlier: rows learned from, whose future was over by the newest date; later: rows of that date.
    """

    name: str
    rows: pa.Table
    users: np.ndarray
    periods: np.ndarray
    happened: np.ndarray
    earlier: np.ndarray
    later: np.ndarray

    def has_both(self, chosen: np.ndarray) -> bool:
        """Return whether it happened, and did not happen, in enough of the chosen rows."""
        happened = self.happened[chosen]
        return min(happened.sum(), (~happened).sum()) >= FEWEST_OF_A_KIND


def read_outcome(past: pa.Table, outcome: str) -> PastOutcome:
    """Return the rows of `past` whose `outcome` is known, sorted by user and date."""
    kind = past[outcome].type
    if not (pa.types.is_boolean(kind) or pa.types.is_null(kind)):
        raise ValueError(f"past.{outcome} must be boolean (whether it happened), got {kind}")
    past = past.set_column(past.column_names.index("user_id"), "user_id", read_ids(past, "user_id", "past"))
    rows = past.filter(pc.is_valid(past[outcome])).sort_by([("user_id", "ascending"), ("period_number", "ascending")])
    periods = read_numbers(rows, "period_number", "past").astype(int)
    newest = periods.min(initial=np.iinfo(int).max // 2)
    return PastOutcome(
        outcome,
        rows,
        # Numbered once, since numbers are compared sooner than text.
        np.unique(rows["user_id"].to_numpy(), return_inverse=True)[1],
        periods,
        np.array(rows[outcome].to_pylist(), dtype=bool),
        periods >= newest + HORIZON_PERIODS[outcome],
        periods == newest,
    )
