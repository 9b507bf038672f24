"""Lists of recommendations of large made shops: processor time and peak memory, each in a process of its own.

python -m benchmarks.recommendations shop FOLDER USERS writes a shop's tables; with `lists` its lists are made and
written to a database, and what they took is printed as JSON.
"""

import argparse
import json
import time
from datetime import date, timedelta
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.processes import run_module
from ml_assets.recommendations import user_recommendations
from orchestration.assets.python_tables import RECOMMENDATIONS_TABLE, REFUSED_TABLE
from orchestration.warehouse.tables import write_batches

AS_OF, DAYS = date(2025, 6, 30), 240
TASTES, CATEGORIES, REPEATED_SHARE = 50, 200, 0.3
INTERACTIONS_A_USER, MOST_ITEMS = 30, 100_000
SIZES, GOAL = (5_000, 20_000), 1_000_000
ALLOWED_SECONDS, ALLOWED_GIGABYTES = 900, 4
TABLES = ("purchases", "interest", "items", "users")


def measure_recommendations(folder: Path) -> None:
    """Print what the lists of two shops took, and what a million users would at the rate from one to the other."""
    taken = []
    for users in SIZES:
        run_module("benchmarks.recommendations", "shop", folder, str(users), log=folder / "shop.log")
        ended, made = run_module("benchmarks.recommendations", "lists", folder, str(users), log=folder / "lists.log")
        taken.append((ended.processor_seconds, ended.peak_bytes / 2**30))
        print(
            f"lists      {users:,} users: {taken[-1][0]:.1f} s of processor, {made['learn']:.1f} of them to learn;"
            f" {taken[-1][1]:.2f} GB; {made['rows']:,} rows"
        )
    steps = (GOAL - SIZES[1]) / (SIZES[1] - SIZES[0])
    seconds, gigabytes = (last + steps * (last - first) for first, last in zip(*taken, strict=True))
    print(
        f"           {GOAL:,} users by the line through both: {seconds:,.0f} s, {gigabytes:.1f} GB;"
        f" allowed {ALLOWED_SECONDS} and {ALLOWED_GIGABYTES}"
    )


def make_shop(users: int, items: int, interactions: int, seed: int = 1) -> tuple[pa.Table, ...]:
    """Return purchases, interest, items and users as user_recommendations reads them.

    Half of the interactions are purchases, half are looks. Few users do much and most little; popularity is skewed;
    every second draw comes from the user's taste, and REPEATED_SHARE of the purchases repeat an earlier one.
    """
    random = np.random.default_rng(seed)
    activity = np.cumsum(random.exponential(1, users))
    popularity = np.cumsum((np.arange(1, items + 1) + 10.0) ** -0.9)
    shuffled, taste = random.permutation(items), random.integers(0, TASTES, users)

    def draw(size: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        user = np.searchsorted(activity / activity[-1], random.random(size))
        item = np.searchsorted(popularity / popularity[-1], random.random(size))
        own = np.minimum(item // TASTES * TASTES + taste[user], items - 1)
        item = shuffled[np.where(random.random(size) < 0.5, own, item)]
        return user, item, random.integers(0, DAYS, size)

    size = interactions // 2
    user, item, day = draw(size)
    # Sorted by user, a row that repeats takes the item of the row before it, if that is the same user's.
    user = np.sort(user)
    item = item.copy()
    for _ in range(2):
        repeats = np.flatnonzero((random.random(size) < REPEATED_SHARE / 2) & (user == np.r_[-1, user[:-1]]))
        item[repeats] = item[repeats - 1]
    price = np.round(random.lognormal(2.5, 0.8, items), 2)
    units = random.integers(1, 4, size)
    purchases = _name(user, item, day) | {
        "unit_count": units,
        "gross_amount": np.round(units * price[item], 2),
        "return_unit_count": (random.random(size) < 0.02).astype(np.int64),
    }
    user, item, day = draw(interactions - size)
    views = random.integers(1, 4, len(user))
    interest = _name(user, item, day) | {
        "view_count": views,
        "favorite_count": (random.random(len(user)) < 0.05).astype(np.int64),
        "cart_count": (random.random(len(user)) < 0.2).astype(np.int64),
    }
    numbers = np.arange(items)
    catalogue = {
        "item_id": name_ids("i", numbers),
        "category_id": name_ids("c", random.integers(0, CATEGORIES, items)),
        "is_available": random.random(items) < 0.95,
        "is_hidden": random.random(items) < 0.01,
    }
    known = {
        "user_id": name_ids("u", np.arange(users)),
        "category_id": name_ids("c", random.integers(0, CATEGORIES, users)),
        "channel": pa.array(["web", "app"]).take(pa.array(random.integers(0, 2, users))),
        "region": name_ids("r", random.integers(0, 10, users)),
    }
    return tuple(map(pa.table, (purchases, interest, catalogue, known)))


def _name(user: np.ndarray, item: np.ndarray, day: np.ndarray) -> dict[str, pa.Array]:
    first = (AS_OF - timedelta(days=DAYS - 1) - date(1970, 1, 1)).days
    days = pa.array((first + day).astype(np.int32)).cast(pa.date32())
    return {"user_id": name_ids("u", user), "item_id": name_ids("i", item), "activity_date": days}


def name_ids(letter: str, numbers: np.ndarray) -> pa.Array:
    names = pa.array([f"{letter}{number:07}" for number in range(int(numbers.max(initial=0)) + 1)])
    return names.take(pa.array(numbers))


def make_lists(folder: Path) -> dict[str, float]:
    began = time.process_time()
    found = user_recommendations(*(pq.read_table(folder / f"{name}.parquet") for name in TABLES), AS_OF)
    learned = time.process_time() - began
    with duckdb.connect(folder / "lists.duckdb") as connection:
        rows, _ = write_batches(connection, [RECOMMENDATIONS_TABLE, REFUSED_TABLE], found.make_lists())
    return {"learn": learned, "lists": time.process_time() - began - learned, "rows": rows}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=["shop", "lists"])
    parser.add_argument("folder", type=Path)
    parser.add_argument("users", type=int)
    arguments = parser.parse_args()
    if arguments.what == "lists":
        print(json.dumps(make_lists(arguments.folder)))
        return
    users = arguments.users
    tables = make_shop(users, min(users, MOST_ITEMS), users * INTERACTIONS_A_USER)
    for name, table in zip(TABLES, tables, strict=True):
        pq.write_table(table, arguments.folder / f"{name}.parquet")
    print(json.dumps({"rows": tables[0].num_rows + tables[1].num_rows}))


if __name__ == "__main__":
    main()
