"""What a reason says: a sentence for people, and its counts as name=value to count it again."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

FIRST_DAY = date(1970, 1, 1)


def say_own(day: int, times: int, first: int, last: int) -> tuple[str, str]:
    """day: as of when; times: on how many days the user bought it; first, last: these days."""
    evidence = f"kind=own;day_count={times};last_date={FIRST_DAY + timedelta(days=last)}"
    if times == 1:
        return f"bought once, {_ago(day - last)}", f"{evidence};usual_days="
    usual = round((last - first) / (times - 1))
    if times == 2:
        words = f"bought twice, {_count(usual, 'day', 'days')} apart, last {_ago(day - last)}"
    else:
        words = f"bought {times} times, last {_ago(day - last)}; usually every {_count(usual, 'day', 'days')}"
    return words, f"{evidence};usual_days={usual}"


def say_seen(day: int, last: int, views: int, favorites: int, carts: int) -> tuple[str, str]:
    what = "put into the cart" if carts else "looked at" if views else "marked as favourite"
    times = carts or views or favorites
    often = "" if times == 1 else f" {times} times, last"
    date_of = FIRST_DAY + timedelta(days=last)
    evidence = f"kind=seen;last_date={date_of};view_count={views};favorite_count={favorites};cart_count={carts}"
    return f"{what}{often} {_ago(day - last)}", evidence


def say_near(item_id: str, name: str, together: int) -> tuple[str, str]:
    words = f"bought by {together:,} people who also bought {name}"
    return words, f"kind=near;item_id={item_id};user_count={together}"


def say_popular(windows: Sequence[int]) -> Callable[..., tuple[str, str]]:
    """Return what says how many bought an item, by the first of the windows (in days) in which anybody did. It takes
    the counts of the windows and that of all time."""

    def say(*counts: int) -> tuple[str, str]:
        for days, count in zip(windows, counts, strict=False):
            if count > 0:
                words = f"bought by {_count(count, 'person', 'people')} in the last {days} days"
                return words, f"kind=popular;day_count={days};user_count={count}"
        words = f"bought by {_count(counts[-1], 'person', 'people')} so far"
        return words, f"kind=popular;day_count=;user_count={counts[-1]}"

    return say


def say_group(name: str, value: str, words: str, user_count: int, days: int) -> tuple[str, str]:
    """How many users of a category, channel or region bought an item lately."""
    said = f"bought by {_count(user_count, 'person', 'people')} {words}, in the last {days} days"
    return said, f"kind=group;name={name};value={value};day_count={days};user_count={user_count}"


def say_new(day: int, first: int) -> tuple[str, str]:
    return f"new: first sold {_ago(day - first)}", f"kind=new;first_sold_date={FIRST_DAY + timedelta(days=first)}"


def say_interval(days: int) -> tuple[str, str]:
    """What is added of an item bought once: after how many days others buy it again."""
    return f"; who buys it again does so after about {days} days", f";item_usual_days={days}"


def _ago(days: int) -> str:
    return "today" if days == 0 else f"{_count(days, 'day', 'days')} ago"


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"
