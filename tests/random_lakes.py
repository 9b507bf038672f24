"""Random lakes: what a shop's load days may hold, and how that changes from one run to the next."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import strategies as st

from ingest.condensed.keep import sweep_condensed
from ingest.contract import SOURCES
from ingest.file_entry import LOADED, FileEntry
from ingest.home import open_home
from ingest.lake import lake_schema, load_folder, prepare_lake
from ingest.landing import Load
from ingest.manifest import write_entries

# Near and far: within the window in which repeats are found, at its border, and outside.
DAYS = [date(2024, 3, 29) + timedelta(days=days) for days in (0, 1, 2, 3, 4, 10, 11, 12, 20)]
# Around midnight, by day, and where the clock is put forward.
CLOCK = ["00:00:00", "00:10:00", "02:30:00", "12:00:00", "23:30:00", "23:45:00"]
# Seconds from one event of a visitor to another: within the gap that ends a session, at it and just beyond.
STEPS = [-1801, -1800, -600, 600, 1800, 1801]
FILES = ["a.csv", "b.csv"]
FAULT = {"_fault": "malformed_row", "_raw": "?,?"}

Row = Mapping[str, str | None]


@dataclass(frozen=True)
class Parcel:
    """One landing file: where it lands and its rows."""

    source: str
    table: str
    load_date: date
    file: str
    rows: tuple[Row, ...]

    @property
    def place(self) -> tuple[str, str, date, str]:
        return self.source, self.table, self.load_date, self.file


State = tuple[Parcel, ...]


@dataclass(frozen=True)
class Delivery:
    """What lies in the lake when each of several runs takes place; the last is what is there in the end."""

    states: tuple[State, ...]


class Lake:
    """The lake of a home, brought from one state to the next as ingest does."""

    def __init__(self, folder: Path):
        self.home = open_home(folder)
        self.held: dict[tuple, Parcel] = {}
        prepare_lake(self.home)

    def bring(self, parcels: Iterable[Parcel]) -> None:
        """Hold these parcels and nothing else; of two at one place, the later."""
        wanted = {parcel.place: parcel for parcel in parcels}
        for place, parcel in self.held.items():
            if place not in wanted:
                self._path(parcel).unlink()
        for place, parcel in wanted.items():
            if self.held.get(place) != parcel:
                self._write(parcel)
        self.held = wanted
        write_entries(self.home, [_describe(parcel) for parcel in wanted.values()], loads_first=True)

    def forget(self, rows_before: date) -> None:
        """Know no more of the parcels of events before a day: their rows were dropped."""
        self.held = {
            place: parcel
            for place, parcel in self.held.items()
            if (parcel.source, parcel.table) != EVENTS or parcel.load_date >= rows_before
        }

    def restore(self) -> None:
        """Be a lake again in which no rows were ever dropped."""
        self.home.condensed.unlink(missing_ok=True)
        sweep_condensed(self.home)

    def _path(self, parcel: Parcel) -> Path:
        load = Load(parcel.source, parcel.table, parcel.load_date)
        return load_folder(self.home, load) / f"{parcel.file}.parquet"

    def _write(self, parcel: Parcel) -> None:
        rows = [
            {"_file": parcel.file, "_row": number, "_fault": None, "_raw": None} | dict(row)
            for number, row in enumerate(parcel.rows, 1)
        ]
        path = self._path(parcel)
        path.parent.mkdir(parents=True, exist_ok=True)
        schema = lake_schema(SOURCES[parcel.source].tables[parcel.table])
        pq.write_table(pa.Table.from_pylist(rows, schema), path)


def _describe(parcel: Parcel) -> FileEntry:
    return FileEntry(
        source=parcel.source,
        table_name=parcel.table,
        load_date=parcel.load_date,
        file_name=parcel.file,
        size_bytes=0,
        content_hash=hashlib.sha256(repr(parcel.rows).encode()).hexdigest(),
        landed_count=len(parcel.rows),
        fault_count=sum("_fault" in row for row in parcel.rows),
        erased_count=0,
        emptied_count=0,
        erasure_count=0,
        extra_columns="",
        modified_ns=0,
        changed_ns=0,
        lake_bytes=0,
        lake_hash="",
        layout=SOURCES[parcel.source].tables[parcel.table].layout,
        state=LOADED,
    )


def find_items_alike(visitor: str) -> tuple[str, str]:
    """Return two items that user_items looks for by the same pair_hash, seen by this visitor."""
    with duckdb.connect() as connection:
        [pair] = connection.execute(
            """
            SELECT min(item_id), max(item_id)
            FROM (SELECT 'i' || number AS item_id FROM range(300000) AS numbers (number))
            GROUP BY hash($visitor, item_id) & 4294967295
            HAVING count(*) > 1
            ORDER BY ALL
            LIMIT 1
            """,
            {"visitor": visitor},
        ).fetchall()
    return pair


# A time is told by the days from the load day to it: soon after it has happened, late, and before it has.
TIMES = [f"@{days:+d} {clock}" for days in (0, 0, 0, -1, -1, -2, -3, -8, 1, 3) for clock in CLOCK]

# `#` is the group of users that a row belongs to: groups meet in files and load days, but never in a key.
USERS, VISITORS, ORDERS = (None, "u1-#", "u2-#"), (None, "a1-#", "a2-#"), (None, "o1-#", "o2-#")
ITEMS = (None, *find_items_alike("a1-1"))
# Few values a column, so that ids meet again: equal, different, under another user, in another load day.
ROWS = {
    ("shop", "events"): {
        "event_id": [None, "e1-#", "e2-#", "e3-#"],
        "user_id": USERS,
        "anonymous_id": VISITORS,
        "event_type": ["view", "view", "search", "favorite", "unfavorite", "cart", "checkout", "purchase", "?"],
        "item_id": ITEMS,
        "channel": [None, "app", "web"],
        "region": [None, "north"],
        "price": [None, None, "10.0", "10.0", "12.5", "-1"],
        "event_at": TIMES,
    },
    ("shop", "orders"): {
        "order_id": ORDERS,
        "user_id": USERS,
        "ordered_at": TIMES,
        "channel": [None, "app", "web"],
        "coupon_code": [None, "SPRING"],
        "discount_amount": [None, "2.5"],
    },
    ("shop", "order_lines"): {
        "order_id": ORDERS,
        "line_number": [None, "1", "2"],
        "item_id": ITEMS,
        "quantity": ["1", "2", "-1", "0", "20000"],
        "unit_price": [None, "0", "10", "12.5"],
        "discount_amount": [None, "1"],
    },
    ("shop", "users"): {"user_id": USERS, "registered_at": TIMES, "city": [None, "Ulm", "Bern"]},
    ("shop", "identities"): {
        "anonymous_id": VISITORS,
        "user_id": USERS,
        "linked_at": [None, *TIMES],
    },
    ("shop", "items"): {
        "item_id": ITEMS,
        "category_id": [None, "c1", "c2"],
        "list_price": [None, "10", "20"],
    },
    ("shop", "categories"): {
        "category_id": ["c1", "c2"],
        "name": ["Bolts", "Nuts"],
        "parent_category_id": [None, "c1", "c2"],
    },
    ("shop", "offers"): {"offer_code": ["SPRING"], "value": ["1", "2", "x"]},
    ("shop", "prices"): {"item_id": ITEMS, "price": ["9", "11"], "valid_from": TIMES},
    ("shop", "stock_levels"): {"item_id": ITEMS, "on_hand": ["0", "5"], "counted_at": TIMES},
    ("shop", "reviews"): {
        "review_id": ["r1-#", "r2-#"],
        "user_id": USERS,
        "item_id": ITEMS,
        "rating": [None, "1", "5", "6"],
        "written_at": TIMES,
    },
    ("shop", "messages"): {
        "message_id": ["m1-#", "m2-#"],
        "user_id": USERS,
        "trigger": ["cart"],
        "is_control": ["true", "no"],
        "decided_at": TIMES,
    },
    ("rees46", "events"): {
        "event_time": [f"{time} UTC" for time in TIMES],
        "event_type": ["view", "cart", "purchase"],
        "product_id": ["i1", "i9"],
        "category_id": ["c1", "c9"],
        "price": ["10", "12.5"],
        "user_id": ["u1-#", "u9-#"],
        "user_session": [None, "s1-#", "s2-#"],
    },
    ("online_retail", "lines"): {
        "InvoiceNo": ["o1-#", "C7-#"],
        "StockCode": ["i1", "POST"],
        "Quantity": ["1", "-1"],
        "InvoiceDate": TIMES,
        "UnitPrice": ["10", "0"],
        "CustomerID": [None, "u1-#"],
    },
}
EVENTS = ("shop", "events")
OTHERS = [*[("shop", "orders"), ("shop", "order_lines")] * 6, *(table for table in ROWS if table != EVENTS)]


@dataclass
class Shop:
    """Makes files. What was told once may be told again, on the same day or another.

    rng: what decides. most_rows: what a file may hold.
    """

    rng: Random
    most_rows: int
    group_count: int
    told: dict[tuple[str, str], list[Row]]

    def make_parcel(self, table: tuple[str, str], load_date: date) -> Parcel:
        rows = [self.make_row(table, load_date) for _ in range(self.rng.randint(0, self.most_rows))]
        return Parcel(*table, load_date, self.rng.choice(FILES), tuple(rows))

    def make_row(self, table: tuple[str, str], load_date: date) -> Row:
        told = self.told.setdefault(table, [FAULT])
        match self.rng.choice(["new", "new", "step", "step", "again"]):
            case "again":
                return self.rng.choice(told)
            case "step" if table == EVENTS and len(told) > 1:
                row = self.make_step(self.rng.choice(told[1:]))
            case _:
                row = self.make_new(table, load_date)
        told.append(row)
        return row

    def make_new(self, table: tuple[str, str], load_date: date) -> Row:
        group = self.rng.randint(1, self.group_count)
        return {
            column: write_value(self.rng.choice(values), group, load_date) for column, values in ROWS[table].items()
        }

    def make_step(self, row: Row) -> Row:
        """What the visitor of an event did shortly before or after it."""
        moment = datetime.fromisoformat(row["event_at"]) + timedelta(seconds=self.rng.choice(STEPS))
        return {**row, "event_id": None, "event_at": str(moment)}

    def correct(self, parcel: Parcel) -> Parcel:
        """The same file, a row less, a row more or another row in the place of one."""
        kept = list(parcel.rows)
        if kept and self.rng.random() < 0.5:
            kept.pop(self.rng.randrange(len(kept)))
        if self.rng.random() < 0.5:
            kept.append(self.make_row((parcel.source, parcel.table), parcel.load_date))
        return replace(parcel, rows=tuple(kept))


def write_value(value: str | None, group: int, load_date: date) -> str | None:
    """Return a value of ROWS as the shop writes it."""
    if value and value.startswith("@"):
        days, clock = value[1:].split(" ", 1)
        return f"{load_date + timedelta(days=int(days))} {clock}"
    return value and value.replace("#", str(group))


@st.composite
def deliveries(draw) -> Delivery:
    """Events of every load day and some other files; two to four runs, and files coming, going, changing between.

    One number decides all but the size: of many draws hypothesis would vary a few, and most deliveries would be alike.
    """
    most_rows = draw(st.sampled_from([5, 15, 40, 40]))
    rng = Random(draw(st.integers(0, 2**24 - 1)))
    shop = Shop(rng, most_rows, rng.randint(1, 4), {})
    parcels = [shop.make_parcel(EVENTS, day) for day in DAYS]
    parcels += [shop.make_parcel(rng.choice(OTHERS), rng.choice(DAYS)) for _ in range(rng.randint(0, 12))]
    lying = {number: parcel for number, parcel in enumerate(parcels) if rng.random() < 0.7}
    states = [lying]
    for _ in range(rng.randint(1, 3)):
        lying = dict(lying)
        for number in rng.sample(range(len(parcels)), rng.randint(1, 4)):
            if number not in lying:
                lying[number] = parcels[number]
            elif rng.random() < 0.5:
                lying[number] = shop.correct(lying[number])
            else:
                del lying[number]
        states.append(lying)
    return Delivery(tuple(tuple(state.values()) for state in states))
