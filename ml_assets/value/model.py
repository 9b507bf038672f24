"""Both models together: fitted, or the reason why not."""

from dataclasses import dataclass

from ml_assets.value.bg_nbd import BgNbdFit, fit_histories
from ml_assets.value.customers import Customers, find_histories
from ml_assets.value.gamma_gamma import GammaGammaFit, fit_amounts

FEWEST_REPEAT_BUYERS = 30


@dataclass(frozen=True)
class ValueModel:
    """Orders and amounts; the reason why a part cannot be used, else None."""

    orders: BgNbdFit
    amounts: GammaGammaFit
    orders_reason: str | None
    amounts_reason: str | None


def fit_value(customers: Customers) -> ValueModel:
    """Fit both models to customers as read."""
    orders = fit_histories(find_histories(customers))
    amounts = fit_amounts(customers)
    orders_reason = _reason_against(orders, "repeat buyers")
    amounts_reason = orders_reason or _reason_against(amounts, "repeat buyers with a known, positive amount")
    return ValueModel(orders, amounts, orders_reason, amounts_reason)


def require_horizon(horizon_days: int) -> None:
    """Raise ValueError unless the horizon is a whole number of days, 1 to 3,650."""
    if isinstance(horizon_days, bool) or not isinstance(horizon_days, int) or not 1 <= horizon_days <= 3_650:
        raise ValueError(f"horizon_days must be a whole number of days from 1 to 3,650, got {horizon_days!r}")


def require_rate(annual_discount: float) -> None:
    """Raise ValueError unless the rate is a share from 0 to below 1."""
    if not 0 <= annual_discount < 1:
        raise ValueError(f"annual_discount must be a share from 0 to below 1, got {annual_discount!r}")


def _reason_against(fit: BgNbdFit | GammaGammaFit, whom: str) -> str | None:
    if fit.repeat_buyer_count < FEWEST_REPEAT_BUYERS:
        return f"{fit.repeat_buyer_count} {whom} are too few: at least {FEWEST_REPEAT_BUYERS} are needed"
    if not fit.converged:
        return f"the fit to {fit.repeat_buyer_count:,} {whom} did not settle"
    return None
