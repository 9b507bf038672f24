"""The shop from the first day of its history to its last."""

from datetime import date
from pathlib import Path

from seeds.sample_shop.parameters import PARAMETERS
from seeds.sample_shop.shop import HISTORY_DAYS, Shop
from seeds.sample_shop.truth import write_accounts, write_planted, write_truth
from seeds.sample_shop.truth_of_plants import write_plants


def write_shop(
    home: str | Path,
    users: int = 6000,
    days: int = 120,
    seed: int = 7,
    first_day: str = "2025-01-01",
    events_format: str = "parquet",
    parameters: Path = PARAMETERS,
) -> dict[str, int]:
    """Write HOME/landing/shop/ and HOME/truth/; the same arguments give the same bytes.

    `days` are load days, the first of them `first_day`; the first also brings the orders of the HISTORY_DAYS before.
    Gives the number of rows of each table in its regular files; `events_format` is parquet, csv, csv.gz or
    jsonl; `parameters` is a file like parameters.toml. Raises ValueError for fewer than 100 users or 10 days (too few
    for all the dirt), for parameters that are not complete, and for a home that already holds a shop, whose files
    would mix with these.
    """
    if users < 100 or days < 10:
        raise ValueError(f"The sample shop needs at least 100 users and 10 days, not {users} and {days}.")
    shop = Shop(Path(home), users, days, seed, date.fromisoformat(first_day), events_format, parameters)
    for day in range(HISTORY_DAYS):
        shop.sell(day)
    for day in range(HISTORY_DAYS, HISTORY_DAYS + days):
        shop.open(day)
    sensitivities = shop.planted.attitudes.price_answer
    write_truth(shop.truth, shop.landing, shop.catalogue, shop.people, sensitivities, shop.ledger)
    own = (shop.people, shop.catalogue, shop.merges, shop.plants, shop.planted)
    write_plants(shop.truth, shop.landing, *own)
    write_accounts(shop.truth, shop.landing, shop.people, shop.guests, shop.merges)
    write_planted(shop.truth, parameters, shop.planted, shop.vocabulary)
    return dict(shop.landing.row_count)
