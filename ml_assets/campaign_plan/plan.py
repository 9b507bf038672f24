"""The plan: one decision for each candidate."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import pyarrow as pa

from ml_assets.campaign_plan.draws import draw, name_decisions
from ml_assets.campaign_plan.ended import list_ended
from ml_assets.campaign_plan.inputs import Codes, PlanInputs, read_asks, read_days, sort_candidates
from ml_assets.campaign_plan.limits import (
    ENDLESS,
    Contacts,
    Limit,
    find_buckets,
    find_free_days,
    find_room,
    list_contacts,
    list_limits,
)
from ml_assets.campaign_plan.options import Options, explore_depths, find_best, read_options
from ml_assets.campaign_plan.places import Places, give_places
from ml_assets.campaign_plan.refusals import SAME_ITEM_TODAY, find_refusals, number_about_items
from ml_assets.campaign_plan.rows import Decided, write_rows
from ml_assets.campaign_plan.rules import name_season
from ml_assets.campaign_plan.stops import (
    ONE_SIDE,
    ONE_SIDE_WORDS,
    STOCK,
    STOCK_WORDS,
    Stop,
    find_last_stops,
    stop_by_budget,
)
from ml_assets.campaign_plan.supplies import Supplies, find_supplies, read_end_days
from ml_assets.campaign_plan.table import KEY, SAME_THING
from ml_assets.columns import read_flags, read_numbers

SENT, HELD_BACK = 1, 2


@dataclass(frozen=True)
class Asked:
    """The candidates as arrays: as contacts of the plan's day, the side each would be on, whether by the global group,
    and the code of the item that it promises, 0 for none."""

    contacts: Contacts
    sides: np.ndarray
    is_global: np.ndarray
    items: np.ndarray


def campaign_plan(inputs: PlanInputs) -> pa.Table:
    """Return CAMPAIGN_PLAN for the day after `inputs.as_of_date`, by person, trigger and subject.

    Raises ValueError on wrong columns and on two candidates of one key.
    """
    inputs.check()
    candidates, codes, numbers = sort_candidates(inputs.candidates)
    count = candidates.num_rows
    keys = [candidates[name].to_pylist() for name in KEY]
    ids = name_decisions(inputs.draw_key, inputs.as_of_date.isoformat(), *keys)
    options = read_options(inputs.offers, codes, numbers)
    refusals = find_refusals(inputs, candidates, codes, numbers, options, find_best(options, count))
    options = options[np.flatnonzero(refusals.is_open[options.candidates])]
    best = find_best(options, count)
    users, triggers = keys[:2]
    draws = draw(inputs.draw_key, "depth", users, triggers)
    need_no_worth = read_flags(candidates, "is_service") | read_flags(candidates, "is_parked")
    options, is_explored = explore_depths(options, draws, inputs.rules, best, need_no_worth)
    options = options[rank_options(candidates, options, ids)]

    asked = read_asked(inputs, candidates, codes, users, triggers)
    contacts, limits = list_contacts(inputs, codes), list_limits(inputs, candidates, codes, asked.contacts)
    room, supplies = find_room(limits, contacts, codes, inputs.plan_day), find_supplies(inputs, codes)
    buckets = find_buckets(asked.contacts, codes)
    # Of person and item there is one contact a day.
    pairs, pair = np.unique(number_about_items(candidates, codes), return_inverse=True)
    stock, once = len(room) + asked.items, len(room) + len(supplies.room) + pair
    needed = np.stack([buckets.user, buckets.channel, buckets.trigger, stock, once], axis=1)
    places = give_places(
        owners=options.candidates,
        costs=options.costs,
        users=asked.contacts.users,
        sides=asked.sides,
        buckets=needed,
        room=np.concatenate([room, supplies.room, np.where(pairs < 0, ENDLESS, 1)]),
        left=supplies.left,
    )
    is_placed = places.chosen >= 0
    refusals = refusals.add(SAME_THING, ~is_placed & (places.room[once] < 1), SAME_ITEM_TODAY)
    waiting = np.flatnonzero(refusals.is_open & ~is_placed)
    contacts += asked.contacts[np.flatnonzero(is_placed)]
    stops = [*list_cap_stops(inputs, limits, contacts, codes, waiting)]
    until = supplies.promised_until.copy()
    np.minimum.at(until, asked.items[is_placed], read_end_days(candidates, inputs.zone)[is_placed])
    stock_days = np.where(until == ENDLESS, inputs.plan_day + 1, until)[asked.items]
    stops += list_other_stops(inputs, supplies, options, places, asked, needed, stock_days, waiting)
    # Of what got no place, the offer of most worth is shown.
    chosen = np.where(is_placed, places.chosen, find_best(options, count))
    which, until_days = find_last_stops(stops, len(waiting))
    decided = Decided(
        rules=refusals.rules,
        words=refusals.words,
        offers=np.append(options.rows, -1)[chosen],
        is_placed=is_placed,
        is_held_back=asked.sides == HELD_BACK,
        is_global=asked.is_global,
        is_explored=is_explored,
        priorities=find_priorities(options, count),
        ids=ids,
        waiting=waiting,
        which=which,
        until=until_days,
        stops=stops,
    )
    rows = write_rows(inputs, candidates, decided, read_days(candidates, "expires_date"))
    return pa.concat_tables([rows, list_ended(inputs, codes, numbers)]).combine_chunks()


def read_asked(inputs: PlanInputs, candidates: pa.Table, codes: Codes, users: list[str], triggers: list[str]) -> Asked:
    """Return the candidates as arrays; who is held back is drawn here, the global group first."""
    season = name_season(inputs.as_of_date + timedelta(days=1))
    is_global = draw(inputs.draw_key, f"global {season}", users)[:, 0] < inputs.rules.global_held_back_share
    shares = np.nan_to_num(read_numbers(candidates, "held_back_share", "candidates"))
    is_own = draw(inputs.draw_key, "held_back", users, triggers)[:, 0] < shares
    contacts = Contacts(
        users=codes.encode(candidates, "user_id"),
        triggers=codes.encode(candidates, "trigger"),
        channels=codes.encode(candidates, "channel"),
        days=np.full(candidates.num_rows, inputs.plan_day),
    )
    sides = np.where(is_global | is_own, HELD_BACK, SENT)
    items = np.where(read_asks(candidates, "out_of_stock"), codes.encode(candidates, "item_id"), 0)
    return Asked(contacts, sides, is_global, items)


def rank_options(candidates: pa.Table, options: Options, ids: list[str]) -> np.ndarray:
    """Return the one order over all options: service first, then worth, the trigger's priority, urgency and chance."""
    chance = np.array([int(name[:15], 16) for name in ids], np.int64)
    first = read_numbers(candidates, "trigger_priority", "candidates")
    urgency = np.nan_to_num(read_numbers(candidates, "urgency", "candidates"))
    by = (chance, -urgency, first)
    keys = (options.depths, *(part[options.candidates] for part in by), -options.worths)
    return np.lexsort((*keys, ~read_flags(candidates, "is_service")[options.candidates]))


def find_priorities(options: Options, count: int) -> np.ndarray:
    """Return the place of each candidate in the order, from 1, by its first option; 0 where it has none."""
    owners, first = np.unique(options.candidates, return_index=True)
    priorities = np.zeros(count, np.int64)
    priorities[owners[np.argsort(first)]] = np.arange(1, len(owners) + 1)
    return priorities


def list_cap_stops(
    inputs: PlanInputs, limits: list[Limit], contacts: Contacts, codes: Codes, waiting: np.ndarray
) -> Iterator[Stop]:
    """Yield the stops by caps, with today's places among the contacts."""
    for limit in limits:
        free = find_free_days(limit, waiting, contacts, codes)
        yield Stop(limit.name, limit.words, np.where(free > inputs.plan_day, free, 0))


def list_other_stops(
    inputs: PlanInputs,
    supplies: Supplies,
    options: Options,
    places: Places,
    asked: Asked,
    needed: np.ndarray,
    stock_days: np.ndarray,
    waiting: np.ndarray,
) -> Iterator[Stop]:
    """Yield the stops by the side a person is on, by stock and by budgets. stock_days: of each candidate, the day on
    which a promise of its item ends."""
    day = inputs.plan_day
    sides = places.sides[asked.contacts.users[waiting]]
    yield Stop(ONE_SIDE, ONE_SIDE_WORDS, np.where((sides != 0) & (sides != asked.sides[waiting]), day + 1, 0))
    yield Stop(STOCK, STOCK_WORDS, np.where(places.room[needed[waiting, 3]] < 1, stock_days[waiting], 0))
    cheapest = np.full(len(asked.sides), np.iinfo(np.int64).max)
    np.minimum.at(cheapest, options.candidates, options.costs)
    least = {"coupons": cheapest[waiting], "contacts": np.ones(len(waiting), np.int64)}
    for budget, left in supplies.budgets:
        used = supplies.left[budget.kind] - places.left[budget.kind]
        yield stop_by_budget(budget, least[budget.kind], left - used, day)
