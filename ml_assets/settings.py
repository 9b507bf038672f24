"""Settings of a seed, read by their names."""

from collections.abc import Mapping

import pyarrow as pa

from ml_assets.columns import require_columns


def read_settings(settings: pa.Table) -> dict[str, object]:
    """Return the values of a table of settings (setting, value) by name."""
    require_columns(settings, ("setting", "value"), "settings")
    return dict(zip(settings["setting"].to_pylist(), settings["value"].to_pylist(), strict=True))


def find_number(values: Mapping[str, object], name: str, most: float = float("inf")) -> float:
    """Return a setting that is a number from 0 to `most`. Raises ValueError where it is missing or anything else.

    >>> find_number({"promised_share": "0.5"}, "promised_share", most=1)
    0.5
    """
    try:
        value = float(values[name])
    except (KeyError, TypeError, ValueError):
        raise ValueError(f"settings.{name} is {values.get(name)!r}: give a number") from None
    if not 0 <= value <= most:
        raise ValueError(f"settings.{name} is {value:g}: give a number from 0{f' to {most:g}' * (most == 1)}")
    return value
