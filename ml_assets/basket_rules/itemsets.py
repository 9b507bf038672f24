"""Frequent itemsets: sets of items that at least a given share of baskets hold together."""

import math
from fractions import Fraction

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ml_assets.basket_rules.limits import Limits
from ml_assets.basket_rules.mining import Lines, mine
from ml_assets.basket_rules.table import ITEMSETS
from ml_assets.columns import read_ids, round_shares


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
    max_steps: int = 3_000_000_000,
) -> pa.Table:
    """Return every set of items held by at least ceil(min_support * baskets) baskets, as ITEMSETS.

    baskets: one row per item in a basket (basket_id, item_id: text, no nulls); repeats within a basket count
    once. max_length: items in the longest set, no bound where None. min_count: a floor under the count that
    the share asks for. Counts are exact integers; the largest sets of items come last, the most frequent
    first among equals.

    Raises LimitReachedError (a ValueError) where the baskets hold more than `max_lines` lines with a frequent
    item, more than `max_itemsets` sets are frequent, or finding them takes more than `max_steps` steps (a pair
    met in a basket, or 64 baskets compared for a candidate; a billion take some seconds); ValueError on wrong
    columns or settings.
    """
    require_share("min_support", min_support)
    for name, number in {
        "min_count": min_count,
        "max_itemsets": max_itemsets,
        "max_lines": max_lines,
        "max_steps": max_steps,
    }.items():
        require_whole(name, number)
    if max_length is not None:
        require_whole("max_length", max_length)
    basket_codes, basket_ids = _encode(baskets, "basket_id")
    item_codes, item_ids = _encode(baskets, "item_id")
    basket_count = len(basket_ids)
    needed = max(minimum_count(min_support, basket_count), min_count)
    lines = Lines.of_frequent_items(basket_codes, item_codes, len(item_ids), needed)
    limits = Limits(needed, basket_count, max_itemsets, max_lines, max_steps)
    found = mine(lines, max_length, limits)
    return _tabulate(found, item_ids.take(pa.array(lines.items)), basket_count)


def _encode(baskets: pa.Table, name: str) -> tuple[np.ndarray, pa.Array]:
    """Return the ids as codes, one a row, and the distinct ids by code."""
    encoded = read_ids(baskets, name, "baskets").dictionary_encode().unify_dictionaries()
    if not encoded.num_chunks:
        return np.empty(0, np.int32), pa.array([], pa.string())
    codes = np.concatenate([chunk.indices.to_numpy() for chunk in encoded.chunks])
    return codes, encoded.chunk(0).dictionary


def _tabulate(found: list[tuple[np.ndarray, np.ndarray]], item_ids: pa.Array, basket_count: int) -> pa.Table:
    """found: for each length, the sets (a row of codes each) and their counts."""
    order = pc.sort_indices(item_ids)
    alphabetic = np.empty(len(order), np.int32)
    alphabetic[order.to_numpy()] = np.arange(len(order), dtype=np.int32)
    codes, lengths, itemset_counts = [], [], []
    for sets, counts in found:
        sets = np.sort(alphabetic[sets], axis=1)
        sorting = np.lexsort((*sets.T[::-1], -counts))
        codes.append(sets[sorting].ravel())
        itemset_counts.append(counts[sorting])
        lengths.append(np.full(len(sets), sets.shape[1], dtype=np.int64))
    codes, lengths, itemset_counts = (
        np.concatenate([np.empty(0, kind), *parts])
        for parts, kind in ((codes, np.int32), (lengths, np.int64), (itemset_counts, np.int64))
    )
    offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
    names = item_ids.take(order).take(pa.array(codes))
    return pa.table(
        {
            "items": pa.ListArray.from_arrays(pa.array(offsets), names),
            "item_count": lengths,
            "itemset_count": itemset_counts,
            "basket_count": np.full(len(lengths), basket_count, dtype=np.int64),
            "support": round_shares(itemset_counts / max(basket_count, 1)),
        },
        schema=ITEMSETS,
    )
