"""The contexts of baskets, read from a table, and the cut between the earlier baskets and the later ones."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ml_assets.columns import read_dates, read_ids, require_columns

KEYS = ("basket_id", "order_date")


@dataclass(frozen=True)
class Kind:
    """A kind of context: its values, sorted, and the place of each basket's among them, -1 where not known."""

    name: str
    values: list[str]
    codes: np.ndarray


def read_kinds(contexts: pa.Table, basket_ids: pa.Array) -> tuple[list[Kind], np.ndarray]:
    """Return the kinds of context that have more than one value, and the order dates, in the order of `basket_ids`.

    Raises ValueError where a basket has no row or several.
    """
    require_columns(contexts, KEYS, "contexts")
    ids = read_ids(contexts, "basket_id", "contexts")
    dates = read_dates(contexts, "order_date", "contexts")
    if (repeated := len(ids) - pc.count_distinct(ids).as_py()) > 0:
        raise ValueError(f"contexts has {repeated:,} rows too many: give one for each basket_id")
    rows = pc.index_in(basket_ids, ids.combine_chunks())
    if rows.null_count:
        raise ValueError(f"contexts has no row for {rows.null_count:,} of the {len(basket_ids):,} baskets")
    rows = rows.to_numpy().astype(np.int64)
    kinds = [_read_kind(contexts, name, rows) for name in contexts.column_names if name not in KEYS]
    return [kind for kind in kinds if len(kind.values) > 1], dates[rows]


def mark_later(dates: np.ndarray, later_share: float) -> np.ndarray:
    """Return which baskets are of the later days: about `later_share` of them, cut between two days.

    None where all are of one day.
    """
    if not len(dates):
        return np.zeros(0, dtype=bool)
    first_later = np.sort(dates)[int(len(dates) * (1 - later_share))]
    return dates >= first_later if first_later > dates.min() else dates > first_later


def _read_kind(contexts: pa.Table, name: str, rows: np.ndarray) -> Kind:
    known = contexts[name].drop_null()
    read_ids(pa.table({name: known}), name, "contexts")
    texts = contexts[name].cast(pa.string()).take(pa.array(rows))
    values = pc.unique(texts.drop_null()).sort()
    codes = pc.fill_null(pc.index_in(texts, values), -1).to_numpy()
    return Kind(name, values.to_pylist(), codes)
