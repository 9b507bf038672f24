"""python -m orchestration.commands.check_landing: what the next run will make of landing. Writes nothing.

Ends with 0 where all will be read, with 1 where a file or a row will be refused or ignored.
"""

import os
from pathlib import Path

from ingest.books.hash_key import check_hash_key
from ingest.check.columns import CONTRACT_SOURCE
from ingest.check.landing import Waiting, check_files, find_waiting
from ingest.check.report import FileReport, report_file, write_report
from ingest.contract import SOURCES
from ingest.errors import HashKeyError
from ingest.home import PROJECT_ROOT, Home
from orchestration.commands.check_mappings import check_mappings
from orchestration.commands.errors import run_plainly
from orchestration.settings import SettingsError, read_currency, read_hash_key, read_home, read_time_zone


def main() -> int:
    home = find_home()
    waiting = find_waiting(home)
    ending = check_landing(home, read_time_zone(), waiting)
    ending = check_mappings(home, waiting) or ending
    print("Nothing was written.")
    return ending


def find_home() -> Home:
    """Return the home as settings name it. Other commands make it; this one says that it is not there."""
    folder = Path(os.environ.get("CARTOGRAPH_HOME") or PROJECT_ROOT / "data")
    if folder.is_absolute() and not folder.exists():
        raise SettingsError(
            f"The home {folder} does not exist: make it and put files into landing/, or correct CARTOGRAPH_HOME."
        )
    home = read_home()
    names = sorted(path.name for path in home.path.iterdir())
    if home.landing.name not in names and (
        misspelt := [name for name in names if name.casefold() == home.landing.name]
    ):
        raise SettingsError(f"{home.path / misspelt[0]} is not read: rename the folder to {home.landing.name}.")
    return home


def check_landing(home: Home, shop_zone: str, waiting: Waiting | None = None) -> int:
    """Print what the next run will make of every file it would read; return 0 where all will be read, else 1."""
    waiting = waiting or find_waiting(home)
    print(f"{home.landing}, before the next run")
    lacks_key = print_hash_key(home, waiting)
    reports: list[FileReport] = []
    rows, refused, unreadable = 0, 0, 0
    currencies: set[str] = set()
    for checked in check_files(waiting, shop_zone):
        report = report_file(checked, waiting.twins.get(checked.path))
        before = reports[-1] if reports and reports[-1].load[:2] == report.load[:2] else None
        if before is None:
            print(f"\n{report.load.source}/{report.load.table}")
        print("\n".join(write_report(report, before)), flush=True)
        reports.append(report)
        if report.load.table == "orders":
            currencies |= {
                word for column in checked.measured.columns if column.type == "currency" for word in column.words
            }
        rows += checked.measured.rows
        refused += checked.measured.refused
        unreadable += checked.measured.unreadable is not None
    print_missing_half(waiting)
    ignored = print_ignored(waiting)
    faulty = sum(bool(report.faults) for report in reports)
    print()
    if waiting.in_lake:
        print(f"{count(waiting.in_lake, 'file')} more, loaded before and unchanged: not read again.")
    if not reports:
        print(f"No file waits to be loaded. Files belong into {home.landing}/<source>/<table>/<YYYY-MM-DD>/.")
    elif not faulty and not ignored and not lacks_key:
        print(f"All will be read: {count(len(reports), 'file')} with {count(rows, 'row')}.")
    else:
        sentences = [f"{count(len(reports), 'file')} with {count(rows, 'row')}."]
        sentences += [f"A run would refuse {count(refused, 'row')}."] * bool(refused)
        sentences += [f"It cannot read {count(unreadable, 'file')} at all."] * bool(unreadable)
        sentences += [f"In a wrong place: {ignored:,}."] * bool(ignored)
        print(" ".join(sentences))
        print("! is to be mended, ? is worth a look. Row 1 is the first below the header.")
    if len(currencies) > 1 and read_currency() is None:
        print(
            f"Orders name several currencies ({', '.join(sorted(currencies))}): set CARTOGRAPH_CURRENCY before the run."
        )
    return 1 if faulty or ignored or lacks_key else 0


def print_hash_key(home: Home, waiting: Waiting) -> bool:
    """Print why a run would stop for the key of the hashes; return whether it would."""
    for load in waiting.files:
        table = SOURCES[load.source].tables[load.table]
        try:
            if table.is_personal:
                check_hash_key(home, table, read_hash_key())
        except HashKeyError as error:
            print(f"    ! The run will stop: {error}")
            return True
    return False


def print_missing_half(waiting: Waiting) -> None:
    """Print where orders have no lines, or lines no orders: neither is worth anything alone."""
    filled = {filled for source, table in waiting.tables for filled in SOURCES[source].tables[table].fills}
    for table, other in (("orders", "order_lines"), ("order_lines", "orders")):
        if (CONTRACT_SOURCE, table) in waiting.tables and other not in filled:
            places = f"{CONTRACT_SOURCE}/{table} has files and {CONTRACT_SOURCE}/{other} has none"
            print(f"\n    ? {places}: revenue, customers and baskets need both.")


def print_ignored(waiting: Waiting) -> int:
    """Print what stands where no run reads it; return how many things that are."""
    sentences = [str(fault) for fault in waiting.misplaced]
    sentences += [
        f"{path} is passed over for its name: names that begin with . or _, or end in .tmp or .part, are taken for"
        " unfinished. Rename it once it is whole."
        for path in waiting.passed_over
    ]
    sentences += [
        f"{path} will not be read: the rows of its load day, or of a later one, were dropped by make drop-events."
        for path in waiting.closed
    ]
    if sentences:
        print("\nIn a wrong place, or not meant to be read")
    for sentence in sentences:
        print(f"    ! {sentence}")
    return len(sentences)


def count(number: int, noun: str) -> str:
    """Return a number of things in words."""
    return f"{number:,} {noun}{'s' * (number != 1)}"


if __name__ == "__main__":
    run_plainly(main)
