"""What is true of how users decide: who is who, on which devices, with which interests, wishes and consents."""

from pathlib import Path

import numpy as np

from seeds.sample_shop.accounts import Merges
from seeds.sample_shop.catalogue import Catalogue
from seeds.sample_shop.demand import CLASSES, Demand, class_of
from seeds.sample_shop.elasticities import Elasticities, expect_elasticities
from seeds.sample_shop.interests import SHELVES
from seeds.sample_shop.landing import Landing
from seeds.sample_shop.parameters import Parameters
from seeds.sample_shop.people import CONSENTS, OCCUPATION_BUYS, People
from seeds.sample_shop.plants import Plants
from seeds.sample_shop.truth import write_csv
from seeds.sample_shop.visits import STRANGER_BUYS, STRANGER_SHARE
from seeds.sample_shop.waits import KIND_NAMES

MOST_CONTACTS = 6


def write_plants(
    folder: Path,
    landing: Landing,
    people: People,
    catalogue: Catalogue,
    merges: Merges,
    plants: Plants,
    planted: Parameters,
) -> None:
    """Write the truth about users' decisions; left_carts.csv was written day by day."""

    def date_of(day: int) -> str:
        return landing.date_of(day) if day >= 0 else ""

    persons, users = plants.persons, people.user_ids
    occupations = np.array([*OCCUPATION_BUYS, ""], dtype=object)
    write_csv(
        folder / "attitudes.csv",
        ["user_id", "coupon_chance", "is_sure_buyer", "occupation", "stated_occupation"],
        zip(
            users,
            persons.coupon_chance.round(4).tolist(),
            persons.is_sure.tolist(),
            occupations[people.occupation],
            occupations[persons.stated],
            strict=True,
        ),
    )
    person = persons.person_of(merges)
    twice = np.flatnonzero(person != np.arange(len(people)))
    write_csv(
        folder / "persons.csv",
        ["user_id", "person_id", "has_phone_of_first"],
        zip(users[twice], users[person[twice]], persons.has_first_phone[twice].tolist(), strict=True),
    )
    devices = plants.devices
    write_csv(
        folder / "devices.csv",
        ["anonymous_id", "user_id", "is_shared", "first_used_on", "last_used_on", "linked_on"],
        (
            (name, users[user], name in devices.signed_in, *(date_of(day) for day in days))
            for (name, user), days in devices.used.items()
        ),
    )
    sessions = ((session, users[user]) for session, user in devices.shared_visits)
    write_csv(folder / "shared_visits.csv", ["session_key", "user_id"], sessions)
    write_csv(
        folder / "interests.csv",
        ["user_id", "category_id", "shelf", "began_on", "ended_on", "ended_by"],
        (
            (users[u], catalogue.category_ids[catalogue.shelf_category[s]], SHELVES[s], date_of(b), date_of(e), why)
            for u, s, b, e, why in plants.interests.list_all()
        ),
    )
    write_csv(
        folder / "wishes.csv",
        ["user_id", "item_id", "waits_for", "since", "came_on", "bought_on"],
        (
            (users[u], catalogue.item_ids[i], KIND_NAMES[kind], *(date_of(day) for day in days))
            for u, i, kind, *days in plants.waits.list_all()
        ),
    )
    write_csv(
        folder / "consents.csv",
        ["user_id", "channel", "is_given", "valid_from"],
        (
            # Who joined before the history has the consents of its first day.
            (users[user], CONSENTS[channel], given, date_of(max(day, 0)))
            for user, channel, given, day in plants.consents.list_all(people)
        ),
    )
    contacts = planted.contacts
    write_csv(
        folder / "contacts.csv",
        ["contacts", "window_days", "factor_on_orders", "factor_on_unsubscribing"],
        (
            (
                count,
                contacts.window_days,
                round(contacts.orders ** max(count - contacts.free, 0), 4),
                round(contacts.unsubscribes ** max(count - contacts.free, 0), 4),
            )
            for count in range(MOST_CONTACTS + 1)
        ),
    )
    write_csv(
        folder / "elasticities.csv",
        ["item_id", "elasticity", "is_steady"],
        zip(
            catalogue.item_ids,
            measure_elasticities(people, catalogue, plants.elasticities, planted).round(4).tolist(),
            plants.elasticities.is_steady.tolist(),
            strict=True,
        ),
    )


def measure_elasticities(
    people: People, catalogue: Catalogue, elasticities: Elasticities, planted: Parameters
) -> np.ndarray:
    """By item: what its price does to its sales, by those who buy it at first prices, late launches included."""
    season = np.ones(catalogue.department.max() + 1)
    last_day = int(catalogue.launch_day.max())
    demand = Demand(catalogue, last_day, elasticities.first_price, season, planted, elasticities)
    of_users = people.visits_a_day * people.buys * (1 + people.extra_items)
    volume = np.bincount(class_of(people.taste, people.level, people.sensitivity), of_users, CLASSES)
    of_strangers = people.visits_a_day.sum() * STRANGER_SHARE * STRANGER_BUYS * 2
    return expect_elasticities(elasticities.exponent, demand.chances(demand.baskets), volume + of_strangers / CLASSES)
