"""A small shop in which everybody has a favourite brand of lamps, and some search for what they do not find."""

from datetime import date, datetime, time, timedelta
from pathlib import Path

import numpy as np

DAYS = [date(2025, 3, 1) + timedelta(days=days) for days in range(36)]
BRANDS = [f"brand{number}" for number in range(10)]
LEVELS = (10, 20, 40)
LAMPS = [f"lamp-{brand}-{price}" for brand in BRANDS for price in LEVELS]
INSOLES = [f"insole-{brand}-{price}" for brand in BRANDS[:2] for price in LEVELS]
USERS = [f"user{number}" for number in range(80)]
FAVORITE_SHARE = 0.6  # of the lamps that are opened
ADDRESS, NAME = "somebody@example.org", "somebody of the lindenweg"
WALKER, RUNNER = "walker", "runner"
# Day 20: both search for insoles, and neither opens one; five days later the runner buys some.
SEARCHED, BOUGHT = DAYS[20], DAYS[25]


class Events:
    """The events of a load day as lines of a file."""

    def __init__(self, day: date):
        self.day, self.lines = day, ["event_id,user_id,event_type,item_id,query,event_at"]

    def search(self, user: str, query: str, item: str | None = None) -> None:
        """A search of a user, and the item that is opened twenty seconds after it."""
        at = datetime.combine(self.day, time(9)) + timedelta(minutes=len(self.lines))
        name = f"{self.day}-{len(self.lines)}"
        self.lines.append(f"{name},{user},search,,{query},{at}")
        if item:
            self.lines.append(f"{name}-view,{user},view,{item},,{at + timedelta(seconds=20)}")


def write_searches(landing: Path) -> None:
    """Write load days of searches, the catalogue, and the runner's order."""
    rng = np.random.default_rng(5)
    popularity = 1 / np.arange(1, len(LAMPS) + 1) ** 0.8
    popularity = rng.permutation(popularity / popularity.sum())
    favorites = rng.integers(0, len(BRANDS), len(USERS))
    for number, day in enumerate(DAYS):
        events = Events(day)
        for user, favorite in zip(USERS[number % 4 :: 4], favorites[number % 4 :: 4], strict=True):
            weight = popularity.copy()
            if rng.random() < FAVORITE_SHARE:
                weight[np.arange(len(LAMPS)) // len(LEVELS) != favorite] = 0
            events.search(
                user, rng.choice(["lamp", "Lamp", " LAMP"]), LAMPS[rng.choice(len(LAMPS), p=weight / weight.sum())]
            )
        if day == DAYS[10]:
            for user, item in zip(USERS, INSOLES, strict=False):
                events.search(user, "Insoles", item)
        if day == SEARCHED:
            events.search(WALKER, "insoles")
            events.search(RUNNER, "insoles")
        if day == DAYS[-1]:
            for user in USERS[:12]:
                events.search(user, "hammock")
            for user in USERS[:6]:
                events.search(user, ADDRESS)
            events.search(USERS[0], NAME)
        write(landing, "events", day, events.lines)
    items = [(item, *item.split("-")) for item in LAMPS + INSOLES]
    write(landing, "items", DAYS[0], ["item_id,category_id,brand,list_price", *map(",".join, items)])
    write(landing, "categories", DAYS[0], ["category_id,name", "lamp,Lamps", "insole,Insoles"])
    write(landing, "orders", BOUGHT, ["order_id,user_id,ordered_at", f"o1,{RUNNER},{BOUGHT} 10:00:00"])
    lines = ["order_id,line_number,item_id,quantity,unit_price", f"o1,1,{INSOLES[3]},1,10"]
    write(landing, "order_lines", BOUGHT, lines)


def write(landing: Path, table: str, day: date, lines: list[str]) -> None:
    folder = landing / "shop" / table / str(day)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{table}.csv").write_text("\n".join(lines) + "\n")
