"""The parts of parameters.toml, each a dataclass of its keys; the file says what they mean."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Tastes:
    """How much more than chance a favourite shelf or brand is picked."""

    choices: int
    shelf: float
    brand: float


@dataclass(frozen=True)
class Quality:
    """What a star of quality does to what is bought, bought again and brought back."""

    bought: float
    bought_again: float
    returned_of: int


@dataclass(frozen=True)
class Search:
    """What is searched for, and how often; shares are of what the line before is about."""

    share: float
    thing_share: float
    brand_share: float
    unfound_share: float
    leaving_share: float
    unfound: tuple[str, ...]


@dataclass(frozen=True)
class Reviews:
    """How often is written, and about what: department -> low and high -> words and sentences."""

    share: float
    theme_share: float
    noise_share: float
    themes: dict[str, dict[str, dict[str, list[str]]]]


@dataclass(frozen=True)
class Persons:
    """Who has two accounts, and who states what they do for a living."""

    second_account_share: float
    phone_share: float
    stated_share: float
    misstated_share: float


@dataclass(frozen=True)
class Devices:
    """Which visits come by a shared tablet, under a new cookie, or long before the login."""

    tablet_share: float
    tablet_visit_share: float
    stays_share: float
    reset_share: float
    late_share: float
    late_days: int


@dataclass(frozen=True)
class Attitudes:
    """How people answer to prices and to coupons: by price sensitivity (low, middle, high)."""

    price_answer: tuple[float, ...]
    coupon_share: tuple[float, ...]
    coupon_alike: int
    sure_share: float
    sure_buys: float
    sure_coupon_share: float


@dataclass(frozen=True)
class Elasticities:
    """How much items differ in what their price does to their sales."""

    spread: float
    most: float
    steady_share: float


@dataclass(frozen=True)
class Interests:
    """How often an interest in a shelf begins, how it fades, and what a visit in pursuit of it does."""

    begin_share: float
    half_life_days: int
    ended_below: float
    pursuit_share: float
    search_share: float
    look_share: float
    buy_share: float


@dataclass(frozen=True)
class LeftCarts:
    """How many things looked at are left in a cart, for which reasons, and who waits for better times."""

    cart_share: float
    price: float
    stock: float
    delivery_cost: float
    comparing: float
    looking: float
    something_else: float
    noise_share: float
    checkout_share: float
    restock_share: float
    cheaper_share: float
    other_share: float
    cheaper_by: float
    patience_days: int
    answer_days: int
    visits: float
    buys: float


@dataclass(frozen=True)
class Contacts:
    """What many messages within some days do to orders and to unsubscribing."""

    window_days: int
    free: int
    orders: float
    unsubscribes: float
    unsubscribe_share: float
    rest_days: int


@dataclass(frozen=True)
class Answers:
    """What the messages of a plan do to visits, by trigger and price sensitivity, and what coupons add that come with
    them."""

    coupon_days: int
    coupon: tuple[float, ...]
    visits: dict[str, list[float]]


@dataclass(frozen=True)
class Consents:
    """How often users change their mind, by channel."""

    withdrawn_a_year_share: float
    given_a_year_share: float
