"""The shop's outgoing post: rows wait for the load day that collects them, then become landing files."""

import gzip
import json
from collections import defaultdict
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as csv
import pyarrow.parquet as parquet
import yaml

# The contract of the shop's landing files.
CONTRACT = Path(__file__).parents[2] / "dbt_project" / "models" / "sources" / "shop" / "shop.yml"
# What a type of the contract is in a file; the others are text.
TYPES = {
    **dict.fromkeys(("money", "rate"), pa.float64()),
    **dict.fromkeys(("whole", "rating", "year"), pa.int64()),
    "flag": pa.bool_(),
    "time": pa.timestamp("s"),
}


def read_contract() -> dict[str, pa.Schema]:
    """Return the columns of each table of the contract, in order."""
    [shop] = yaml.safe_load(CONTRACT.read_text())["sources"]
    return {
        table["name"]: pa.schema(
            [(column["name"], TYPES.get(column["config"]["meta"]["type"], pa.string())) for column in table["columns"]]
        )
        for table in shop["tables"]
    }


SCHEMAS = read_contract()
# One kind of file a table, so that every kind that ingest reads is met every day.
FORMATS = {
    **dict.fromkeys(("events", "stock_levels"), "parquet"),
    **dict.fromkeys(("orders", "order_lines", "exchange_rates", "users", "consents", "items", "categories"), "csv"),
    **dict.fromkeys(("identities", "prices"), "csv.gz"),
    **dict.fromkeys(("order_refunds", "offers", "reviews", "messages"), "jsonl"),
}


def as_rows(table: str, **columns: object) -> pa.Table:
    """Arrays of one length as rows of a landing table; columns not given are empty.

    Times are seconds since 1970. Raises ValueError for a column the table does not have.
    """
    count = len(next(iter(columns.values())))
    unknown = columns.keys() - set(SCHEMAS[table].names)
    if unknown:
        raise ValueError(f"{table} has no column {', '.join(sorted(unknown))}")
    arrays = []
    for field in SCHEMAS[table]:
        values = columns.get(field.name)
        if values is None:
            arrays.append(pa.nulls(count, field.type))
        elif isinstance(values, pa.Array):
            arrays.append(values.cast(field.type))
        elif isinstance(values, np.ndarray) and values.dtype != object:
            arrays.append(pa.array(values).cast(field.type))
        else:
            arrays.append(pa.array(values, field.type))
    return pa.Table.from_arrays(arrays, schema=SCHEMAS[table])


def replace_columns(rows: pa.Table, **columns: object) -> pa.Table:
    """Rows of a landing table, some of their columns given again."""
    for name, values in columns.items():
        field = rows.schema.field(name)
        array = values if isinstance(values, pa.Array) else pa.array(values)
        rows = rows.set_column(rows.schema.get_field_index(name), field, array.cast(field.type))
    return rows


def keep_newest(table: str, rows: pa.Table) -> pa.Table:
    """Rows of a landing table, of each order and each of its lines the last one."""
    if table == "orders":
        keys = rows["order_id"].to_pylist()
    elif table == "order_lines":
        is_back = pc.less(rows["quantity"], 0)
        keys = zip(*(c.to_pylist() for c in (rows["order_id"], rows["line_number"], is_back)), strict=True)
    else:
        return rows
    last = {key: place for place, key in enumerate(keys)}
    return rows.take(sorted(last.values()))


def encode_rows(rows: pa.Table, extension: str) -> bytes:
    """The content of a file: `parquet`, `csv`, `csv.gz` or `jsonl`. The same rows give the same bytes."""
    out = BytesIO()
    if extension == "parquet":
        # A dictionary of values that are nearly all different would be built and thrown away.
        worth = [name for name in rows.column_names if name != "event_id"]
        parquet.write_table(rows, out, use_dictionary=worth)
    elif extension in ("csv", "csv.gz"):
        csv.write_csv(rows, out, csv.WriteOptions(quoting_style="needed", quoting_header="none"))
    elif extension == "jsonl":
        lines = (json.dumps(row, ensure_ascii=False, default=str) + "\n" for row in rows.to_pylist())
        out.write("".join(lines).encode())
    else:
        raise ValueError(f"no landing format {extension!r}: use parquet, csv, csv.gz or jsonl")
    # A gzip header holds the time of writing unless set.
    return gzip.compress(out.getvalue(), 6, mtime=0) if extension == "csv.gz" else out.getvalue()


class Landing:
    """Collects rows by load day and writes HOME/landing/shop/<table>/<day>/.

    Days count from the first day of the shop's history; `opening` is the first load day, which collects everything
    until then as an export would: of each order and line the newest version.
    """

    def __init__(self, home: Path, first_day: date, opening: int, days: int, events_format: str):
        self.folder = home / "landing" / "shop"
        self.first_day = first_day
        self.opening = opening
        self.days = days
        self.formats = {**FORMATS, "events": events_format}
        self.waiting: dict[tuple[int, str], list[pa.Table]] = defaultdict(list)
        self.row_count: dict[str, int] = defaultdict(int)

    def calendar_day(self, day: int) -> date:
        """The date of a day."""
        return self.first_day + timedelta(days=day)

    def date_of(self, day: int) -> str:
        """The date of a day, as the name of its folder."""
        return self.calendar_day(day).isoformat()

    def file_name(self, table: str) -> str:
        """The name of a table's regular file."""
        return f"{table}.{self.formats[table]}"

    def deliver(self, table: str, day: int, rows: pa.Table) -> None:
        """Put rows into the regular file of a load day; what comes after the last day is never collected."""
        if len(rows) and day < self.days:
            self.waiting[max(day, self.opening), table].append(rows)

    def post(self, table: str, rows: pa.Table, load_day: np.ndarray) -> None:
        """Deliver each row on a load day of its own."""
        for day in np.unique(load_day).tolist():
            self.deliver(table, day, rows.filter(pa.array(load_day == day)))

    def put_file(self, table: str, day: int, name: str, content: bytes) -> None:
        """Write a file as it is."""
        path = self.folder / table / self.date_of(day) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    def close_day(self, day: int) -> None:
        """Write everything collected by the end of a day, and forget it."""
        for table in SCHEMAS:
            pieces = self.waiting.pop((day, table), None)
            if pieces:
                rows = pa.concat_tables(pieces)
                if day == self.opening:
                    rows = keep_newest(table, rows)
                self.put_file(table, day, self.file_name(table), encode_rows(rows, self.formats[table]))
                self.row_count[table] += len(rows)
