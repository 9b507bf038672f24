"""What an operator sets, all of it by environment variables, and what follows from it for this process."""

import base64
import binascii
import os
import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ingest.home import Home, open_home

ROOT = Path(__file__).resolve().parents[1]

# What people state of themselves, and what no chance is made of unless a setting names it.
PERSONAL_ATTRIBUTES = ("age", "gender", "occupation")
# Who listens there hears nothing of the network.
THIS_MACHINE = ("127.0.0.1", "localhost", "::1")
# A host as it is looked up: names in other letters have one of these, which begins with xn--. Last an address of IPv6.
HOST = re.compile(r"(?!-)[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*\.?|[0-9a-f:.]*:[0-9a-f:.]*")

# Who builds dbt's models.
DUCKDB, SPARK = ENGINES = ("duckdb", "spark")
# Of a key that signs, in bytes: what Standard Webhooks ask for.
KEY_BYTES = range(24, 65)


class SettingsError(ValueError):
    """A setting cannot be used. One sentence: which, what it is, what it should be."""


@dataclass(frozen=True)
class Receiver:
    """To whom plans are delivered. The address may hold a secret as the keys do: only `host` is ever shown."""

    url: str = field(repr=False)
    keys: tuple[bytes, ...] = field(repr=False)
    audiences: tuple[str, ...] = ()

    @property
    def host(self) -> str:
        """The receiver's machine."""
        return urlsplit(self.url).hostname or ""


def read_home() -> Home:
    """Return the home CARTOGRAPH_HOME names, `data/` in the project where it is unset. Raises HomeError."""
    return open_home(os.environ.get("CARTOGRAPH_HOME") or None)


def prepare_home() -> Home:
    """Open the home, give it its Dagster settings, and set where it is for this process and its children.

    Raises HomeError or SettingsError.
    """
    home = read_home()
    read_currency()
    read_published_rules()
    read_engine()
    home.dagster.mkdir(exist_ok=True)
    shutil.copyfile(ROOT / "dagster.yaml", home.dagster / "dagster.yaml")
    os.environ["CARTOGRAPH_HOME"] = str(home.path)
    os.environ["DAGSTER_HOME"] = str(home.dagster)
    os.environ["DBT_SEND_ANONYMOUS_USAGE_STATS"] = "false"
    # dbt reads it by itself, and would take what is no number for 0.
    os.environ["CARTOGRAPH_REFUSED_WARN_SHARE"] = str(read_refused_warn_share())
    return home


def read_time_zone() -> str:
    """Return CARTOGRAPH_TIME_ZONE, the shop's zone (default UTC)."""
    name = os.environ.get("CARTOGRAPH_TIME_ZONE") or "UTC"
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise SettingsError(
            f"CARTOGRAPH_TIME_ZONE is {name!r}, which is no time zone: give a name like Europe/London."
        ) from None
    return name


def read_currency() -> str | None:
    """Return CARTOGRAPH_CURRENCY, the shop's currency in three letters; None where it is unset."""
    currency = os.environ.get("CARTOGRAPH_CURRENCY", "").strip().upper()
    if currency and not re.fullmatch(r"[A-Z]{3}", currency):
        raise SettingsError(f"CARTOGRAPH_CURRENCY is {currency!r}, which is no currency: give three letters like EUR.")
    return currency or None


def read_engine() -> str:
    """Return CARTOGRAPH_ENGINE, who builds dbt's models: one of ENGINES (default duckdb)."""
    engine = (os.environ.get("CARTOGRAPH_ENGINE") or DUCKDB).strip().lower()
    if engine not in ENGINES:
        raise SettingsError(f"CARTOGRAPH_ENGINE is {engine!r}, which is no engine: give {' or '.join(ENGINES)}.")
    return engine


def require_duckdb(what: str) -> None:
    """Raise SettingsError where models are built on Spark, which cannot do `what`."""
    if read_engine() != DUCKDB:
        raise SettingsError(
            f"CARTOGRAPH_ENGINE is {read_engine()}, and {what} needs DuckDB's warehouse: run it with"
            f" CARTOGRAPH_ENGINE={DUCKDB}, which builds that from the lake first."
        )


def read_daily_cron() -> str:
    """Return CARTOGRAPH_DAILY_AT (HH:MM in the shop's zone, default 05:00) as a cron line."""
    at = os.environ.get("CARTOGRAPH_DAILY_AT") or "05:00"
    clock = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", at)
    if not clock:
        raise SettingsError(f"CARTOGRAPH_DAILY_AT is {at!r}, which is no time of day: give one like 05:00.")
    return f"{int(clock[2])} {int(clock[1])} * * *"


def read_refused_warn_share() -> float:
    """Return CARTOGRAPH_REFUSED_WARN_SHARE, the share of refused rows above which a load day is warned of (0.05)."""
    text = os.environ.get("CARTOGRAPH_REFUSED_WARN_SHARE") or "0.05"
    if not re.fullmatch(r"0|1|[01]?\.\d+", text) or not 0 <= float(text) <= 1:
        raise SettingsError(
            f"CARTOGRAPH_REFUSED_WARN_SHARE is {text!r}, which is no share: give a number from 0 to 1, like 0.05."
        )
    return float(text)


def read_personal_attributes() -> frozenset[str]:
    """Return CARTOGRAPH_PERSONAL_ATTRIBUTES, those that propensity may use, with commas between them (default none)."""
    text = os.environ.get("CARTOGRAPH_PERSONAL_ATTRIBUTES", "")
    names = frozenset(name.strip() for name in text.split(",") if name.strip())
    if unknown := sorted(names.difference(PERSONAL_ATTRIBUTES)):
        raise SettingsError(
            f"CARTOGRAPH_PERSONAL_ATTRIBUTES names {unknown[0]!r}, which is none of"
            f" {', '.join(PERSONAL_ATTRIBUTES)}: give names of these, with commas between them."
        )
    return names


def read_published_rules() -> int | None:
    """Return CARTOGRAPH_PUBLISHED_RULES, the rules that each list publishes at most (1000); None for `all` that were
    tested, noise included."""
    text = os.environ.get("CARTOGRAPH_PUBLISHED_RULES") or "1000"
    if text == "all":
        return None
    if not re.fullmatch(r"[1-9]\d{0,8}", text):
        raise SettingsError(
            f"CARTOGRAPH_PUBLISHED_RULES is {text!r}: give a whole number of at least 1, or all to publish everything"
            " that was tested."
        )
    return int(text)


def read_hash_key() -> str | None:
    """Return CARTOGRAPH_HASH_KEY, by which erased people are known; None where it is unset."""
    return os.environ.get("CARTOGRAPH_HASH_KEY") or None


def read_webhook() -> str | None:
    """Return CARTOGRAPH_WEBHOOK_URL, where failed runs are reported; None where it is unset."""
    url = os.environ.get("CARTOGRAPH_WEBHOOK_URL") or None
    if url and not url.startswith(("https://", "http://")):
        raise SettingsError("CARTOGRAPH_WEBHOOK_URL must begin with https:// or http://.")
    return url


def read_receiver() -> Receiver | None:
    """Return the receiver of plans; None where CARTOGRAPH_RECEIVER_URL and _SECRET are unset, and delivery is off."""
    url, secret = os.environ.get("CARTOGRAPH_RECEIVER_URL"), os.environ.get("CARTOGRAPH_RECEIVER_SECRET")
    if not url and not secret:
        return None
    if not url or not secret:
        raise SettingsError("Of CARTOGRAPH_RECEIVER_URL and CARTOGRAPH_RECEIVER_SECRET only one is set: set both.")
    _check_address(url)
    audiences = os.environ.get("CARTOGRAPH_RECEIVER_AUDIENCES", "").split(",")
    names = tuple(dict.fromkeys(name.strip() for name in audiences if name.strip()))
    if wrong := [name for name in names if not re.fullmatch(r"\w[\w-]*", name)]:
        raise SettingsError(
            f"CARTOGRAPH_RECEIVER_AUDIENCES names {wrong[0]!r}, which is no audience:"
            " give names of audiences, with commas between them."
        )
    return Receiver(url, tuple(_read_key(text) for text in secret.split()), names)


def _check_address(url: str) -> None:
    """Raise SettingsError where people's data would travel in clear text, or the address holds a password."""
    try:
        parts = urlsplit(url)
        is_on_this_machine = parts.hostname in THIS_MACHINE
        is_safe = parts.scheme == "https" or (parts.scheme == "http" and is_on_this_machine)
        is_sound = parts.port != 0 and parts.username is None and url.isprintable() and " " not in url
        has_host = HOST.fullmatch(parts.hostname or "")
    except ValueError:
        is_safe = is_sound = has_host = False
    if is_safe and is_sound and not has_host:
        raise SettingsError(
            "CARTOGRAPH_RECEIVER_URL names no host that can be looked up: give its name in the letters a to z, as in"
            " https://crm.example/; a name in other letters has such a one that begins with xn--."
        )
    if not is_safe or not is_sound:
        raise SettingsError(
            "CARTOGRAPH_RECEIVER_URL must be an address that begins with https:// and holds no user or password;"
            " http:// is for a receiver on this machine."
        )


def _read_key(text: str) -> bytes:
    try:
        key = base64.b64decode(text.removeprefix("whsec_"), validate=True)
    except binascii.Error:
        key = b""
    if not text.startswith("whsec_") or len(key) not in KEY_BYTES:
        raise SettingsError(
            "CARTOGRAPH_RECEIVER_SECRET must be whsec_ and 24 to 64 random bytes in base64, or several of these with"
            " blanks between them while one takes another's place."
        )
    return key
