"""python -m benchmarks [--users N] [--days N] [--runs N]: every claim, one after the other."""

import argparse
import tempfile
from pathlib import Path

from benchmarks.ingest import measure_ingest
from benchmarks.simulator import measure_simulator


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the claims of benchmarks/README.md.")
    parser.add_argument("--users", type=int, default=13_000, help="users of the simulated shop")
    parser.add_argument(
        "--days", type=int, default=60, help="days of the simulated shop; the defaults give a million events"
    )
    parser.add_argument("--runs", type=int, default=5, help="runs of each command; the median is printed")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        shop = Path(folder) / "shop"
        measure_simulator(shop, arguments.users, arguments.days)
        measure_ingest(shop, Path(folder), arguments.runs)


if __name__ == "__main__":
    main()
