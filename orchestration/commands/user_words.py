"""The page about a user in plain words, section by section."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from orchestration.commands.tomorrow import describe_plan
from orchestration.settings import read_time_zone
from orchestration.warehouse.user_page import Row, UserPage

CAUSES = {
    "weak_purchasing_ability": "buys what is cheap, and not for discounts or coupons",
    "weak_discount_fit": "buys for discounts or coupons, and what is open saves less than those did",
    "not_shown": "no cause is shown",
}
CURES = {"low_priced_picks": "; cure: low-priced picks", "coupon": "; cure: a coupon"}
NOT_SURE = {
    "not_better_than_naive": "; not surely better than the simple answer",
    "insufficient_data": "; too little data to say how good that is",
    "no_amounts": "; amounts are unknown",
}


def describe_user(page: UserPage) -> Iterator[tuple[str, list[str]]]:
    """Yield the title of each section and its lines, none where nothing is known."""
    for title, rows, describe in (
        ("Who", [page.facts], _word_who),
        ("Last move between groups", page.moves, _word_move),
        ("Tags", page.tags, _word_tag),
        ("Prices", page.prices, _word_prices),
        ("Likes", [page.facts], _word_likes),
        ("Searched for, and not bought since", page.interests, _word_interest),
        ("Worth", [page.facts], _word_worth),
        ("Sent", page.messages, _word_message),
        ("Left in the cart or the favourites", page.abandoned, _word_abandoned),
        ("Recommended", page.recommendations, _word_recommendation),
        (f"Tomorrow, {page.facts['as_of_date'] + timedelta(days=1)}", [page.planned], describe_plan),
        ("Alike the users on a list", page.look_alikes, _word_likeness),
    ):
        yield title, [line for row in rows for line in describe(row)]


def _word_who(row: Row) -> Iterator[str]:
    registered = f"registered on {_day(row['registered_at'])}" if row["registered_at"] else "not known to be registered"
    yield (
        f"{registered.capitalize()}; first seen on {row['first_seen_date']},"
        f" last {_count(row['days_since_seen'], 'day')} ago;"
        f" active on {_count(row['active_day_count'], 'day')}, on {_count(row['visitor_count'], 'device')}"
    )
    if row["user_group"]:
        yield f"Group {row['user_group']}: {row['group_reason']}"
    if row["cause"]:
        yield f"Why so little: {CAUSES[row['cause']]}{CURES.get(row['cure'], '')}"
    if row["rfm_segment"]:
        yield f"RFM segment {row['rfm_segment']}"
    if row["cluster_sentence"]:
        yield f"Cluster {row['cluster_id']}: {row['cluster_sentence']}"


def _word_move(row: Row) -> Iterator[str]:
    back = f"; back with {row['way_back']}" if row["way_back"] else ""
    yield f"{row['month_end_date']} from {row['previous_user_group']} to {row['user_group']}: {row['reason']}{back}"


def _word_tag(row: Row) -> Iterator[str]:
    value = f" ({row['value_name']})" if row["value_name"] is not None else ""
    until = f", at the latest until {row['expires_on']}" if row["expires_on"] else ""
    yield (
        f"{row['tag'].replace('_', ' ')}{value}, weight {row['weight']:.2f}: a {row['source']}, by"
        f" {_count(row['evidence_count'], 'piece')} of evidence, the newest of {row['last_evidence_date']}{until}"
    )


def _word_prices(row: Row) -> Iterator[str]:
    for what, own, shrunk, cases in (
        ("by coupon", row["coupon_order_share"], row["shrunk_coupon_order_share"], _count(row["order_count"], "order")),
        (
            "at a discount",
            row["discount_line_share"],
            row["shrunk_discount_line_share"],
            _count(row["judged_line_count"], "line"),
        ),
    ):
        if own is not None and shrunk is not None:
            yield f"{own:.0%} of {cases} {what}; {shrunk:.0%} is to be expected of the next"
    if row["shrunk_price_level"] is not None:
        yield (
            f"Dearer than {row['shrunk_price_level']:.0%} of what its categories offer,"
            f" by {_count(row['priced_line_count'], 'line')}"
        )


def _word_likes(row: Row) -> Iterator[str]:
    for what, value in (
        ("category", row["category_name"]),
        ("brand", row["favorite_brand"]),
        ("channel", row["favorite_channel"]),
    ):
        if value is not None:
            yield f"Most used {what}: {value}" if what == "channel" else f"Favourite {what}: {value}"
    if row["usual_hour"] is not None:
        yield f"Comes mostly at {row['usual_hour']} o'clock"
    yield (
        f"{_count(row['view_count'], 'view')}, {_count(row['search_count'], 'search', 'searches')},"
        f" {_count(row['favorite_count'], 'favourite')}, {_count(row['cart_count'], 'time')} into the cart"
    )


def _word_interest(row: Row) -> Iterator[str]:
    traits = ", ".join(str(row[name]) for name in ("brand", "price_band") if row[name] is not None)
    yield f"{row['category']}{f' ({traits})' if traits else ''}, weight {row['weight']:.2f}: {row['reason']}"


def _word_worth(row: Row) -> Iterator[str]:
    if not row["order_count"]:
        yield "No order yet"
    else:
        yield (
            f"{_count(row['order_count'], 'order')} of {_count(row['unit_count'], 'unit')},"
            f" net {_amount(row['net_amount'])}, margin {_amount(row['margin_amount'])},"
            f" {_amount(row['average_order_amount'])} an order; the last {_count(row['days_since_order'], 'day')} ago;"
            f" {_count(row['return_unit_count'], 'unit')} came back"
        )
    if row["discount_share"] is not None:
        yield f"{row['discount_share']:.0%} of the orders were discounted"
    if row["expected_order_count"] is not None:
        yield (
            f"Expected in the next {row['horizon_days']} days: {row['expected_order_count']:.1f} orders worth"
            f" {_amount(row['value_amount'])} ({_amount(row['value_low'])} to {_amount(row['value_high'])})"
            f"{NOT_SURE.get(row['value_status'], '')}"
        )
    if row["order_probability"] is not None:
        why = f", because {'; '.join(row['reasons'])}" if row["reasons"] else ""
        yield (
            f"Chance of an order in the next 30 days: {row['order_probability']:.0%}{why}"
            f"{NOT_SURE.get(row['propensity_status'], '')}"
        )


def _word_message(row: Row) -> Iterator[str]:
    about = f" about {row['item']}" if row["item"] else ""
    offer = f" with the offer {row['offer_code']}" if row["offer_code"] else ""
    if row["is_control"]:
        done = "held back as control"
    elif row["sent_at"] is None:
        done = "not sent"
    else:
        opened = "opened by a machine" if row["is_machine_open"] else "opened"
        did = [word for word, at in ((opened, "opened_at"), ("clicked", "clicked_at")) if row[at]]
        did += ["unsubscribed"] * bool(row["unsubscribed_at"])
        done = f"sent by {row['channel'] or 'an unknown channel'}, {' and '.join(did) or 'not opened'}"
    yield f"{_day(row['decided_at'])} {row['trigger']}{about}{offer}: {done}"


def _word_abandoned(row: Row) -> Iterator[str]:
    sure = f" ({row['confidence']:.0%} sure)" if row["confidence"] is not None else ""
    kind = "cart" if row["wish_kind"] == "cart" else "favourite"
    yield f"{row['wished_date']} {row['item']} ({kind}): {row['reason']}{sure}: {row['evidence']}; cure: {row['cure']}"


def _word_recommendation(row: Row) -> Iterator[str]:
    yield f"{row['list']} {row['rank']}. {row['item']}: {row['reason']} [{row['evidence']}]"


def _word_likeness(row: Row) -> Iterator[str]:
    yield f"{row['list']}, place {row['rank']}: {row['evidence']}{NOT_SURE.get(row['status'], '')}"


def _count(number: object, noun: str, nouns: str | None = None) -> str:
    return f"{number:,} {noun if number == 1 else nouns or f'{noun}s'}"


def _amount(amount: object) -> str:
    return "unknown" if amount is None else f"{amount:,.2f}"


def _day(moment: datetime) -> date:
    """The shop day of a moment, which is published in UTC."""
    return moment.replace(tzinfo=UTC).astimezone(ZoneInfo(read_time_zone())).date()
