"""What a policy gives for a day: a list of messages, as a receiver gets it."""

from collections.abc import Iterable

import pyarrow as pa

LISTS = pa.schema(
    [
        ("user_id", pa.string()),
        ("trigger", pa.string()),
        ("channel", pa.string()),
        ("item_id", pa.string()),
        ("offer", pa.string()),
        ("depth_share", pa.float64()),
    ]
)


def make_list(rows: Iterable[dict]) -> pa.Table:
    """Rows as a list; what a row does not say is empty, and so is a list of no rows."""
    return pa.Table.from_pylist(list(rows), LISTS)
