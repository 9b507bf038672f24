"""The shop's records as landing rows: users, items, categories; reported again when they change."""

import numpy as np
import pyarrow as pa

from seeds.sample_shop.accounts import hash_email, hash_phone
from seeds.sample_shop.catalogue import BRANDS, Catalogue
from seeds.sample_shop.landing import as_rows
from seeds.sample_shop.people import CITIES, CONSENTS, GENDERS, OCCUPATION_BUYS, People
from seeds.sample_shop.persons import Persons
from seeds.sample_shop.prices import unit_costs

RENAMED_CATEGORY = 3  # position of the department that gets another name half-way


def user_rows(people: People, chosen: np.ndarray, midnight: int, merged_into: np.ndarray, persons: Persons) -> pa.Table:
    """The records of users (positions), as of now. `midnight` is that of the first day; `merged_into` is by user."""
    into = merged_into[chosen]
    user_ids = people.user_ids[chosen]
    referrer, stated = people.referrer[chosen], persons.stated[chosen]
    phones = people.user_ids[np.where(persons.has_first_phone, persons.first_account, np.arange(len(people)))][chosen]
    return as_rows(
        "users",
        user_id=user_ids,
        registered_at=midnight + people.joined_day[chosen] * 86400 + people.joined_second[chosen],
        birth_year=people.birth_year[chosen],
        gender=np.array(GENDERS, dtype=object)[people.gender[chosen]],
        city=np.where(people.has_city[chosen], np.array(CITIES, dtype=object)[people.city[chosen]], None),
        occupation=np.where(stated >= 0, np.array(list(OCCUPATION_BUYS), dtype=object)[stated], None),
        referrer_user_id=np.where(referrer >= 0, people.user_ids[referrer], None),
        email_hash=[hash_email(user_id) for user_id in user_ids],
        phone_hash=[hash_phone(owner) for owner in phones],
        merged_into_user_id=np.where(into >= 0, people.user_ids[into], None),
        **{f"consent_{c}": people.consent[chosen, i] for i, c in enumerate(CONSENTS)},
    )


def item_rows(catalogue: Catalogue, chosen: np.ndarray, listed: np.ndarray, midnight: int) -> pa.Table:
    """The records of items (positions) at list prices `listed` (all items, in cents).

    `midnight` is that of the first day.
    """
    launched = (midnight // 86400 + catalogue.launch_day[chosen]).astype("datetime64[D]")
    return as_rows(
        "items",
        item_id=catalogue.item_ids[chosen],
        name=catalogue.names[chosen],
        category_id=catalogue.category_ids[catalogue.shelf_category[catalogue.shelf[chosen]]],
        brand=np.array(BRANDS, dtype=object)[catalogue.brand[chosen]],
        seller_id=[f"v{s:02d}" for s in catalogue.seller[chosen]],
        list_price=listed[chosen] / 100,
        unit_cost=unit_costs(catalogue, listed[chosen], chosen) / 100,
        launched_on=launched.astype(str).astype(object),
    )


def find_relisted(catalogue: Catalogue, listed: np.ndarray, day: int, is_first: bool) -> np.ndarray:
    """The items (positions) reported on a day: at first all launched ones, then launches and new list prices.

    listed: list prices (days, items).
    """
    if is_first:
        return np.flatnonzero(catalogue.launch_day <= day)
    is_changed = (listed[day] != listed[day - 1]) & (catalogue.launch_day < day)
    return np.flatnonzero((catalogue.launch_day == day) | is_changed)


def due_category_rows(catalogue: Catalogue, open_day: int, days: int) -> pa.Table:
    """The records of categories that are reported on a load day: at first all, half-way the renamed one."""
    if open_day == 0:
        return category_rows(catalogue, slice(None))
    is_due = open_day == days // 2
    return category_rows(catalogue, slice(RENAMED_CATEGORY, RENAMED_CATEGORY + is_due), " and outdoor")


def category_rows(catalogue: Catalogue, chosen: slice, suffix: str = "") -> pa.Table:
    """The records of categories (positions), their names with a suffix."""
    return as_rows(
        "categories",
        category_id=catalogue.category_ids[chosen],
        name=[name + suffix for name in catalogue.category_names[chosen]],
        parent_category_id=catalogue.parent_ids[chosen],
    )
