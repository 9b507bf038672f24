"""Whom a message moves: effects by cells of people, shrunk to the trigger's, and whether distinguishing them pays.

A message that brings half an order from coupon users and nothing from others; half of each are held back.

>>> import numpy as np, pyarrow as pa
>>> from datetime import date
>>> from ml_assets.campaign_effects.sums import sum_contacts
>>> users, is_sent = np.arange(1_000), np.arange(1_000) % 40 < 20
>>> orders = {"coupon_user": (users % 20 < 5 + 10 * is_sent) * 1.0, "other": (users % 20 < 5) * 1.0}
>>> sums = pa.Table.from_pylist([
...     {"trigger": "coupon", "outcome": "orders", "trait": "coupon_use", "trait_value": value, "half": half}
...     | sum_contacts(users, is_sent, happened, 0 * happened)
...     for value, happened in orders.items() for half in ("first", "second")
... ])
>>> names_of_counts = ("left_out_count", "open_count", "ordered_count", "unknown_margin_count", "unknown_net_count")
>>> counts = dict.fromkeys(names_of_counts, [0])
>>> triggers = pa.table({"trigger": ["coupon"], "window_days": [7], "cost_amount": [1.0]} | counts | {
...     "sent_count": [2_000], "held_back_count": [2_000],
...     "first_contact_date": [date(2025, 1, 1)], "last_contact_date": [date(2025, 1, 1)],
...     "as_of_date": [date(2025, 1, 1)]})
>>> found = campaign_cells(sums, triggers, date(2025, 1, 31))
>>> for row in found.cells.to_pylist():
...     print(row["trait_value"], round(row["effect"], 2), row["status"])
coupon_user 0.5 own_figure
other 0.0 own_figure
"""

from ml_assets.campaign_cells.cells import campaign_cells
from ml_assets.campaign_cells.table import CAMPAIGN_CELLS

__all__ = ["CAMPAIGN_CELLS", "campaign_cells"]
