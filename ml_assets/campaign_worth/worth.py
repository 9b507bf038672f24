"""What each candidate is worth: the orders that it adds, and the margin of each offer that it may come with."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ml_assets.campaign_plan.table import KEY
from ml_assets.campaign_worth.effects import find_effects
from ml_assets.campaign_worth.offers import Expected, list_offers, names_offer
from ml_assets.campaign_worth.pressure import find_pressure
from ml_assets.campaign_worth.rules import WorthRules
from ml_assets.campaign_worth.table import NEW_USER, NEW_USER_WORDS, NO_OFFER, SURE_BUYER, SURE_BUYER_WORDS
from ml_assets.campaign_worth.users import CHANCE_DAYS, find_chances, find_coupon_habits, find_sure_buyers, look_up
from ml_assets.columns import read_ids, read_numbers, read_text, require_columns, round_shares

CANDIDATES = (
    *(*KEY, "prior_effect_orders", "same_as", "allows_offer", "offers", "window_days"),
    *("net_an_order", "margin_an_order", "channel_cost", "refused_by", "refusal"),
)


@dataclass(frozen=True)
class WorthInputs:
    """What worth is worked out from.

    candidates: CANDIDATES, one row per user, trigger and subject. traits: user_id, trait, trait_value.
    propensities: user_id, order_probability (of the next 30 days), status. habits: user_id, order_count, known_days,
    coupon_saved_share, shrunk_coupon_order_share. offers: offer, depth_share, cost_amount, is_coupon. messages:
    user_id, a row a message of the last days. pressure: PRESSURE. results: CAMPAIGN_RESULTS. cells: CAMPAIGN_CELLS.
    """

    candidates: pa.Table
    traits: pa.Table
    propensities: pa.Table
    habits: pa.Table
    offers: pa.Table
    messages: pa.Table
    pressure: pa.Table
    results: pa.Table
    cells: pa.Table
    rules: WorthRules


@dataclass(frozen=True)
class CampaignWorth:
    """candidates: those of the inputs, in their order, with effect_orders, effect_weight, effect_source,
    pressure_orders, order_chance and is_parked beside; sure buyers, and who may be one, are refused what speaks of
    coupons alone. offers: CANDIDATE_OFFERS."""

    candidates: pa.Table
    offers: pa.Table


def campaign_worth(inputs: WorthInputs) -> CampaignWorth:
    """Return what the candidates are worth. Raises ValueError on wrong columns."""
    require_columns(inputs.candidates, CANDIDATES, "candidates")
    users = read_ids(inputs.candidates, "user_id", "candidates").combine_chunks()
    read_ids(inputs.candidates, "trigger", "candidates")
    effects = find_effects(inputs.candidates, inputs.traits, inputs.results, inputs.cells)
    chances_of_users = find_chances(inputs.propensities, inputs.habits)
    sure_buyers = find_sure_buyers(chances_of_users, inputs.rules.sure_buyer_share)
    is_sure = pc.is_in(users, value_set=sure_buyers).to_numpy(zero_copy_only=False)
    known_days = np.nan_to_num(look_up(users, inputs.habits, "known_days", "habits"))
    is_new = known_days < inputs.rules.coupon_known_days
    candidates = refuse_sure_buyers(inputs.candidates, is_sure, is_new)
    of_users = look_up(users, chances_of_users, "chance", "chances")
    pressure = find_pressure(users, of_users, inputs.messages, inputs.pressure, inputs.rules.pressure_prior_orders)
    chances = find_order_chances(candidates, of_users)
    expected = Expected(
        effects.orders, pressure, chances, find_coupon_habits(users, inputs.habits, inputs.rules), is_sure | is_new
    )
    worth = {
        "effect_orders": pa.array(effects.orders),
        "effect_weight": pa.array(effects.weights),
        "effect_source": effects.sources,
        "pressure_orders": pa.array(pressure),
        "order_chance": pa.array(chances, from_pandas=True),
        "is_parked": pa.array(effects.is_parked),
    }
    offers = list_offers(candidates, inputs.offers, expected, inputs.rules)
    for name, values in worth.items():
        candidates = candidates.append_column(name, values)
    return CampaignWorth(candidates, offers)


def refuse_sure_buyers(candidates: pa.Table, is_sure: np.ndarray, is_new: np.ndarray) -> pa.Table:
    """Return the candidates; those that speak of coupons alone are refused to sure buyers and to who may yet be one,
    where no other rule did."""
    rules, words = (read_text(candidates, name) for name in ("refused_by", "refusal"))
    # Without offers there is nothing that speaks of coupons alone.
    is_open = pc.and_(pc.is_null(rules), pc.is_valid(read_text(candidates, "offers"))).to_numpy(zero_copy_only=False)
    is_refused = pa.array((is_sure | is_new) & is_open & ~names_offer(candidates, NO_OFFER))
    own_rules, own_words = (
        pc.if_else(pa.array(is_sure), sure, new)
        for sure, new in ((SURE_BUYER, NEW_USER), (SURE_BUYER_WORDS, NEW_USER_WORDS))
    )
    for name, column, value in (("refused_by", rules, own_rules), ("refusal", words, own_words)):
        place = candidates.schema.get_field_index(name)
        candidates = candidates.set_column(place, name, pc.if_else(is_refused, value, column))
    return candidates


def find_order_chances(candidates: pa.Table, probabilities: np.ndarray) -> np.ndarray:
    """Return the chances of an order anyway in as many days as each message works. probabilities: those of 30 days."""
    days = read_numbers(candidates, "window_days", "candidates")
    return round_shares(1 - (1 - probabilities) ** (days / CHANCE_DAYS))
