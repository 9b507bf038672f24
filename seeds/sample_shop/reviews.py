"""What buyers write some days after an order: a rating by the item's quality, and a sentence or two.

Those who blame or praise name what their department is blamed or praised for (parameters.toml), with some noise.
"""

import numpy as np
import pyarrow as pa

from seeds.sample_shop.catalogue import TREE, Catalogue
from seeds.sample_shop.landing import Landing, as_rows
from seeds.sample_shop.parts import Reviews

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
    planted: Reviews,
    user_ids: np.ndarray,
    order_ids: np.ndarray,
    items: np.ndarray,
) -> None:
    """Reviews of the lines sold on a day. Arrays over lines; a guest (user_id None) writes none."""
    written = np.flatnonzero((rng.random(len(items)) < planted.share) & (user_ids != None))  # noqa: E711
    n, item = len(written), items[written]
    rating = np.round(catalogue.quality[item] + rng.normal(0, 0.9, n)).clip(1, 5).astype(np.int64)
    bodies = write_bodies(rng, rating, catalogue.department[item], planted)
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


def write_bodies(rng: np.random.Generator, rating: np.ndarray, department: np.ndarray, planted: Reviews) -> list[str]:
    """A text for each rating: what its department is known for, or not, and a sentence that fits anywhere."""
    themed = rng.random(len(rating))
    contrary = rng.random(len(rating)) < planted.noise_share
    picks = rng.random((2, len(rating)))
    departments, bodies = list(TREE), []
    for place, stars in enumerate(rating.tolist()):
        plain = SENTENCES[stars][int(picks[0, place] * 3)]
        theme = "low" if (stars < 3) != contrary[place] else "high"
        sentences = planted.themes[departments[department[place]]][theme]["sentences"]
        is_named = contrary[place] or (stars != 3 and themed[place] < planted.theme_share)
        bodies.append(f"{sentences[int(picks[1, place] * len(sentences))]} {plain}" if is_named else plain)
    return bodies
