"""What one would write in Polars instead: the event facts and the user facts, the same columns and rows.

Lazy scans of the lake on the streaming engine; each table becomes a Parquet file. benchmarks/polars/ has a file for
each part of the work, by the names that the parts of the floor have.

python -m benchmarks.polars_script LAKE FOLDER
"""

import argparse
import json
from pathlib import Path

import polars as pl

from benchmarks.polars.bought_lines import list_bought_lines
from benchmarks.polars.events import write_events
from benchmarks.polars.orders import read_orders
from benchmarks.polars.people_and_items import read_items
from benchmarks.polars.sessions import find_sessions
from benchmarks.polars.stretches import count_stretches
from benchmarks.polars.user_days import count_user_days
from benchmarks.polars.user_facts import Known, describe_users
from benchmarks.polars.user_items import count_user_items
from benchmarks.polars.user_preferences import find_habits, find_tastes
from benchmarks.polars.visitor_users import link_visitors, name_known
from benchmarks.stopwatch import Stopwatch


def write_tables(lake: Path, folder: Path) -> dict[str, dict[str, float]]:
    """Write every table into the folder; return the seconds of each part."""
    folder.mkdir(parents=True, exist_ok=True)
    watch = Stopwatch()
    with watch.time("events"):
        moments = write_events(lake, folder / "events.parquet")
    with watch.time("user_items"):
        user_items = write(count_user_items(moments), folder / "user_items.parquet")
    with watch.time("stretches"):
        stretches = count_stretches(moments)
        del moments
    with watch.time("user_days"):
        days = write(count_user_days(stretches), folder / "user_days.parquet")
    with watch.time("sessions"):
        sessions = write(find_sessions(stretches), folder / "sessions.parquet")
        del stretches
    with watch.time("orders"):
        orders = read_orders(lake)
    with watch.time("visitor_users"):
        visitor_users = link_visitors(lake, days)
    with watch.time("bought_lines"):
        items = read_items(lake).collect(engine="streaming")
        bought_lines = list_bought_lines(orders, items)
    with watch.time("user_facts"):
        places = ("visitor_id", "user_id", "channel", "region", "start_hour")
        known_sessions = name_known(sessions.select(places), visitor_users)
        preferences = [
            find_habits(known_sessions, orders),
            find_tastes(user_items, bought_lines, visitor_users, items),
        ]
        known = Known(name_known(days, visitor_users), known_sessions, orders, bought_lines, preferences)
        write(describe_users(lake, known).collect(engine="streaming"), folder / "user_facts.parquet")
    return watch.read()


def write(table: pl.DataFrame, file: Path) -> pl.DataFrame:
    """Write a table, words for numbers, and return it as it was."""
    words = pl.selectors.categorical() | pl.selectors.enum()
    table.lazy().with_columns(words.cast(pl.String)).sink_parquet(file, compression="lz4", statistics=False)
    return table


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("lake", type=Path)
    parser.add_argument("folder", type=Path)
    arguments = parser.parse_args()
    print(json.dumps(write_tables(arguments.lake, arguments.folder)))


if __name__ == "__main__":
    main()
