"""Frequent itemsets: sets of items that at least a given share of baskets hold together."""

import math
from collections.abc import Iterator
from fractions import Fraction
from itertools import islice

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from mlxtend.frequent_patterns.fpcommon import FPTree
from mlxtend.frequent_patterns.fpgrowth import fpg_step

from ml_assets.columns import column, read_ids, round_shares

ITEMSETS = pa.schema(
    [
        column("items", pa.list_(pa.string()), "The items of the set, sorted."),
        column("item_count", pa.int64(), "Number of items in the set."),
        column("itemset_count", pa.int64(), "Baskets that hold every item of the set."),
        column("basket_count", pa.int64(), "All baskets, those without any frequent item included."),
        column("support", pa.float64(), "itemset_count / basket_count."),
    ]
)


class LimitReachedError(ValueError):
    """The data are too dense or too large for the limits given; the message says what to raise or narrow."""


def minimum_count(share: float, total: int) -> int:
    """Return ceil(share * total), reading `share` as the decimal that is written.

    0.07 is seven hundredths here, so that 7 of 100 baskets reach it. In binary arithmetic 0.07 * 100 is
    7.000000000000001, whose ceiling is 8. Of 9,835 baskets 0.001 asks for 10.
    """
    return math.ceil(Fraction(str(share)) * total)


def require_share(name: str, share: float) -> None:
    """Raise ValueError unless 0 < share <= 1."""
    if isinstance(share, bool) or not isinstance(share, (int, float)) or not 0 < share <= 1:
        raise ValueError(f"{name} must be above 0 and at most 1, got {share!r}")


def require_whole(name: str, number: int) -> None:
    """Raise ValueError unless `number` is a whole number of at least 1."""
    if isinstance(number, bool) or not isinstance(number, int) or number < 1:
        raise ValueError(f"{name} must be a whole number of at least 1, got {number!r}")


def frequent_itemsets(
    baskets: pa.Table,
    min_support: float,
    max_length: int | None = None,
    *,
    min_count: int = 1,
    max_itemsets: int = 200_000,
    max_lines: int = 5_000_000,
) -> pa.Table:
    """Return every set of items held by at least ceil(min_support * baskets) baskets, as ITEMSETS.

    baskets: one row an item in a basket (basket_id, item_id: text, no nulls); repeats within a basket count
    once. max_length: items in the longest set, no bound where None. min_count: a floor under the count that
    the share asks for. Counts are exact integers; the largest sets of items come last, the most frequent
    first among equals.

    Raises LimitReachedError (a ValueError) where the baskets hold more than `max_lines` lines with a frequent
    item, or more than `max_itemsets` sets are frequent; ValueError on wrong columns or settings.
    """
    require_share("min_support", min_support)
    for name, number in (("min_count", min_count), ("max_itemsets", max_itemsets), ("max_lines", max_lines)):
        require_whole(name, number)
    if max_length is not None:
        require_whole("max_length", max_length)
    lines = pa.table({name: read_ids(baskets, name, "baskets") for name in ("basket_id", "item_id")})
    lines = lines.group_by(["basket_id", "item_id"]).aggregate([])
    basket_count = pc.count_distinct(lines["basket_id"]).as_py()
    needed = max(minimum_count(min_support, basket_count), min_count)

    counted = lines.group_by("item_id").aggregate([("basket_id", "count")])
    counted = counted.filter(pc.greater_equal(counted["basket_id_count"], needed)).sort_by("item_id")
    items = counted["item_id"].combine_chunks()
    lines = lines.filter(pc.is_in(lines["item_id"], items))
    if lines.num_rows > max_lines:
        raise LimitReachedError(
            f"baskets hold {lines.num_rows:,} lines with a frequent item, above the limit of {max_lines:,}: "
            "raise min_support, leave out older baskets, or raise max_lines"
        )
    tree = _grow_tree(lines, items, counted["basket_id_count"].to_numpy())
    found = list(islice(_walk(tree, needed, max_length), max_itemsets + 1))
    if len(found) > max_itemsets:
        raise LimitReachedError(
            f"more than {max_itemsets:,} itemsets are in {needed:,} or more of {basket_count:,} baskets: "
            "raise min_support, set max_length, or raise max_itemsets"
        )
    return _tabulate(found, items.to_pylist(), basket_count)


def _grow_tree(lines: pa.Table, items: pa.Array, counts: np.ndarray) -> FPTree:
    """Build mlxtend's prefix tree straight from the lines: no frame of baskets x items is ever made."""
    codes = pc.index_in(lines["item_id"], items).to_numpy()
    rank = np.empty(len(items), dtype=np.int64)
    # The tree is smallest where common items stand near its root.
    rank[np.argsort(counts, kind="stable")] = np.arange(len(items))
    baskets = lines["basket_id"].combine_chunks().dictionary_encode().indices.to_numpy()
    order = np.lexsort((-rank[codes], baskets))
    codes, baskets = codes[order], baskets[order]
    tree = FPTree(dict(enumerate(rank.tolist())))
    for basket in np.split(codes, np.flatnonzero(np.diff(baskets)) + 1):
        tree.insert_itemset(basket.tolist())
    return tree


def _walk(tree: FPTree, needed: int, max_length: int | None) -> Iterator[tuple[int, list[int]]]:
    # Walked set by set, so that a limit ends it early; mlxtend.fpgrowth would first collect them all, and it
    # compares shares as floats, where this compares counts.
    return fpg_step(tree, needed, None, max_length, 0)


def _tabulate(found: list[tuple[int, list[int]]], names: list[str], basket_count: int) -> pa.Table:
    # Codes follow the sorted names, so sorting codes sorts names.
    rows = sorted((len(codes), -count, sorted(codes)) for count, codes in found)
    itemset_counts = np.array([-count for _, count, _ in rows], dtype=np.int64)
    return pa.table(
        {
            "items": pa.array([[names[code] for code in codes] for _, _, codes in rows], pa.list_(pa.string())),
            "item_count": pa.array([length for length, _, _ in rows], pa.int64()),
            "itemset_count": itemset_counts,
            "basket_count": np.full(len(rows), basket_count, dtype=np.int64),
            "support": round_shares(itemset_counts / max(basket_count, 1)),
        },
        schema=ITEMSETS,
    )
