"""What no green run may publish without a word: load days that were mostly refused, tables that have lost all rows.

Only what the published file does not show already is compared. So a load day that was accepted once, or that is as it
was, stops no later morning, also where everything is rebuilt; one that is delivered again and is worse does. A table
that was never published may bring a whole history at once: only its newest load day is compared.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

import duckdb

from orchestration.runs.yesterday import LoadDay, Yesterday, read_newest_days, read_reasons, read_refused_shares

# On a run: what would stop it is meant.
ACCEPT_TAG = "cartograph/accept"
HOW_TO_ACCEPT = "If this is meant, run `make accept` (in the UI: a run with the tag cartograph/accept)."
MOST_REFUSED_SHARE = 0.5


def find_losses(warehouse: duckdb.DuckDBPyConnection, yesterday: Yesterday, tables: Iterable[str]) -> list[str]:
    """Return a sentence for each loss. tables: those that the shop's rows alone decide about, by name."""
    reasons, newest_days = read_reasons(warehouse), read_newest_days(warehouse)
    sentences = []
    for load_day, share in sorted(read_refused_shares(warehouse).items()):
        is_worse = share > max(MOST_REFUSED_SHARE, yesterday.refused_shares.get(load_day, 0))
        if is_worse and is_compared(load_day, yesterday, newest_days):
            count, reason = max((count, reason) for (day, reason), count in reasons.items() if day == load_day)
            source, table, day = load_day
            sentences.append(
                f"{share:.0%} of the rows of {source}/{table} of {day} were refused, most for {reason} ({count:,} rows,"
                f" {describe_place(warehouse, load_day, reason)})."
            )
    for name in sorted(tables):
        [(is_empty,)] = warehouse.execute(f"SELECT count(*) = 0 FROM {name}").fetchall()  # noqa: S608
        if is_empty and (before := yesterday.row_counts.get(name, 0)):
            sentences.append(f"{name} would be empty, and has {before:,} rows in the published file.")
    return sentences


def is_compared(load_day: LoadDay, yesterday: Yesterday, newest_days: dict[tuple[str, str], date]) -> bool:
    """Return whether a load day may stop a run: not one that lies further back in a history brought at once."""
    source, table, day = load_day
    return (source, table) in yesterday.newest_days or day == newest_days.get((source, table))


def describe_refused(warehouse: duckdb.DuckDBPyConnection, yesterday: Yesterday) -> list[str]:
    """Return a sentence for each landing table and reason of which rows are refused that were not before.

    It says how many and where one of them stands; what stands there may be about a person, and is not shown.
    """
    new: dict[tuple[str, str, str], list[tuple[LoadDay, int]]] = defaultdict(list)
    for (load_day, reason), count in read_reasons(warehouse).items():
        if count > yesterday.reasons.get((load_day, reason), 0):
            new[(load_day[0], load_day[1], reason)].append((load_day, count))
    sentences = []
    for (source, table, reason), load_days in sorted(new.items()):
        rows = sum(count for _, count in load_days)
        place = describe_place(warehouse, max(load_day for load_day, _ in load_days), reason)
        sentences.append(f"{source}/{table}: {rows:,} row{'s' * (rows != 1)} refused for {reason}, {place}")
    return sentences


def describe_place(warehouse: duckdb.DuckDBPyConnection, load_day: LoadDay, reason: str) -> str:
    """Return where one row stands that was refused for this reason, as a part of a sentence."""
    source, table, day = load_day
    [(file, row)] = warehouse.execute(
        """
        SELECT min_by(file_name, (file_name, row_number)), min_by(row_number, (file_name, row_number))
        FROM quarantine.rows
        WHERE source = ? AND table_name = ? AND load_date = ? AND reason = ?
        """,
        [source, table, day, reason],
    ).fetchall()
    # Row 0 is a file that could not be read at all.
    return f"such as {f'row {row} of ' if row else ''}landing/{source}/{table}/{day}/{file}"
