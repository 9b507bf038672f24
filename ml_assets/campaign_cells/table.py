"""The table of campaigns' effects by cells: its columns."""

import pyarrow as pa

from ml_assets.columns import column

OWN_FIGURE, ONE_FOR_ALL, INSUFFICIENT = "own_figure", "one_figure_for_all", "insufficient_data"

CAMPAIGN_CELLS = pa.schema(
    [
        column("trigger", pa.string(), "Why contacts were decided on, in the shop's words."),
        column("outcome", pa.string(), "visits, orders, and the amount by which the trigger pays: margin, or net."),
        column(
            "trait",
            pa.string(),
            "By what persons are distinguished, as known before their first contact: user_group, lifecycle,"
            " favorite_department_id, coupon_use or price_attitude.",
        ),
        column("trait_value", pa.string(), "Its value: the cell."),
        column("sent_count", pa.int64(), "Contacts sent."),
        column("held_back_count", pa.int64(), "Contacts held back."),
        column(
            "own_effect", pa.float64(), "The cell's own adjusted effect; empty with too little data.", nullable=True
        ),
        column("trigger_effect", pa.float64(), "The effect over the cells of the trait together.", nullable=True),
        column(
            "own_weight",
            pa.float64(),
            "How far the cell's own effect is believed: 0 where cells differ no more than by chance.",
            nullable=True,
        ),
        column("effect", pa.float64(), "The own effect, shrunk to that of the trigger.", nullable=True),
        column(
            "valid_low",
            pa.float64(),
            "Lower end of its 95 % interval that holds however often it is looked at.",
            nullable=True,
        ),
        column("valid_high", pa.float64(), "Upper end of it.", nullable=True),
        column(
            "used_effect",
            pa.float64(),
            "The effect to plan with: the shrunk one where distinguishing people is surely better, else the trigger's.",
            nullable=True,
        ),
        column("cost_amount", pa.float64(), "What a contact sent costs by the seed message_costs.", nullable=True),
        column(
            "is_left_alone",
            pa.bool_(),
            "Whether the cell is better left alone: in the amount by which the trigger pays, its interval lies below"
            " the cost.",
        ),
        column(
            "status",
            pa.string(),
            "own_figure (distinguishing people was surely better on people not learned from, and both halves chose"
            " this trait), one_figure_for_all, or insufficient_data.",
        ),
        column("reason", pa.string(), "The same in words."),
    ]
)
