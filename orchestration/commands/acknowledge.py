"""python -m orchestration.commands.acknowledge <audience> <generation>: the receiver holds that list."""

import argparse

from ingest.home import Home
from orchestration.commands.errors import run_plainly
from orchestration.outbound.exports.acknowledge import acknowledge
from orchestration.runs.lock import hold_lock
from orchestration.settings import read_home


def main() -> int:
    parser = argparse.ArgumentParser(description="Note that the receiver holds a generation of an audience.")
    parser.add_argument("audience", help="the audience, as the seed names it")
    parser.add_argument("generation", help="its number, as the manifest names it")
    arguments = parser.parse_args()
    return run_acknowledge(read_home(), arguments.audience, arguments.generation)


def run_acknowledge(home: Home, name: str, number: str) -> int:
    """Note it, and return 0. Raises ExportError where there is no such generation, or a newer one was acknowledged."""
    with hold_lock(home.lock, "acknowledge", print):
        generation = acknowledge(home, name, number)
    print(f"Changes of {name} are counted from generation {generation.number}, of {generation.as_of_date}.")
    return 0


if __name__ == "__main__":
    run_plainly(main)
