"""Which of the landed rows count: the newest version of each order, line, refund, rate and item."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from money_oracle.rows import Row, is_good, read_rows, read_time, read_whole


def read_good(shop: Path, table: str, zone: str) -> list[Row]:
    """The rows of a table that keep the contract."""
    return [row for row in read_rows(shop, table) if is_good(table, row, zone)]


def list_versions(rows: Iterable[Row], key: Callable[[Row], Hashable], zone: str) -> dict[Hashable, list[Row]]:
    """The versions of each key, the oldest first; of one age, in one file, the first row counts, and no other.

    The rows come by load day and file. A file without `updated_at` is as late as the latest of the day before it.
    """
    found: dict[Hashable, dict[tuple, Row]] = defaultdict(dict)
    latest: dict[tuple, datetime] = defaultdict(lambda: datetime.min)
    for row in rows:
        name = key(row)
        updated_at = read_time(row.get("updated_at"), zone) or datetime.min
        latest[name, row.load_day] = max(latest[name, row.load_day], updated_at)
        age = row.load_day, updated_at if "updated_at" in row.columns else latest[name, row.load_day], row.file
        found[name].setdefault(age, row)
    return {name: [by_age[age] for age in sorted(by_age)] for name, by_age in found.items()}


def merge(versions: list[Row]) -> dict[str, str]:
    """The texts of the newest version; a column that its file does not have is that of the newest file that does."""
    texts: dict[str, str] = {}
    for row in versions:
        texts = {column: text for column, text in texts.items() if column not in row.columns} | row.texts
    return texts


@dataclass(frozen=True)
class Line:
    """A line that counts. reported_on: the first load day with it. order_reported_on: that of any line of its order."""

    texts: dict[str, str]
    reported_on: date
    order_reported_on: date

    @property
    def number(self) -> int | None:
        return read_whole(self.texts.get("line_number"))

    @property
    def quantity(self) -> int:
        return read_whole(self.texts["quantity"])

    @property
    def item(self) -> str:
        return self.texts.get("item_id") or self.texts["item_name"]


def identify(row: Row) -> tuple:
    """What makes two rows one line of an order: its number, or its item where it has none; sold or returned."""
    number = read_whole(row.get("line_number"))
    return read_whole(row.get("quantity")) < 0, number, None if number is not None else row.get("item_id")


def choose_lines(rows: list[Row]) -> list[Line]:
    """The lines of an order, out of all its good rows, where a later delivery with a sold line replaces all before."""
    days: dict[date, list[Row]] = {}
    for day in sorted({row.load_day for row in rows}):
        days[day] = choose_of_day([row for row in rows if row.load_day == day])
    sold_days = [day for day, of_day in days.items() if any(read_whole(row.get("quantity")) > 0 for row in of_day)]
    whole = max(sold_days) if sold_days else max(days)
    chosen = {(identify(row), place): row for place, row in enumerate(days[whole])}
    for day in (day for day in days if day > whole):
        reported_again = {identify(row) for row in days[day]}
        chosen = {name: old for name, old in chosen.items() if name[0] not in reported_again}
        chosen |= {(identify(row), place): row for place, row in enumerate(days[day])}
    first = {name: min(row.load_day for row in rows if identify(row) == name) for name in map(identify, rows)}
    in_force = list(chosen.values())
    lines = []
    for row in in_force:
        texts = complete(row, rows, in_force)
        kept = (read_whole(row.get("quantity")) < 0, read_whole(texts.get("line_number")), None)
        lines.append(Line(texts, first.get(kept, first[identify(row)]), min(days)))
    return lines


def choose_of_day(rows: list[Row]) -> list[Row]:
    """The lines of an order on one load day, whose files count together.

    But where a later file repeats a sold line of an earlier one it replaces that file, where a returned one that line.
    """
    by_file: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        of_file = by_file.setdefault(row.file, [])
        if row.get("line_number") is None or all(identify(row) != identify(other) for other in of_file):
            of_file.append(row)
    files = sorted(by_file)
    for place, file in enumerate(files):
        later = [row for later in files[place + 1 :] for row in by_file[later]]
        repeated = [row for row in by_file[file] if any(is_same_line(row, other) for other in later)]
        has_sold = any(read_whole(row.get("quantity")) > 0 for row in repeated)
        by_file[file] = [] if has_sold else [row for row in by_file[file] if row not in repeated]
    return [row for file in files for row in by_file[file]]


def is_same_line(row: Row, other: Row) -> bool:
    """Whether rows of two files are one line, sold or returned: by number, or by item where one of them has none."""
    numbers = [read_whole(row.get("line_number")), read_whole(other.get("line_number"))]
    is_same = row.get("item_id") == other.get("item_id") if None in numbers else numbers[0] == numbers[1]
    return identify(row)[0] == identify(other)[0] and is_same


def complete(row: Row, rows: list[Row], in_force: list[Row]) -> dict[str, str]:
    """A line's texts; a column its file does not have is that of the newest earlier version whose file has it.

    The discount of a sold line says nothing about what a returned one carried. Where some of an order's sold or
    returned lines came without a number, the same line is the same item at the same place in its file; one that counts
    beside it is no earlier version.
    """
    alike = [other for other in rows if identify(other)[0] == identify(row)[0]]
    if any(other.get("line_number") is None for other in alike):
        replaced = [
            other
            for other in alike
            if all(other is not counted for counted in in_force)
            and place_in_file(other, alike) == place_in_file(row, alike)
            and (other.load_day, other.file) < (row.load_day, row.file)
        ]
        return merge([*replaced, row])
    number = row.get("line_number")
    earlier = [
        other
        for other in rows
        if number is not None
        and read_whole(other.get("line_number")) == read_whole(number)
        and (other.load_day, other.file) < (row.load_day, row.file)
    ]
    texts = merge([*earlier, row])
    of_this_kind = merge([*(other for other in earlier if identify(other) == identify(row)), row])
    return {name: text for name, text in texts.items() if name not in ("discount_amount", "returned_at")} | {
        name: of_this_kind[name] for name in ("discount_amount", "returned_at") if name in of_this_kind
    }


def place_in_file(row: Row, rows: list[Row]) -> tuple:
    """The item of a line and its place among the lines of this item in its file, by number and then as they stand."""
    of_file = [
        other
        for other in rows
        if (other.load_day, other.file, other.get("item_id")) == (row.load_day, row.file, row.get("item_id"))
    ]
    of_file.sort(key=lambda other: (other.get("line_number") is None, read_whole(other.get("line_number")) or 0))
    return row.get("item_id"), next(place for place, other in enumerate(of_file) if other is row)


def group_lines(rows: Iterable[Row]) -> Iterator[tuple[str, list[Line]]]:
    """The lines of each order that has any."""
    by_order: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_order[row.texts["order_id"]].append(row)
    for order_id, of_order in by_order.items():
        yield order_id, choose_lines(of_order)
