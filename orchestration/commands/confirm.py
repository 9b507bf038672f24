"""python -m orchestration.commands.confirm <audience>: give out a list that is suddenly empty or halved."""

import argparse

from ingest.home import Home
from orchestration.commands.errors import run_plainly
from orchestration.outbound.exports.decision import WRITTEN
from orchestration.outbound.exports.errors import ExportError
from orchestration.outbound.exports.export import export_list, read_waiting
from orchestration.runs.lock import hold_lock
from orchestration.settings import read_home


def main() -> int:
    parser = argparse.ArgumentParser(description="Give out a list that waits for a confirmation.")
    parser.add_argument("audience", help="the audience, as the seed names it")
    return confirm(read_home(), parser.parse_args().audience)


def confirm(home: Home, name: str) -> int:
    """Write the list that waits as the next generation; return 0. Raises ExportError where none does."""
    with hold_lock(home.lock, "confirm", print):
        waiting, minimum_users = read_waiting(home, name)
        decision = export_list(home, waiting, minimum_users, is_confirmed=True)
    if decision.status != WRITTEN:
        raise ExportError(f"{name} was not given out. {decision.reason}")
    print(f"{name} was given out with {decision.listed.rows.num_rows:,} rows, as generation {decision.generation}.")
    return 0


if __name__ == "__main__":
    run_plainly(main)
