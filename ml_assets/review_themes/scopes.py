"""What reviews are about: categories, and brands."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

# By scope: the column of its id and that of its name.
SCOPES = {"category": ("category_id", "category_name"), "brand": ("brand", "brand")}


@dataclass(frozen=True)
class Scope:
    """The categories, or the brands: their ids and names, and the place of each review's among these, -1 where none."""

    kind: str
    ids: list[str]
    names: list[str]
    codes: np.ndarray


def read_scope(reviews: pa.Table, kind: str) -> Scope:
    """Return the categories, or the brands, in alphabetic order. The newest review says what one is called."""
    id_column, name_column = SCOPES[kind]
    ids = pc.unique(reviews[id_column].drop_null()).sort()
    names = reviews[name_column].take(pc.index_in(ids, reviews[id_column].combine_chunks()))
    codes = pc.fill_null(pc.index_in(reviews[id_column], ids), -1).to_numpy()
    return Scope(kind, ids.to_pylist(), pc.coalesce(names, ids).to_pylist(), codes)
