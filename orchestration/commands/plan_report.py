"""Tomorrow's plan in the report: how many are written to by each trigger, and why the others are not."""

import duckdb

from ml_assets.campaign_plan.summary import summarize_plan

LACKS_COST = "SELECT bool_or(order_count > 0 AND margin_amount IS NULL) FROM statistics.daily_statistics"


def print_plan(published: duckdb.DuckDBPyConnection) -> None:
    """Print a line a trigger of marketing.campaign_plan, and where costs are missing what stands for margin."""
    rows = summarize_plan(published.table("marketing.campaign_plan").to_arrow_table()).to_pylist()
    print("\nTomorrow's messages                    sent  held back   deferred    refused     margin")
    for row in rows:
        counts = (row[f"{name}_count"] for name in ("sent", "held_back", "deferred", "refused"))
        print(
            f"  {row['trigger']:<30}"
            + "".join(f"{count:>11,}" for count in counts)
            + f"{row['expected_margin']:>11,.2f}"
        )
    [(lacks_cost,)] = published.execute(LACKS_COST).fetchall()
    if rows and lacks_cost:
        print("  (where more than one order of twenty lacks a cost, net stands for margin)")
    if not rows:
        print("  none: nobody has a reason to be written to")
