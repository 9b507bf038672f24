"""What a shop whose event rows were dropped cannot know, as rows of one that kept them: an oracle."""

import json
from dataclasses import replace
from datetime import date, datetime, timedelta

import duckdb
from random_lakes import EVENTS, Lake, Parcel, Row, State

from ingest.contract import SOURCES
from orchestration.warehouse.sealing import read_repeat_window

COLUMNS = SOURCES[EVENTS[0]].tables[EVENTS[1]].columns


def seal(state: State, dropped_at: State, before: date, lake: Lake) -> State:
    """Return the state as the shop of `lake` knows it, which has dropped its events before a day in another state.

    In files that came after it, events dated so early that dropped ones may be meant are refused, and the other events
    have an id of their own where it was dropped and nothing is kept with which they could be compared.
    """
    window = timedelta(days=read_repeat_window())
    kept = read_kept_ids(lake)
    compared = {id_ for id_, load_date in list_ids(dropped_at) if load_date >= before - window}
    dropped = {id_ for id_, load_date in list_ids(dropped_at) if load_date < before}
    assert compared & dropped <= kept
    return tuple(seal_parcel(parcel, lake.came_after.get(parcel.place), dropped - kept) for parcel in state)


def seal_parcel(parcel: Parcel, came_after: date | None, unknown: set[str]) -> Parcel:
    """Return a file as a shop has it that knows nothing of some ids; came_after: the drop before it came, or None."""
    if came_after is None or (parcel.source, parcel.table) != EVENTS:
        return parcel
    # An event is accepted from two days before its date on.
    open_from = came_after - timedelta(days=read_repeat_window() - 2)
    return replace(
        parcel,
        rows=tuple(
            row if is_faulty(row, parcel.load_date) else seal_row(row, open_from, unknown)
            for row in read_landed(parcel)
        ),
    )


# The end of an id that only the shop which keeps its rows sees: there the event is another one than that of before.
OWN_ID = " again"


def read_landed(parcel: Parcel) -> list[Row]:
    """Return the rows of a file without what its absent columns would have held."""
    return [row if "_fault" in row else row | dict.fromkeys(parcel.absent) for row in parcel.rows]


def seal_row(row: Row, open_from: date, unknown: set[str]) -> Row:
    """Return an event as refused where it is dated before a day, else with an id of its own where its id is unknown."""
    if date.fromisoformat(row["event_at"][:10]) < open_from:
        landed = json.dumps({column: row.get(column) for column in COLUMNS}, separators=(",", ":"))
        return {"_fault": "sealed_day", "_raw": landed}
    return {**row, "event_id": f"{row['event_id']}{OWN_ID}"} if row["event_id"] in unknown else row


def name_as_landed(rows: dict[str, list[str]]) -> dict[str, list[str]]:
    """Return tables' rows with the ids that landed: rejected rows, which are kept whole, show those given here."""
    return {table: sorted(row.replace(f'{OWN_ID}"', '"') for row in of_table) for table, of_table in rows.items()}


def list_ids(state: State) -> list[tuple[str, date]]:
    """Return the ids of the events that a state holds, each with its load day."""
    parcels: list[Parcel] = [parcel for parcel in state if (parcel.source, parcel.table) == EVENTS]
    return [
        (row["event_id"], parcel.load_date)
        for parcel in parcels
        for row in read_landed(parcel)
        if not is_faulty(row, parcel.load_date) and row["event_id"]
    ]


def is_faulty(row: Row, load_date: date) -> bool:
    """Return whether staging refuses an event."""
    return (
        "_fault" in row
        or row["event_type"] == "?"
        or row["price"] == "-1"
        or not (row["user_id"] or row["anonymous_id"])
        or datetime.fromisoformat(row["event_at"])
        > datetime.combine(load_date, datetime.min.time()) + timedelta(days=2)
    )


def read_kept_ids(lake: Lake) -> set[str]:
    """Return the ids of the dropped events with which later ones are compared."""
    with duckdb.connect() as connection:
        parts = f"read_parquet('{lake.home.lake}/sealed/int_event_deliveries/*/*.parquet')"
        return {id_ for (id_,) in connection.execute(f"SELECT DISTINCT event_id FROM {parts}").fetchall()}
