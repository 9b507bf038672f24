"""python -m benchmarks.closed_loop.run HOME POLICY SEED: one shop under one policy; prints what came of it as JSON.

HOME is made, and removed at the end.
"""

import argparse
import json
import shutil
from dataclasses import asdict
from pathlib import Path
from time import process_time

import pyarrow as pa

from benchmarks.closed_loop.policies import POLICIES, read_costs
from seeds.sample_shop.closed_loop import LoopShop, simulate


def run(home: Path, name: str, seed: int, users: int, alone: int, days: int) -> dict:
    """Return the outcome of a policy, messages paid for, with the days on which each blocking check found something."""
    began = process_time()
    shop, policy, costs = LoopShop(home, users, alone, days, seed), POLICIES[name](), read_costs()
    spent = []

    def decide(shop: LoopShop, day: int) -> pa.Table:
        rows = policy(shop, day)
        spent.extend(costs.get(channel, costs["any"]) for channel in rows["channel"].to_pylist())
        so_far = f"{shop.outcome.expected_orders:.2f} orders, a margin of {shop.outcome.expected_margin:.2f}"
        faults = sum(getattr(policy, "faults", {}).values())
        print(f"{shop.landing.date_of(day)}: {len(rows)} sent, {faults} faults so far; before: {so_far}", flush=True)
        return rows

    told = asdict(simulate(shop, decide, days))
    for margin in ("expected_margin", "realised_margin"):
        told[margin] -= sum(spent)
    faults = getattr(policy, "faults", {})
    return told | {"policy": name, "seed": seed, "faults": faults, "processor_seconds": process_time() - began}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("policy", choices=POLICIES)
    parser.add_argument("seed", type=int)
    for name, default in (("users", 2000), ("alone", 60), ("days", 60)):
        parser.add_argument(f"--{name}", type=int, default=default)
    given = parser.parse_args()
    given.home.mkdir(parents=True)
    try:
        found = run(given.home, given.policy, given.seed, given.users, given.alone, given.days)
    finally:
        shutil.rmtree(given.home)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
