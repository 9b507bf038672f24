"""Verdicts in words."""

from ml_assets.campaign_effects.difference import FEWEST_EXPECTED, FEWEST_USERS
from ml_assets.campaign_effects.table import EXPLORING_SHARE, MONEY, MORE, NOT_SURE

NEEDED = (
    f"{FEWEST_USERS} persons on either side, and so many contacts with the outcome that {FEWEST_EXPECTED} would be on"
    " the smaller side if sending did nothing"
)
# Why a row has no number.
ONLY_LEFT_OUT = "all contacts were both sent and held back, so nothing can be compared"
NOBODY_HELD_BACK = "nobody was held back, so nothing can be compared. Hold back a part of the contacts"
NET_DECIDES = "of too many orders the cost is unknown, so the net decides"
NOTHING_DECIDES = "of too many orders the net is unknown, so nothing decides whether the trigger pays"
TOO_FEW = f"too few to tell. Needed are {NEEDED}"
ALL_EQUAL = "all contacts have the same, so it cannot be told what chance does"


def describe(row: dict[str, object], lack: str | None) -> str:
    """Return what a row of campaign_results says, as sentences. lack: why it has no number; None where it has one."""
    counts = f"{row['sent_count']:,} contacts sent, {row['held_back_count']:,} held back"
    if lack:
        return f"{counts}: {lack}."
    what = f"{show(row['sent_mean'], row)} {name(row)} a contact sent, {show(row['held_back_mean'], row)} held back"
    bounds = f"between {show(row['valid_low'], row)} and {show(row['valid_high'], row)}"
    effect = f"Sending changes it by {show(row['effect'], row)} ({bounds})"
    if row["status"] == NOT_SURE:
        verdict = f"{effect}, which may be chance. {describe_wait(row['days_to_sure'])}"
    else:
        verdict = f"{effect}: surely {'more' if row['status'] == MORE else 'less'}."
    return f"{counts}: {what}. {verdict}{describe_cost(row)}"


def describe_wait(days: int | None) -> str:
    """Return when an effect would be sure.

    >>> describe_wait(40)
    'If it stays so, it is sure in about 40 days.'
    """
    if days is None or days > 730:
        return "If it stays so, it is not sure within two years."
    if days >= 90:
        return f"If it stays so, it is sure in about {round(days / 30)} months."
    return f"If it stays so, it is sure in about {max(days, 1)} {'day' if days <= 1 else 'days'}."


def describe_cost(row: dict[str, object]) -> str:
    """Return what a trigger's deciding row says beside its cost."""
    if not row["is_deciding"]:
        return ""
    cost = f"what a contact costs, {show(row['cost_amount'], row)}"
    if row["is_parked"]:
        return f" Parked: even the upper end lies below {cost}. Send {EXPLORING_SHARE:.0%} still, to see a change."
    if row["valid_low"] > row["cost_amount"]:
        return f" It pays: even the lower end lies above {cost}."
    return f" Whether it brings more than {cost}, is open."


def name(row: dict[str, object]) -> str:
    """Return what is counted, as a reader says it."""
    return str(row["outcome"]).replace("_", " ")


def show(value: float | None, row: dict[str, object]) -> str:
    """Return a number as money or as a count a contact.

    >>> show(0.0204, {"outcome": "orders"}), show(3.456, {"outcome": "net"})
    ('0.020', '3.46')
    """
    if value is None:
        return "nothing"
    if row["outcome"] in MONEY:
        return f"{value:,.2f}" if abs(value) >= 0.01 or value == 0 else f"{value:,.4f}"
    return f"{value:,.3f}"
