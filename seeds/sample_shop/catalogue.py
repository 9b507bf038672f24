"""What the shop sells: a two-level tree of categories, and items with price levels and skewed popularity."""

from dataclasses import dataclass

import numpy as np

from seeds.sample_shop.goods import name_goods

# Department -> its three shelves. The noun of an item's name and the words of a search come from its shelf.
TREE = {
    "Kitchen": ("Coffee", "Knives", "Pans"),
    "Home": ("Lamps", "Bedding", "Storage"),
    "Garden": ("Seeds", "Tools", "Planters"),
    "Sport": ("Running", "Cycling", "Yoga"),
    "Books": ("Novels", "Cooking books", "Children books"),
    "Beauty": ("Skin care", "Hair care", "Perfume"),
    "Toys": ("Puzzles", "Building sets", "Board games"),
    "Pets": ("Dog food", "Cat food", "Aquarium"),
}
# Usual price of the middle of each department, in the shop's currency. They differ, because an expensive
# category must not make a rich user.
DEPARTMENT_PRICE = (24.0, 32.0, 14.0, 38.0, 12.0, 18.0, 22.0, 16.0)
# Low, middle and high end of a shelf, relative to its middle.
LEVEL_PRICE = (0.55, 1.0, 2.1)
BRANDS = ("Alder", "Birch", "Cedar", "Dogwood", "Elm", "Fir", "Ginkgo", "Hazel", "Ivy", "Juniper")
SELLERS = 25
MEAN_QUALITY = 4.0  # stars
STAPLES = ("Coffee", "Skin care", "Hair care", "Dog food", "Cat food")  # shelves of what is used up and bought again
ZIPF_EXPONENT = 0.85  # the first item sells about 8 % of all units: skewed, yet no item is in most baskets
DEFAULT_ITEMS = 480  # at 6,000 users; grows with the square root of users, as real ranges do
PLANTED_ITEMS = 6  # items 0 to 5 carry the planted pairs (planted.py): constant price, always in stock
PLANTED_RANK = 8  # their popularity in browsing: moderate
LATE_LAUNCH_SHARE = 0.05  # items launched while the simulation runs; only rarely bought ones, so that two of
LATE_LAUNCH_RANK = 0.4  # them never look associated because both were absent at first


@dataclass(frozen=True)
class Catalogue:
    """Arrays over items (n) unless stated otherwise; prices in cents; days count from the first day."""

    item_ids: np.ndarray
    names: np.ndarray
    department: np.ndarray
    shelf: np.ndarray
    level: np.ndarray
    brand: np.ndarray
    seller: np.ndarray
    list_price: np.ndarray
    unit_cost: np.ndarray
    popularity: np.ndarray
    quality: np.ndarray
    launch_day: np.ndarray
    category_ids: np.ndarray  # departments first, then shelves
    category_names: np.ndarray
    parent_ids: np.ndarray  # None for a department
    shelf_category: np.ndarray  # shelf -> position of its category
    is_staple: np.ndarray

    def __len__(self) -> int:
        return len(self.item_ids)


def draw_catalogue(rng: np.random.Generator, users: int, days: int) -> Catalogue:
    """The catalogue of a shop with this many users."""
    n = max(96, round(DEFAULT_ITEMS * (users / 6000) ** 0.5))
    departments, shelves = list(TREE), [shelf for group in TREE.values() for shelf in group]
    shelf = np.arange(n) * 5 % len(shelves)  # 5 and 24 share no divisor: the planted items differ in shelf
    department = shelf // 3
    level = rng.choice(3, n, p=(0.35, 0.4, 0.25))
    price = np.array(DEPARTMENT_PRICE)[department] * np.array(LEVEL_PRICE)[level] * rng.lognormal(0, 0.15, n)
    list_price = np.maximum(np.round(price).astype(np.int64) * 100 - 1, 199)

    rank = np.empty(n)
    rank[PLANTED_ITEMS:] = 1 + rng.permutation(n - PLANTED_ITEMS)
    rank[:PLANTED_ITEMS] = PLANTED_RANK
    launch_day = -rng.integers(30, 900, n)
    late = (rng.random(n) < LATE_LAUNCH_SHARE) & (rank > LATE_LAUNCH_RANK * n)
    launch_day[late] = rng.integers(1, max(2, days), late.sum())

    brand = rng.integers(0, len(BRANDS), n)
    names = name_goods([BRANDS[b] for b in brand], [shelves[s] for s in shelf])
    return Catalogue(
        item_ids=np.array([f"i{i:05d}" for i in range(n)], dtype=object),
        names=np.array(names, dtype=object),
        department=department,
        shelf=shelf,
        level=level,
        brand=brand,
        seller=rng.integers(0, SELLERS, n),
        list_price=list_price,
        unit_cost=(list_price * rng.uniform(0.45, 0.7, n)).astype(np.int64),
        popularity=rank**-ZIPF_EXPONENT,
        quality=rng.normal(MEAN_QUALITY, 0.5, n).clip(2.2, 4.9),
        launch_day=launch_day,
        category_ids=np.array(
            [f"c{d + 1:02d}" for d in range(len(departments))]
            + [f"c{s // 3 + 1:02d}{s % 3 + 1}" for s in range(len(shelves))],
            dtype=object,
        ),
        category_names=np.array(departments + shelves, dtype=object),
        parent_ids=np.array(
            [None] * len(departments) + [f"c{s // 3 + 1:02d}" for s in range(len(shelves))], dtype=object
        ),
        shelf_category=len(departments) + np.arange(len(shelves)),
        is_staple=np.isin(np.array(shelves)[shelf], STAPLES) & (np.arange(n) >= PLANTED_ITEMS),
    )
