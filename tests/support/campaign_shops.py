"""Shops that send messages, as they might go on: persons of very different activity, contacted again and again."""

from datetime import date

import numpy as np
import pyarrow as pa

from ml_assets.campaign_effects.sums import Sums, sum_contacts

CONTROL_SHARE = 0.3
WINDOW_SHARE = 7 / 90  # of the days before, those of a window


def simulate_days(
    random: np.random.Generator, effect: float, persons: int = 900, days: int = 120, daily: int = 20
) -> tuple[Sums, float]:
    """Return the state after each day, and the true effect on orders a contact.

    effect: the factor on a person's rate of orders, less 1. A person's rate is its own, and so known by what it ordered
    in the 90 days before; of the persons contacted in a day some are contacted a tenth time, others a first.
    """
    rates = random.gamma(0.8, 0.5, persons)
    before = random.poisson(rates / WINDOW_SHARE).astype(float)
    chances = random.dirichlet(np.full(persons, 2.0))
    state, seen = np.zeros((persons, 6)), np.zeros((persons, 2), dtype=bool)
    totals, products = np.zeros((days, 6)), np.zeros((days, 6, 6))
    users, happened = np.zeros((days, 3)), np.zeros(days)
    for day in range(days):
        contacted = random.choice(persons, daily, replace=False, p=chances)
        sent = random.random(daily) >= CONTROL_SHARE
        orders = random.poisson(rates[contacted] * (1 + effect * sent)).astype(float)
        numbers = np.stack([np.ones(daily), orders, before[contacted]], axis=1)
        state[contacted, :3] += numbers * sent[:, None]
        state[contacted, 3:] += numbers * ~sent[:, None]
        seen[contacted[sent], 0] = True
        seen[contacted[~sent], 1] = True
        totals[day], products[day] = state.sum(axis=0), state.T @ state
        users[day] = [seen.any(axis=1).sum(), *seen.sum(axis=0)]
        happened[day] = happened[day - 1] * (day > 0) + np.count_nonzero(orders)
    return Sums(totals, products, users, happened), effect * float(rates @ chances)


def make_triggers(**columns: list) -> pa.Table:
    """Return what campaign_results reads of triggers: plain figures, and `columns` instead of them or beside them."""
    size = len(columns["trigger"])
    plain = {"window_days": 7, "sent_count": 700, "held_back_count": 300, "left_out_count": 2, "open_count": 5}
    plain |= {"ordered_count": 400, "unknown_margin_count": 0, "unknown_net_count": 0, "cost_amount": 70.0}
    plain |= {
        "first_contact_date": date(2025, 1, 1),
        "last_contact_date": date(2025, 1, 10),
        "as_of_date": date(2025, 1, 12),
    }
    columns = {"trigger": columns["trigger"]} | {name: [value] * size for name, value in plain.items()} | columns
    return pa.table(columns)


def make_sums(rows: list[tuple[dict, tuple[np.ndarray, ...]]]) -> pa.Table:
    """Return a table of sums: of each row what it is of, and its contacts as sum_contacts takes them."""
    return pa.Table.from_pylist([keys | sum_contacts(*contacts) for keys, contacts in rows])


def draw_contacts(
    random: np.random.Generator, size: int, effect: float, base: float = 0.5, name: str = "u"
) -> tuple[np.ndarray, ...]:
    """Return persons, whether they were sent a message, what they ordered and had ordered before; some come again."""
    users = random.integers(0, max(size // 2, 1), size)
    rates = base * (1 + users % 3)
    sent = random.random(size) >= CONTROL_SHARE
    ids = np.char.add(name, users.astype(str))
    return ids, sent, random.poisson(rates + effect * sent).astype(float), random.poisson(4 * rates).astype(float)
