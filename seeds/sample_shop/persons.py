"""What users are beyond their records: who has two accounts, what they state, and how they answer to coupons."""

from dataclasses import dataclass

import numpy as np

from seeds.sample_shop.accounts import Merges
from seeds.sample_shop.parameters import Parameters
from seeds.sample_shop.people import GROUP_BUYS, MOST_ORDERS_A_YEAR, OCCUPATION_BUYS, People

PERSONS_STREAM = 10
# What two accounts of one person have in common.
SAME = (
    *("group", "level", "sensitivity", "taste", "shelf", "brand", "channel", "region", "city", "gender"),
    *("occupation", "birth_year", "visits_a_day", "buys", "extra_items"),
)


@dataclass(frozen=True)
class Persons:
    """Arrays over users."""

    first_account: np.ndarray  # position of the person's first account: mostly the user's own
    has_first_phone: np.ndarray  # states the phone number of the first account
    stated: np.ndarray  # the occupation stated, -1 for none
    coupon_chance: np.ndarray  # that an order uses a coupon, where one fits
    is_sure: np.ndarray  # buys without a coupon, and is not moved by one

    def person_of(self, merges: Merges) -> np.ndarray:
        """By user: the position of the account that stands for the person, merges that lasted included."""
        person = self.first_account.copy()
        lasted = merges.undone_day < 0
        for gone, kept in zip(merges.given_up[lasted].tolist(), merges.kept[lasted].tolist(), strict=True):
            person[person == person[gone]] = person[kept]
        return person


def draw_persons(seed: int, people: People, planted: Parameters) -> Persons:
    """Draw them; `people` are changed: a second account has the traits of the first, and sure buyers buy more often."""
    rng, users = np.random.default_rng([seed, 0, PERSONS_STREAM]), len(people)
    count = min(round(planted.persons.second_account_share * users), users // 2)
    pairs = rng.permutation(users)[: 2 * count].reshape(2, count)
    first, second = pairs.min(axis=0), pairs.max(axis=0)  # users are in the order in which they joined
    first_account = np.arange(users)
    first_account[second] = first
    for name in SAME:
        getattr(people, name)[second] = getattr(people, name)[first]
    has_first_phone = np.zeros(users, dtype=bool)
    has_first_phone[second] = rng.random(count) < planted.persons.phone_share

    others = (people.occupation + rng.integers(1, len(OCCUPATION_BUYS), users)) % len(OCCUPATION_BUYS)
    stated = np.where(rng.random(users) < planted.persons.misstated_share, others, people.occupation)
    stated[rng.random(users) >= planted.persons.stated_share] = -1

    attitudes = planted.attitudes
    is_sure = (people.sensitivity == 0) & (rng.random(users) < attitudes.sure_share)
    mean = np.array(attitudes.coupon_share)[people.sensitivity].clip(0.001, 0.999)
    chance = rng.beta(mean * attitudes.coupon_alike, (1 - mean) * attitudes.coupon_alike)
    chance[is_sure] = attitudes.sure_coupon_share
    is_sure, chance = is_sure[first_account], chance[first_account]
    people.buys[is_sure] *= attitudes.sure_buys
    # Nobody buys all the time.
    most_visits = MOST_ORDERS_A_YEAR / 365 / np.array(GROUP_BUYS)[people.group] / attitudes.sure_buys
    people.visits_a_day[is_sure] = np.minimum(people.visits_a_day, most_visits)[is_sure]
    return Persons(first_account, has_first_phone, stated, chance, is_sure)
