"""Neighbours of items beside implicit's item-item recommender, from the same pairs, each in a process of its own.

python -m benchmarks.neighbors WHO FILE prints what one took of a Parquet file of pairs, as JSON. With
`pairs` it makes one.
"""

import argparse
import json
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from scipy.sparse import csr_array, csr_matrix

from benchmarks.processes import run_module

NEIGHBORS = 50
USERS, ITEMS, DRAWS = 1_000_000, 100_000, 36_000_000
WHO = ("cartograph", "implicit")
ALLOWED_RATIO, ALLOWED_GIGABYTES = 2, 4


def measure_neighbors(folder: Path) -> None:
    """Print what each took for the 50 nearest items of each item, and the ratio."""
    file = folder / "pairs.parquet"
    # In a process of its own too: what this one holds would count as memory of the others.
    _, made = run_module("benchmarks.neighbors", "pairs", file, log=folder / "pairs.log")
    print(f"neighbors  {made['rows']:,} pairs of {USERS:,} users and {ITEMS:,} items")
    taken = {}
    for who in WHO:
        ended, taken[who] = run_module("benchmarks.neighbors", who, file, log=folder / f"{who}.log")
        what = f"{taken[who]['processor']:8.1f} s of processor, {ended.peak_bytes / 2**30:.2f} GB"
        print(f"           {who:<12}{what}: {taken[who]['rows']:,} neighbours")
    ratio = taken["cartograph"]["processor"] / taken["implicit"]["processor"]
    print(f"           ours over implicit's {ratio:.2f}; allowed {ALLOWED_RATIO}, and {ALLOWED_GIGABYTES} GB")


def make_pairs(users: int, items: int, draws: int, seed: int = 1) -> pa.Table:
    """Return (basket_number, item_number), each pair once: users of very different activity, items of skewed
    popularity, and every second draw from the user's taste, one item in two hundred."""
    random = np.random.default_rng(seed)
    counts = np.maximum(random.poisson(random.exponential(draws / users, users)), 1)
    popularity = np.cumsum((np.arange(1, items + 1) + 10.0) ** -0.9)
    user = np.repeat(np.arange(users, dtype=np.int32), counts)
    item = np.searchsorted(popularity / popularity[-1], random.random(len(user))).astype(np.int32)
    taste = random.integers(0, 200, users, dtype=np.int32)[user]
    item = np.where(random.random(len(user)) < 0.5, np.minimum(item // 200 * 200 + taste, items - 1), item)
    item = random.permutation(items)[item]
    pairs = np.unique(user.astype(np.int64) * items + item)
    return pa.table(
        {
            name: part.astype(np.int32)
            for name, part in zip(("basket_number", "item_number"), divmod(pairs, items), strict=True)
        }
    )


def find_ours(pairs: pa.Table) -> int:
    from ml_assets.item_neighbors import item_neighbors

    numbers = np.arange(pairs["item_number"].to_numpy().max() + 1)
    ids = [f"i{number:06}" for number in numbers]
    none, days = pa.array([], pa.int32()), pa.array([], pa.date32())
    persons = {"person_number": none, "item_number": none, "first_viewed_date": days, "last_bought_date": days}
    alike = {"item_number": none, "neighbor_number": none, "rank": none}
    alike |= dict.fromkeys(("is_same_brand", "is_same_price_band"), pa.array([], pa.bool_()))
    items = pa.table({"item_id": ids, "item_number": numbers, "item_name": ids})
    return item_neighbors(items, pairs, pa.table(persons), pa.table(alike), most_neighbors=NEIGHBORS).num_rows


def find_implicit(pairs: pa.Table) -> int:
    from implicit.nearest_neighbours import CosineRecommender

    user, item = (pairs[name].to_numpy() for name in pairs.column_names)
    recommender = CosineRecommender(K=NEIGHBORS, num_threads=1)
    recommender.fit(csr_matrix(csr_array((np.ones(len(user)), (user, item)))), show_progress=False)
    return recommender.similarity.nnz


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("who", choices=[*WHO, "pairs"])
    parser.add_argument("file", type=Path)
    arguments = parser.parse_args()
    if arguments.who == "pairs":
        made = make_pairs(USERS, ITEMS, DRAWS)
        pq.write_table(made, arguments.file)
        print(json.dumps({"rows": made.num_rows}))
        return
    find: Callable[[pa.Table], int] = {"cartograph": find_ours, "implicit": find_implicit}[arguments.who]
    pairs = pq.read_table(arguments.file)
    # Whatever is imported or set up at the first call is no part of the work.
    find(pairs.slice(0, 1_000))
    began = time.process_time()
    rows = find(pairs)
    print(json.dumps({"processor": time.process_time() - began, "rows": rows}))


if __name__ == "__main__":
    main()
