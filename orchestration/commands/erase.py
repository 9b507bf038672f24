"""python -m orchestration.commands.erase <user id>: take one person out of everything but landing."""

import argparse
from functools import partial

from ingest.books.erasures import KEY_VARIABLE, Erasure
from ingest.home import Home
from ingest.work.erase import erase_user
from orchestration.commands.as_of import remove_building
from orchestration.commands.daily import run_daily
from orchestration.commands.errors import run_plainly
from orchestration.commands.setup import set_up
from orchestration.runs.lock import hold_lock
from orchestration.settings import SettingsError, read_hash_key, require_duckdb


def main() -> int:
    parser = argparse.ArgumentParser(description="Erase one person.")
    parser.add_argument("user_id", help="the user's id, as any source writes it")
    user_id = parser.parse_args().user_id
    require_duckdb("make erase")
    key = read_hash_key()
    if not key:
        raise SettingsError(
            f"{KEY_VARIABLE} is not set: set it to a secret of your own, and keep it; by it erased people are known"
            " when their files come again."
        )
    return erase(set_up(), user_id, key)


def erase(home: Home, user_id: str, key: str) -> int:
    """Erase the user and rebuild everything; return 0, or 1 after printing why that failed.

    What was killed half-way is finished by the same call, or by the next daily run.
    """
    from orchestration.outbound.erase import take_out_erased
    from orchestration.warehouse.accounts import find_joined
    from orchestration.warehouse.erasures import find_unpublished

    home.as_of.mkdir(exist_ok=True)
    log = partial(print, flush=True)
    # No as-of may be at work with the lake as it was; what a killed one left holds it too.
    with hold_lock(home.building_lock, "erase", log), hold_lock(home.lock, "erase", log):
        remove_building(home)
        erasure = erase_user(home, user_id, key, partial(find_joined, home, log), log)
    person = f"The user with the hash {erasure.user_hash[:12]}"
    if erasure not in find_unpublished(home):
        print(
            f"{person} was erased on {erasure.erased_at:%Y-%m-%d %H:%M} UTC already: nothing was changed in the lake."
        )
        with hold_lock(home.lock, "erase", log):  # What was put back from a backup since may hold them.
            take_out_erased(home, key, log)
        print_landing_files(home, erasure)
        return 0
    print(
        f"{person} is being erased: {erasure.row_count:,} rows of the lake, {erasure.visitor_count:,} visitors,"
        f" {len(erasure.order_hashes):,} orders. Everything is rebuilt without them."
    )
    failed = run_daily(home)
    if failed:
        print("The published file still holds the user, until `make daily` succeeds.")
    print_landing_files(home, erasure)
    return failed


def print_landing_files(home: Home, erasure: Erasure) -> None:
    """Print which files of the shop's own held the user and are still there: Cartograph never changes them."""
    paths = [home.landing / file for file in erasure.landing_files]
    paths = [path for path in paths if path.exists()]
    if paths:
        print("These landing files held the user. They are the shop's to clean; loaded again, they bring no one back:")
    for path in paths:
        print(f"  {path}")


if __name__ == "__main__":
    run_plainly(main)
