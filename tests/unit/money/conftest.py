"""A shop of a few rows, delivered day by day, and its money."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from money_oracle import Counted, count_money
from money_oracle.order import OrderMoney

LINE = ("item_id", "quantity", "unit_price", "discount_amount")


class Till:
    """Writes landing files of March 2025 and counts the money in them; the shop's currency is EUR."""

    def __init__(self, folder: Path):
        self.folder = folder

    def report(self, table: str, day: int, *rows: dict, file: str = "a.csv") -> None:
        """A file of a load day, with the columns that its rows name."""
        path = self.folder / table / f"2025-03-{day:02d}" / file
        path.parent.mkdir(parents=True, exist_ok=True)
        columns = list(dict.fromkeys(column for row in rows for column in row))
        with path.open("w", newline="") as stream:
            writer = csv.DictWriter(stream, columns)
            writer.writeheader()
            writer.writerows(rows)

    def sell(self, *lines: tuple, day: int = 1, **columns) -> None:
        """Order o, placed and reported on a day; a line: (item, quantity, price, discount), the last two optional."""
        self.report("orders", day, {"order_id": "o", "ordered_at": f"2025-03-{day:02d} 10:00:00", **columns})
        self.report_lines(day, *lines)

    def report_lines(self, day: int, *lines: tuple, first: int = 1, file: str = "a.csv") -> None:
        """Lines of the order o, numbered from `first`."""
        fields = [dict(zip(LINE, line, strict=False)) for line in lines]
        rows = [{"order_id": "o", "line_number": first + place} | of_line for place, of_line in enumerate(fields)]
        self.report("order_lines", day, *rows, file=file)

    def count(self) -> Counted:
        return count_money(self.folder, "EUR")

    @property
    def order(self) -> OrderMoney:
        """The money of the order o."""
        return self.count().orders["o"]

    def amounts(self) -> tuple:
        """gross, discount, return and net of the order o, as text without zeros at the end."""
        return tuple(self.short(self.order.add_up(name)) for name in ("gross", "discount", "given_back", "net"))

    def by_line(self, name: str) -> list[str | None]:
        """An amount of each line of the order o."""
        return [self.short(getattr(line, name)) for line in self.order.lines]

    def by_day(self, name: str) -> dict[int, str]:
        """An amount of each day of March, zeros left out."""
        return {
            day.day: self.short(amounts[name])
            for day, amounts in sorted(self.count().by_day().items())
            if amounts[name]
        }

    @staticmethod
    def short(amount: Decimal | None) -> str | None:
        """1.2500 as 1.25."""
        return None if amount is None else f"{amount.normalize() + 0:f}"


@pytest.fixture
def till(tmp_path: Path) -> Till:
    return Till(tmp_path)
