"""What is planned for a user tomorrow, in plain words: a part of the page about the user."""

from collections.abc import Iterator

from ml_assets.campaign_plan.table import GLOBAL_GROUP, HOLD_BACK, REFUSE, SEND
from orchestration.warehouse.user_page import Row

CHANNELS = {"email": "e-mail", "push": "push message", "sms": "text message"}
NOTHING = "Nothing: there is no reason to write to this user."
# Of these the plan's own words name accounts or orders, and the page names nobody.
REFUSALS = {
    "unnamed": "The user's id is an e-mail address, a phone number or the key of a guest, which stays in the house.",
    "no_consent": "The user has not agreed to any of the ways in which it could be sent.",
    "bought_since": "The user has bought it since.",
}


def describe_plan(rows: list[Row]) -> Iterator[str]:
    """Yield for each message that was thought of what becomes of it and why; what is refused stands below its reason.

    rows: of one user, of marketing.campaign_plan, with `subject`: the name of what it is about.

    >>> row = {"decision": "refuse", "trigger": "price_drop", "subject": "Mug", "refused_by": "bought_since"}
    >>> list(describe_plan([row | {"decision_reason": "Bought since: order 7.", "reason": "Saw Mug at 9.00."}]))
    ['Not sent. The user has bought it since:', '  price drop about Mug: Saw Mug at 9.00.']
    """
    if not rows:
        yield NOTHING
    refused: dict[str, list[str]] = {}
    for row in rows:
        if row["decision"] == REFUSE:
            words = REFUSALS.get(row["refused_by"], str(row["decision_reason"])).removesuffix(".")
            refused.setdefault(words, []).append(f"  {_name_message(row)}: {row['reason']}")
        else:
            yield _word_decision(row)
            yield f"  Why: {row['reason']}"
    for words, lines in refused.items():
        yield f"Not sent. {words}:"
        yield from lines


def _name_message(row: Row) -> str:
    return row["trigger"].replace("_", " ") + (f" about {row['subject']}" if row["subject"] else "")


def _word_decision(row: Row) -> str:
    """Return what becomes of a message that is not refused."""
    about = _name_message(row)
    if row["decision"] == SEND:
        return f"To be sent {_word_way(row)}: {about}{_word_offer(row)}. {_word_margin(row)}"
    if row["decision"] == HOLD_BACK:
        group = "is in the group that gets nothing this quarter, so that it shows what all messages do"
        lot = "was drawn by lot, so that it shows what such messages do"
        why = group if row["held_back_by"] == GLOBAL_GROUP else lot
        return f"Held back: {about}{_word_offer(row)}. It would go {_word_way(row)}; the user {why}."
    _, _, why = str(row["decision_reason"]).partition(": ")
    return f"Put off to {row['deferred_until_date']}: {about}. {why[:1].upper()}{why[1:]}"


def _word_way(row: Row) -> str:
    return f"by {CHANNELS.get(row['channel'], row['channel'])} at {row['send_at_local']:%H:%M}"


def _word_offer(row: Row) -> str:
    return f", with {row['offer']} ({row['depth_share']:.0%} off)" if row["depth_share"] else ""


def _word_margin(row: Row) -> str:
    margin = row["expected_margin"]
    if margin is None:
        return "What it brings is not known."
    if margin < 0:
        return f"It is expected to cost {-margin:,.2f} more than it brings."
    return f"It is expected to bring {margin:,.2f} after its costs."
