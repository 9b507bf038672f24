"""What is wrong with single rows that are sent: each is looked at alone, with the standard library."""

from collections.abc import Iterator
from datetime import UTC, timedelta
from hashlib import blake2b
from zoneinfo import ZoneInfo

import pyarrow as pa

from ml_assets.campaign_plan.draws import SEPARATOR
from ml_assets.campaign_plan.inputs import PlanInputs
from ml_assets.campaign_plan.rules import is_quiet, name_season
from ml_assets.campaign_plan.table import KEY


def count_quiet(sends: pa.Table, inputs: PlanInputs) -> int:
    """Count what has no time, one in quiet hours, or one on another day than the plan's."""
    day = inputs.as_of_date + timedelta(days=1)
    times = sends["send_at_local"].to_pylist()
    return sum(at is None or at.date() != day or is_quiet(inputs.rules, at.time()) for at in times)


def count_wrong_local_times(sends: pa.Table, time_zone: str) -> int:
    """Count what is sent at another moment than the shop's clock shows."""
    zone = ZoneInfo(time_zone)
    times = zip(sends["send_at"].to_pylist(), sends["send_at_local"].to_pylist(), strict=True)
    return sum(
        at is None or at.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None) != local for at, local in times
    )


def count_expired(sends: pa.Table) -> int:
    """Count what holds no longer when it is sent, or nobody knows how long."""
    times = zip(sends["send_at"].to_pylist(), sends["expires_at"].to_pylist(), strict=True)
    return sum(at is None or until is None or until <= at for at, until in times)


def count_refused(sends: pa.Table, inputs: PlanInputs) -> int:
    """Count what is sent though a rule refused it, or though it is no candidate."""
    refusals = dict(zip(_list_keys(inputs.candidates), inputs.candidates["refused_by"].to_pylist(), strict=True))
    return sum(refusals.get(key, "no candidate") is not None for key in _list_keys(sends))


def count_drawn(sends: pa.Table, inputs: PlanInputs) -> int:
    """Count what is sent to persons of the season's global group, or of the held-back share of the trigger."""
    shares = dict(zip(_list_keys(inputs.candidates), inputs.candidates["held_back_share"].to_pylist(), strict=True))
    season = name_season(inputs.as_of_date + timedelta(days=1))
    count = 0
    for key in _list_keys(sends):
        user, trigger = str(key[0]), str(key[1])
        in_group = _is_drawn(inputs, inputs.rules.global_held_back_share, f"global {season}", user)
        count += in_group or _is_drawn(inputs, shares.get(key) or 0, "held_back", user, trigger)
    return count


def _is_drawn(inputs: PlanInputs, share: float, *texts: str) -> bool:
    digest = blake2b(SEPARATOR.join(texts).encode("utf-8", "surrogatepass"), key=inputs.draw_key, digest_size=16)
    return (int(digest.hexdigest()[:16], 16) >> 11) / 2**53 < share


def _list_keys(table: pa.Table) -> Iterator[tuple[str | None, ...]]:
    return zip(*(table[name].to_pylist() for name in KEY), strict=True)
