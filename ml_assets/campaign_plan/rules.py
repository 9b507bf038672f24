"""What the plan may do: caps, budgets and shares, read from their seeds."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time

import pyarrow as pa

from ml_assets.columns import require_columns
from ml_assets.settings import find_number, read_settings

# The days over which each cap counts, the day of the plan included.
PERIOD_DAYS = {"day": 1, "week": 7, "month": 30}
EVERY_CHANNEL = "all"
# As the seeds triggers and message_costs name them.
CHANNELS = ("email", "push", "sms", "letter")


@dataclass(frozen=True)
class Cap:
    """At most so many contacts of a person in `days` shop days; channel None counts all channels."""

    name: str
    channel: str | None
    days: int
    most: int


@dataclass(frozen=True)
class Budget:
    """At most so much a plan (day) or calendar month; kind: coupons (cost of offers) or contacts (their number)."""

    name: str
    kind: str
    period: str
    most: float


@dataclass(frozen=True)
class Rules:
    """Shares are of 1; depth_explored_loss is an amount of money a message.

    quiet_from to quiet_to is local time, across midnight where the first is the later one.
    """

    caps: tuple[Cap, ...]
    budgets: tuple[Budget, ...]
    global_held_back_share: float
    depth_explored_share: float
    parked_explored_share: float
    promised_share: float
    least_on_hand_count: float
    quiet_from: time
    quiet_to: time
    depth_explored_loss: float = 0.0


def read_rules(settings: pa.Table, budgets: pa.Table) -> Rules:
    """Return the rules of contact_rules (setting, value) and plan_budgets (kind, period, most).

    A cap is a setting `cap_<channel or all>_<day, week or month>`. Raises ValueError on a setting that is missing, not
    a number, or a share outside 0 to 1; on a cap of an unknown channel, that is no whole number, and where one of all
    channels is missing.
    """
    require_columns(budgets, ("kind", "period", "most"), "budgets")
    values = read_settings(settings)
    if missing := {f"cap_{EVERY_CHANNEL}_{period}" for period in PERIOD_DAYS} - set(values):
        raise ValueError(f"settings lacks {min(missing)}: without it nothing limits how often a person is written to")
    shares = ("global_held_back_share", "depth_explored_share", "parked_explored_share", "promised_share")
    return Rules(
        caps=tuple(_read_cap(values, name) for name in sorted(values) if name.startswith("cap_")),
        budgets=tuple(_read_budget(row) for row in budgets.sort_by("kind").to_pylist()),
        **{name: find_number(values, name, most=1) for name in shares},
        least_on_hand_count=find_number(values, "least_on_hand_count"),
        quiet_from=_read_time(values, "quiet_from"),
        quiet_to=_read_time(values, "quiet_to"),
        depth_explored_loss=find_number(values, "depth_explored_loss"),
    )


def is_quiet(rules: Rules, at: time) -> bool:
    """Return whether nobody may be written to at this local time."""
    if rules.quiet_from <= rules.quiet_to:
        return rules.quiet_from <= at < rules.quiet_to
    return at >= rules.quiet_from or at < rules.quiet_to


def name_season(day: date) -> str:
    """Return the calendar quarter, over which the global group stays the same: 2025Q2."""
    return f"{day.year}Q{(day.month + 2) // 3}"


def _read_cap(values: Mapping[str, object], name: str) -> Cap:
    channel, _, period = name.removeprefix("cap_").rpartition("_")
    if period not in PERIOD_DAYS or channel not in (EVERY_CHANNEL, *CHANNELS):
        channels, periods = ", ".join((EVERY_CHANNEL, *CHANNELS)), ", ".join(PERIOD_DAYS)
        raise ValueError(f"settings has {name}: name it cap_<channel>_<period>, of {channels} and {periods}")
    most = find_number(values, name)
    if not most.is_integer():
        raise ValueError(f"settings.{name} is {most:g}: give a whole number")
    return Cap(name, None if channel == EVERY_CHANNEL else channel, PERIOD_DAYS[period], int(most))


def _read_budget(row: Mapping[str, object]) -> Budget:
    kind, period = row["kind"], row["period"]
    if kind not in ("coupons", "contacts") or period not in ("day", "month"):
        raise ValueError(f"budgets has {kind} a {period}: give coupons or contacts a day or month")
    return Budget(f"budget_{kind}_{period}", kind, period, float(row["most"]))


def _read_time(values: Mapping[str, object], name: str) -> time:
    try:
        return time.fromisoformat(str(values[name]))
    except (KeyError, ValueError):
        raise ValueError(f"settings.{name} is {values.get(name)!r}: give a time as HH:MM") from None
