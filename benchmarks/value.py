"""How long the value of a million users takes: two years of days, fit and table, against the minute it may take."""

from datetime import date
from time import perf_counter

import numpy as np
import pyarrow as pa

from ml_assets.value import fit_value, user_value
from ml_assets.value.customers import read_customers

ALLOWED_SECONDS = 60
PLANTED = {"r": 0.25, "alpha": 4.4, "a": 0.8, "b": 2.5}


def measure_value(users: int) -> float:
    """Fit and predict for made-up users, print the seconds and the parameters found, and return the seconds."""
    customers = simulate_customers(users)
    start = perf_counter()
    model = fit_value(read_customers(customers))
    fitted = perf_counter() - start
    table = user_value(customers, as_of_date=date(2025, 12, 31), model=model)
    seconds = perf_counter() - start
    found = ", ".join(f"{name} {value:.3f} ({PLANTED[name]})" for name, value in vars(model.orders.parameters).items())
    print(f"value of {table.num_rows:,} users: fit {fitted:.1f} s, all {seconds:.1f} s of {ALLOWED_SECONDS}; {found}")
    return seconds


def simulate_customers(users: int, *, days: int = 730, seed: int = 0) -> pa.Table:
    """Return customers that follow both models, first orders spread over `days`; amounts gamma with p 6, q 4, v 15."""
    random = np.random.default_rng(seed)
    age = random.integers(1, days, users)
    rate = random.gamma(PLANTED["r"], 1 / PLANTED["alpha"], users) / 7
    last = random.geometric(np.clip(random.beta(PLANTED["a"], PLANTED["b"], users), 1e-9, 1))
    count, day, recency = np.zeros(users, dtype=np.int64), np.zeros(users), np.zeros(users)
    going = np.arange(users)
    while len(going):
        day[going] += random.exponential(1 / np.maximum(rate[going], 1e-12))
        going = going[day[going] <= age[going]]
        count[going] += 1
        recency[going] = day[going]
        going = going[count[going] < last[going]]
    amount = random.gamma(6 * np.maximum(count, 1)) / np.maximum(count, 1) / random.gamma(4, 1 / 15, users)
    return pa.table(
        {
            "user_id": [f"u{number:07}" for number in range(users)],
            "repeat_count": count,
            "recency_weeks": np.minimum(np.ceil(recency), age) / 7,
            "age_weeks": age / 7,
            "mean_repeat_amount": pa.array(amount, mask=count == 0),
        }
    )
