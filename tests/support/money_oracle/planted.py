"""What the sample shop's simulator says is true of its orders."""

import csv
from decimal import Decimal
from pathlib import Path

TEXTS = ("user_id", "counts_as", "currency")


def read_planted(truth: Path) -> dict[str, dict]:
    """The figures of each order by its id, named as OrderMoney.figures names them."""
    with (truth / "orders.csv").open(newline="") as file:
        return {
            row.pop("order_id"): {name: text or None if name in TEXTS else Decimal(text) for name, text in row.items()}
            for row in csv.DictReader(file)
        }
