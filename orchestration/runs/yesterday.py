"""What the published file says of its load days: so a run knows what is new today and what was accepted."""

import json
from dataclasses import dataclass, field
from datetime import date

import duckdb

from ingest.home import Home

# A landing table's load day: source, table, day.
LoadDay = tuple[str, str, date]
# Of a load day's rows: beyond it, it is lost.
MOST_REFUSED_SHARE = 0.5


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

    An empty file has lost nothing, and what waits for a rate comes back by itself. So does what waits for its order:
    it counts only where it is more than half of the load day, since so many are lines whose orders have other ids.
    """
    rows = database.execute(
        """
        WITH counts AS (
            SELECT
                source, table_name, load_date, landed_count, sum(row_count) AS refused_count,
                coalesce(sum(row_count) FILTER (reason = 'unknown_order'), 0) AS waiting_count
            FROM ops.quarantine_counts INNER JOIN ops.load_days USING (source, table_name, load_date)
            WHERE reason NOT IN ('empty_file', 'unknown_exchange_rate')
            GROUP BY ALL
        )
        SELECT
            source, table_name, load_date,
            (refused_count - CASE WHEN waiting_count / landed_count > ? THEN 0 ELSE waiting_count END) / landed_count
        FROM counts
        """,
        [MOST_REFUSED_SHARE],
    ).fetchall()
    return {tuple(load_day): share for *load_day, share in rows}


def read_reasons(database: duckdb.DuckDBPyConnection) -> dict[tuple[LoadDay, str], int]:
    """Return the refused rows by load day and reason."""
    rows = database.execute("SELECT source, table_name, load_date, reason, row_count FROM ops.quarantine_counts")
    return {(tuple(load_day), reason): count for *load_day, reason, count in rows.fetchall()}
