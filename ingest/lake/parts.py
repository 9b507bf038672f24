"""What the lake keeps of a load day instead of its event rows: a few small files, each a part."""

from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from ingest.contract import LandingTable
from ingest.home import Home
from ingest.landing import Load

EVENT_TYPES = (
    "view",
    "search",
    "favorite",
    "unfavorite",
    "cart",
    "remove_from_cart",
    "consult",
    "follow",
    "checkout",
    "purchase",
)
ITEM_EVENT_TYPES = ("view", "favorite", "unfavorite", "cart", "remove_from_cart", "consult", "purchase")
TEXT, COUNT, DAY, MOMENT = pa.string(), pa.int64(), pa.date32(), pa.timestamp("us")


@dataclass(frozen=True)
class Part:
    """One kind of condensed file.

    shape: its columns; those that begin with '_' serve erasure alone. user_column, visitor_column: whose a row is.
    landed_column: how many landed rows a row stands for; '' where it is one, None where they are counted elsewhere.
    """

    name: str
    shape: pa.Schema
    user_column: str
    visitor_column: str
    landed_column: str | None

    @property
    def table(self) -> LandingTable:
        """The part as erasure sees a table. A row without its visitor would be nobody's, so it goes with them."""
        persons = {"user_column": self.user_column, "visitor_column": self.visitor_column}
        return LandingTable("condensed", self.name, tuple(self.shape.names), (self.visitor_column,), **persons)

    def count_landed(self, rows: pa.RecordBatch | pa.Table) -> int:
        """Return how many landed rows these rows stand for."""
        if self.landed_column is None:
            return 0
        return sum(rows[self.landed_column].to_pylist()) if self.landed_column else rows.num_rows


def declare_part(
    name: str, columns: list[tuple[str, pa.DataType]], persons: str = "user_id visitor_id", landed: str | None = None
) -> Part:
    """Return a Part of which every row says where it comes from; persons: its user and its visitor column."""
    origin = [("source", TEXT), ("landing_table", TEXT), ("load_date", DAY)]
    return Part(name, pa.schema(origin + columns), *persons.split(), landed)


PLACE = [("file_name", TEXT), ("row_number", COUNT), ("is_landing_row", pa.bool_())]

PARTS = (
    declare_part(
        "stretches",
        [
            ("visitor_id", TEXT),
            ("event_date", DAY),
            ("event_hour", pa.int16()),
            ("stretch_number", COUNT),
            ("user_id", TEXT),
            ("channel", TEXT),
            ("device", TEXT),
            ("region", TEXT),
            *[(f"{name}_count", COUNT) for name in ("event", *EVENT_TYPES)],
            ("item_ids", pa.list_(TEXT)),
            *[(f"{name}_at", MOMENT) for name in ("first_event", "last_event", "first_view")],
            *[(f"{name}_at", MOMENT) for name in ("last_intent", "last_checkout", "last_purchase")],
        ],
        landed="event_count",
    ),
    declare_part(
        "items",
        [
            ("visitor_id", TEXT),
            ("item_id", TEXT),
            ("user_id", TEXT),
            *[(f"{name}_count", COUNT) for name in ("event", *ITEM_EVENT_TYPES)],
            ("first_event_at", MOMENT),
            ("last_event_at", MOMENT),
        ],
    ),
    declare_part(
        "rejected",
        [*PLACE, ("reason", TEXT), ("landed_row", TEXT), ("_user_id", TEXT), ("_anonymous_id", TEXT), ("_raw", TEXT)],
        persons="_user_id _anonymous_id",
        landed="",
    ),
    declare_part(
        "repeats",
        [*PLACE, ("outcome", TEXT), ("landed_row", TEXT), ("_user_id", TEXT), ("_anonymous_id", TEXT)],
        persons="_user_id _anonymous_id",
        landed="",
    ),
    # By these later deliveries are judged; they count in the stretches.
    declare_part(
        "deliveries",
        [
            *PLACE,
            *[(name, TEXT) for name in ("event_id", "user_id", "anonymous_id", "event_type", "item_id", "query")],
            *[(name, TEXT) for name in ("session_key", "channel", "device", "region")],
            ("price", pa.decimal128(18, 4)),
            ("event_at", MOMENT),
            ("event_date", DAY),
            ("event_hour", pa.int16()),
        ],
        persons="user_id anonymous_id",
    ),
)


def part_path(home: Home, part: str, load: Load) -> Path:
    """Return the file of one part of a load day."""
    folder = home.lake / "condensed" / part / f"loaded_on={load.load_date.isoformat()}"
    return folder / f"{load.source}.{load.table}.parquet"


def count_landed(home: Home, load: Load) -> int:
    """Return how many landed rows the parts of a load day stand for, counted from the files themselves."""
    landed = 0
    for part in PARTS:
        path = part_path(home, part.name, load)
        if part.landed_column is not None and path.exists():
            columns = [part.landed_column] if part.landed_column else []
            file = pq.ParquetFile(path)
            landed += part.count_landed(file.read(columns)) if columns else file.metadata.num_rows
    return landed
