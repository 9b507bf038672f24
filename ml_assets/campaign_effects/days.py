"""How effects and their intervals developed, day by day."""

import numpy as np
import pyarrow as pa

from ml_assets.campaign_effects.difference import FIXED, estimate_effects
from ml_assets.campaign_effects.results import is_unknown, read_triggers
from ml_assets.campaign_effects.sequence import TUNED_COUNT, widen
from ml_assets.campaign_effects.sums import read_sums
from ml_assets.campaign_effects.table import CAMPAIGN_DAYS
from ml_assets.columns import read_dates, read_ids, round_shares


def campaign_days(day_sums: pa.Table, triggers: pa.Table, tuned_count: int = TUNED_COUNT) -> pa.Table:
    """Return a row for each trigger, outcome and day from the first on which enough was known, as CAMPAIGN_DAYS;
    none of amounts that are unknown of too many orders.

    Takes what campaign_results takes. Raises ValueError on wrong columns.
    """
    names = np.array(read_ids(day_sums, "trigger", "day_sums").to_pylist(), dtype=str)
    outcomes = np.array(read_ids(day_sums, "outcome", "day_sums").to_pylist(), dtype=str)
    dates = read_dates(day_sums, "contact_date", "day_sums")
    sums = read_sums(day_sums, "day_sums")
    listed = {row["trigger"]: row for row in read_triggers(triggers)}
    parts = [CAMPAIGN_DAYS.empty_table()]
    for trigger, outcome in sorted(set(zip(names.tolist(), outcomes.tolist(), strict=True))):
        if is_unknown(listed[trigger], outcome):
            continue
        rows = np.flatnonzero((names == trigger) & (outcomes == outcome))
        rows = rows[np.argsort(dates[rows], kind="stable")]
        state = sums[rows].cumulate()
        effects = estimate_effects(state)
        shown = effects.is_known
        middle, error = effects.adjusted[shown], effects.error[shown]
        valid = error * widen(effects.count[shown], tuned_count)
        bounds = (middle, middle - FIXED * error, middle + FIXED * error, middle - valid, middle + valid)
        columns = [
            *([trigger] * len(middle), [outcome] * len(middle)),
            (dates[rows][shown] + np.timedelta64(listed[trigger]["window_days"], "D")).tolist(),
            *(state.totals[shown, place].astype(int) for place in (0, 3)),
            *(round_shares(bound) for bound in bounds),
        ]
        arrays = [pa.array(values, field.type) for values, field in zip(columns, CAMPAIGN_DAYS, strict=True)]
        parts.append(pa.Table.from_arrays(arrays, schema=CAMPAIGN_DAYS))
    return pa.concat_tables(parts).combine_chunks()
