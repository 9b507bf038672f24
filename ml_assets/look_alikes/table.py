"""The table of users alike those on a list."""

import pyarrow as pa

from ml_assets.columns import column

USER_LOOK_ALIKES = pa.schema(
    [
        column("user_id", pa.string(), "The user, who is not on the list."),
        column("list", pa.string(), "The list, of the seed look_alike_lists."),
        column("rank", pa.int64(), "Place among the users alike the list, from 1, the most alike."),
        column(
            "likeness",
            pa.float64(),
            "Of the 50 users nearest by the kept attributes in scaled units, the share that is on the list.",
        ),
        column(
            "evidence",
            pa.string(),
            "Up to three attributes in which the user is as the list is and others are not: value, middle of the list,"
            " middle of all.",
        ),
        column("as_of_date", pa.date32(), "What was known: all up to the end of this day."),
        column(
            "status",
            pa.string(),
            "Of the list, evaluated on a past date: better_than_naive (those then alike joined it surely more often"
            " than users drawn by chance and than users of the RFM segment most common on it), not_better_than_naive"
            " (do not rely on it) or insufficient_data.",
        ),
    ]
)
