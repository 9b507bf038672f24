"""The table of the campaign plan: its columns and the words in them."""

import pyarrow as pa

from ml_assets.columns import column

SEND, HOLD_BACK, DEFER, REFUSE = DECISIONS = ("send", "hold_back", "defer", "refuse")
# What takes a place: a contact held back stands for the one that would have been sent.
CONTACTS = (SEND, HOLD_BACK)
# By which draw a contact is held back.
GLOBAL_GROUP, OWN_SHARE = "global_group", "trigger_share"
# The rules that the plan adds to those of the verdicts.
SAME_THING, PARKED, UNKNOWN_WORTH, NOT_WORTH_IT, ENDS_FIRST, REASON_ENDED = (
    *("same_thing_lately", "parked", "unknown_worth", "not_worth_it", "ends_before_cap", "reason_ended"),
)
KEY = ("user_id", "trigger", "item_id", "category_id")
AMOUNT = pa.decimal128(18, 4)

CAMPAIGN_PLAN = pa.schema(
    [
        column("as_of_date", pa.date32(), "The day as of which it was decided."),
        column("plan_date", pa.date32(), "The day for which it was decided: the shop day after."),
        column("user_id", pa.string(), "Whom it is for: a person, with all accounts."),
        column("trigger", pa.string(), "The cause to write, as the seed triggers names it."),
        column("item_id", pa.string(), "The item it is about.", nullable=True),
        column("item_name", pa.string(), "Its name: the shop's own text.", nullable=True),
        column("category_id", pa.string(), "The category it is about.", nullable=True),
        column("decision", pa.string(), "send, hold_back (to measure by), defer (to a later day) or refuse."),
        column("refused_by", pa.string(), "The first rule that refused it.", nullable=True),
        column(
            "held_back_by",
            pa.string(),
            "global_group (the person is in that of the season) or trigger_share.",
            nullable=True,
        ),
        column("deferred_by", pa.string(), "The cap, stock or budget that stopped it.", nullable=True),
        column("deferred_until_date", pa.date32(), "The day on which that one is free again.", nullable=True),
        column("decision_reason", pa.string(), "Why it was decided so, in words."),
        column("channel", pa.string(), "How to send it.", nullable=True),
        column("offer", pa.string(), "The offer it holds, as the seed offers names it.", nullable=True),
        column("depth_share", pa.float64(), "What the offer takes off the price.", nullable=True),
        column("is_depth_explored", pa.bool_(), "Whether the depth was drawn by chance, to learn from."),
        column("send_at", pa.timestamp("us"), "When to send it (UTC).", nullable=True),
        column("send_at_local", pa.timestamp("us"), "The same in the shop's time.", nullable=True),
        column("expires_at", pa.timestamp("us"), "From when on it must not be sent any more (UTC).", nullable=True),
        column("quiet_from", pa.string(), "From this time of the day on nobody is written to (HH:MM).", nullable=True),
        column(
            "quiet_to", pa.string(), "Until this time of the day, over midnight where it is earlier.", nullable=True
        ),
        column("time_zone", pa.string(), "The zone of these two and of send_at_local: the shop's.", nullable=True),
        column(
            "recheck_rules",
            pa.string(),
            "The rules that a sender must check right before sending, as refused_by names them, joined by `;`.",
            nullable=True,
        ),
        column("recheck", pa.string(), "The same in words.", nullable=True),
        column("reason", pa.string(), "Why to write, in words."),
        column("evidence_kind", pa.string(), "What the keys of the evidence are: order, event, item, rule or user."),
        column("evidence", pa.string(), "Keys from which the reason can be derived again, newest first."),
        column("evidence_count", pa.int64(), "How many there are."),
        column("effect_orders", pa.float64(), "Orders that a contact is expected to bring.", nullable=True),
        column(
            "pressure_orders",
            pa.float64(),
            "Orders that one more contact is expected to cost, by those that the person had lately.",
            nullable=True,
        ),
        column("margin_an_order", AMOUNT, "Margin of such an order.", nullable=True),
        column("channel_cost", AMOUNT, "What the channel costs a message.", nullable=True),
        column("offer_cost", AMOUNT, "What the offer is expected to cost a contact.", nullable=True),
        column("expected_margin", AMOUNT, "Margin expected of the contact after its costs.", nullable=True),
        column(
            "priority", pa.int64(), "Its place in the one order over all, 1 first; empty where refused.", nullable=True
        ),
        column(
            "decision_id",
            pa.string(),
            "Keyed hash of day, person, trigger and subject: who gets it twice counts it once.",
        ),
    ]
)
