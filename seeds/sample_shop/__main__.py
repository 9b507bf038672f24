"""`python -m seeds.sample_shop --home HOME`: write the sample shop's landing files and its truth."""

import argparse
import sys
import time
from pathlib import Path

from seeds.sample_shop import write_shop
from seeds.sample_shop.parameters import PARAMETERS


def main() -> None:
    """Read the arguments, write the shop, and say what was written."""
    parser = argparse.ArgumentParser(prog="python -m seeds.sample_shop", description=__doc__)
    parser.add_argument("--home", required=True, help="folder that holds landing/ (CARTOGRAPH_HOME)")
    parser.add_argument("--users", type=int, default=6000)
    parser.add_argument("--days", type=int, default=120)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--first-day", default="2025-01-01", help="YYYY-MM-DD, of the load days")
    parser.add_argument(
        "--format",
        default="parquet",
        choices=("parquet", "csv", "csv.gz", "jsonl"),
        help="of the event files",
    )
    parser.add_argument("--parameters", type=Path, default=PARAMETERS, help="what is planted: a file like %(default)s")
    args = parser.parse_args()
    started = time.perf_counter()
    try:
        counts = write_shop(args.home, args.users, args.days, args.seed, args.first_day, args.format, args.parameters)
    except (ValueError, OSError) as error:
        sys.exit(str(error))
    seconds = time.perf_counter() - started
    print(f"The sample shop: {args.users:,} users, {args.days} days from {args.first_day}, seed {args.seed}.")
    for table, count in counts.items():
        print(f"  {table:<13}{count:>12,} rows")
    print(f"Written in {seconds:.1f} s ({counts['events'] / seconds:,.0f} events a second).")


if __name__ == "__main__":
    main()
