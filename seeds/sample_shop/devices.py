"""Under which cookie a visit comes, and whose name its events carry.

Most cookies are one user's: the first login lasts. A shared tablet, or the device of a person with two accounts, is
logged in as the one who came last, or as nobody.
"""

import numpy as np

from seeds.sample_shop.events import CHECKOUT, SignIns, Trace
from seeds.sample_shop.landing import as_rows
from seeds.sample_shop.parts import Devices as Planted
from seeds.sample_shop.people import People
from seeds.sample_shop.visits import DEVICES, MINI_PROGRAM, Visits

DEVICES_STREAM = 11
LOGIN_SHARE = 0.25  # visits under a cookie that log in without buying; buyers always log in
TABLET = DEVICES.index("tablet")
ALWAYS, NEVER = -1, np.iinfo(np.int64).max


class Devices:
    """The devices of all users: each user's own first, by position, then the tablets.

    A second account is used on the device of the first.
    """

    def __init__(self, seed: int, people: People, first_account: np.ndarray, planted: Planted, opening: int):
        self.seed, self.planted, self.user_ids = seed, planted, people.user_ids
        rng, users = np.random.default_rng([seed, 0, DEVICES_STREAM]), len(people)
        count = round(planted.tablet_share * users / 2)
        self.own, self.tablet = first_account, np.full(users, -1)
        self.tablet[rng.permutation(users)[: 2 * count].reshape(2, count)] = users + np.arange(count)
        tablets = np.array([f"t{i:05d}" for i in range(count)], dtype=object)
        self.names = np.concatenate([people.cookies, tablets])
        self.first_names = self.names.copy()
        self.reset_count = np.zeros(len(self.names), dtype=np.int64)
        self.is_shared = np.arange(len(self.names)) >= users
        self.is_shared[first_account[first_account != np.arange(users)]] = True
        self.linked = np.zeros(len(self.names), dtype=bool)
        is_late = rng.random(users) < planted.late_share
        self.late_until = np.where(is_late, np.maximum(people.joined_day, opening) + planted.late_days, 0)
        self.signed_in: dict[str, int] = {}  # shared cookie -> user, -1 for nobody
        self.used: dict[tuple[str, int], list[int]] = {}  # cookie and user -> first, last and linking day
        self.shared_visits: list[tuple[str, int]] = []  # session_key and user

    def sign_in(self, day: int, midnight: int, stamp: str, visits: Visits, trace: Trace) -> SignIns:
        """The cookies and logins of a day's visits; those by a tablet become so in `visits`.

        Buying needs a login at the check-out; other visits log in now and then, at the 2nd item.
        """
        rng, n = np.random.default_rng([self.seed, day, DEVICES_STREAM]), len(visits)
        known, user = visits.user >= 0, np.maximum(visits.user, 0)
        by_tablet = known & (self.tablet[user] >= 0) & (visits.channel != MINI_PROGRAM)
        by_tablet &= rng.random(n) < self.planted.tablet_visit_share
        visits.device[by_tablet] = TABLET
        device = np.where(by_tablet, self.tablet[user], self.own[user])
        has_cookie = known & (self.names[device] != None)  # noqa: E711  (element by element)
        self._reset(np.unique(device[has_cookie & ~by_tablet & (rng.random(n) < self.planted.reset_share)]))

        by_chance = known & (rng.random(n) < LOGIN_SHARE) & (day >= self.late_until[user])
        login = np.where(by_chance, visits.start + visits.pace, NEVER)
        at_checkout = (trace.kind == CHECKOUT) & known[trace.visit]
        np.minimum.at(login, trace.visit[at_checkout], trace.second[at_checkout])
        since, before = np.where(known & ~has_cookie, ALWAYS, login), np.full(n, -1)

        alone = np.flatnonzero(has_cookie & ~self.is_shared[device])
        first = np.full(len(self.names), NEVER)
        np.minimum.at(first, device[alone], login[alone])
        since[alone] = np.where(self.linked[device[alone]], ALWAYS, first[device[alone]])
        new = np.flatnonzero((first < NEVER) & ~self.linked)
        self.linked[new] = True
        links = [(self.names[d], d, int(first[d])) for d in new.tolist()]

        together = np.flatnonzero(has_cookie & self.is_shared[device])
        self._note_uses(day, self.names[device[has_cookie]], visits.user[has_cookie])
        stays = rng.random(n) < self.planted.stays_share
        for visit in together.tolist():
            name, who = self.names[device[visit]], int(visits.user[visit])
            before[visit] = self.signed_in.get(name, -1)
            if before[visit] == who:
                since[visit] = ALWAYS
            elif since[visit] < NEVER and self.used[name, who][2] < 0:
                links.append((name, who, int(since[visit])))
                self.used[name, who][2] = day  # so that it is not learned twice
            is_in = since[visit] < NEVER or before[visit] >= 0
            self.signed_in[name] = (who if since[visit] < NEVER else before[visit]) if is_in and stays[visit] else -1
            self.shared_visits.append((f"s{stamp}-{visit}", who))
        for name, who, second in links:
            self.used[name, who][2] = day + second // 86400
        rows = as_rows(
            "identities",
            anonymous_id=[name for name, _, _ in links],
            user_id=[self.user_ids[who] for _, who, _ in links],
            linked_at=np.array([midnight + second for *_, second in links], dtype=np.int64),
        )
        return SignIns(np.where(has_cookie, self.names[device], None), since, before, rows)

    def _reset(self, devices: np.ndarray) -> None:
        """Give devices (positions) a new cookie that nobody has seen yet."""
        self.reset_count[devices] += 1
        for device in devices.tolist():
            self.names[device] = f"{self.first_names[device]}-{self.reset_count[device]}"
        self.linked[devices] = False

    def _note_uses(self, day: int, names: np.ndarray, users: np.ndarray) -> None:
        for pair in dict.fromkeys(zip(names.tolist(), users.tolist(), strict=True)):
            self.used.setdefault(pair, [day, day, -1])[1] = day
