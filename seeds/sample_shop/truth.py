"""What is true in the shop, for people and tests to compare findings with; the pipeline never reads it."""

import csv
import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from seeds.sample_shop.accounts import Guests, Merges
from seeds.sample_shop.catalogue import BRANDS, TREE, Catalogue
from seeds.sample_shop.habits import AGAIN_SHARE
from seeds.sample_shop.landing import Landing
from seeds.sample_shop.messages import CONTROL_SHARE, EFFECT_DAYS, EFFECTS
from seeds.sample_shop.parameters import Parameters
from seeds.sample_shop.people import CHANNELS, GROUPS, OCCUPATION_BUYS, People
from seeds.sample_shop.planted import MANY_CHANNEL, PAIRS
from seeds.sample_shop.promotions import PROMOTIONS, USED_SHARE
from seeds.sample_shop.searches import Vocabulary
from seeds.sample_shop.seasons import SEASONS

CONTEXTS = {
    "all": "every basket",
    "friday_evening": "orders on Fridays from 18:00 to 22:59, shop time",
    "channel": f"orders of the channel {CHANNELS[MANY_CHANNEL]}; within each channel the pair is avoided "
    "(lift below 1), over all channels it looks related (lift above 1)",
}


def write_truth(
    folder: Path,
    landing: Landing,
    catalogue: Catalogue,
    people: People,
    sensitivities: tuple[float, ...],
    ledger: Counter,
) -> None:
    """Write the truth but that of orders (books.py), of accounts and of plants.

    sensitivities: the exponent on the price, by price sensitivity.
    """
    folder.mkdir(parents=True, exist_ok=True)
    rules = [
        {
            "name": pair.name,
            "antecedent": catalogue.item_ids[pair.left],
            "consequent": catalogue.item_ids[pair.right],
            "context": CONTEXTS[pair.context],
            "inside": describe_table(pair.share[0], pair.lift[0]),
            "outside": None if pair.context == "all" else describe_table(pair.share[1], pair.lift[1]),
        }
        for pair in PAIRS
    ]
    write_json(folder / "basket_rules.json", rules)
    write_json(
        folder / "attributes.json",
        {
            "useful": {"occupation": {"factor on the chance that a visit buys": OCCUPATION_BUYS}},
            "useless": ["birth_year", "gender"],
            "leaking": {"city": "reported on the day after a user's first order, and never before"},
            "leaking by the export": {
                "is_registered": "older profiles are reported on the first load day; guests, who buy less, have none"
            },
        },
    )
    departments, shelves = list(TREE), [shelf for group in TREE.values() for shelf in group]
    write_csv(
        folder / "users.csv",
        [
            *("user_id", "latent_group", "price_sensitivity", "price_level"),
            *("favourite_department", "favourite_shelf", "favourite_brand"),
        ],
        zip(
            people.user_ids,
            [GROUPS[g] for g in people.group],
            [sensitivities[s] for s in people.sensitivity],
            [("low", "middle", "high")[p] for p in people.level],
            [departments[t] for t in people.taste],
            [shelves[s] for s in people.shelf],
            [BRANDS[b] for b in people.brand],
            strict=True,
        ),
    )
    write_csv(
        folder / "items.csv",
        ["item_id", "popularity", "quality", "price_level"],
        zip(
            catalogue.item_ids,
            [round(p, 6) for p in catalogue.popularity.tolist()],
            [round(q, 3) for q in catalogue.quality.tolist()],
            [("low", "middle", "high")[p] for p in catalogue.level],
            strict=True,
        ),
    )
    write_csv(
        folder / "messages.csv",
        ["trigger", "price_sensitivity", "factor_on_visits", "effect_days", "control_share"],
        (
            (trigger, sensitivity, factor, EFFECT_DAYS, CONTROL_SHARE)
            for trigger, factors in EFFECTS.items()
            for sensitivity, factor in zip(sensitivities, factors, strict=True)
        ),
    )
    write_csv(
        folder / "promotions.csv",
        ["offer_code", "first_date", "last_date", "percent", "used_share", "factor_on_buying"],
        (
            (
                p.code,
                landing.date_of(landing.opening + p.begins),
                landing.date_of(landing.opening + p.ends - 1),
                p.percent,
                USED_SHARE,
                p.factor,
            )
            for p in PROMOTIONS
        ),
    )
    write_csv(
        folder / "seasons.csv",
        ["department", "month", "factor"],
        ((name, month + 1, factor) for name, year in SEASONS.items() for month, factor in enumerate(year)),
    )
    staples = catalogue.item_ids[catalogue.is_staple].tolist()
    write_json(folder / "staples.json", {"bought again with an order": AGAIN_SHARE, "items": staples})
    columns = ["table_name", "load_date", "file_name", "kind", "reason", "row_count"]
    write_csv(folder / "dirt.csv", columns, sorted((*place, count) for place, count in ledger.items()))


def write_accounts(folder: Path, landing: Landing, people: People, guests: Guests, merges: Merges) -> None:
    """Write guests.csv (who each guest order is of, and whether it states email, phone or both), and merges.csv."""
    write_csv(folder / "guests.csv", ["order_id", "owner", "stated"], guests.owners)
    write_csv(
        folder / "merges.csv",
        ["user_id", "merged_into_user_id", "merged_on", "undone_on"],
        (
            (
                people.user_ids[gone],
                people.user_ids[kept],
                landing.date_of(day),
                landing.date_of(undone) if undone >= 0 else "",
            )
            for gone, kept, day, undone in zip(
                *(a.tolist() for a in (merges.given_up, merges.kept, merges.day, merges.undone_day)), strict=True
            )
        ),
    )


def write_planted(folder: Path, parameters: Path, planted: Parameters, vocabulary: Vocabulary) -> None:
    """Write parameters.toml as it was given, themes.csv and search_terms.csv."""
    (folder / "parameters.toml").write_bytes(parameters.read_bytes())
    themes = (
        (department, rating, word)
        for department, by_rating in planted.reviews.themes.items()
        for rating, theme in by_rating.items()
        for word in theme["words"]
    )
    write_csv(folder / "themes.csv", ["department", "rating", "word"], themes)
    unfound = set(planted.search.unfound)
    terms = ((term, term not in unfound, count) for term, count in sorted(vocabulary.counts.items()))
    write_csv(folder / "search_terms.csv", ["term", "is_found", "search_count"], terms)


def describe_table(share: float, lift: float) -> dict[str, float]:
    """Support of each item and of both, and the lift, as they were drawn."""
    return {"item_support": share, "support": round(lift * share**2, 6), "lift": lift}


def write_json(path: Path, content: object) -> None:
    """Write indented JSON."""
    path.write_text(json.dumps(content, indent=2) + "\n")


def write_csv(path: Path, header: list[str], rows: Iterable) -> None:
    """Write a CSV file with a header."""
    with path.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
