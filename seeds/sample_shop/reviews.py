"""What buyers write some days after an order: a rating by the item's quality, and a sentence or two."""

import numpy as np
import pyarrow as pa

from seeds.sample_shop.catalogue import Catalogue
from seeds.sample_shop.landing import Landing, as_rows

REVIEW_SHARE = 0.08  # of lines
WRITTEN_AFTER = (3, 15)  # days
SENTENCES = {
    1: (
        "Broke on the first day.",
        "Not what the picture shows, I want my money back.",
        "It arrived damaged.",
    ),
    2: ("Feels cheap for the price.", "Delivery took two weeks.", 'Works, but "premium" it is not.'),
    3: ("Does what it should, no more.", "Fine, though the colour is off.", "Average; I expected more."),
    4: ("Good quality and quick delivery.", "I like it, only the box was dented.", "Nice, would buy again."),
    5: ("Perfect, exactly as described.", "Best I ever had!", "My whole family loves it."),
}


def deliver_reviews(
    rng: np.random.Generator,
    landing: Landing,
    day: int,
    midnight: int,
    catalogue: Catalogue,
    user_ids: np.ndarray,
    order_ids: np.ndarray,
    items: np.ndarray,
) -> None:
    """Reviews of the lines sold on a day. Arrays over lines; a guest (user_id None) writes none."""
    written = np.flatnonzero((rng.random(len(items)) < REVIEW_SHARE) & (user_ids != None))  # noqa: E711
    n, item = len(written), items[written]
    rating = np.round(catalogue.quality[item] + rng.normal(0, 0.9, n)).clip(1, 5).astype(np.int64)
    first, second = rng.integers(0, 3, n), rng.integers(0, 6, n)
    bodies = [
        SENTENCES[r][a] + (f" {SENTENCES[r][b]}" if b < 3 and b != a else "")
        for r, a, b in zip(rating.tolist(), first, second, strict=True)
    ]
    wait = rng.integers(*WRITTEN_AFTER, n)
    stamp = landing.date_of(day).replace("-", "")
    rows = as_rows(
        "reviews",
        review_id=[f"w{stamp}-{i}" for i in range(n)],
        user_id=user_ids[written],
        item_id=catalogue.item_ids[item],
        order_id=order_ids[written],
        rating=rating,
        body=bodies,
        written_at=midnight + wait * 86400 + rng.integers(8 * 3600, 23 * 3600, n),
    )
    for days in range(*WRITTEN_AFTER):
        landing.deliver("reviews", day + days, rows.filter(pa.array(wait == days)))
