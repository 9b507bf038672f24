"""Propensity: three models fitted on past dates, and what they predict for each user today."""

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ml_assets.columns import read_ids, read_numbers, require_columns, round_shares
from ml_assets.propensity.chance import NAIVE_ATTRIBUTES, ChanceModel, TooLittleDataError, fit_chance
from ml_assets.propensity.reasons import list_reasons
from ml_assets.propensity.spend import SpendModel, fit_spend
from ml_assets.propensity.table import INSUFFICIENT, USER_PROPENSITY

KEYS = ("user_id", "as_of_date")
OUTCOMES = ("ordered_within_30_days", "stopped_buying", "spend_within_30_days")
# What each outcome needs to be over, in periods of 30 days.
ORDER_PERIODS, STOP_PERIODS = 1, 3


@dataclass(frozen=True)
class PropensityModel:
    """The three models; None where there was too little to learn from, and `notes` then explains why, by outcome."""

    order: ChanceModel | None
    stop: ChanceModel | None
    spend: SpendModel | None
    notes: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class PastRows:
    """Rows of users at past dates: attributes without ids, how many periods ago, and one outcome."""

    user_ids: np.ndarray
    attributes: pa.Table
    periods: np.ndarray
    outcome: np.ndarray

    def take(self, chosen: np.ndarray) -> "PastRows":
        """Return the rows where `chosen` (bool) is true."""
        return PastRows(
            self.user_ids[chosen], self.attributes.filter(pa.array(chosen)), self.periods[chosen], self.outcome[chosen]
        )


def read_past(past: pa.Table, outcome: str) -> PastRows:
    """Return the rows of `past` whose `outcome` is known, sorted by user and date.

    past: user_id, period_number (periods of 30 days before as-of), the three outcomes, and attributes (numbers,
    booleans or text; among them days_since_order, order_count, net_amount and tenure_days). Raises ValueError on
    wrong columns.
    """
    read_ids(past, "user_id", "past")
    require_columns(past, ["period_number", *OUTCOMES, *NAIVE_ATTRIBUTES], "past")
    known = past.filter(pc.is_valid(past[outcome])).sort_by([("user_id", "ascending"), ("period_number", "ascending")])
    names = [name for name in known.column_names if name not in (*KEYS, *OUTCOMES, "period_number")]
    values = known[outcome]
    return PastRows(
        user_ids=known["user_id"].cast(pa.string()).to_numpy(),
        attributes=known.select(names),
        periods=read_numbers(known, "period_number", "past").astype(int),
        outcome=np.array(values.to_pylist(), bool)
        if pa.types.is_boolean(values.type)
        else read_numbers(known, outcome, "past"),
    )


def fit_propensity(past: pa.Table) -> PropensityModel:
    """Fit on every past date whose future is over (see read_past)."""
    models: dict[str, ChanceModel | SpendModel | None] = {}
    notes: dict[str, str] = {}
    for outcome, fit in (
        ("ordered_within_30_days", lambda rows: fit_chance_on(rows, ORDER_PERIODS)),
        ("stopped_buying", lambda rows: fit_chance_on(rows, STOP_PERIODS)),
        ("spend_within_30_days", fit_spend_on),
    ):
        try:
            rows = read_past(_only_buyers(past) if outcome == "spend_within_30_days" else past, outcome)
            models[outcome] = fit(rows)
        except TooLittleDataError as reason:
            models[outcome], notes[outcome] = None, str(reason)
    return PropensityModel(*(models[o] for o in OUTCOMES), notes)


def fit_chance_on(rows: PastRows, horizon_periods: int) -> ChanceModel:
    """Fit a chance on past rows; raises TooLittleDataError."""
    return fit_chance(rows.attributes, rows.outcome, rows.periods, horizon_periods)


def fit_spend_on(rows: PastRows) -> SpendModel:
    """Fit the spend of those who ordered on their past rows; raises TooLittleDataError."""
    return fit_spend(rows.attributes, rows.outcome, rows.periods)


def predict_propensity(model: PropensityModel, statuses: dict[str, str], today: pa.Table) -> pa.Table:
    """Return USER_PROPENSITY of the users of `today`, sorted by user_id.

    today: user_id, as_of_date, order_count_90_days and the attributes fitted on. statuses: what evaluate_propensity
    found of each outcome. What it calls insufficient_data stays empty; what is not better than naive is given
    with that word, since a naive chance in its place would look like the model's.
    """
    read_ids(today, "user_id", "today")
    require_columns(today, ["as_of_date", "order_count_90_days"], "today")
    today = today.sort_by("user_id")
    size = today.num_rows
    found = {
        outcome: fitted if statuses[outcome] != INSUFFICIENT else None
        for outcome, fitted in zip(OUTCOMES, (model.order, model.stop, model.spend), strict=True)
    }
    order, stop, spend = (found[outcome] for outcome in OUTCOMES)
    chance = order.predict(today) if order else np.full(size, np.nan)
    stopping = stop.predict(today) if stop else np.full(size, np.nan)
    stopping[read_numbers(today, "order_count_90_days", "today") == 0] = np.nan
    amount = spend.predict(today) * chance if spend and order else np.full(size, np.nan)
    status_by_outcome = {outcome: statuses[outcome] if found[outcome] else INSUFFICIENT for outcome in OUTCOMES}
    return pa.table(
        {
            "user_id": today["user_id"].cast(pa.string()),
            "as_of_date": today["as_of_date"].cast(pa.date32()),
            "order_probability": _or_null(round_shares(chance)),
            "stop_probability": _or_null(round_shares(stopping)),
            "expected_spend_amount": pc.cast(_or_null(amount.round(4)), pa.decimal128(18, 4), safe=False),
            "reasons": pa.array(list_reasons(order, today) if order else [[]] * size, pa.list_(pa.string())),
            "model": pa.array([order.kind if order else None] * size, pa.string()),
            "status": [status_by_outcome["ordered_within_30_days"]] * size,
            "stop_status": [status_by_outcome["stopped_buying"]] * size,
            "spend_status": [status_by_outcome["spend_within_30_days"]] * size,
        },
        schema=USER_PROPENSITY,
    )


def _only_buyers(past: pa.Table) -> pa.Table:
    require_columns(past, OUTCOMES, "past")
    return past.filter(pc.fill_null(past["ordered_within_30_days"], False))


def _or_null(values: np.ndarray) -> pa.Array:
    return pa.array(values, pa.float64(), mask=np.isnan(values))
