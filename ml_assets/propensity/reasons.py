"""Why a user's chance is higher or lower than the mean user's, in words."""

from collections.abc import Callable

import numpy as np
import pyarrow as pa

from ml_assets.columns import read_numbers
from ml_assets.propensity.chance import ChanceModel
from ml_assets.propensity.features import Feature, is_text

MOST_REASONS = 3
# A reason that moves the log-odds by less (a chance of 50 % to less than 51 %) is none.
LEAST_EFFECT = 0.04
WINDOWS = {"_30_days": " in the last 30 days", "_90_days": " in the last 90 days"}
# One thing seen from two sides is one reason, and its two columns share what it does.
THEMES = {
    "days_since_seen": "presence",
    "active_day_count": "presence",
    "session_count": "presence",
    "days_since_order": "orders",
    "order_count": "orders",
    "unit_count": "orders",
    "bought_item_count": "orders",
    "bought_category_count": "orders",
    "mean_order_gap_days": "order gaps",
    "last_order_gap_days": "order gaps",
    "net_amount": "amounts",
    "average_order_amount": "amounts",
    "tenure_days": "tenure",
    "days_since_first_order": "tenure",
    "message_count": "messages",
    "message_open_count": "messages",
    "message_click_count": "messages",
    "review_count": "reviews",
    "average_rating": "reviews",
    "usual_channel": "channel",
    "usual_channel_share": "channel",
}
NUMBER_WORDS: dict[str, Callable[[float], str]] = {
    "days_since_seen": lambda n: f"last seen {_count(n, 'day')} ago",
    "days_since_order": lambda n: f"last order {_count(n, 'day')} ago",
    "days_since_first_order": lambda n: f"first order {_count(n, 'day')} ago",
    "tenure_days": lambda n: f"first seen {_count(n, 'day')} ago",
    "mean_order_gap_days": lambda n: f"orders {_count(n, 'day')} apart on average",
    "last_order_gap_days": lambda n: f"{_count(n, 'day')} between the last two orders",
    "net_amount": lambda n: f"{n:,.0f} spent",
    "average_order_amount": lambda n: f"{n:,.0f} an order on average",
    "return_share": lambda n: f"{n:.0%} of units returned",
    "discount_share": lambda n: f"{n:.0%} of orders with a discount",
    "price_percentile": lambda n: f"buys at percentile {100 * n:.0f} of prices",
    "usual_channel_share": lambda n: f"{n:.0%} of visits through the usual channel",
    "average_rating": lambda n: f"rates {n:.1f} on average",
    "age": lambda n: f"age {n:.0f}",
}
COUNT_NOUNS = {
    "order_count": "order",
    "unit_count": "unit",
    "active_day_count": "active day",
    "session_count": "visit",
    "view_count": "view",
    "search_count": "search",
    "favorite_count": "favourite",
    "cart_count": "item put into the cart",
    "consult_count": "question asked",
    "bought_item_count": "different item bought",
    "bought_category_count": "category bought from",
    "review_count": "review",
    "message_count": "message received",
    "message_open_count": "message opened",
    "message_click_count": "message clicked",
}
PLURALS = {
    "search": "searches",
    "category bought from": "categories bought from",
    "item put into the cart": "items put into the cart",
    "question asked": "questions asked",
    "different item bought": "different items bought",
    "message received": "messages received",
    "message opened": "messages opened",
    "message clicked": "messages clicked",
}
UNKNOWN_WORDS = {
    "days_since_order": "no order yet",
    "days_since_first_order": "no order yet",
    "average_order_amount": "no order yet",
    "return_share": "no order yet",
    "discount_share": "no order yet",
    "price_percentile": "no order yet",
    "mean_order_gap_days": "no second order yet",
    "last_order_gap_days": "no second order yet",
    "average_rating": "no review yet",
    "usual_channel_share": "no visit yet",
}


def list_reasons(model: ChanceModel, attributes: pa.Table) -> list[list[str]]:
    """Return each row's three strongest reasons, strongest first: "raised by 3 orders in the last 30 days".

    What the features do is added up by theme (the windows of a count, the words of an attribute, the sides of
    one thing), since columns that move together share an effect by chance; the theme's strongest column in its
    direction lends the words.
    """
    parts = model.split(attributes)
    themes = [_theme(feature.attribute) for feature in model.features]
    names = sorted(set(themes))
    of_theme = [[place for place, theme in enumerate(themes) if theme == name] for name in names]
    effects = np.stack([parts[:, places].sum(axis=1) for places in of_theme], axis=1).round(9)
    strongest = np.argsort(-np.abs(effects), axis=1, kind="stable")[:, :MOST_REASONS]
    reasons: list[list[str]] = [[] for _ in range(attributes.num_rows)]
    words = {name: _word_column(attributes, name) for name in {feature.attribute for feature in model.features}}
    for rank in range(strongest.shape[1]):
        for theme, places in enumerate(of_theme):
            rows = np.flatnonzero(strongest[:, rank] == theme)
            effect = effects[rows, theme]
            chosen = np.argmax(parts[np.ix_(rows, places)] * np.sign(effect)[:, None], axis=1)
            for row, change, place in zip(rows.tolist(), effect.tolist(), chosen.tolist(), strict=True):
                if abs(change) >= LEAST_EFFECT:
                    cause = words[model.features[places[place]].attribute][row]
                    reasons[row].append(f"{'raised' if change > 0 else 'lowered'} by {cause}")
    return reasons


def name_feature(feature: Feature) -> str:
    """Return a feature's name for people."""
    name, window = _split_window(feature.attribute)
    return name.replace("_", " ") + window + (f" = {feature.word}" if feature.word else "")


def _word_column(attributes: pa.Table, name: str) -> np.ndarray:
    """Return the words for each row's value of an attribute: made once a value, since values repeat."""
    kind = attributes[name].type
    if is_text(kind) or pa.types.is_boolean(kind):
        values = np.asarray(attributes[name].to_pylist(), dtype=object)
        words = {value: _describe_word(name, value) for value in set(values.tolist())}
        return np.array([words[value] for value in values.tolist()], dtype=object)
    values, places = np.unique(read_numbers(attributes, name, "attributes"), return_inverse=True)
    return np.array([_describe_number(name, value) for value in values.tolist()], dtype=object)[places]


def _describe_word(name: str, value: str | bool | None) -> str:
    plain = name.removeprefix("is_").removeprefix("has_").replace("_", " ")
    if value is None:
        return f"unknown {plain}"
    if isinstance(value, bool):
        if name.startswith("consent_"):
            return f"{'consent' if value else 'no consent'} to {plain.removeprefix('consent ')}"
        return plain if value else f"no {plain}" if name.startswith("has_") else f"not {plain}"
    return f"{plain} {value}"


def _describe_number(name: str, value: float) -> str:
    name, window = _split_window(name)
    if np.isnan(value):
        return UNKNOWN_WORDS.get(name, f"unknown {name.replace('_', ' ')}") + window
    if name in COUNT_NOUNS:
        return _count(value, COUNT_NOUNS[name]) + window
    if name in NUMBER_WORDS:
        return NUMBER_WORDS[name](value) + window
    return f"{name.replace('_', ' ')} {value:g}" + window


def _split_window(name: str) -> tuple[str, str]:
    for suffix, words in WINDOWS.items():
        if name.endswith(suffix):
            return name.removesuffix(suffix), words
    return name, ""


def _theme(attribute: str) -> str:
    name, _ = _split_window(attribute)
    return THEMES.get(name, name)


def _count(number: float, noun: str) -> str:
    whole = round(number)
    counted = noun if whole == 1 else PLURALS.get(noun, noun + "s")
    return f"{whole:,} {counted}" if whole else f"no {counted}" if noun != "day" else "0 days"
