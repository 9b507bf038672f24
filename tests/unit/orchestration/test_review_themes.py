"""One sentence says why a table of themes is empty."""

import re

import pyarrow as pa
import pytest

from orchestration.assets.review_themes import explain_none

SHAPE = pa.schema([(name, pa.string()) for name in ("rating_group", "category_id", "brand")])


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([], "no review has a text"),
        ([("low", "c", None), (None, "c", None)], "with a low rating .* and with a high one"),
        ([("low", None, None), ("high", None, None)], "no review is of an item with a category or a brand"),
        ([("low", None, "b"), ("high", None, "b")], "no word surely goes with"),
    ],
)
def test_an_empty_table_says_why(rows, sentence):
    reviews = pa.Table.from_pylist([dict(zip(SHAPE.names, row, strict=True)) for row in rows], SHAPE)
    assert re.search(sentence, explain_none(reviews))
