"""The offers of candidates: their columns, and the words of worth."""

import pyarrow as pa

from ml_assets.columns import column

# The rules that worth adds to those of the verdicts, after all of them.
SURE_BUYER = "sure_buyer"
NEW_USER = "new_user"
SURE_BUYER_WORDS = "Speaks of coupons alone, and the user orders without"
NEW_USER_WORDS = "Speaks of coupons alone, and nobody can tell yet whether the user orders without"
# The offer that is the message alone.
NO_OFFER = "none"
# The source of an effect that nobody has measured yet.
PRIOR = "prior"

CANDIDATE_OFFERS = pa.schema(
    [
        column("user_id", pa.string(), "The user."),
        column("trigger", pa.string(), "The trigger."),
        column("item_id", pa.string(), "The item that it is about.", nullable=True),
        column("category_id", pa.string(), "The category that it is about.", nullable=True),
        column("offer", pa.string(), "An offer of the seed offers; none is the message alone."),
        column("depth_share", pa.float64(), "Share of the order that it takes off; 0 for none."),
        column(
            "is_expected_to_work", pa.bool_(), "Whether it is a coupon at least as deep as those that the user takes."
        ),
        column("offer_effect_orders", pa.float64(), "Orders that the message with this offer is expected to add."),
        column(
            "offer_cost",
            pa.float64(),
            "What it is expected to cost: what it takes off the added orders and those that would have come anyway,"
            " and its own cost.",
        ),
        column(
            "expected_margin",
            pa.float64(),
            "Margin of the added orders less those that one more contact costs, and less the costs of offer and"
            " channel; empty where no order's worth is known.",
            nullable=True,
        ),
    ]
)
