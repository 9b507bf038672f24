"""The shop in a few lines: what landed, what was refused and why, and what users and orders bring."""

import duckdb

from ingest.home import Home
from orchestration.settings import read_currency

SHOWN_REASONS = 3
TOTALS = """
    SELECT
        count(DISTINCT load_date), sum(landed_count), sum(accepted_count), sum(quarantined_count),
        sum(duplicate_count), sum(superseded_count)
    FROM ops.load_days
"""
REASONS = """
    SELECT source, table_name, reason, sum(row_count) AS refused_count
    FROM ops.quarantine_counts
    GROUP BY ALL
    ORDER BY refused_count DESC, source, table_name, reason
"""
SALES = """
    SELECT
        (SELECT count(*) FROM users.user_facts),
        coalesce(sum(order_count), 0),
        sum(net_amount),
        CASE WHEN count(*) FILTER (WHERE order_count > 0 AND margin_amount IS NULL) = 0 THEN sum(margin_amount) END,
        min(activity_date),
        max(activity_date)
    FROM statistics.daily_statistics
"""


def print_shop(home: Home) -> None:
    """Print what a first run of a shop of one's own should be looked at for; nothing where no row ever landed."""
    with duckdb.connect(home.published, read_only=True) as published:
        if not published.execute("SELECT count(*) FROM ops.load_days").fetchall()[0][0]:
            return
        print_load_days(published)
        print_reasons(published)
        print_sales(published)
    print("\nWhere to look next")
    print("  make dev             the Dagster UI, with every table and check")
    print("  docs/questions.md    questions to the published file, with their SQL")


def print_load_days(published: duckdb.DuckDBPyConnection) -> None:
    """Print how many rows landed and what became of them."""
    [totals] = published.execute(TOTALS).fetchall()
    days, landed, accepted, quarantined, duplicates, superseded = (int(total or 0) for total in totals)
    print(f"\n{days:,} load day{'s' * (days != 1)}")
    print(
        f"  {landed:,} rows landed = {accepted:,} accepted + {quarantined:,} quarantined"
        f" + {duplicates:,} duplicates + {superseded:,} superseded"
    )


def print_reasons(published: duckdb.DuckDBPyConnection) -> None:
    """Print the reasons for which most rows were refused."""
    rows = published.execute(REASONS).fetchall()
    for source, table, reason, count in rows[:SHOWN_REASONS]:
        print(f"  refused: {count:,} of {source}/{table} for {reason}")
    if (more := len(rows) - SHOWN_REASONS) > 0:
        print(f"  and {more:,} more reason{'s' * (more != 1)} in ops.quarantine_counts")


def print_sales(published: duckdb.DuckDBPyConnection) -> None:
    """Print users, orders, net and margin, and the days between which they lie. Without costs margin is unknown."""
    [(users, orders, net, margin, first, last)] = published.execute(SALES).fetchall()
    currency = f" {found}" if (found := read_currency()) else ""
    print(f"\nThe shop{f' from {first} to {last}' if first else ''}")
    print(f"  {users:,} users and {orders:,} orders")
    if net is None:
        print("  net unknown: no order has a line with a price")
    else:
        known = f"{margin:,.2f}{currency}" if margin is not None else "unknown where the cost of an item is"
        print(f"  net {net:,.2f}{currency}, margin {known}")
