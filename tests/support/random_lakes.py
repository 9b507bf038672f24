"""Random lakes: what a shop's load days may hold, and how that changes from one run to the next."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import strategies as st
from random_rows import DAYS, ROWS, write_value

from ingest.books.file_entry import LOADED, FileEntry
from ingest.books.manifest import write_entries
from ingest.books.sealed import find_closed, read_sealed
from ingest.contract import SOURCES
from ingest.home import open_home
from ingest.lake.paths import lake_schema, load_folder
from ingest.landing import Load
from ingest.work.prepare import prepare_lake
from ingest.work.seal import sweep_sealed

# Seconds from one event of a visitor to another: within the gap that ends a session, at it and just beyond.
STEPS = [-1801, -1800, -600, 600, 1800, 1801]
FILES = ["a.csv", "b.csv"]
FAULT = {"_fault": "malformed_row", "_raw": "?,?"}

Row = Mapping[str, str | None]


@dataclass(frozen=True)
class Parcel:
    """One landing file: where it lands, its rows, and the declared columns it does not have."""

    source: str
    table: str
    load_date: date
    file: str
    rows: tuple[Row, ...]
    absent: tuple[str, ...] = ()

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
        # Of what came after events were dropped: the first load day that had kept its rows by then.
        self.came_after: dict[tuple, date] = {}
        prepare_lake(self.home)

    def bring(self, parcels: Iterable[Parcel]) -> None:
        """Hold these parcels and nothing else; of two at one place, the later."""
        wanted = {parcel.place: parcel for parcel in parcels}
        closed = find_closed(read_sealed(self.home))
        for place, parcel in self.held.items():
            if place not in wanted:
                self._path(parcel).unlink()
        for place, parcel in wanted.items():
            if self.held.get(place) != parcel:
                self._write(parcel)
                self.came_after.pop(place, None)
                if (parcel.source, parcel.table) in closed:
                    self.came_after[place] = closed[parcel.source, parcel.table]
        self.held = wanted
        entries = [_describe(parcel, self.came_after.get(place)) for place, parcel in wanted.items()]
        write_entries(self.home, entries, loads_first=True)

    def forget(self, rows_before: date) -> None:
        """Know no more of the parcels of events before a day: their rows were dropped."""
        self.held = {
            place: parcel
            for place, parcel in self.held.items()
            if (parcel.source, parcel.table) != EVENTS or parcel.load_date >= rows_before
        }

    def restore(self) -> None:
        """Be a lake again in which no rows were ever dropped."""
        self.came_after.clear()
        self.home.sealed.unlink(missing_ok=True)
        sweep_sealed(self.home)

    def _path(self, parcel: Parcel) -> Path:
        load = Load(parcel.source, parcel.table, parcel.load_date)
        return load_folder(self.home, load) / f"{parcel.file}.parquet"

    def _write(self, parcel: Parcel) -> None:
        absent = f",{','.join(parcel.absent)}," if parcel.absent else None
        rows = [
            {"_file": parcel.file, "_row": number, "_fault": None, "_raw": None, "_absent": absent}
            | {column: value for column, value in row.items() if column not in parcel.absent}
            for number, row in enumerate(parcel.rows, 1)
        ]
        path = self._path(parcel)
        path.parent.mkdir(parents=True, exist_ok=True)
        schema = lake_schema(SOURCES[parcel.source].tables[parcel.table])
        pq.write_table(pa.Table.from_pylist(rows, schema), path)


def _describe(parcel: Parcel, closed_before: date | None) -> FileEntry:
    return FileEntry(
        source=parcel.source,
        table_name=parcel.table,
        load_date=parcel.load_date,
        file_name=parcel.file,
        size_bytes=0,
        content_hash=hashlib.sha256(repr((parcel.absent, parcel.rows)).encode()).hexdigest(),
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
        closed_before=closed_before,
    )


EVENTS = ("shop", "events")
ORDERED = [("shop", "orders"), ("shop", "order_lines")]
PAID = [("shop", "order_refunds"), ("shop", "exchange_rates")]
OTHERS = [*ORDERED * 6, *PAID * 2, *(table for table in ROWS if table != EVENTS)]
# Of all files, those that lack some of the columns they may lack.
LACKING_SHARE = 0.2


@dataclass
class Shop:
    """Makes files. What was delivered once may come again, on the same day or another.

    rng: what decides. most_rows: what a file may hold.
    """

    rng: Random
    most_rows: int
    group_count: int
    delivered: dict[tuple[str, str], list[Row]]

    def make_parcel(self, table: tuple[str, str], load_date: date) -> Parcel:
        rows = [self.make_row(table, load_date) for _ in range(self.rng.randint(0, self.most_rows))]
        return Parcel(*table, load_date, self.rng.choice(FILES), tuple(rows), self.leave_out(table))

    def leave_out(self, table: tuple[str, str]) -> tuple[str, ...]:
        """Columns that a file of a table does not have: mostly none, never one that it must have."""
        source, name = table
        declared = SOURCES[source].tables[name]
        optional = [column for column in ROWS[table] if column not in (*declared.required, *declared.one_of)]
        if not optional or not declared.has_header or self.rng.random() >= LACKING_SHARE:
            return ()
        return tuple(self.rng.sample(optional, self.rng.randint(1, len(optional))))

    def make_row(self, table: tuple[str, str], load_date: date) -> Row:
        delivered = self.delivered.setdefault(table, [FAULT])
        match self.rng.choice(["new", "new", "step", "step", "again"]):
            case "again":
                return self.rng.choice(delivered)
            case "step" if table == EVENTS and len(delivered) > 1:
                row = self.make_step(self.rng.choice(delivered[1:]))
            case _:
                row = self.make_new(table, load_date)
        delivered.append(row)
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


@st.composite
def deliveries(draw) -> Delivery:
    """Events of every load day and some other files; two to four runs, and files coming, going, changing between.

    One number decides all but the size: of many draws hypothesis would vary a few, and most deliveries would be alike.
    """
    most_rows = draw(st.sampled_from([5, 15, 40, 40]))
    rng = Random(draw(st.integers(0, 2**24 - 1)))
    return make_delivery(rng, most_rows, 1 + rng.randint(1, 3))


def make_delivery(rng: Random, most_rows: int, runs: int) -> Delivery:
    """A delivery of so many runs: files that come late, are replaced or withdrawn between them."""
    shop = Shop(rng, most_rows, rng.randint(1, 4), {})
    parcels = [shop.make_parcel(EVENTS, day) for day in DAYS]
    parcels += [shop.make_parcel(rng.choice(OTHERS), rng.choice(DAYS)) for _ in range(rng.randint(0, 12))]
    lying = {number: parcel for number, parcel in enumerate(parcels) if rng.random() < 0.7}
    states = [lying]
    for _ in range(runs - 1):
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
