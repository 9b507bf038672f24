"""python -m benchmarks.closed_loop FOLDER SEED ...: the closed loop on these seeds."""

import argparse
from pathlib import Path

from benchmarks.closed_loop import SEEDS, measure_closed_loop


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("seeds", type=int, nargs="*", default=SEEDS)
    for name, default in (("users", 2000), ("alone", 60), ("days", 60), ("processes", 2)):
        parser.add_argument(f"--{name}", type=int, default=default)
    given = vars(parser.parse_args())
    folder = given.pop("folder")
    folder.mkdir(parents=True, exist_ok=True)
    measure_closed_loop(folder, given.pop("seeds"), **given)


if __name__ == "__main__":
    main()
