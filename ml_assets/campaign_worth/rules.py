"""Who is a sure buyer, and what coupons do: read from the seed contact_rules."""

from dataclasses import dataclass

import pyarrow as pa

from ml_assets.settings import find_number, read_settings


@dataclass(frozen=True)
class WorthRules:
    """sure_buyer_share: share of users with the highest chance to order, who are sure buyers. coupon_known_days: days
    for which a user must be known to get a coupon. coupon_evidence_orders: orders from which on a user's coupons tell.
    coupon_effect_factor: times the effect of the message alone. pressure_prior_orders: orders that a second message
    costs where nothing was measured."""

    sure_buyer_share: float
    coupon_known_days: float
    coupon_evidence_orders: float
    coupon_effect_factor: float
    pressure_prior_orders: float


def read_worth_rules(settings: pa.Table) -> WorthRules:
    """Return the rules of contact_rules (setting, value). Raises ValueError on one that is missing or no number."""
    values = read_settings(settings)
    return WorthRules(
        find_number(values, "sure_buyer_share", most=1),
        find_number(values, "coupon_known_days"),
        find_number(values, "coupon_evidence_orders"),
        find_number(values, "coupon_effect_factor"),
        find_number(values, "pressure_prior_orders"),
    )
