"""What users buy after what, and when they buy the same again."""

from collections.abc import Callable
from itertools import count

import dagster as dg
import pyarrow as pa
from pydantic import Field

from ml_assets.next_purchases import (
    NEXT_PURCHASES,
    commonest_replenishments,
    next_purchases,
    sequence_sentence,
    strongest_sequences,
)
from ml_assets.next_purchases.plot import draw_gaps
from orchestration.assets.item_names import read_item_names
from orchestration.assets.limited_search import Found, search_within_limits
from orchestration.assets.plots import show_picture
from orchestration.assets.python_tables import declare_asset, save_table
from orchestration.warehouse.connection import open_warehouse
from orchestration.warehouse.tables import DeclaredTable

SEQUENCES_TABLE = DeclaredTable(
    "items",
    "next_purchases",
    "What users buy on a later day, after an item: one row for an item and the next, with how long it takes and "
    "whether it is more than they would buy anyway; of the same item again, how often it is replenished.",
    NEXT_PURCHASES,
)

# One order a user and day. As in baskets, returned and given-away lines do not count, nor does postage.
PURCHASES = """
    SELECT DISTINCT order_lines.user_id, order_lines.item_id, order_lines.order_date
    FROM facts.order_lines LEFT JOIN current.current_items USING (item_id)
    WHERE order_lines.is_counted AND coalesce(current_items.is_product, true) AND order_lines.user_id IS NOT NULL
"""


class NextPurchasesConfig(dg.Config):
    """How many users a sequence needs."""

    min_user_count: int = Field(20, ge=2, description="Users who bought the next item after the item, at least.")
    max_pairs: int = Field(50_000_000, ge=1, le=1_000_000_000, description="Pairs of a user's items, at most.")
    max_sequences: int = Field(200_000, ge=1, le=10_000_000, description="Sequences to keep, at most.")


@declare_asset(SEQUENCES_TABLE, models=("order_lines", "current_items"))
def next_purchases_asset(context: dg.AssetExecutionContext, config: NextPurchasesConfig) -> dg.MaterializeResult:
    with open_warehouse(read_only=True) as connection:
        purchases = connection.sql(PURCHASES).to_arrow_table()
        names = read_item_names(connection)
    search = find_sequences(purchases, config, context.log.warning)
    found = search.rows
    best = [*strongest_sequences(found, 5).to_pylist(), *commonest_replenishments(found, 3).to_pylist()]
    metadata = {
        "minimum users": search.attempt,
        "strongest": dg.MetadataValue.md("\n".join(f"1. {sequence_sentence(row, names)}" for row in best) or "none"),
        "days to the next purchase": show_picture(draw_gaps(found, names)),
    }
    if search.note:
        metadata["note"] = search.note
    elif not found.num_rows:
        metadata["note"] = "No sequence: too few users bought the same two items one after the other."
    context.log.info(f"{found.num_rows:,} sequences of purchases")
    return save_table(SEQUENCES_TABLE, found, metadata)


def find_sequences(purchases: pa.Table, config: NextPurchasesConfig, say: Callable[[str], None]) -> Found[int]:
    """Return the sequences and the users they needed, doubled until a morning bears it. Where these are more than
    the shop has, nothing is left to be paired."""
    return search_within_limits(
        "Sequences",
        (config.min_user_count * 2**doublings for doublings in count()),
        lambda min_user_count: next_purchases(
            purchases, min_user_count, max_pairs=config.max_pairs, max_sequences=config.max_sequences
        ),
        lambda min_user_count: f"with {min_user_count:,} users or more",
        NEXT_PURCHASES,
        say,
    )
