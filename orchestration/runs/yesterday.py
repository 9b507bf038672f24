"""What the published file says of its load days: so a run knows what is new today and what was accepted."""

import json
from dataclasses import dataclass, field
from datetime import date

import duckdb

from ingest.home import Home

# A landing table's load day: source, table, day.
LoadDay = tuple[str, str, date]


@dataclass(frozen=True)
class Yesterday:
    """What was published last; nothing, where nothing was yet.

    newest_days: the newest load day of each landing table. refused_shares: of the landed rows of a load day. reasons:
    refused rows by load day and reason. row_counts: of the tables, by name.
    """

    newest_days: dict[tuple[str, str], date] = field(default_factory=dict)
    refused_shares: dict[LoadDay, float] = field(default_factory=dict)
    reasons: dict[tuple[LoadDay, str], int] = field(default_factory=dict)
    row_counts: dict[str, int] = field(default_factory=dict)


def read_yesterday(home: Home) -> Yesterday | None:
    """Return what the published file says; None where there is one that cannot be read, or of another version."""
    if not home.published.exists():
        return Yesterday()
    try:
        with duckdb.connect(home.published, read_only=True) as published:
            row_counts = published.execute("SELECT row_counts FROM ops.run_facts").fetchall()
            if not row_counts:
                return Yesterday()
            return Yesterday(
                read_newest_days(published),
                read_refused_shares(published),
                read_reasons(published),
                json.loads(row_counts[0][0]),
            )
    except duckdb.Error:
        return None


def read_newest_days(database: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], date]:
    """Return the newest load day of each landing table, by source and table."""
    rows = database.execute("SELECT source, table_name, max(load_date) FROM ops.load_days GROUP BY ALL").fetchall()
    return {(source, table): day for source, table, day in rows}


def read_refused_shares(database: duckdb.DuckDBPyConnection) -> dict[LoadDay, float]:
    """Return the share of refused rows of each load day that has any.

    An empty file has lost nothing, and what waits for an order or a rate comes back by itself.
    """
    rows = database.execute(
        """
        SELECT source, table_name, load_date, sum(row_count) / any_value(landed_count)
        FROM ops.quarantine_counts INNER JOIN ops.load_days USING (source, table_name, load_date)
        WHERE reason NOT IN ('empty_file', 'unknown_order', 'unknown_exchange_rate')
        GROUP BY ALL
        """
    ).fetchall()
    return {tuple(load_day): share for *load_day, share in rows}


def read_reasons(database: duckdb.DuckDBPyConnection) -> dict[tuple[LoadDay, str], int]:
    """Return the refused rows by load day and reason."""
    rows = database.execute("SELECT source, table_name, load_date, reason, row_count FROM ops.quarantine_counts")
    return {(tuple(load_day), reason): count for *load_day, reason, count in rows.fetchall()}
