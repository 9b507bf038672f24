"""What each candidate of tomorrow's plan is worth, with each offer that it may come with.

A message about the cart was measured to add 9 orders of 100, with an error as large as the prior of 3, so that 6 are
expected. Ann takes coupons of a tenth, so one of a twentieth adds nothing for her and costs its part of all orders.

>>> import pyarrow as pa
>>> from ml_assets.campaign_cells import CAMPAIGN_CELLS
>>> from ml_assets.campaign_worth.pressure import PRESSURE
>>> text, number = pa.string(), pa.float64()
>>> key = {"user_id": ["ann"], "trigger": ["cart"], "item_id": ["tea"], "category_id": pa.nulls(1, text)}
>>> told = {"prior_effect_orders": [0.03], "same_as": pa.nulls(1, text), "allows_offer": [True], "window_days": [30]}
>>> told |= {"offers": ["none;coupon_5;coupon_10"], "refused_by": pa.nulls(1, text), "refusal": pa.nulls(1, text)}
>>> told |= {"net_an_order": [100.0], "margin_an_order": [40.0], "channel_cost": [0.0]}
>>> result = {"trigger": "cart", "segment": "everyone", "outcome": "orders", "effect": 0.09, "is_deciding": False}
>>> result |= {"valid_low": 0.03120108, "valid_high": 0.14879892, "is_parked": False}
>>> worth = campaign_worth(
...     WorthInputs(
...         candidates=pa.table(key | told),
...         traits=pa.table({name: pa.array([], text) for name in ("user_id", "trait", "trait_value")}),
...         propensities=pa.table(
...             {"user_id": ["ann"], "order_probability": [0.1], "status": ["better_than_naive"]}
...         ),
...         habits=pa.table(
...             {
...                 "user_id": ["ann"],
...                 "order_count": [4],
...                 "known_days": [90],
...                 "coupon_saved_share": [0.1],
...                 "shrunk_coupon_order_share": [0.3],
...             }
...         ),
...         offers=pa.table(
...             {
...                 "offer": ["none", "coupon_5", "coupon_10"],
...                 "depth_share": [0.0, 0.05, 0.1],
...                 "cost_amount": [0.0, 0.0, 0.0],
...                 "is_coupon": [False, True, True],
...             }
...         ),
...         messages=pa.table({"user_id": pa.array([], text)}),
...         pressure=pa.table({name: pa.array([], number) for name in PRESSURE}),
...         results=pa.Table.from_pylist([result]),
...         cells=CAMPAIGN_CELLS.empty_table(),
...         rules=WorthRules(
...             sure_buyer_share=0,
...             coupon_known_days=60,
...             coupon_evidence_orders=2,
...             coupon_effect_factor=1.5,
...             pressure_prior_orders=0.03,
...         ),
...     )
... )
>>> worth.candidates.select(["effect_orders", "effect_weight", "effect_source"]).to_pylist()
[{'effect_orders': 0.06, 'effect_weight': 0.5, 'effect_source': 'cart'}]
>>> for row in worth.offers.to_pylist():
...     print(row["offer"], row["offer_effect_orders"], row["offer_cost"], row["expected_margin"])
none 0.06 0.0 2.4
coupon_5 0.06 0.8 1.6
coupon_10 0.09 1.9 1.7
"""

from ml_assets.campaign_worth.rules import WorthRules, read_worth_rules
from ml_assets.campaign_worth.table import CANDIDATE_OFFERS
from ml_assets.campaign_worth.worth import CampaignWorth, WorthInputs, campaign_worth

__all__ = ["CANDIDATE_OFFERS", "CampaignWorth", "WorthInputs", "WorthRules", "campaign_worth", "read_worth_rules"]
