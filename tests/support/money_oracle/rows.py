"""Landing files as rows of text, and their values. Files and rows that ingest would refuse are left out."""

import csv
import gzip
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from io import StringIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow.parquet as pq

REQUIRED = {
    "orders": {"order_id", "ordered_at"},
    "order_lines": {"order_id", "quantity"},
    "order_refunds": {"refund_id", "order_id", "refund_amount"},
    "exchange_rates": {"currency", "rate", "valid_from"},
    "items": {"item_id"},
    "users": {"user_id"},
}
MONEY = Decimal("0.0001")


@dataclass(frozen=True)
class Row:
    """A landed row: where it lies, the columns its file has, and its texts that are not empty.

    file: its name without the ending, by which files are ordered, and with it.
    """

    load_day: date
    file: tuple[str, str]
    columns: frozenset[str]
    texts: dict[str, str]

    def get(self, column: str) -> str | None:
        return self.texts.get(column)


def read_rows(shop: Path, table: str) -> list[Row]:
    """Every row of a table in landing/shop, by load day, file and place in the file."""
    rows = []
    for path in sorted((shop / table).glob("*/*"), key=lambda path: (path.parent.name, name_file(path))):
        records = list(read_file(path))
        columns = frozenset(column for record in records for column in record)
        if REQUIRED[table] <= columns:
            texts = ({c: str(v).strip() for c, v in record.items() if v not in (None, "")} for record in records)
            rows += [Row(date.fromisoformat(path.parent.name), name_file(path), columns, text) for text in texts]
    return rows


def name_file(path: Path) -> tuple[str, str]:
    """The name of a landing file without its ending and with it."""
    return re.sub(r"\.(csv|csv\.gz|jsonl|parquet)$", "", path.name, flags=re.IGNORECASE), path.name


def read_file(path: Path) -> Iterator[dict]:
    """The records of a file; none of one that cannot be read."""
    if path.suffix == ".parquet":
        yield from pq.read_table(path).to_pylist()
        return
    content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return
    if path.name.endswith((".csv", ".csv.gz")):
        header, *lines = csv.reader(StringIO(text))
        yield from (dict(zip(header, line, strict=True)) for line in lines if len(line) == len(header))
    elif path.suffix == ".jsonl":
        yield from map(json.loads, text.splitlines())


def read_money(text: str | None) -> Decimal | None:
    """An amount, to four decimals; ValueError where it is none."""
    try:
        return None if text is None else Decimal(text).quantize(MONEY, ROUND_HALF_UP)
    except InvalidOperation:
        raise ValueError(text) from None


def read_rate(text: str) -> Decimal:
    """A rate, to nine decimals; ValueError where it is none, or none above zero."""
    try:
        rate = Decimal(text).quantize(Decimal("1e-9"), ROUND_HALF_UP)
    except InvalidOperation:
        raise ValueError(text) from None
    if rate <= 0:
        raise ValueError(text)
    return rate


def read_size(text: str | None) -> Decimal:
    """An amount that shops write with either sign; nothing is 0."""
    return abs(read_money(text) or Decimal(0))


def read_whole(text: str | None) -> int | None:
    """A whole number, however it is written; ValueError where it is none."""
    amount = read_money(text)
    if amount is not None and amount != int(amount):
        raise ValueError(text)
    return None if amount is None else int(amount)


def read_time(text: str | None, zone: str) -> datetime | None:
    """The shop's clock at a moment; ValueError where it is none."""
    moment = None if text is None else datetime.fromisoformat(text.replace("Z", "+00:00").replace(" +", "+"))
    return moment if moment is None or moment.tzinfo is None else moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def is_past(row: Row, column: str, zone: str) -> bool:
    """Whether a time could be known on the load day: at most a day ahead of its end. An absent one is."""
    moment = read_time(row.get(column), zone)
    return moment is None or moment <= datetime.combine(row.load_day, datetime.min.time()) + timedelta(days=2)


def is_good(table: str, row: Row, zone: str) -> bool:
    """Whether a row keeps the contract."""
    try:
        if any(row.get(column) is None for column in REQUIRED[table]):
            return False
        for column in ("discount_amount", "shipping_amount", "tax_amount", "refund_amount"):
            read_money(row.get(column))
        if table == "exchange_rates":
            read_rate(row.texts["rate"])
        for column in ("unit_price", "unit_cost", "list_price"):
            if (read_money(row.get(column)) or 0) < 0:
                return False
        if table == "order_lines":
            read_whole(row.get("line_number"))
            if not read_whole(row.get("quantity")) or not (row.get("item_id") or row.get("item_name")):
                return False
        read_time(row.get("updated_at"), zone)
        read_time(row.get("valid_from"), zone)
        return all(is_past(row, column, zone) for column in ("ordered_at", "returned_at", "refunded_at"))
    except ValueError:
        return False
