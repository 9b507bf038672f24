"""How many contacts each person may still get, by the caps, and until when a cap that is reached stays so."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ml_assets.campaign_plan.answers import find_unanswered
from ml_assets.campaign_plan.inputs import Codes, PlanInputs, read_days
from ml_assets.campaign_plan.rules import PERIOD_DAYS
from ml_assets.campaign_plan.table import CONTACTS
from ml_assets.columns import read_numbers, read_text

# Room where nothing limits, and the day that never comes.
ENDLESS = np.iinfo(np.int32).max
TRIGGER_CAP = "cap_trigger_month"


@dataclass(frozen=True)
class Contacts:
    """Codes of the person, trigger and channel of contacts, and their day."""

    users: np.ndarray
    triggers: np.ndarray
    channels: np.ndarray
    days: np.ndarray

    def __add__(self, other: "Contacts") -> "Contacts":
        return Contacts(
            users=np.concatenate([self.users, other.users]),
            triggers=np.concatenate([self.triggers, other.triggers]),
            channels=np.concatenate([self.channels, other.channels]),
            days=np.concatenate([self.days, other.days]),
        )

    def __getitem__(self, rows: np.ndarray) -> "Contacts":
        return Contacts(self.users[rows], self.triggers[rows], self.channels[rows], self.days[rows])


@dataclass(frozen=True)
class Limit:
    """A cap: of each candidate the bucket in which its contacts are counted (-1: it has no such cap), and the most.

    words: what is reached, for people.
    """

    name: str
    words: str
    kind: str
    days: int
    buckets: np.ndarray
    most: np.ndarray


@dataclass(frozen=True)
class Buckets:
    """In which buckets a contact is counted: of its person, of person and channel, of person and trigger."""

    user: np.ndarray
    channel: np.ndarray
    trigger: np.ndarray


def find_buckets(contacts: Contacts, codes: Codes) -> Buckets:
    """Return the buckets as numbers that are the same for contacts and candidates, and different for each kind."""
    users, channels, triggers = (codes.count(name) for name in ("user_id", "channel", "trigger"))
    by_channel = users + contacts.users * channels + contacts.channels
    by_trigger = users + users * channels + contacts.users * triggers + contacts.triggers
    return Buckets(
        contacts.users,
        np.where(contacts.channels < 0, -1, by_channel),
        np.where(contacts.triggers < 0, -1, by_trigger),
    )


def count_buckets(codes: Codes) -> int:
    return codes.count("user_id") * (1 + codes.count("channel") + codes.count("trigger"))


def list_contacts(inputs: PlanInputs, codes: Codes) -> Contacts:
    """Return the contacts of the longest cap's days before the plan with persons among the candidates.

    Those are the messages sent, by others on the plan's own day too, and the contacts of the ledger that none of these
    answers: a plan that was made may have been carried out. Who was held back has the place of a message.
    """
    texts, oldest = ("user_id", "trigger", "channel"), inputs.plan_day - max(PERIOD_DAYS.values())
    span = inputs.plan_day - oldest + 1
    is_contact = pc.is_in(inputs.ledger["decision"], pa.array(CONTACTS))
    planned = _keep_known(inputs.ledger.filter(is_contact).select([*texts, "plan_date"]), codes)
    messages = _keep_known(inputs.messages.select([*texts, "sent_date"]), codes)
    planned, messages = (
        table.filter(pa.array((days >= oldest) & (days <= inputs.plan_day)))
        for table, days in ((planned, read_days(planned, "plan_date")), (messages, read_days(messages, "sent_date")))
    )
    both = [pa.table({name: read_text(part, name) for name in texts}) for part in (planned, messages)]
    shared = Codes(pa.concat_tables(both), texts)
    cells = [
        _number_kinds(table, shared) * span + read_days(table, day) - oldest
        for table, day in ((planned, "plan_date"), (messages, "sent_date"))
    ]
    planned = planned.take(pa.array(find_unanswered(*cells, span)))
    contacts = _read_contacts(messages, codes, "sent_date") + _read_contacts(planned, codes, "plan_date")
    return contacts[contacts.days > oldest]


def list_limits(inputs: PlanInputs, candidates: pa.Table, codes: Codes, own: Contacts) -> list[Limit]:
    """Return the caps over the candidates; own: the candidates as contacts."""
    buckets = find_buckets(own, codes)
    limits = []
    for cap in inputs.rules.caps:
        where = buckets.user
        if cap.channel is not None:
            code = codes.encode(pa.table({"channel": [cap.channel]}), "channel")[0]
            where = np.where(own.channels == code, buckets.channel, -1)
        span = "a day" if cap.days == 1 else f"in {cap.days} days"
        by = f" by {cap.channel}" if cap.channel else ""
        words = f"a person gets at most {cap.most} message{'s' * (cap.most != 1)} {span}{by}"
        kind = "user" if cap.channel is None else "channel"
        limits.append(Limit(cap.name, words, kind, cap.days, where, np.full(len(where), cap.most)))
    most = read_numbers(candidates, "contacts_a_month", "candidates")
    words = "the playbook allows no more of these messages to the person in 30 days"
    where = np.where(np.isnan(most), -1, buckets.trigger)
    # One person and trigger have one cap: the least where rows differ.
    least = np.full(count_buckets(codes), ENDLESS, np.int64)
    np.minimum.at(least, where[where >= 0], most[where >= 0].astype(np.int64))
    most = least[where]
    return [*limits, Limit(TRIGGER_CAP, words, "trigger", PERIOD_DAYS["month"], where, most)]


def find_room(limits: list[Limit], contacts: Contacts, codes: Codes, plan_day: int) -> np.ndarray:
    """Return how many contacts each bucket has room for on the day of the plan, the tightest cap deciding."""
    room = np.full(count_buckets(codes), ENDLESS, np.int64)
    buckets = find_buckets(contacts, codes)
    for limit in limits:
        where = getattr(buckets, limit.kind)
        counted = np.bincount(where[(where >= 0) & (contacts.days > plan_day - limit.days)], minlength=len(room))
        has = limit.buckets >= 0
        np.minimum.at(room, limit.buckets[has], limit.most[has] - counted[limit.buckets[has]])
    return room


def find_free_days(limit: Limit, rows: np.ndarray, contacts: Contacts, codes: Codes) -> np.ndarray:
    """Return for these candidates the first day on which the cap has room, 0 where it never stops them, ENDLESS for a
    cap of none.

    Of a cap of n contacts in d days, that is d days after the n-th newest contact.
    """
    where = getattr(find_buckets(contacts, codes), limit.kind)
    order = np.lexsort((-contacts.days, where))
    where, days = where[order], contacts.days[order]
    buckets, most = limit.buckets[rows], limit.most[rows]
    nth = np.searchsorted(where, buckets) + most - 1
    is_there = (most > 0) & (nth < np.searchsorted(where, buckets, side="right"))
    free = np.zeros(len(rows), np.int64)
    free[is_there] = days[nth[is_there]] + limit.days
    return np.where(buckets < 0, 0, np.where(most <= 0, ENDLESS, free))


def _keep_known(table: pa.Table, codes: Codes) -> pa.Table:
    """Return the rows of persons among the candidates."""
    return table.filter(pa.array(codes.encode(table, "user_id") > 0))


def _read_contacts(table: pa.Table, codes: Codes, day: str) -> Contacts:
    return Contacts(
        users=codes.encode(table, "user_id"),
        triggers=codes.encode(table, "trigger"),
        channels=codes.encode(table, "channel"),
        days=read_days(table, day),
    )


def _number_kinds(table: pa.Table, codes: Codes) -> np.ndarray:
    """Return one number for each person, trigger and channel."""
    users, triggers, channels = (codes.encode(table, name) for name in ("user_id", "trigger", "channel"))
    return (users * codes.count("trigger") + triggers) * codes.count("channel") + channels
