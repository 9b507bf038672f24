"""Reads the parameters of what is planted: parameters.toml."""

import tomllib
from dataclasses import dataclass, fields
from pathlib import Path

from seeds.sample_shop.catalogue import TREE
from seeds.sample_shop.parts import (
    Answers,
    Attitudes,
    Consents,
    Contacts,
    Devices,
    Elasticities,
    Interests,
    LeftCarts,
    Persons,
    Quality,
    Reviews,
    Search,
    Tastes,
)
from seeds.sample_shop.people import GROUP_SENSITIVE

PARAMETERS = Path(__file__).parent / "parameters.toml"


@dataclass(frozen=True)
class Parameters:
    """All that the file holds."""

    tastes: Tastes
    quality: Quality
    search: Search
    reviews: Reviews
    persons: Persons
    devices: Devices
    attitudes: Attitudes
    elasticities: Elasticities
    interests: Interests
    left_carts: LeftCarts
    contacts: Contacts
    answers: Answers
    consents: Consents


def read_parameters(path: Path = PARAMETERS) -> Parameters:
    """Read a file; raises ValueError, one sentence, where a part or a key is missing, unknown or not of its kind."""
    try:
        parts = tomllib.loads(path.read_text())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"{path} is no TOML file: {error}.") from error
    check_keys(path, "it", parts, Parameters)
    read = {}
    for part in fields(Parameters):
        check_keys(path, f"[{part.name}]", parts[part.name], part.type)
        read[part.name] = part.type(
            **{
                field.name: check_value(path, f"{part.name}.{field.name}", parts[part.name][field.name], field.type)
                for field in fields(part.type)
            }
        )
    check_themes(path, read["reviews"].themes)
    return Parameters(**read)


def check_keys(path: Path, place: str, found: dict, kind: type) -> None:
    """Raise ValueError where the keys are not the fields of a dataclass."""
    wanted = {field.name for field in fields(kind)}
    if wrong := sorted(found.keys() ^ wanted):
        raise ValueError(
            f"{path}: {place} needs {', '.join(sorted(wanted))}, no less and no more; see {', '.join(wrong)}."
        )


def check_themes(path: Path, themes: dict) -> None:
    """Raise ValueError where a department has not two themes of words and sentences."""
    for department in TREE:
        for rating in ("low", "high"):
            theme = themes.get(department, {}).get(rating, {})
            if theme.keys() != {"words", "sentences"} or not all(theme.values()):
                raise ValueError(f"{path}: reviews.themes.{department}.{rating} needs words and sentences.")


def check_value(path: Path, place: str, value: object, kind: object) -> object:
    """Return a value as its kind; raises ValueError where it is another or a share beyond 0 to 1."""
    if kind is float and type(value) in (int, float):
        if value < 0 or (place.endswith("share") and value > 1):
            raise ValueError(f"{path}: {place} cannot be {value}.")
        return float(value)
    if kind is int and type(value) is int and value >= 1:
        return value
    if kind == tuple[str, ...] and isinstance(value, list) and value and all(isinstance(v, str) for v in value):
        return tuple(value)
    if kind == tuple[float, ...] and isinstance(value, list) and len(value) == len(GROUP_SENSITIVE[0]):
        return tuple(check_value(path, place, one, float) for one in value)
    if isinstance(value, dict) and kind not in (int, float):
        return value
    raise ValueError(f"{path}: {place} cannot be {value!r}.")
