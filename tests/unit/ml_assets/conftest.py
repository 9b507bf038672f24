"""Real baskets for the tests of rules."""

from pathlib import Path

import pyarrow as pa
import pytest


@pytest.fixture(scope="session")
def groceries(shared_data: Path) -> pa.Table:
    """arules' Groceries as (basket_id, item_id). Its first line is `sep=,`; then one basket a line, padded
    with blank fields. The file's own 9,836 lines hold one that is nothing but blanks: it is no basket."""
    lines = (shared_data / "groceries" / "groceries.csv").read_text(encoding="utf-8").splitlines()[1:]
    baskets = [[item for item in line.split(",") if item.strip()] for line in lines]
    rows = [(str(number), item) for number, items in enumerate(baskets) for item in items]
    basket_ids, item_ids = zip(*rows, strict=True)
    return pa.table({"basket_id": basket_ids, "item_id": item_ids})
