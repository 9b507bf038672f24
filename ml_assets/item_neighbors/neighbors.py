"""The neighbours of every item, of every kind, in one table."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from scipy.sparse import csr_array

from ml_assets.columns import read_ids, read_numbers, require_columns
from ml_assets.item_neighbors.pairs import Pairs, nearest_items
from ml_assets.item_neighbors.table import ITEM_NEIGHBORS

ALIKE_BY = ["category", "category, brand", "category, price band", "category, brand, price band"]


def item_neighbors(
    items: pa.Table,
    baskets: pa.Table,
    persons: pa.Table,
    alike: pa.Table,
    *,
    most_neighbors: int = 50,
    most_items: int = 1_000,
) -> pa.Table:
    """Return ITEM_NEIGHBORS, at most `most_neighbors` of each item and kind, by kind, item and rank.

    items: item_id, item_number, item_name. The others name items by number, each pair once: baskets (basket_number,
    item_number), persons (person_number, item_number, first_viewed_date, last_bought_date; what did not happen is
    null), alike (item_number, neighbor_number, rank, is_same_brand, is_same_price_band). A basket, or what a person
    viewed or bought, of more than `most_items` items says nothing of its pairs and is left out. Raises ValueError
    where a table has another shape or names an unknown item.
    """
    ids, names, positions = _read_items(items)
    if not len(ids):
        return ITEM_NEIGHBORS.empty_table()
    together = _read_holdings(baskets, "basket_number", None, positions, most_items)
    viewed = _read_holdings(persons, "person_number", "first_viewed_date", positions, most_items)
    bought = _read_holdings(persons, "person_number", "last_bought_date", positions, most_items, viewed.shape[0])
    parts = [_alike_rows(alike, positions, most_neighbors, ids, names)]
    for kind, left, right in (
        ("bought_after_viewed", viewed, bought),
        ("bought_together", together, together),
        ("viewed_together", viewed, viewed),
    ):
        pairs = nearest_items(left, right, most_neighbors, is_after=kind == "bought_after_viewed")
        either = pairs.item_count + pairs.neighbor_count - pairs.both if left is right else None
        parts.append(_count_rows(kind, pairs, either, ids, names))
    return pa.concat_tables(parts)


def _read_items(items: pa.Table) -> tuple[pa.Array, pa.Array, np.ndarray]:
    """Return ids in order, names beside them, and the place in them by item number (-1 where there is none)."""
    require_columns(items, ["item_name"], "items")
    ids = read_ids(items, "item_id", "items").combine_chunks()
    numbers = _read_whole(items, "item_number", "items")
    order = pc.sort_indices(ids).to_numpy()
    positions = np.full(numbers.max(initial=-1) + 1, -1)
    positions[numbers[order]] = np.arange(len(order))
    if len(pc.unique(ids)) < len(ids) or np.count_nonzero(positions >= 0) < len(ids):
        raise ValueError("items names an item or a number twice: give one row for each")
    return ids.take(pa.array(order)), items["item_name"].combine_chunks().cast(pa.string()).take(order), positions


def _read_holdings(
    table: pa.Table, holder: str, day: str | None, positions: np.ndarray, most_items: int, holders: int = 0
) -> csr_array:
    """Return holders x items of the rows with a `day`, whose values are days since 1970, or 1 without a `day`."""
    what = "baskets" if day is None else "persons"
    require_columns(table, [holder, "item_number", *([day] if day else [])], what)
    size = max(int(pc.max(table[holder]).as_py() or 0) + 1, holders)
    values = np.ones(0)
    if day:
        table = table.filter(pc.is_valid(table[day]))
        values = table[day].cast(pa.date32()).cast(pa.int32()).to_numpy()
    owner, item = _read_whole(table, holder, what), _find_places(table, "item_number", what, positions)
    few = np.bincount(owner, minlength=size)[owner] <= most_items
    values = values[few] if day else np.ones(np.count_nonzero(few), np.int8)
    matrix = csr_array((values, (owner[few], item[few])), shape=(size, positions.max(initial=-1) + 1))
    if matrix.nnz < len(values):
        raise ValueError(f"{what} holds a pair of {holder} and item_number twice: give one row for each")
    return matrix


def _read_whole(table: pa.Table, name: str, what: str) -> np.ndarray:
    numbers = table[name]
    if not pa.types.is_integer(numbers.type):
        numbers = pa.chunked_array([pa.array(read_numbers(table, name, what))]).cast(pa.int64())
    if numbers.null_count or (pc.min(numbers).as_py() or 0) < 0:
        raise ValueError(f"{what}.{name} must be whole numbers of at least 0")
    return numbers.to_numpy()


def _find_places(table: pa.Table, name: str, what: str, positions: np.ndarray) -> np.ndarray:
    numbers = _read_whole(table, name, what)
    known = np.append(positions, -1).astype(np.int32)[np.minimum(numbers, len(positions))]
    if (known < 0).any():
        raise ValueError(f"{what}.{name} holds {numbers[known < 0][0]}, which is not among the items")
    return known


def _count_rows(kind: str, pairs: Pairs, either: np.ndarray | None, ids: pa.Array, names: pa.Array) -> pa.Table:
    figures = {
        "score": pairs.score,
        "both_count": pairs.both,
        "item_count": pairs.item_count,
        "neighbor_count": pairs.neighbor_count,
        "either_count": either,
    }
    return _as_rows(kind, pairs.item, pairs.neighbor, pairs.rank, figures, ids, names)


def _alike_rows(alike: pa.Table, positions: np.ndarray, most: int, ids: pa.Array, names: pa.Array) -> pa.Table:
    require_columns(alike, ["item_number", "neighbor_number", "rank", "is_same_brand", "is_same_price_band"], "alike")
    alike = alike.filter(pc.less_equal(alike["rank"], most))
    item, neighbor = (_find_places(alike, name, "alike", positions) for name in ("item_number", "neighbor_number"))
    brand, band = (alike[name].to_numpy().astype(np.int64) for name in ("is_same_brand", "is_same_price_band"))
    figures = {
        "score": np.round((1 + brand + band) / 3, 6),
        "alike_by": pa.array(ALIKE_BY).take(pa.array(brand + 2 * band)),
    }
    return _as_rows("alike", item, neighbor, alike["rank"].to_numpy(), figures, ids, names)


def _as_rows(
    kind: str, item: np.ndarray, neighbor: np.ndarray, rank: np.ndarray, figures: dict, ids: pa.Array, names: pa.Array
) -> pa.Table:
    values = {
        "item_id": ids.take(pa.array(item)),
        "item_name": names.take(pa.array(item)),
        "kind": pa.repeat(kind, len(item)),
        "rank": rank,
        "neighbor_item_id": ids.take(pa.array(neighbor)),
        "neighbor_name": names.take(pa.array(neighbor)),
    } | {name: value for name, value in figures.items() if value is not None}
    columns = [values.get(field.name, pa.nulls(len(item), field.type)) for field in ITEM_NEIGHBORS]
    return pa.table(columns, schema=ITEM_NEIGHBORS)
