"""Pictures and figures of tables that dbt makes: what a shopkeeper looks at first."""

from datetime import date, timedelta

import duckdb

from ml_assets.good_products.plot import draw_good_products
from ml_assets.plots.contact_pressure import draw_contact_pressure, suggest_caps
from ml_assets.plots.days import draw_days
from ml_assets.plots.funnel import draw_funnel
from ml_assets.plots.user_groups import draw_user_groups
from orchestration.assets.plots import show_picture
from orchestration.warehouse.four_groups import read_groups

LATE_DAYS = 28


def describe_groups(connection: duckdb.DuckDBPyConnection) -> dict[str, object]:
    """Return the picture of the four groups, and each one's share of the buyers and of the revenue."""
    groups = read_groups(connection)
    described: dict[str, object] = {"picture: what each group brings": show_picture(draw_user_groups(groups))}
    rows = groups.to_pylist()
    described["buyers"] = sum(row["user_count"] for row in rows)
    for row in rows:
        described[f"{row['user_group']}: share of buyers"] = round(row["user_share"], 4)
        revenue = row["revenue_share"]
        described[f"{row['user_group']}: share of revenue"] = "unknown" if revenue is None else round(revenue, 4)
    return described


def describe_days(connection: duckdb.DuckDBPyConnection) -> dict[str, object]:
    """Return the picture of the shop's days, and the orders and net amount of the newest day and of the last 28."""
    days = connection.table("inputs.shop_days").order("activity_date").to_arrow_table()
    described: dict[str, object] = {"picture: net amount and orders by day": show_picture(draw_days(days))}
    rows = days.to_pylist()
    if rows:
        newest: date = rows[-1]["activity_date"]
        late = [row for row in rows if row["activity_date"] > newest - timedelta(days=LATE_DAYS)]
        described["newest day"] = str(newest)
        for title, chosen in (("newest day", rows[-1:]), (f"last {LATE_DAYS} days", late)):
            amounts = [row["net_amount"] for row in chosen if row["net_amount"] is not None]
            described[f"{title}: orders"] = sum(row["order_count"] for row in chosen)
            described[f"{title}: net amount"] = float(sum(amounts)) if amounts else "unknown"
    return described


def describe_funnel(connection: duckdb.DuckDBPyConnection) -> dict[str, object]:
    """Return the picture of the funnel of the last 28 days, and how many visitors reached each step."""
    steps = connection.table("inputs.funnel_steps").order("step_number").to_arrow_table()
    described: dict[str, object] = {"picture: visitors by step": show_picture(draw_funnel(steps))}
    for row in steps.to_pylist():
        described[f"last {LATE_DAYS} days, {row['step']}: visitors, day by day"] = row["visitor_count"]
        if row["viewer_share"] is not None:
            described[f"last {LATE_DAYS} days, {row['step']}: share of viewers"] = row["viewer_share"]
    return described


def describe_good_products(connection: duckdb.DuckDBPyConnection) -> dict[str, object]:
    """Return the picture of the good products, and how many there are in how many categories."""
    products = connection.table("marketing.good_products").to_arrow_table()
    return {
        "picture: good products": show_picture(draw_good_products(products)),
        "good products": products.num_rows,
        "categories that have some": len(set(products["category_id"].to_pylist())),
    }


def describe_contact_pressure(connection: duckdb.DuckDBPyConnection) -> dict[str, object]:
    """Return the pressure curve, and the cap that each window suggests, in words."""
    pressure = connection.table("marketing.contact_pressure").to_arrow_table()
    return {
        "picture: what one more message does": show_picture(draw_contact_pressure(pressure)),
        "cap": " ".join(suggest_caps(pressure)),
    }


# By table: what it is described by, and the table or view of marts/inputs that this reads.
PICTURES = {
    ("users", "user_groups"): (describe_groups, ("users", "user_facts")),
    ("marketing", "good_products"): (describe_good_products, ("marketing", "good_products")),
    ("marketing", "contact_pressure"): (describe_contact_pressure, ("marketing", "contact_pressure")),
    ("statistics", "daily_statistics"): (describe_days, ("inputs", "shop_days")),
    ("statistics", "funnel"): (describe_funnel, ("inputs", "funnel_steps")),
}
