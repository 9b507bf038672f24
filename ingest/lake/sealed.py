"""What the lake keeps of a load day whose event rows were dropped: what the warehouse held of it, model by model."""

import json
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ingest.contract import LandingTable
from ingest.home import Home
from ingest.landing import Load

TEXT, COUNT, DAY = pa.string(), pa.int64(), pa.date32()
ORIGIN = [("source", TEXT), ("landing_table", TEXT), ("load_date", DAY)]
COUNTED = (("event_count", COUNT),)


@dataclass(frozen=True)
class SealedFact:
    """A model of which rows are kept, each file with that model's columns.

    user_column, visitor_column: whose a row is; '' where that stands in its `landed_row`, as JSON. landed_column: how
    many landed rows a row stands for; '' where it is one, None where they are counted elsewhere. columns: others that
    dbt asks of the empty file which is there when nothing was dropped.
    """

    name: str
    user_column: str = ""
    visitor_column: str = ""
    landed_column: str | None = None
    columns: tuple[tuple[str, pa.DataType], ...] = ()

    @property
    def shape(self) -> pa.Schema:
        """The columns of the empty file."""
        persons = [(name, TEXT) for name in (self.user_column, self.visitor_column) if name]
        return pa.schema([*ORIGIN, *persons, *self.columns])

    @property
    def table(self) -> LandingTable:
        """The model as erasure sees a table. A row without its visitor would be nobody's, so it goes with them."""
        columns = {
            "user_column": self.user_column or "user_id",
            "visitor_column": self.visitor_column or "anonymous_id",
        }
        return LandingTable("sealed", self.name, (), (columns["visitor_column"],), **columns)

    def name_persons(self, rows: pa.RecordBatch) -> pa.RecordBatch:
        """Return the rows with columns that say whose they are, where only `landed_row` does; other text as `_raw`."""
        if self.user_column:
            return rows
        landed = [_read_persons(text) for text in rows["landed_row"].to_pylist()]
        for at, column in enumerate(("user_id", "anonymous_id", "_raw")):
            rows = rows.append_column(column, pa.array([persons[at] for persons in landed], TEXT))
        return rows

    def count_landed(self, rows: pa.RecordBatch) -> int:
        """Return how many landed rows these rows stand for."""
        if self.landed_column is None:
            return 0
        return pc.sum(rows[self.landed_column]).as_py() or 0 if self.landed_column else rows.num_rows


def _read_persons(text: str | None) -> tuple[str | None, str | None, str | None]:
    """Return the user and the visitor that a landed row names, and the row itself where it names neither."""
    row = json.loads(text) if text and text.startswith("{") else {}
    persons = row.get("user_id"), row.get("anonymous_id")
    return *persons, None if any(persons) else text


FACTS = (
    SealedFact("int_visitor_stretches", "user_id", "visitor_id", "event_count", COUNTED),
    SealedFact("user_items", "user_id", "visitor_id", columns=COUNTED),
    SealedFact("int_searches", "user_id", "visitor_id", columns=COUNTED),
    SealedFact("int_rejected_rows", landed_column=""),
    SealedFact("int_event_repeats", landed_column=""),
    # Later deliveries are compared with these; they count in the stretches.
    SealedFact(
        "int_event_deliveries",
        "user_id",
        "anonymous_id",
        columns=(
            *[("file_name", TEXT), ("row_number", COUNT), ("is_landing_row", pa.bool_())],
            *[(name, TEXT) for name in ("event_id", "event_type", "item_id", "query", "session_key")],
            *[(name, TEXT) for name in ("channel", "device", "region", "fault", "absent_columns")],
            *[("price", pa.decimal128(18, 4)), ("event_at", pa.timestamp("us"))],
            *[("event_date", DAY), ("event_hour", pa.int16())],
        ),
    ),
)


def sealed_path(home: Home, fact: str, load: Load) -> Path:
    """Return the file with a fact's rows of a load day."""
    folder = home.lake / "sealed" / fact / f"loaded_on={load.load_date.isoformat()}"
    return folder / f"{load.source}.{load.table}.parquet"


def count_landed(home: Home, load: Load) -> int:
    """Return how many landed rows the sealed rows of a load day stand for, counted from the files themselves."""
    paths = {fact: sealed_path(home, fact.name, load) for fact in FACTS if fact.landed_column is not None}
    return sum(
        fact.count_landed(batch)
        for fact, path in paths.items()
        if path.exists()
        for batch in pq.ParquetFile(path).iter_batches()
    )
