"""python -m orchestration.commands.sample: the sample shop from files to report, through the job `daily`."""

import os

from ingest.errors import HomeError
from orchestration.commands.daily import run_daily
from orchestration.commands.errors import run_plainly
from orchestration.commands.report import print_report
from orchestration.commands.setup import set_up


def main() -> int:
    os.environ.setdefault("CARTOGRAPH_CURRENCY", "EUR")  # the sample's own: some of its orders are in others
    home = set_up()
    folder = home.landing / "shop"
    if not folder.exists():
        # A shop of one's own and the sample would mix their ids, amounts and days.
        if home.landing.exists() and any(home.landing.iterdir()):
            raise HomeError(
                f"{home.landing} holds another shop's files already: run the sample in a home of its own"
                " (CARTOGRAPH_HOME=/some/empty/folder make run)."
            )
        from seeds.sample_shop import write_shop

        counts = write_shop(home.path)
        print(
            f"Wrote the sample shop to {folder}: {sum(counts.values()):,} rows in {len(counts)} tables,"
            " and some files as broken as real ones are: what is wrong with them ends in quarantine."
        )
    failed = run_daily(home)
    if not failed:
        print_report(home)
    return failed


if __name__ == "__main__":
    run_plainly(main)
