"""Small made shops for the tests of recommendations."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ml_assets.recommendations import Recommendations, user_recommendations

FIRST, AS_OF = date(2025, 1, 1), date(2025, 5, 31)
TASTES, ITEMS_A_TASTE = 4, 15


@dataclass(frozen=True)
class Shop:
    """The tables that user_recommendations reads."""

    purchases: pa.Table
    interest: pa.Table
    items: pa.Table
    users: pa.Table

    def recommend(self, as_of_date: date = AS_OF, **settings: object) -> Recommendations:
        names = {item: f"The {item}" for item in self.items["item_id"].to_pylist()}
        tables = (self.purchases, self.interest, self.items, self.users)
        return user_recommendations(*tables, as_of_date, item_names=names, **settings)

    def until(self, day: date) -> "Shop":
        """The shop without the rows of later days."""
        kept = {n: getattr(self, n).filter(pc.field("activity_date") <= day) for n in ("purchases", "interest")}
        return replace(self, **kept)


def make_shop(users: int = 240, seed: int = 1) -> Shop:
    """Users of four tastes buy items of their taste, some again and again, look before they buy, and give some back.
    Every tenth user only looks."""
    random = np.random.default_rng(seed)
    bought: dict[tuple[str, str, date], list[float]] = {}
    seen: dict[tuple[str, str, date], list[int]] = {}
    days = (AS_OF - FIRST).days + 1
    for number in range(users):
        user, taste = f"u{number:03}", number % TASTES
        favourites = random.choice(ITEMS_A_TASTE, 3, replace=False)
        for day in np.unique(random.integers(0, days, random.poisson(9) + 1)):
            when = FIRST + timedelta(days=int(day))
            likes = random.choice(favourites, 2, replace=False).tolist() + random.integers(0, ITEMS_A_TASTE, 2).tolist()
            for item in likes:
                # Some items come late into the shop.
                if item == ITEMS_A_TASTE - 1 and day < days - 10:
                    continue
                key = (user, f"t{taste}i{item:02}", when)
                seen[key] = [1 + seen.get(key, [0])[0], 0, int(random.random() < 0.3)]
                # A quarter of what is looked at stays there.
                if number % 10 and random.random() < 0.75:
                    bought[key] = [1.0, 5.0 + item, 0.0]
                    if random.random() < 0.04:
                        bought[(user, key[1], when + timedelta(days=3))] = [0.0, 0.0, 1.0]
    items = [f"t{taste}i{item:02}" for taste in range(TASTES) for item in range(ITEMS_A_TASTE)]
    return Shop(
        _as_table(bought, ("unit_count", "gross_amount", "return_unit_count")),
        _as_table(seen, ("view_count", "favorite_count", "cart_count")),
        pa.table(
            {
                "item_id": items,
                "category_id": [item[:2] for item in items],
                "is_available": pa.array([None if item.endswith("1") else not item.endswith("2") for item in items]),
                "is_hidden": [item.endswith("i03") for item in items],
            }
        ),
        pa.table(
            {
                "user_id": [f"u{number:03}" for number in range(users)] + ["unseen"],
                "category_id": [f"t{number % TASTES}" for number in range(users)] + [None],
                "channel": [("web", "app")[number % 2] for number in range(users)] + ["app"],
                "region": pa.nulls(users + 1, pa.string()),
            }
        ),
    )


def _as_table(rows: dict[tuple[str, str, date], list], names: tuple[str, ...]) -> pa.Table:
    keys = {
        name: pa.array([key[place] for key in rows], kind)
        for place, (name, kind) in enumerate(
            (("user_id", pa.string()), ("item_id", pa.string()), ("activity_date", pa.date32()))
        )
    }
    return pa.table(keys | {name: [values[place] for values in rows.values()] for place, name in enumerate(names)})
