"""What a day's visits leave behind: one event for each look, search, wish, check-out and purchase."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from seeds.sample_shop.catalogue import Catalogue
from seeds.sample_shop.landing import as_rows
from seeds.sample_shop.lines import Lines
from seeds.sample_shop.people import CHANNELS, REGIONS, People
from seeds.sample_shop.searches import Vocabulary
from seeds.sample_shop.visits import DEVICES, Carts, Touches, Visits

EVENT_TYPES = (
    *("view", "search", "favorite", "unfavorite", "cart", "remove_from_cart"),
    *("consult", "follow", "checkout", "purchase"),
)
VIEW, SEARCH, FAVORITE, UNFAVORITE, CART, REMOVE, CONSULT, FOLLOW, CHECKOUT, PURCHASE = range(10)
FOLLOW_SHARE = 0.01
CONSULT_SHARE = 0.015  # of touches
FAVORITE_SHARE = (0.05, 0.10)  # of touches only looked at, and of those wanted
CART_SHARE = 0.92  # of touches wanted: some buy without a cart
UNFAVORITE_SHARE = 0.12  # of favourites
REMOVE_SHARE = 0.3  # of carted items not wanted
# Seconds after an item is seen; all shorter than the pause to the next item.
DELAY = {CONSULT: 3, FAVORITE: 6, CART: 9, UNFAVORITE: 12, REMOVE: 15}
UNFOUND_BEFORE = 15  # seconds from a search that finds nothing to the next
CHECKOUT_BEFORE = 40  # seconds before the order


@dataclass
class Trace:
    """Arrays over the events of a day by time; `item` is -1 for none, seconds count from midnight.

    `term` is the number of what is searched, -1 for none.
    """

    kind: np.ndarray
    visit: np.ndarray
    item: np.ndarray
    second: np.ndarray
    term: np.ndarray


@dataclass
class SignIns:
    """Arrays over the visits of a day (devices.py), and the links learned."""

    cookie: np.ndarray  # anonymous_id, None for users who are always logged in and for strangers
    since: np.ndarray  # the second from which events carry the visitor's own user_id
    before: np.ndarray  # whose they carry until then, -1 for none
    links: pa.Table


def trace_events(
    rng: np.random.Generator,
    visits: Visits,
    touches: Touches,
    lines: Lines,
    vocabulary: Vocabulary,
    carts: Carts,
    pursues: np.ndarray,
) -> Trace:
    """All events of the day's visits. Each line sold gives one purchase, at the time of its order.

    pursues: by visit, whether it searches for what it is interested in.
    """
    wanted, count = touches.wanted, len(touches.visit)
    first_item = np.full(len(visits), -1)
    first_item[touches.visit[::-1]] = touches.item[::-1]
    chance = {kind: rng.random(count) for kind in DELAY}
    favorite = chance[FAVORITE] < np.where(wanted, FAVORITE_SHARE[1], FAVORITE_SHARE[0])
    wished = carts.wished & carts.is_gone
    cart = np.where(wanted, chance[CART] < CART_SHARE, carts.carted)
    chosen = {
        CONSULT: chance[CONSULT] < CONSULT_SHARE,
        FAVORITE: favorite | wished,
        CART: cart,
        UNFAVORITE: favorite & ~wished & (chance[UNFAVORITE] < UNFAVORITE_SHARE),
        REMOVE: cart & ~wanted & (chance[REMOVE] < REMOVE_SHARE),
    }
    at_checkout = (visits.wishes > 0) | carts.at_checkout

    looking = first_item >= 0
    unfound = np.flatnonzero(visits.unfound >= 0)
    by_chance = rng.random(len(visits)) < vocabulary.search.share
    searching = np.flatnonzero(looking & ((visits.unfound >= 0) | by_chance | pursues))
    following = np.flatnonzero(looking & (rng.random(len(visits)) < FOLLOW_SHARE))
    checking = np.flatnonzero(at_checkout)
    # Sorting is by (second, kind of part), so that a search precedes the first view of the same second.
    parts = [
        (SEARCH, unfound, np.full(len(unfound), -1), np.maximum(visits.start[unfound] - UNFOUND_BEFORE, 0)),
        (SEARCH, searching, np.full(len(searching), -1), visits.start[searching]),
        (VIEW, touches.visit, touches.item, touches.second),
        *((k, touches.visit[m], touches.item[m], touches.second[m] + DELAY[k]) for k, m in chosen.items()),
        (FOLLOW, following, first_item[following], visits.start[following] + 20),
        (CHECKOUT, checking, np.full(len(checking), -1), visits.ordered[checking] - CHECKOUT_BEFORE),
        (PURCHASE, lines.visit, lines.item, visits.ordered[lines.visit]),
    ]
    kind = np.repeat([part[0] for part in parts], [len(part[1]) for part in parts])
    visit, item, second = (np.concatenate([part[i] for part in parts]) for i in (1, 2, 3))
    term = np.full(len(kind), -1)
    terms = visits.unfound[unfound], vocabulary.name_items(rng, first_item[searching])
    term[: len(unfound) + len(searching)] = np.concatenate(terms)
    vocabulary.count(term)
    order = np.argsort(second, kind="stable")
    return Trace(kind[order], visit[order], item[order], second[order], term[order])


def event_rows(
    trace: Trace,
    visits: Visits,
    sign_ins: SignIns,
    people: People,
    catalogue: Catalogue,
    vocabulary: Vocabulary,
    price: np.ndarray,
    stamp: str,
    midnight: int,
) -> pa.Table:
    """The events as landing rows, by time. Before the login an event carries the anonymous_id only, or the user who is
    still logged in."""
    number = pc.cast(pa.array(np.arange(len(visits))), pa.string())
    session = pc.binary_join_element_wise(f"s{stamp}", number, "-")
    stranger = pc.binary_join_element_wise(f"x{stamp}", number, "-")
    anonymous = pc.if_else(pa.array(visits.user >= 0), pa.array(sign_ins.cookie, pa.string()), stranger)

    is_in = trace.second >= sign_ins.since[trace.visit]
    user = np.where(is_in, visits.user[trace.visit], sign_ins.before[trace.visit])
    item = pa.array(trace.item, mask=trace.item < 0)
    visit = pa.array(trace.visit)
    return as_rows(
        "events",
        event_id=pc.binary_join_element_wise(f"e{stamp}", pc.cast(pa.array(np.arange(len(user))), pa.string()), "-"),
        user_id=pa.array(people.user_ids, pa.string()).take(pa.array(user, mask=user < 0)),
        anonymous_id=anonymous.take(visit),
        event_type=pa.array(EVENT_TYPES).take(pa.array(trace.kind)),
        item_id=pa.array(catalogue.item_ids, pa.string()).take(item),
        query=pa.array(vocabulary.terms, pa.string()).take(pa.array(trace.term, mask=trace.term < 0)),
        session_key=session.take(visit),
        channel=pa.array(CHANNELS).take(pa.array(visits.channel[trace.visit])),
        device=pa.array(DEVICES).take(pa.array(visits.device[trace.visit])),
        region=pa.array(REGIONS).take(pa.array(visits.region[trace.visit])),
        price=pa.array(price / 100).take(item),
        event_at=midnight + trace.second,
    )
