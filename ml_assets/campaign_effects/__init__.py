"""What messages did: those sent beside those held back, safe to look at every day.

A trigger with as many orders sent as held back, and one of which each contact sent brought 0.2 orders more.

>>> import numpy as np, pyarrow as pa
>>> from datetime import date
>>> from ml_assets.campaign_effects.sums import sum_contacts
>>> users, is_sent = np.arange(1_000), np.arange(1_000) % 2 == 0
>>> orders = {"cart": (users % 10 < 2 + 2 * is_sent) * 1.0, "welcome": (users % 20 < 4) * 1.0}
>>> names = ["cart", "welcome"]
>>> day_sums = pa.Table.from_pylist([
...     {"trigger": name, "outcome": "orders", "contact_date": date(2025, 1, 1)}
...     | sum_contacts(users, is_sent, orders[name], 0 * orders[name]) for name in names
... ])
>>> names_of_counts = ("left_out_count", "open_count", "ordered_count", "unknown_margin_count", "unknown_net_count")
>>> counts = dict.fromkeys(names_of_counts, [0, 0])
>>> triggers = pa.table({"trigger": names, "window_days": [7, 7], "cost_amount": [1.0, 1.0]} | counts | {
...     "sent_count": [500, 500], "held_back_count": [500, 500],
...     "first_contact_date": [date(2025, 1, 1)] * 2, "last_contact_date": [date(2025, 1, 1)] * 2,
...     "as_of_date": [date(2025, 1, 1)] * 2})
>>> no_cells = day_sums.slice(0, 0).append_column("trait", [[]]).append_column("trait_value", [[]])
>>> for row in campaign_results(triggers, day_sums, no_cells).to_pylist():
...     if row["outcome"] == "orders":
...         print(row["trigger"], row["effect"], row["status"])
cart 0.2 more
welcome 0.0 not_sure
"""

from ml_assets.campaign_effects.days import campaign_days
from ml_assets.campaign_effects.results import campaign_results
from ml_assets.campaign_effects.table import CAMPAIGN_DAYS, CAMPAIGN_RESULTS

__all__ = ["CAMPAIGN_DAYS", "CAMPAIGN_RESULTS", "campaign_days", "campaign_results"]
