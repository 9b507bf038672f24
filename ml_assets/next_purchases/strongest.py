"""The strongest sequences and the commonest replenishments, and each in plain words."""

from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

from ml_assets.basket_rules.itemsets import require_whole
from ml_assets.columns import require_columns
from ml_assets.next_purchases.table import NEXT_PURCHASES

SURE_Q_VALUE = 0.01


def strongest_sequences(sequences: pa.Table, n: int) -> pa.Table:
    """Return at most `n` sequences of two items, of highest lift among those that are surely more than what is
    bought anyway and surely more than the reverse (both q-values below 0.01). sequences: NEXT_PURCHASES."""
    return _first(sequences, n, (pc.field("q_value") < SURE_Q_VALUE) & (pc.field("order_q_value") < SURE_Q_VALUE))


def commonest_replenishments(sequences: pa.Table, n: int) -> pa.Table:
    """Return at most `n` replenishments, those of most users first. sequences: NEXT_PURCHASES."""
    found = _first(sequences, max(sequences.num_rows, 1), pc.field("is_replenishment"))
    return found.sort_by([("pair_user_count", "descending"), ("item_id", "ascending")]).slice(0, n)


def sequence_sentence(row: Mapping, names: Mapping[str, str]) -> str:
    """Return one row of NEXT_PURCHASES in plain words. names: item id -> name; an id without one stands for itself."""
    item, next_item = (names.get(row[name]) or row[name] for name in ("item_id", "next_item_id"))
    days = f"{row['median_days']:.0f} days ({row['lower_quartile_days']:.0f} to {row['upper_quartile_days']:.0f})"
    users = f"{row['pair_user_count']:,} of {row['item_user_count']:,} users ({row['confidence']:.0%})"
    if row["is_replenishment"]:
        return f"{item} is bought again by {users}, typically after {days}."
    return (
        f"After {item}, {users} buy {next_item}, typically after {days}: {row['lift']:.1f} times as many as would "
        f"anyway; {row['forward_user_count']:,} only in this order, {row['reverse_user_count']:,} only in the reverse."
    )


def _first(sequences: pa.Table, n: int, condition: pc.Expression) -> pa.Table:
    require_columns(sequences, NEXT_PURCHASES.names, "sequences")
    require_whole("n", n)
    return sequences.filter(condition).slice(0, n)
