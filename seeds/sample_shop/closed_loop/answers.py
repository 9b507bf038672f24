"""What the messages of a list do: visits, coupons at hand, openings, and who unsubscribes."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from seeds.sample_shop.closed_loop.draws import ANSWERS, open_stream
from seeds.sample_shop.messages import CLICK_SHARE, DECIDED_SECOND, EFFECT_DAYS, OPEN_SHARE, report_messages

if TYPE_CHECKING:
    from seeds.sample_shop.closed_loop.shop import LoopShop

SURE_SHARE = 0.1


@dataclass
class Granted:
    """The coupon that each user holds through a message: its code, the share it takes off (0: none), its last day."""

    code: np.ndarray
    share: np.ndarray
    last_day: np.ndarray

    @classmethod
    def of(cls, users: int) -> "Granted":
        """Nobody holds one."""
        return cls(np.full(users, None, dtype=object), np.zeros(users), np.full(users, -1))

    @property
    def columns(self) -> dict[str, np.ndarray]:
        """As orders.py reads it; what is granted later is seen through it."""
        return {"code": self.code, "share": self.share}

    def give(self, users: np.ndarray, code: np.ndarray, share: np.ndarray, last_day: int) -> None:
        """Give coupons to users; who holds a deeper one keeps it."""
        is_better = share > self.share[users]
        users = users[is_better]
        self.code[users], self.share[users], self.last_day[users] = code[is_better], share[is_better], last_day

    def end(self, day: int) -> None:
        """Take back those whose last day has passed."""
        self.use(np.flatnonzero(self.last_day < day))

    def use(self, users: np.ndarray) -> None:
        """Users (positions) hold none any more."""
        self.share[users] = 0


def answer_list(shop: "LoopShop", day: int, rows: pa.Table) -> tuple[np.ndarray, np.ndarray]:
    """Send the list of a day and begin what it does; gives who unsubscribes (positions), and the day.

    Raises ValueError for a user or trigger that the shop does not know, or a channel without one.
    """
    people, planted, contacts = shop.people, shop.planted.answers, shop.plants.contacts
    names = {name: rows[name].to_numpy(zero_copy_only=False) for name in rows.column_names}
    users = np.searchsorted(people.user_ids.astype(str), names["user_id"].astype(str)).clip(0, len(people) - 1)
    if (people.user_ids[users] != names["user_id"]).any():
        raise ValueError("A list names a user whom the shop does not know.")
    if unknown := set(names["trigger"]) - planted.visits.keys():
        raise ValueError(f"No answer is planted to {sorted(unknown)[0]}: add it to [answers.visits].")
    share = np.nan_to_num(names["depth_share"].astype(float))

    sensitivity = people.sensitivity[users]
    factor = np.array([planted.visits[t][s] for t, s in zip(names["trigger"], sensitivity, strict=True)], dtype=float)
    factor *= np.where(share > 0, np.array(planted.coupon)[sensitivity], 1.0)
    habits = shop.habits
    # As in the shop alone the newest message counts; of several on one day the strongest.
    habits.effect[users] = 1.0
    np.maximum.at(habits.effect, users, factor)
    habits.effect_until[users] = day + EFFECT_DAYS
    contacts.note(day, users)
    note_sent(shop, day, users[share > 0], names["trigger"])
    shop.coupons.give(users[share > 0], names["offer"][share > 0], share[share > 0], day + planted.coupon_days)

    # A draw a user, whatever else is sent: who is sent two messages opens both or none.
    rng, count = open_stream(shop.seed, day, ANSWERS), len(people)
    opens, clicks, leaves, later = (rng.random(count)[users] for _ in range(4))
    midnight, stamp = shop.first_midnight + day * 86400, shop.landing.date_of(day).replace("-", "")
    sent_at = midnight + DECIDED_SECOND + 60 + (later * 3600).astype(np.int64)
    opened = opens < np.array([OPEN_SHARE.get(channel, 0.0) for channel in names["channel"]])
    opened_at = sent_at + 20 + (-np.log1p(-later) * 5 * 3600).astype(np.int64)
    clicked = opened & (clicks < CLICK_SHARE)
    left = opened & ~clicked & (leaves < contacts.chance_to_leave(day)[users] / (1 - CLICK_SHARE))
    columns = {
        "message_id": [f"l{stamp}-{number}" for number in range(len(users))],
        "user_id": names["user_id"],
        "trigger": names["trigger"],
        "channel": names["channel"],
        "item_id": names["item_id"],
        "offer_code": np.where(names["depth_share"].astype(float) > 0, names["offer"], None),
        "is_control": np.zeros(len(users), bool),
        "decided_at": np.full(len(users), midnight + DECIDED_SECOND),
        "sent_at": sent_at,
    }
    days = report_messages(shop.landing, day, midnight, columns, opened, opened_at, clicked, left)
    return users[left], days


def note_sent(shop: "LoopShop", day: int, with_coupon: np.ndarray, triggers: np.ndarray) -> None:
    """Count what is sent, and which coupons go to those who would order most likely without a message."""
    chances = shop.chances_without(day)
    least = np.quantile(chances[chances > 0], 1 - SURE_SHARE)
    shop.outcome.coupons += len(with_coupon)
    shop.outcome.coupons_to_sure += int((chances[with_coupon] >= least).sum())
    for trigger, count in zip(*np.unique(triggers.astype(str), return_counts=True), strict=True):
        shop.outcome.sent[str(trigger)] = shop.outcome.sent.get(str(trigger), 0) + int(count)
