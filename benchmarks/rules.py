"""Frequent itemsets beside mlxtend's fpgrowth and pyfim's, all from the same Arrow table, each in a process of its own.

python -m benchmarks.rules MINER FILE SUPPORT prints what one miner took of a Parquet file, as JSON.
"""

import argparse
import gc
import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.processes import run_module
from benchmarks.retail_baskets import make_dense_baskets, make_retail_baskets

MINERS = ("cartograph", "mlxtend", "pyfim_fpgrowth", "pyfim_eclat")
DENSE = {
    "like chess": (lambda: make_dense_baskets(3_196, 37, 2, seed=1, skew=3.0, alike=0.3), 0.7),
    "like mushroom": (lambda: make_dense_baskets(8_124, 23, 5, seed=2, skew=1.4, alike=0.92), 0.2),
}


def measure_rules(folder: Path, runs: int) -> None:
    """Print, for sparse and dense baskets, what each miner took, in turns, and the ratios to ours."""
    for name, (make, support) in {"retail": (make_retail_baskets, 0.001), **DENSE}.items():
        file = folder / f"baskets_{name.replace(' ', '_')}.parquet"
        pq.write_table(make(), file)
        taken: dict[str, list[dict]] = {miner: [] for miner in MINERS}
        for _ in range(runs):
            for miner in MINERS:
                ended, result = run_module("benchmarks.rules", miner, file, str(support), log=folder / f"{miner}.log")
                taken[miner].append(result | {"gigabytes": ended.peak_bytes / 2**30})
        log(name, support, taken)


def log(name: str, support: float, taken: dict[str, list[dict]]) -> None:
    counts = {result["itemsets"] for results in taken.values() for result in results}
    if len(counts) != 1:
        raise RuntimeError(f"The miners found different numbers of itemsets in the {name} baskets: {sorted(counts)}.")
    print(f"rules      {name} baskets at a support of {support:g}: {counts.pop():,} itemsets")
    for miner, results in taken.items():
        print(f"           {miner:<15}{describe(results, taken['cartograph'])}")


def describe(results: list[dict], ours: list[dict]) -> str:
    """Say medians: seconds, and ratios to ours run by run: by the clock, by processor, and without preparing input."""

    def compare(*names: str) -> list[float]:
        whole = [our["prepared"] + our["mined"] for our in ours]
        if names == ("processor",):
            whole = [our["processor"] for our in ours]
        return [sum(their[name] for name in names) / our for their, our in zip(results, whole, strict=True)]

    seconds = statistics.median(result["prepared"] + result["mined"] for result in results)
    ratios = compare("prepared", "mined")
    return (
        f"{seconds:8.2f} s {statistics.median(ratios):6.1f} times ours ({min(ratios):.1f} to {max(ratios):.1f}),"
        f" by processor {statistics.median(compare('processor')):.1f},"
        f" without preparing its input {statistics.median(compare('mined')):.1f};"
        f" {max(result['gigabytes'] for result in results):.2f} GB"
    )


def prepare_cartograph(baskets: pa.Table) -> pa.Table:
    return baskets


def mine_cartograph(baskets: pa.Table, support: float) -> int:
    from ml_assets.basket_rules import frequent_itemsets

    return frequent_itemsets(baskets, support).num_rows


def list_items(baskets: pa.Table) -> list[list[str]]:
    """The form in which the others want baskets."""
    return baskets.group_by("basket_id").aggregate([("item_id", "list")])["item_id_list"].to_pylist()


def prepare_mlxtend(baskets: pa.Table) -> object:
    import pandas as pd
    from mlxtend.preprocessing import TransactionEncoder

    encoder = TransactionEncoder()
    incidence = encoder.fit_transform(list_items(baskets), sparse=True)
    return pd.DataFrame.sparse.from_spmatrix(incidence, columns=encoder.columns_)


def mine_mlxtend(frame: object, support: float) -> int:
    from mlxtend.frequent_patterns import fpgrowth

    return len(fpgrowth(frame, min_support=support, use_colnames=True))


def mine_pyfim(algorithm: str) -> Callable[[list[list[str]], float], int]:
    def mine(baskets: list[list[str]], support: float) -> int:
        import fim

        # Its support is in percent; a hair less, so that a share met exactly is met.
        return len(getattr(fim, algorithm)(baskets, target="s", supp=100 * support - 1e-9, report="a"))

    return mine


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("miner", choices=MINERS)
    parser.add_argument("file", type=Path)
    parser.add_argument("support", type=float)
    arguments = parser.parse_args()
    prepare, mine = {
        "cartograph": (prepare_cartograph, mine_cartograph),
        "mlxtend": (prepare_mlxtend, mine_mlxtend),
        "pyfim_fpgrowth": (list_items, mine_pyfim("fpgrowth")),
        "pyfim_eclat": (list_items, mine_pyfim("eclat")),
    }[arguments.miner]
    baskets = pq.read_table(arguments.file)
    # Whatever is imported or set up at the first call is no part of the work.
    mine(prepare(baskets.slice(0, 1_000)), 1.0)
    gc.collect()
    began, began_processor = time.perf_counter(), time.process_time()
    prepared = prepare(baskets)
    middle = time.perf_counter()
    found = mine(prepared, arguments.support)
    ended, processor = time.perf_counter(), time.process_time() - began_processor
    print(json.dumps({"prepared": middle - began, "mined": ended - middle, "processor": processor, "itemsets": found}))


if __name__ == "__main__":
    main()
