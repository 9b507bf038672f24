"""The tables of recommendations: their columns."""

import pyarrow as pa

from ml_assets.columns import column

_KEY = [
    column("user_id", pa.string(), "The user, seen in the last 90 days."),
    column(
        "list",
        pa.string(),
        "home (anything), discover (never bought by the user) or again (bought before, and due by the usual interval).",
    ),
]
_ITEM = [
    column("item_id", pa.string(), "The item."),
    column(
        "score",
        pa.float64(),
        "What the list is sorted by, the best first: the log-odds of a purchase where method is ranker, else the "
        "simple list's own figure. Compare scores of one list and method only.",
    ),
    column(
        "method",
        pa.string(),
        "What chose the item: ranker, or the simple list that is served where the ranker was not surely better "
        "(own_most_bought, popular_last_7_days, ease; see ops.model_quality); new_item for the share that is kept for "
        "new items; for users who never bought recently_seen, popular_in_category, popular_in_channel or "
        "popular_in_region.",
    ),
]
_DATE = column("as_of_date", pa.date32(), "The list was made from what was known at the end of this day.")

USER_RECOMMENDATIONS = pa.schema(
    [
        *_KEY,
        column("rank", pa.int64(), "Place in the list, from 1 to at most 20."),
        *_ITEM,
        column("reason", pa.string(), "Why, in words: true of the rows behind it as of as_of_date."),
        column(
            "evidence",
            pa.string(),
            "The reason as name=value, joined by semicolons, from which it can be counted again: kind, and for own "
            "day_count, last_date, usual_days (and in again item_usual_days of what was bought once); for near "
            "item_id, user_count; for seen last_date, view_count, favorite_count, cart_count; for popular day_count, "
            "user_count; for group name, value, day_count, user_count; for new first_sold_date.",
        ),
        column("is_new_item", pa.bool_(), "The item was first sold in the last 14 days."),
        column("valid_until", pa.date32(), "The last day on which the row should be shown."),
        _DATE,
    ]
)
REFUSED_RECOMMENDATIONS = pa.schema(
    [
        *_KEY,
        *_ITEM,
        column(
            "refused_reason",
            pa.string(),
            "Which policy kept the item from the list: out_of_stock, hidden (no product), returned_before (the "
            "user kept none), above_price_band (over three times the dearest unit that the user ever bought) or "
            "variety (the category has its 8 places).",
        ),
        _DATE,
    ]
)
