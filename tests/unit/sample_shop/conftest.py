"""A small sample shop, written once, and its landing files as DuckDB tables."""

import csv
import json
from pathlib import Path

import duckdb
import pytest

from seeds.sample_shop import write_shop


class Shop:
    """A written shop: its folder, its truth, and a connection that holds its regular files as tables."""

    def __init__(self, home: Path):
        self.home = home
        self.landing = home / "landing" / "shop"
        self.con = duckdb.connect()
        self.create("events", f"read_parquet('{self.landing}/events/*/events.parquet', filename = true)")
        for table in ("orders", "order_lines", "exchange_rates", "users", "consents"):
            files = f"{self.landing}/{table}/*/{table}.csv"
            self.create(table, f"read_csv('{files}', all_varchar = true, header = true, filename = true)")
        self.create("stock_levels", f"read_parquet('{self.landing}/stock_levels/*/stock_levels.parquet')")
        self.create("identities", f"read_csv('{self.landing}/identities/*/identities.csv.gz', all_varchar = true)")
        self.create("items", f"read_csv('{self.landing}/items/*/items.csv', all_varchar = true)")
        self.create("reviews", f"read_json('{self.landing}/reviews/*/reviews.jsonl')")
        self.create("order_refunds", f"read_json('{self.landing}/order_refunds/*/order_refunds.jsonl')")
        self.create("messages", f"read_json('{self.landing}/messages/*/messages.jsonl', filename = true)")

    def create(self, name: str, source: str) -> None:
        """Read files into a table of the connection."""
        self.con.execute(f"create table {name} as from {source}")

    def query(self, sql: str) -> list[tuple]:
        """All rows of a query."""
        return self.con.execute(sql).fetchall()

    def truth(self, name: str) -> list[dict]:
        """A file of truth/ as dictionaries."""
        path = self.home / "truth" / name
        if name.endswith(".json"):
            return json.loads(path.read_text())
        with path.open(newline="") as file:
            return list(csv.DictReader(file))


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """1500 users over 40 days, and the history before."""
    home = tmp_path_factory.mktemp("small_shop")
    write_shop(home, users=1500, days=40, seed=7)
    return Shop(home)


@pytest.fixture(scope="session")
def whole_shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """The default shop: the planted pairs show at this size."""
    home = tmp_path_factory.mktemp("whole_shop")
    write_shop(home)
    return Shop(home)
