"""Odd shops: small ones of shapes that nobody plans for, combined at random. Landing files of the source `shop`."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import timedelta
from pathlib import Path
from random import Random

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from odd_shop_orders import LOAD_DAY, OddOrders
from odd_shop_tables import list_tables

from ingest.contract import SOURCES


@dataclass(frozen=True)
class OddShop:
    """The shape of a shop: what it says here is plain, in SHAPES odd; `seed` decides the rest."""

    seed: int = 0
    users: int = 150
    orders: int = 500
    span_days: int = 300
    rhythm: str = "random"
    baskets: str = "small"
    items: int = 60
    sales: str = "all"
    prices: str = "random"
    categories: str = "many"
    catalogue: str = "full"
    buyers: str = "known"
    returns: str = "few"
    events: str = "few"
    channels: str = "many"
    profiles: str = "full"
    ids: str = "plain"
    edges: str = "none"
    statuses: str = "none"
    extras: str = "few"
    load_days: int = 1

    def __str__(self) -> str:
        """The seed and what is odd, short enough for the name of a test."""
        plain = OddShop()
        odd = [f.name for f in fields(self)[1:] if getattr(self, f.name) != getattr(plain, f.name)]
        return "-".join([str(self.seed), *(f"{name}={getattr(self, name)}".replace(" ", "_") for name in odd)])


# What is odd of each side of a shop.
SHAPES: dict[str, tuple[str | int, ...]] = {
    "users": (40, 2, 1),
    "orders": (60, 1, 0),
    "span_days": (30, 1, 0),
    "rhythm": ("alike", "alternating"),
    "baskets": ("single", "kit", "huge"),
    "items": (1, 400),
    "sales": ("one in all", "one alone"),
    "prices": ("none", "equal", "zero", "some", "one huge"),
    "categories": ("one", "none", "nested"),
    "catalogue": ("bare", "none"),
    "buyers": ("guests", "mixed"),
    "returns": ("none", "all", "later", "more than sold", "without order"),
    "events": ("none", "many", "signed out", "one kind"),
    "channels": ("one", "null", "partly"),
    "profiles": ("none", "alike", "odd"),
    "ids": ("unicode", "numbers", "quoted", "long"),
    "edges": ("1900", "tomorrow", "day after", "all"),
    "statuses": ("words", "unknown", "cancelled"),
    "extras": ("none", "odd"),
    "load_days": (3,),
}


@st.composite
def odd_shops(draw: st.DrawFn) -> OddShop:
    """A shop that is odd on four to nine sides, drawn by one number: choice by choice, hypothesis would rather vary
    the shop before."""
    number = draw(st.integers(1, 2**32))
    random = Random(number)
    names = random.sample(sorted(SHAPES), random.randint(4, 9))
    return OddShop(number, **{name: random.choice(SHAPES[name]) for name in names})


def draw_shops(count: int, seed_number: int) -> list[OddShop]:
    """Return `count` different shops, the same for the same seed."""
    drawn: list[OddShop] = []

    @seed(seed_number)
    @settings(
        max_examples=2 * count + 1,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(odd_shops())
    def note(shop: OddShop) -> None:
        if shop not in drawn:
            drawn.append(shop)

    note()
    return drawn[:count]


def write_odd_shop(shop: OddShop, landing: Path) -> None:
    """Write the shop's landing files up to LOAD_DAY. Of several load days each brings all that the one before did,
    and more: most of it is repeated or superseded."""
    orders = OddOrders(shop)
    for table, rows in {"orders": orders.orders, "order_lines": orders.lines, **list_tables(shop, orders)}.items():
        for number in range(1, shop.load_days + 1):
            day = LOAD_DAY - timedelta(days=shop.load_days - number)
            _write_rows(landing / "shop" / table / str(day), table, rows[: len(rows) * number // shop.load_days])


def _write_rows(folder: Path, table: str, rows: Iterable[Mapping[str, object]]) -> None:
    names = [name for name in SOURCES["shop"].tables[table].columns if any(name in row for row in rows)]
    if not names:
        return
    folder.mkdir(parents=True)
    with (folder / f"{table}.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, names)
        writer.writeheader()
        writer.writerows(rows)
