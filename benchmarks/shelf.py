"""A grocery of 1.4 million lines and 17,000 items: how many of its rules people get to read, and what clusters take."""

from time import perf_counter, process_time

import numpy as np
import pyarrow as pa

from benchmarks.retail_baskets import make_retail_baskets
from ml_assets.basket_rules import basket_rules, publish_basket_rules
from ml_assets.clusters.items import fit_item_clusters
from ml_assets.published_rules import ItemFacts

ITEMS = 17_000
MOST_RULES = 1_000
ALLOWED_SECONDS = 20
TASTES = 8


def measure_shelf() -> None:
    """Print the rules tested and published, and the seconds of clusters, by the clock and of the processor."""
    baskets = make_retail_baskets(baskets=135_000, items=ITEMS)
    for support in (0.002, 0.0003):
        tested = basket_rules(baskets, support, 0.05, 3)
        published = publish_basket_rules(tested, ItemFacts({}, {}), MOST_RULES)
        print(
            f"shelf      {baskets.num_rows:,} lines at a support of {support:g}: {tested.num_rows:,} rules tested,"
            f" {published.sure_count:,} sets surely hold, {published.rows.num_rows:,} published"
        )
    purchases = make_purchases(buyers=50_000, lines=1_400_000)
    clock, processor = perf_counter(), process_time()
    clusters = fit_item_clusters(purchases).clusters
    print(
        f"           clusters of {clusters.num_rows:,} items: {perf_counter() - clock:.1f} s,"
        f" by processor {process_time() - processor:.1f} of {ALLOWED_SECONDS}"
    )


def make_purchases(buyers: int, lines: int, seed: int = 0) -> pa.Table:
    """Return (user_id, item_id) of buyers of eight tastes, who buy half of their lines by it. Some buy much, most
    little, and so are items bought."""
    random = np.random.default_rng(seed)
    share = np.arange(1, ITEMS + 1) ** -0.8
    size = random.gamma(0.8, 1, buyers)
    users = random.choice(buyers, lines, p=size / size.sum())
    items = random.choice(ITEMS, lines, p=share / share.sum())
    own = (items // TASTES * TASTES + random.integers(0, TASTES, buyers)[users]) % ITEMS
    items = np.where(random.random(lines) < 0.5, own, items)
    return pa.table({"user_id": np.char.mod("u%d", users).tolist(), "item_id": np.char.mod("i%d", items).tolist()})
