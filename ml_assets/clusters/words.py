"""What attributes of users are called when a shopkeeper reads of them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class AttributeWords:
    """low, high: what a user low or high in it is called; noun: the attribute itself; is_share: 0 to 1,
    written in percent."""

    low: str
    high: str
    noun: str
    is_share: bool = False


WORDS = {
    "order_count": AttributeWords("few orders", "many orders", "orders"),
    "unit_count": AttributeWords("few units", "many units", "units"),
    "net_amount": AttributeWords("low amounts", "high amounts", "net amount"),
    "average_order_amount": AttributeWords("small baskets", "large baskets", "amount per order"),
    "recency_days": AttributeWords("bought lately", "bought long ago", "days since last order"),
    "active_day_count": AttributeWords("rarely active", "often active", "active days"),
    "session_count": AttributeWords("few visits", "many visits", "visits"),
    "view_count": AttributeWords("views little", "views much", "views"),
    "discount_share": AttributeWords("rarely on discount", "mostly on discount", "share of orders on discount", True),
    "price_percentile": AttributeWords("buys the cheap end", "buys the dear end", "place in the price range", True),
}


def find_words(attribute: str) -> AttributeWords:
    """Return the words for an attribute; one that is not listed is "low <name>" or "high <name>"."""
    plain = attribute.replace("_", " ")
    return WORDS.get(attribute, AttributeWords(f"low {plain}", f"high {plain}", plain))


def format_value(attribute: str, value: float) -> str:
    """Return a value as it is read: shares in percent, from 10 on without decimals, below with one."""
    if find_words(attribute).is_share:
        return f"{value:.0%}"
    return f"{value:,.0f}" if abs(value) >= 10 or value == round(value) else f"{value:,.1f}"
