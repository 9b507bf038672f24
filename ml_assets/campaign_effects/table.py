"""The tables of campaigns' effects: their columns."""

import pyarrow as pa

from ml_assets.columns import column

MORE, LESS, NOT_SURE, INSUFFICIENT, NO_CONTROL = "more", "less", "not_sure", "insufficient_data", "no_control"
EVERYONE = "everyone"
MONEY = ("margin", "net")  # what a trigger may pay by, the better one first
OUTCOMES = ("visits", "orders", "net", "margin", "unsubscribes", "low_ratings", "consults")
EXPLORING_SHARE = 0.05


def _interval(name: str, low: str) -> list[pa.Field]:
    return [
        column(f"{name}_low", pa.float64(), low, nullable=True),
        column(f"{name}_high", pa.float64(), "Upper end of it.", nullable=True),
    ]


CAMPAIGN_RESULTS = pa.schema(
    [
        column("trigger", pa.string(), "Why contacts were decided on, in the shop's words."),
        column("segment", pa.string(), "everyone, or the group of the person before its first contact."),
        column(
            "outcome",
            pa.string(),
            "What is counted a contact in its window: visits (days on which the person was seen), orders, net, margin,"
            " unsubscribes, low_ratings or consults.",
        ),
        column("window_days", pa.int64(), "Days after the day of contact that count."),
        column("sent_count", pa.int64(), "Contacts sent whose window has ended."),
        column("held_back_count", pa.int64(), "Contacts held back whose window has ended."),
        column(
            "left_out_count",
            pa.int64(),
            "Contacts of the trigger left out, since one account of the person was sent a message and another was held"
            " back.",
        ),
        column("open_count", pa.int64(), "Contacts of the trigger whose window has not ended."),
        column("sent_mean", pa.float64(), "The outcome of a contact sent.", nullable=True),
        column("held_back_mean", pa.float64(), "The outcome of a contact held back.", nullable=True),
        column("difference", pa.float64(), "The first less the second.", nullable=True),
        *_interval("difference", "Lower end of its fixed 95 % interval, errors by person: for one look alone."),
        column(
            "effect",
            pa.float64(),
            "The difference, adjusted by that of the same outcome in the 90 days before the person's first contact.",
            nullable=True,
        ),
        *_interval("effect", "Lower end of its fixed 95 % interval: for one look alone."),
        *_interval("valid", "Lower end of the effect's 95 % interval that holds however often it is looked at."),
        column("removed_share", pa.float64(), "Share of the variance that adjusting took off.", nullable=True),
        column("cost_amount", pa.float64(), "What a contact sent costs by the seed message_costs.", nullable=True),
        column(
            "days_to_sure",
            pa.int64(),
            "In how many days an effect of the present size would be sure at the present pace; 0 where it is; empty"
            " where in more than ten years.",
            nullable=True,
        ),
        column(
            "status",
            pa.string(),
            "more or less (the valid interval is clear of 0), not_sure, insufficient_data (fewer than 30 persons on"
            " a side, fewer than 10 contacts with the outcome to be expected on the smaller side, or all contacts"
            " equal), or no_control.",
        ),
        column(
            "is_deciding",
            pa.bool_(),
            "Whether by this row it is decided if the trigger pays: the margin of everyone, the net where margins"
            " are not known, and none where the net is not known either.",
        ),
        column("is_parked", pa.bool_(), "Whether the trigger is parked: the valid interval lies below the cost."),
        column(
            "exploring_share",
            pa.float64(),
            "Share of the contacts of a parked trigger that should still be sent, so that a change is seen.",
            nullable=True,
        ),
        column("reason", pa.string(), "The same in words."),
    ]
)

CAMPAIGN_DAYS = pa.schema(
    [
        column("trigger", pa.string(), "The trigger."),
        column("outcome", pa.string(), "What is counted, as in campaign_results."),
        column(
            "result_date",
            pa.date32(),
            "The day by whose end the windows of all contacts counted here had ended: those of its trigger decided on"
            " up to as many days before.",
        ),
        column("sent_count", pa.int64(), "Contacts sent."),
        column("held_back_count", pa.int64(), "Contacts held back."),
        column("effect", pa.float64(), "The adjusted effect of all contacts up to then."),
        column("effect_low", pa.float64(), "Lower end of its fixed 95 % interval: for one look alone."),
        column("effect_high", pa.float64(), "Upper end of it."),
        column("valid_low", pa.float64(), "Lower end of the 95 % interval that holds on all days together."),
        column("valid_high", pa.float64(), "Upper end of it."),
    ]
)
